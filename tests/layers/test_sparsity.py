"""The regulariser of sparse codings."""

import keras
import numpy as np
import pytest
from keras import ops
from scipy.stats import entropy

from codings.layers import KLDivergenceRegularizer


def penalty(activations, **kwargs):
    return float(KLDivergenceRegularizer(**kwargs)(ops.convert_to_tensor(np.float32(activations))))


def test_it_is_the_sum_of_the_divergences(random):
    activations = random.uniform(0.01, 0.9, size=(20, 7))
    expected = sum(entropy([0.1, 0.9], [mean, 1 - mean]) for mean in activations.mean(0))
    assert penalty(activations, weight=0.3, target=0.1) == pytest.approx(0.3 * expected, rel=1e-4)


def test_it_is_nought_at_the_target_and_grows_on_both_sides():
    near, at, far = (penalty(np.full((4, 3), a), weight=1.0, target=0.2) for a in (0.15, 0.2, 0.05))
    assert at == pytest.approx(0, abs=1e-6)
    assert at < near < far
    assert penalty(np.full((4, 3), 0.4), weight=1.0, target=0.2) > near


@pytest.mark.parametrize("activation", [0.0, 1.0])
def test_it_stays_finite_where_units_are_never_or_always_active(activation):
    assert 0 < penalty(np.full((4, 3), activation), weight=1.0, target=0.1) < 100


def test_in_a_layer_keras_divides_it_by_the_batch_size(random):
    regularizer = KLDivergenceRegularizer(1.0, 0.1)
    layer = keras.layers.Dense(5, "sigmoid", activity_regularizer=regularizer)
    outputs = layer(random.normal(size=(8, 3)).astype("float32"))
    assert float(layer.losses[0]) == pytest.approx(float(regularizer(outputs)) / 8, rel=1e-5)


def test_it_is_saved_with_a_model(tmp_path, random):
    inputs = keras.Input((3,))
    outputs = keras.layers.Dense(5, "sigmoid", activity_regularizer=KLDivergenceRegularizer(0.5, 0.3))(inputs)
    model = keras.Model(inputs, outputs)
    model.save(tmp_path / "sparse.keras")
    loaded = keras.saving.load_model(tmp_path / "sparse.keras", safe_mode=True)
    x = random.normal(size=(8, 3)).astype("float32")
    model(x), loaded(x)
    assert float(loaded.losses[0]) == float(model.losses[0]) > 0


@pytest.mark.parametrize(
    ("kwargs", "message"), [((-1.0, 0.1), "weight=-1"), ((1.0, 0.0), "target=0"), ((1.0, 1.0), "target=1")]
)
def test_out_of_range(kwargs, message):
    with pytest.raises(ValueError, match=message):
        KLDivergenceRegularizer(*kwargs)
