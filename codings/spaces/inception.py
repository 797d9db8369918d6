"""Inception's features: what the FID and the KID of the literature are measured in."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from codings.backend.calls import predict
from codings.data.scaling import find_range
from codings.spaces.space import Space

SIDE = 299
COLOURLESS = "Inception's classes are of photographs in colour, and these images are grey"
AT_ONCE = 64  # images of this size: 70 MB


def inception_space(X: np.ndarray) -> Space:
    """Inception v3's features, (n, 2048), of images like those of the data `X`, and its probabilities.

    Of grey images there are none: for drawings and masks its thousand classes of photographs mean nothing.

    Its weights, trained on ImageNet, are Keras's own: close to those of the papers, not the same, so that
    distances compare with each other and not with published ones. They are downloaded once, 92 MB.

    Raises
    ------
    ValueError
        If `X` holds no grey or RGB images, or its values are no pixels: of no range that images have.
    OSError
        If the weights are not in Keras's cache and cannot be downloaded.
    """
    if X.ndim < 3 or (X.ndim == 4 and X.shape[-1] not in (1, 3)):
        raise ValueError(f"X has shape {X.shape}: Inception takes grey or RGB images.")
    scale = find_range(X)
    if not scale.bounded:
        raise ValueError(
            f"X lies in [{X.min():g}, {X.max():g}], and Inception takes pixels: give them in [0, 1] or "
            "as uint8, or measure in another space."
        )
    try:
        network = keras.applications.InceptionV3(weights="imagenet")
    except Exception as error:  # Keras raises a bare Exception where a download fails
        raise OSError(
            f"Inception's weights could not be downloaded ({error}): connect to a network once, put them "
            "into Keras's cache, or measure in another space."
        ) from error
    *_, pooled, _ = network.layers

    def by(network: keras.Model) -> Callable[[Any], np.ndarray]:
        resizing = _resizing(network)
        return lambda X: np.concatenate(
            [predict(resizing, _rgb(scale.apply(X[i : i + AT_ONCE]))) for i in range(0, len(X), AT_ONCE)]
        )

    features = by(keras.Model(network.input, pooled.output))
    if X.ndim < 4 or X.shape[-1] == 1:
        return Space("Inception v3", features, lacks=COLOURLESS)
    return Space("Inception v3", features, by(network))


def _rgb(images: np.ndarray) -> np.ndarray:
    """Images, (n, height, width) or with one or three channels, with three."""
    images = images if images.ndim == 4 else images[..., None]
    return np.repeat(images, 3, axis=-1) if images.shape[-1] == 1 else images


def _resizing(network: keras.Model) -> keras.Model:
    """The network for RGB images of any size, with pixels in [0, 1]."""
    inputs = keras.Input((None, None, 3))
    resized = keras.layers.Resizing(SIDE, SIDE, interpolation="bilinear")(inputs)
    return keras.Model(inputs, network(keras.layers.Rescaling(2.0, -1.0)(resized)))
