"""What every model does alike, and what a fit that fails leaves behind."""

import keras
import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

import codings
from codings import BinaryAutoencoder, RecurrentAutoencoder, StackedAutoencoder, VariationalAutoencoder

BRIEF = {"epochs": 2, "random_state": 0, "verbose": False}


@pytest.mark.parametrize(
    ("options", "change", "message"),
    [
        ({"likelihood": "bernoulli"}, {}, "X has no bounds"),
        ({"greedy": True, "epochs": 1}, {}, "epochs=1"),
        ({}, {"validation": np.zeros((3, 9, 9))}, r"instances of shape \(9, 9\)"),
    ],
)
def test_a_fit_that_fails_leaves_the_model_as_it_was(options, change, message, digits):
    X = digits.X[:200]
    model = StackedAutoencoder(4, hidden=(8,), **BRIEF).fit(X)
    score, before = model.score(X), dict(vars(model))
    with pytest.raises(ValueError, match=message):
        model.set_params(**options).fit(X * 1000 - 300, **change)
    model.set_params(**{name: before[name] for name in options})
    assert vars(model) == before
    assert model.score(X) == score


class Drawing(keras.callbacks.Callback):
    """Saves a model and draws from it, where it can, as callbacks do that show how a training goes."""

    def __init__(self, estimator, folder):
        super().__init__()
        self.estimator, self.folder = estimator, folder

    def on_epoch_end(self, epoch, logs=None):
        self.estimator.save(self.folder)
        if self.estimator.can("sample"):
            self.drawn = self.estimator.sample(3, random_state=0)


@pytest.mark.usefixtures("uncompiled")
@pytest.mark.parametrize("model", [VariationalAutoencoder, BinaryAutoencoder])
def test_callbacks_can_save_and_draw_from_the_first_fit_on(model, random, tmp_path):
    X = random.normal(size=(20, 3))
    fitted = model(2, hidden=(), **BRIEF)
    for _ in range(2):  # what an earlier fit has estimated counts no more
        drawing = Drawing(fitted, tmp_path / "model")
        fitted.fit(X, callbacks=drawing)
        loaded = codings.load(tmp_path / "model")
        if loaded.can("sample"):
            np.testing.assert_array_equal(loaded.sample(3, random_state=0), drawing.drawn)
            assert loaded.mixture_ is None
        else:
            assert not len(loaded.hashes_)


@pytest.mark.parametrize(
    ("validation", "message"),
    [
        (np.zeros((3, 9, 9)), r"validation: X has instances of shape \(9, 9\)"),
        (np.full((3, 8, 8), np.nan), "validation: X holds NaN"),
        (0.1, "^validation=0.1 must be instances"),
    ],
)
def test_of_what_is_held_out_it_is_told_that_it_is(validation, message, digits):
    with pytest.raises(ValueError, match=message):
        StackedAutoencoder(4, hidden=(8,), **BRIEF).fit(digits.X[:50], validation=validation)


@pytest.mark.usefixtures("uncompiled")
def test_instances_held_out_may_come_with_labels_that_nobody_needs(digits):
    X, y = digits.X[:40], digits.y[:40]
    fitted = [StackedAutoencoder(4, hidden=(), **BRIEF).fit(X, validation=v) for v in (X, (X, y), [X, y])]
    assert len({model.history_["val_loss"][-1] for model in fitted}) == 1


def test_nor_does_another_training_change_it(digits, tmp_path):
    X = digits.X[:200]
    model = StackedAutoencoder(4, hidden=(8,), **BRIEF).fit(X, checkpoint=tmp_path / "checkpoints")
    score = model.score(X)
    with pytest.raises(ValueError, match="another training"):
        model.fit(1000 * X - 300, checkpoint=tmp_path / "checkpoints")
    assert model.score(X) == score


def test_after_a_first_fit_that_fails_nothing_is_fitted(random):
    X = random.normal(size=(20, 6, 3))
    for model in (StackedAutoencoder(likelihood="bernoulli"), RecurrentAutoencoder(likelihood="bernoulli")):
        with pytest.raises(ValueError, match="X has no bounds"):
            model.fit(X)
        with pytest.raises(NotFittedError):
            model.score(X)
        with pytest.raises(NotFittedError):
            model.save("nowhere")
