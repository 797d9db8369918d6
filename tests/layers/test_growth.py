"""Fade-in, pixel-wise normalisation, mirrored margins."""

import numpy as np
import pytest
from keras import ops
from keras.src import testing

from codings.layers import FadeIn, MirrorPadding2D, PixelNormalization


class TestKerasContract(testing.TestCase):
    def test_pixel_normalization(self):
        self.run_layer_test(
            PixelNormalization,
            init_kwargs={},
            input_shape=(2, 3, 3, 4),
            expected_output_shape=(2, 3, 3, 4),
            supports_masking=True,
            run_training_check=False,  # there are no weights to train
        )

    def test_mirror_padding(self):
        self.run_layer_test(
            MirrorPadding2D,
            init_kwargs={"margin": (1, 2)},
            input_shape=(2, 3, 4, 1),
            expected_output_shape=(2, 6, 7, 1),
            supports_masking=False,
            run_training_check=False,
        )


def test_every_pixels_features_have_a_mean_square_of_1(random):
    x = 7 * random.standard_normal((2, 3, 3, 50)).astype("float32")
    y = ops.convert_to_numpy(PixelNormalization()(x))
    np.testing.assert_allclose((y**2).mean(-1), 1, rtol=1e-5)
    np.testing.assert_allclose(y, x / np.sqrt((x**2).mean(-1, keepdims=True)), rtol=1e-4)


def test_fade_in_goes_from_the_old_to_the_new(random):
    old, new = random.standard_normal((2, 3, 4)).astype("float32")
    fade = FadeIn()
    np.testing.assert_array_equal(fade([old, new]), old)
    fade.advance(0.25)
    np.testing.assert_allclose(fade([old, new]), 0.75 * old + 0.25 * new, rtol=1e-5, atol=1e-6)
    fade.advance(2)
    assert float(fade.weight) == 1
    np.testing.assert_allclose(fade([old, new]), new, atol=1e-6)
    assert not fade.trainable_variables


@pytest.mark.parametrize("margin", [(0, 0), (2, 3)])
def test_the_margin_mirrors_the_image(margin, random):
    x = random.standard_normal((2, 4, 4, 1)).astype("float32")
    y = MirrorPadding2D(margin)(x)
    np.testing.assert_array_equal(y, np.pad(x, ((0, 0), margin, margin, (0, 0)), mode="symmetric"))
