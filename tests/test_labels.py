"""Labels as conditional networks take them."""

import numpy as np
import pandas as pd
import pytest

from codings.labels import are_amounts, best_labels, find_classes, one_hot


def test_each_instance_gets_the_label_under_which_it_scores_best():
    def score(X, labels):
        return -np.abs(X[:, 0] - labels.argmax(axis=1))

    X = np.array([[2.1], [0.2], [0.9]])
    found = best_labels(score, X, 3)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, np.eye(3)[[2, 0, 1]])


@pytest.mark.parametrize("dtype", [object, "string", "Int64", "category"])
def test_missing_labels_of_any_kind(dtype):
    for missing in (pd.NA, None):
        with pytest.raises(ValueError, match="y has missing labels"):
            find_classes(pd.Series([1, missing, 2, 1]).astype(dtype), 4)


def test_numbers_of_several_types_are_numbers():
    y = np.array([1, 2.0, np.int64(1), True], dtype=object)
    np.testing.assert_array_equal(find_classes(y, 4), [1.0, 2.0])
    np.testing.assert_array_equal(one_hot(y, find_classes(y, 4), 4), np.eye(2)[[0, 1, 0, 0]])


def test_numbers_beside_text_are_text():
    y = np.array([1, "a", 1, "b"], dtype=object)
    classes = find_classes(y, 4)
    assert classes.tolist() == ["1", "a", "b"]
    np.testing.assert_array_equal(one_hot(1, classes, 2), np.eye(3)[[0, 0]])
    np.testing.assert_array_equal(one_hot(np.array([1, 1]), classes, 2), np.eye(3)[[0, 0]])


def test_several_targets_of_a_regression_are_amounts(random):
    Y = np.column_stack([random.normal(size=30), np.arange(30) % 3])
    assert are_amounts(Y, 30)
    with pytest.raises(ValueError, match=r"y has shape \(30, 3\)"):
        are_amounts(np.eye(3)[np.arange(30) % 3], 31)
    assert not are_amounts(np.eye(3)[np.arange(30) % 3], 30)
