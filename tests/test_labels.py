"""Labels as conditional networks take them."""

from decimal import Decimal

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


def test_as_many_as_instances():
    with pytest.raises(ValueError, match=r"y has shape \(2,\), but there are 3 instances: give one label"):
        one_hot([1, 2], np.array([1, 2]), 3)


def test_numbers_beside_text_are_text():
    y = np.array([1, "a", 1, "b"], dtype=object)
    classes = find_classes(y, 4)
    assert classes.tolist() == ["1", "a", "b"]
    np.testing.assert_array_equal(one_hot(1, classes, 2), np.eye(3)[[0, 0]])
    np.testing.assert_array_equal(one_hot(np.array([1, 1]), classes, 2), np.eye(3)[[0, 0]])


@pytest.mark.parametrize(
    "y",
    [
        pd.cut(pd.Series([1.5, 7, 2, 8]), [0, 5, 10]),
        pd.to_datetime(["2024-01-05", "2024-02-01"] * 2).tolist(),
        [Decimal("0.5"), Decimal(1), Decimal("0.5"), Decimal(1)],
        np.array(["low", "high"] * 2, getattr(np.dtypes, "StringDType", lambda: "U4")()),
    ],
    ids=["ranges", "dates", "decimals", "text of any length"],
)
def test_labels_that_no_file_holds_are_text(y):
    classes = find_classes(y, 4)
    assert classes.dtype.kind == "U"
    assert classes.tolist() == sorted({str(label) for label in y})
    assert one_hot(y, classes, 4).sum(axis=0).tolist() == [2, 2]
    assert one_hot(next(iter(y)), classes, 3).sum() == 3


def test_a_label_that_looks_like_a_class_is_told_by_its_type():
    with pytest.raises(
        ValueError, match="label '1' of the type str, which fit has not seen: it has seen 1, 2"
    ):
        one_hot(["1", "2"], np.array([1, 2]), 2)


def test_several_targets_of_a_regression_are_amounts(random):
    Y = np.column_stack([random.normal(size=30), np.arange(30) % 3])
    assert are_amounts(Y, 30)
    with pytest.raises(ValueError, match=r"y has shape \(30, 3\)"):
        are_amounts(np.eye(3)[np.arange(30) % 3], 31)
    assert not are_amounts(np.eye(3)[np.arange(30) % 3], 30)
