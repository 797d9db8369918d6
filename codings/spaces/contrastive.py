"""The features of a small network that learned, without labels, which views are of the same image."""

from typing import Any

import keras
import numpy as np
from keras import layers, ops

from codings import backend
from codings.backend.calls import predict
from codings.data.dataset import Dataset
from codings.images import is_image
from codings.layers.augment import resampling
from codings.spaces.kept import kept
from codings.spaces.space import Space, image_scaling
from codings.training import Phase, Stage, adam, fit
from codings.training.feed import epoch_steps
from codings.training.seeding import seeded

LEAST_STEPS, BATCH, RATE, SEED = 1000, 128, 2e-3, 0
FILTERS, MOST_FILTERS, WIDTH, PROJECTED = 32, 128, 128, 64
COARSEST, LARGE = 4, 64  # pixels of the shorter side: of the last maps; from where the first layer takes four
CLOSEST = 0.5  # the least side of a crop, as a share
LIGHT, TINT = 0.3, 0.2  # the most that contrast and brightness change, and each colour
TEMPERATURE = 0.2
VERSION = 1  # of all that decides its weights: part of the file's name


def contrastive_space(data: Dataset) -> Space:
    """The features, (n, 128), of a convolutional network that was trained on the images alone.

    It sees each image in two views (a crop of it, enlarged and perhaps mirrored, in another light) and learns
    to find, among all views of a batch, the one that belongs to the other: for that it must see what is in
    the image. It is trained once and kept; see `codings.spaces.kept.kept`.

    Parameters
    ----------
    data : Dataset
        Images; their labels are not used.

    Raises
    ------
    ValueError
        If the data are not images, grey or RGB.

    References
    ----------
    Chen et al. (2020), "A simple framework for contrastive learning of visual representations" (SimCLR),
    https://arxiv.org/abs/2002.05709. Morozov, Voynov and Babenko (2021), "On self-supervised image
    representations for GAN evaluation", https://openreview.net/forum?id=NeRdBeTionN: such features order
    generators as people do, where a classifier's can mislead.
    """
    if not is_image(data.X.shape[1:]):
        raise ValueError(
            f"{data.name} has no grey or RGB images, whose views can be compared: measure in pixels."
        )
    instances = np.asarray(data.X)
    images = image_scaling(instances)
    network = kept(f"contrastive-{VERSION}", data, lambda: _trained(images(instances)))
    features = keras.Model(network.input, network.get_layer("features").output)
    return Space(f"views of {data.name} told apart", lambda X: predict(features, images(X)))


def _trained(X: np.ndarray) -> keras.Model:
    """From images, (n, height, width, channels), to projections, (n, 64)."""
    with seeded(SEED):
        network = _network(X.shape[1:])

    def loss(batch: tuple, training: bool) -> Any:
        both = [network(view(batch[0]), training=training) for _ in range(2)]
        return contrastive(*both)

    batch = min(BATCH, len(X))
    steps = epoch_steps(len(X), batch)
    epochs = -(-LEAST_STEPS // steps)
    optimizer = adam(RATE, epochs * steps)
    fit([Stage([Phase("contrastive", network, optimizer, loss)], epochs)], (X,), batch_size=batch, seed=SEED)
    return network


def _network(shape: tuple[int, ...]) -> keras.Model:
    inputs = x = keras.Input(shape)
    filters, stride = FILTERS, 4 if min(shape[:2]) >= LARGE else 2
    while min(x.shape[1:3]) > COARSEST:
        kernel = {"kernel_initializer": "he_normal", "padding": "same"}
        x = layers.Conv2D(filters, 2 * stride, stride, activation="relu", **kernel)(x)
        filters, stride = min(2 * filters, MOST_FILTERS), 2
    x = layers.Dense(WIDTH, activation="relu", kernel_initializer="he_normal", name="features")(
        layers.Flatten()(x)
    )
    return keras.Model(inputs, layers.Dense(PROJECTED, name="projection")(x))


def view(images: Any) -> Any:
    """A view of each image, (batch, height, width, channels): a crop, perhaps mirrored, in another light."""
    n, height, width, channels = images.shape
    size, y, x, flip, contrast, light = ops.unstack(backend.uniform((n, 6)), 6, axis=1)
    size = CLOSEST + (1 - CLOSEST) * size
    room = (1 - size) / 2
    rows = resampling(height, size, room * height * (2 * y - 1))
    columns = resampling(width, ops.where(flip < 0.5, -size, size), room * width * (2 * x - 1))
    seen = ops.einsum("bvw,biwc->bivc", columns, ops.einsum("bij,bjwc->biwc", rows, images))
    tint = 1 + TINT * (2 * backend.uniform((n, 1, 1, channels)) - 1)
    factor = (1 + LIGHT * (2 * contrast - 1))[:, None, None, None] * tint
    return factor * seen + (LIGHT * (light - 0.5))[:, None, None, None]


def contrastive(a: Any, b: Any) -> Any:
    """How badly each row of `a` and `b`, (n, width), is told to belong to the same row of the other.

    The cross-entropy of that row among all others, by the cosine of the angle between two: NT-Xent of SimCLR.
    """
    both = ops.concatenate([a, b], axis=0)
    both = both / ops.sqrt(ops.sum(ops.square(both), axis=1, keepdims=True) + 1e-12)
    alike = ops.matmul(both, ops.transpose(both)) / TEMPERATURE
    count = alike.shape[0]
    alike = alike - 1e9 * ops.eye(count)  # not with itself
    other = ops.roll(ops.arange(count), count // 2)
    return ops.mean(keras.losses.sparse_categorical_crossentropy(other, alike, from_logits=True))
