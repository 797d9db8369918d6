"""What people who know Keras and scikit-learn write: it works, or one sentence says what to write."""

import keras
import numpy as np
import pandas as pd
import pytest

import codings
from codings import StackedAutoencoder
from codings.training import History

X = np.random.default_rng(0).normal(size=(40, 4))


def model(**options):
    return StackedAutoencoder(2, hidden=(8,), epochs=1, random_state=0, **{"verbose": False} | options)


@pytest.fixture(scope="module")
def fitted():
    return model(verbose=1).fit(X, validation=(X, X))


@pytest.fixture
def policy():
    """Sets Keras's dtype policy; it is float32 again afterwards."""
    yield keras.config.set_dtype_policy
    keras.config.set_dtype_policy("float32")


def test_a_pair_is_what_keras_validates_an_autoencoder_on(fitted):
    assert fitted.history_["val_loss"].shape == (1,)


def test_two_instances_are_no_pair(fitted):
    with pytest.raises(ValueError, match="labels"):
        codings.VariationalAutoencoder(2, epochs=1).fit(X, np.arange(40) % 2, validation=X)
    _, training = model()._begin(X, validation=(X[0], X[1]))
    assert len(training.validation.arrays[0]) == 2


def test_a_share_is_refused():
    with pytest.raises(ValueError, match=r"validation=0\.1 must be instances .*train_test_split"):
        model().fit(X, validation=0.1)


@pytest.mark.parametrize("stream", [iter(X), (x for x in X), {1.0}], ids=["iterator", "generator", "set"])
def test_what_gives_batches_is_refused(stream):
    with pytest.raises(ValueError, match="which gives batches one after the other: give an array"):
        model().fit(stream)


@pytest.mark.parametrize("name", ["mixed_float16", "mixed_bfloat16", "float64"])
def test_other_precision_is_refused(policy, name, fitted, tmp_path):
    fitted.save(tmp_path / "model")
    policy(name)
    for function in (lambda: model().fit(X), lambda: codings.load(tmp_path / "model")):
        with pytest.raises(ValueError, match=f"policy is {name}, and models here compute in float32"):
            function()
    assert fitted.transform(X).dtype == "float32"  # what is fitted stays as it is


def test_the_history_is_a_table(fitted):
    table = pd.DataFrame(fitted.history_)
    assert [*table] == ["loss", "val_loss", "seconds"]
    assert len(table) == fitted.history_.epochs == 1


def test_a_history_has_nan_where_a_loss_was_not():
    history = History({"a": [1.0]})
    earlier = history["a"]
    history.append({"b": 2.0})
    np.testing.assert_array_equal(history["a"], [1.0, np.nan])
    np.testing.assert_array_equal(history["b"], [np.nan, 2.0])
    assert earlier.tolist() == [1.0]
