"""Styles, noise, and the constant."""

import keras
import numpy as np
import pytest
from keras import ops
from keras.src import testing

from codings.layers import (
    AdaptiveInstanceNormalization,
    ConstantInput,
    NoiseInjection,
    Redraw,
    StyleMixing,
)


class TestKerasContract(testing.TestCase):
    def test_constant(self):
        self.run_layer_test(
            ConstantInput,
            init_kwargs={"side": 4, "channels": 3},
            input_shape=(2, 7),
            expected_output_shape=(2, 4, 4, 3),
            supports_masking=False,
            run_training_check=False,  # Keras's own warns
        )

    def test_noise(self):
        self.run_layer_test(
            NoiseInjection,
            init_kwargs={},
            input_shape=(2, 4, 4, 3),
            expected_output_shape=(2, 4, 4, 3),
            expected_num_seed_generators=1,
            supports_masking=False,
            run_training_check=False,  # Keras's own warns
        )


def test_style_gives_each_map_its_mean_and_deviation(random):
    x = 3 + 2 * random.standard_normal((5, 8, 8, 4)).astype("float32")
    latents = random.standard_normal((5, 6)).astype("float32")
    layer = AdaptiveInstanceNormalization()
    y = ops.convert_to_numpy(layer([x, latents]))
    scale, shift = np.split(ops.convert_to_numpy(layer.affine(latents)), 2, axis=1)
    np.testing.assert_allclose(y.mean((1, 2)), shift, atol=1e-4)
    np.testing.assert_allclose(y.std((1, 2)), np.abs(1 + scale), rtol=1e-3)


def test_noise_is_one_image_for_all_maps_and_as_strong_as_each_wants():
    layer, x = NoiseInjection(), np.zeros((2, 50, 50, 2), "float32")
    np.testing.assert_array_equal(layer(x, training=True), x)  # no strength at first
    layer.strength.assign([1, 3])
    still, drawn = (ops.convert_to_numpy(layer(x, training=training)) for training in (False, True))
    np.testing.assert_array_equal(still, ops.convert_to_numpy(layer(x)))
    np.testing.assert_array_equal(still[0], still[1])
    assert np.abs(drawn[0] - drawn[1]).max() > 1
    assert not np.array_equal(drawn, ops.convert_to_numpy(layer(x, training=True)))
    for noise in (still, drawn):
        np.testing.assert_allclose(noise[..., 1], 3 * noise[..., 0], rtol=1e-5)
        assert noise[..., 0].std() == pytest.approx(1, rel=0.06)


def mixed(layer, n=1000):
    """Which of the two latents each instance has at each layer, (n, layers)."""
    pair = [np.full((n, 2), value, "float32") for value in (0, 1)]
    return ops.convert_to_numpy(layer(pair, training=True))[..., 0]


def test_the_second_latent_takes_over_somewhere():
    seen = mixed(StyleMixing(4, mixed=0.9))
    assert (np.diff(seen, axis=1) >= 0).all()
    shares = np.bincount(seen.sum(1).astype(int), minlength=5) / len(seen)
    np.testing.assert_allclose(shares, [0.1, 0.3, 0.3, 0.3, 0], atol=0.05)  # layers of the second
    assert not mixed(StyleMixing(4, mixed=0)).any()


def test_without_training_every_layer_gets_the_first_and_the_average_stays(random):
    layer, (first, second) = StyleMixing(3), random.standard_normal((2, 5, 4)).astype("float32")
    np.testing.assert_array_equal(layer([first, second]), np.repeat(first[:, None], 3, axis=1))
    np.testing.assert_array_equal(layer.average, 0)


def test_the_average_is_at_first_that_of_all_latents_so_far_and_then_moves_by_a_200th(random):
    layer, latents = StyleMixing(3), random.standard_normal((9, 5, 4)).astype("float32")
    for first in latents:
        layer([first, np.zeros((5, 4), "float32")], training=True)
    np.testing.assert_allclose(layer.average, latents.mean((0, 1)), atol=1e-6)
    layer.calls.assign(10_000)
    layer([latents[0] + 1, latents[0]], training=True)
    moved = 0.995 * latents.mean((0, 1)) + 0.005 * (latents[0] + 1).mean(0)
    np.testing.assert_allclose(layer.average, moved, atol=1e-6)


def test_codings_are_drawn_anew_in_training_only():
    x = np.zeros((500, 3), "float32")
    np.testing.assert_array_equal(Redraw()(x), x)
    assert ops.convert_to_numpy(Redraw()(x, training=True)).std() == pytest.approx(1, rel=0.1)


def test_mistakes():
    with pytest.raises(ValueError, match=r"mixed=1.5 must be a share"):
        StyleMixing(4, mixed=1.5)


def test_saved_and_loaded(tmp_path, random):
    latents = keras.Input((4,))
    x = NoiseInjection()(ConstantInput(4, 3)(latents))
    model = keras.Model(latents, AdaptiveInstanceNormalization()([x, latents]))
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras", safe_mode=True)
    z = random.standard_normal((2, 4)).astype("float32")
    np.testing.assert_array_equal(again(z), model(z))
