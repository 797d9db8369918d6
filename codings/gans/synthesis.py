"""The two networks within a StyleGAN's generator: from codings to latents, and from latents to images."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras
from keras import Sequential, layers

from codings.gans.pyramid import COARSEST, Pyramid, doubling, leaky, to_image
from codings.layers import (
    AdaptiveInstanceNormalization,
    ConstantInput,
    EqualizedConv2D,
    EqualizedDense,
    NoiseInjection,
    PixelNormalization,
)
from codings.layers.equalized import RECTIFIED

MAPPING, MAPPING_RATE = 2, 0.1  # layers, and their learning rate as a share of the others'


def mapping(inputs: int, width: int) -> Sequential:
    """From codings, with labels beside them, to latents."""
    network = Sequential([keras.Input((inputs,)), PixelNormalization()], name="mapping")
    for _ in range(MAPPING):
        network.add(EqualizedDense(width, RECTIFIED, MAPPING_RATE))
        network.add(leaky())
    return network


def synthesis(pyramid: Pyramid, width: int, output: str) -> keras.Model:
    """From a latent for each layer, (layers, width), to instances."""
    latents = keras.Input((1 + len(pyramid.sides), width), name="latents")
    number = iter(range(latents.shape[1]))

    def styled(x: Any) -> Any:
        x = leaky()(NoiseInjection()(x))
        return AdaptiveInstanceNormalization()([x, latents[:, next(number)]])

    rows, columns = pyramid.coarsest
    x = styled(ConstantInput(rows, pyramid.width(COARSEST), columns)(latents))
    x = styled(EqualizedConv2D(pyramid.width(COARSEST), 3, RECTIFIED)(x))
    for side in pyramid.sides[1:]:
        x = styled(doubling(pyramid, pyramid.width(side))(x))
    drawn = layers.Activation(output)(to_image(pyramid, pyramid.finest)(x))
    return keras.Model(latents, pyramid.to_own_size(drawn), name="synthesis")


@contextmanager
def without_noise(network: keras.Model) -> Iterator[None]:
    """Within it, a network of `synthesis` adds none."""
    strengths = [layer.strength for layer in network.layers if isinstance(layer, NoiseInjection)]
    learned = [keras.ops.copy(strength.value) for strength in strengths]
    try:
        for strength in strengths:
            strength.assign(keras.ops.zeros(strength.shape))
        yield
    finally:
        for strength, value in zip(strengths, learned, strict=True):
            strength.assign(value)
