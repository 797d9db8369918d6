"""The sparse autoencoder."""

import keras
import numpy as np
import pytest

from codings import SparseAutoencoder


@pytest.fixture(scope="module", params=["l1", "kl"])
def penalty(request):
    return request.param


def test_a_heavier_penalty_makes_codings_sparser(penalty, digits):
    weights = (1e-4, 1e-2) if penalty == "l1" else (1e-5, 1.0)
    models = [
        SparseAutoencoder(40, penalty=penalty, weight=w, epochs=15, random_state=0).fit(digits.X)
        for w in weights
    ]
    light, heavy = (model.sparsity(digits.X) for model in models)
    assert heavy.mean_activation < 0.5 * light.mean_activation
    assert heavy.active < light.active


def test_the_divergence_brings_units_to_the_target(digits):
    model = SparseAutoencoder(40, weight=0.1, target=0.2, epochs=30, random_state=0).fit(digits.X)
    assert model.sparsity(digits.X).mean_activation == pytest.approx(0.2, abs=0.02)
    assert np.abs(model.transform(digits.X).mean(0) - 0.2).max() < 0.05


def test_what_sparsity_counts(digits):
    model = SparseAutoencoder(5, epochs=1, random_state=0).fit(digits.X)
    codings = model.transform(digits.X)
    found = model.sparsity(digits.X)
    assert found.mean_activation == pytest.approx(codings.mean(), rel=1e-5)
    assert found.active == pytest.approx(np.mean(codings > 0.1))
    assert codings.min() >= 0
    assert codings.max() <= 1


def test_the_loss_is_what_keras_would_compute(penalty, digits):
    """The penalty included, on batches of the size of training."""
    model = SparseAutoencoder(20, penalty=penalty, weight=0.1, epochs=2, random_state=0)
    model.fit(digits.X, validation=digits.X[:320])
    plain = model.autoencoder_
    plain.compile(loss="mse")
    expected = plain.evaluate(digits.X[:320], digits.X[:320], batch_size=32, verbose=0)
    assert model.history_["val_loss"][-1] == pytest.approx(expected, rel=1e-4)


def test_default_weights_are_the_books():
    X = np.zeros((4, 4), "uint8")
    for penalty, config in (("l1", {"l1": 1e-4}), ("kl", {"weight": 5e-3, "target": 0.1})):
        model = SparseAutoencoder(penalty=penalty, epochs=1).fit(X)
        found = keras.regularizers.serialize(model.encoder_.get_layer("codings").activity_regularizer)
        assert found["config"] == pytest.approx(config)


@pytest.mark.usefixtures("uncompiled")
def test_weights_of_other_floats_than_pythons(penalty):
    X, options = np.eye(8), {"hidden": (), "epochs": 1, "random_state": 0, "verbose": False}
    models = [
        SparseAutoencoder(4, penalty=penalty, weight=w, **options).fit(X) for w in (0.5, np.float32(0.5))
    ]
    np.testing.assert_array_equal(*(model.transform(X) for model in models))


@pytest.mark.parametrize(
    ("parameter", "value"), [("weight", -1e-4), ("target", 0.0), ("target", 1.0), ("penalty", "l2")]
)
def test_parameters_out_of_range(parameter, value):
    with pytest.raises(ValueError, match=f"'{parameter}' parameter"):
        SparseAutoencoder(**{parameter: value}).fit(np.zeros((4, 4)))
