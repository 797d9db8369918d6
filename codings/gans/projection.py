"""From images back to latents: gradient descent on what a generator is given."""

from typing import Any

import keras
import numpy as np
from keras import layers, ops

from codings.gans.pyramid import reduced
from codings.images import ImageShape
from codings.training import Phase, Stage, adam, fit

PEAK = 0.1  # of the learning rate
TOGETHER = 64  # images
COARSER = (2, 4)  # pixels a side, whose means are compared as well


class Latents(keras.Model):
    """What is sought: a latent for each layer and image, (n, layers, width), from `start`, (width,), on."""

    def __init__(self, n: int, number: int, start: np.ndarray):
        super().__init__()
        self.latents = self.add_weight(shape=(n, number, len(start)), initializer="zeros", name="latents")
        self.latents.assign(np.broadcast_to(start, self.latents.shape))
        self.built = True


def projected(synthesis: keras.Model, images: np.ndarray, start: np.ndarray, steps: int) -> np.ndarray:
    """Latents, (n, layers, width), whose images by `synthesis` are near to `images`, (n, ...)."""
    blocks = (images[i : i + TOGETHER] for i in range(0, len(images), TOGETHER))
    return np.concatenate([_block(synthesis, block, start, steps) for block in blocks])


def _block(synthesis: keras.Model, images: np.ndarray, start: np.ndarray, steps: int) -> np.ndarray:
    sought = Latents(len(images), synthesis.input_shape[1], start)
    pooled = _pooled(synthesis.output_shape[1:])

    def error(batch: tuple, training: bool) -> Any:
        wanted, rows = batch
        drawn = synthesis(ops.take(sought.latents, rows, axis=0), training=False)
        pairs = zip(pooled(drawn), pooled(wanted), strict=True)
        return sum(ops.mean(ops.square(a - b)) for a, b in pairs)

    optimizer = adam(PEAK, steps, beta_2=0.99)
    data = (images, np.arange(len(images), dtype=np.int32))
    fit([Stage([Phase("projection", sought, optimizer, error)], steps)], data, batch_size=len(images))
    return ops.convert_to_numpy(sought.latents)


def _pooled(shape: tuple[int, ...]) -> keras.Model:
    """From instances to images, and their means at coarser resolutions."""
    instances = keras.Input(shape)
    images = layers.Reshape(ImageShape.of(shape))(instances)
    return keras.Model(instances, [images, *(reduced(images, times) for times in COARSER)])
