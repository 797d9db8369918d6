"""DCGAN's guidelines, and images of every size."""

import keras
import numpy as np
import pytest
from keras import layers

from codings import DCGAN, ProGAN, StyleGAN
from codings.layers import EqualizedConv2DTranspose, EqualizedUpConv2D, UpConv2D

SMALL = {"coding_size": 4, "filters": 2, "epochs": 1, "batch_size": 8, "random_state": 0, "verbose": False}


SHAPES = [(8, 8), (31, 45, 3), (28, 28, 1), (64, 64, 3), (128, 100, 4)]
if keras.backend.backend() == "jax":  # it compiles each for long, and no size is special there
    SHAPES = SHAPES[:2]


@pytest.mark.usefixtures("uncompiled")
@pytest.mark.parametrize("shape", SHAPES)
def test_images_come_out_at_their_own_size(shape, random):
    X = random.integers(0, 256, (8, *shape), dtype=np.uint8)
    samples = DCGAN(**SMALL).fit(X).sample(2)
    assert samples.shape == (2, *shape)
    assert samples.dtype == np.uint8


@pytest.mark.usefixtures("uncompiled")
def test_guidelines(digits):
    model = DCGAN(**SMALL).fit(digits.X[:16].repeat(4, axis=1).repeat(4, axis=2))
    drawing, judging = (
        [type(layer) for layer in net.layers] for net in (model.generator_, model.discriminator_)
    )
    assert drawing.count(layers.Conv2DTranspose) == judging.count(layers.Conv2D) == 3  # 32 to 4 pixels
    assert drawing.count(layers.BatchNormalization) == drawing.count(layers.ReLU) == 3
    assert judging.count(layers.LeakyReLU) == 3
    assert not {layers.MaxPooling2D, layers.AveragePooling2D} & {*drawing, *judging}
    last = model.generator_.get_layer(index=-3)
    assert last.activation.__name__ == "tanh"
    assert filters_of(model) == [2, 4, 8]


def filters_of(model):
    """Of the discriminator's convolutions."""
    return [layer.filters for layer in model.discriminator_.layers if isinstance(layer, layers.Conv2D)]


@pytest.mark.usefixtures("uncompiled")
@pytest.mark.parametrize(
    ("side", "filters"),
    [(12, [32, 64]), (28, [32, 64, 128]), (33, [16, 32, 64, 128]), (64, [16, 32, 64, 128])],
)
def test_larger_images_have_fewer_filters(side, filters):
    model = DCGAN(**SMALL | {"filters": None}).fit(np.zeros((8, side, side), np.uint8))
    assert filters_of(model) == filters


@pytest.mark.usefixtures("uncompiled")
@pytest.mark.parametrize("Model", [DCGAN, ProGAN, StyleGAN])
@pytest.mark.parametrize(
    ("channels", "upsampling", "resized"),
    [(1, None, False), (2, None, False), (3, None, True), (1, "resize", True), (3, "transposed", False)],
)
def test_images_in_colour_are_resized(Model, channels, upsampling, resized):
    model = Model(**SMALL, upsampling=upsampling).fit(np.zeros((8, 16, 16, channels), np.uint8))
    kinds = {type(layer) for layer in model.generator_._flatten_layers()}
    assert bool(kinds & {UpConv2D, EqualizedUpConv2D}) == resized
    assert bool(kinds & {layers.Conv2DTranspose, EqualizedConv2DTranspose}) != resized


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((7, 8), "images of 7x8 pixels in 1 channels"),
        ((16, 129), "8 to 128 pixels"),
        ((16, 16, 5), "1 to 4 channels"),
        ((12,), "is a table of 12 features, but DCGAN takes images"),
    ],
)
def test_images_that_do_not_fit(shape, message):
    with pytest.raises(ValueError, match=message):
        DCGAN(**SMALL).fit(np.zeros((8, *shape), np.uint8))
