"""The features of a small classifier, trained on the labelled images that a model is measured against."""

import math
from typing import Any

import keras
import numpy as np
from keras import layers, ops
from scipy.special import softmax

from codings.backend.calls import predict
from codings.data.dataset import Dataset
from codings.spaces.kept import kept
from codings.spaces.space import Space, image_scaling
from codings.training import Phase, Stage, adam, fit
from codings.training.feed import epoch_steps
from codings.training.seeding import seeded

SIDE = 32  # pixels, to which the first convolution reduces the shorter side of larger images
EPOCHS, LEAST_STEPS = 5, 1000  # the second is what counts on small sets
BATCH, RATE, SEED = 128, 2e-3, 0
FILTERS, WIDTH, DROPOUT = (32, 64), 128, 0.3
VERSION = 3  # of all that decides its weights: part of the file's name


def classifier_space(data: Dataset) -> Space:
    """The features, (n, 128), of a convolutional classifier of the data's classes, and its probabilities.

    It is trained once and kept; see `codings.spaces.kept.kept`.

    Parameters
    ----------
    data : Dataset
        Images with labels.

    Raises
    ------
    ValueError
        If the data have no labels, or one alone, or are not images.
    """
    if data.y is None or data.X.ndim < 3:
        lack = "no labels" if data.y is None else "no images"
        raise ValueError(f"{data.name} has {lack}, which a classifier needs: measure in pixels instead.")
    if len(np.unique(data.y)) < 2:
        raise ValueError(
            f"{data.name} has one class, of which a classifier learns nothing: measure in pixels."
        )
    instances = np.asarray(data.X)
    images = image_scaling(instances)
    labels = data.y.astype(np.int32)
    network = kept(
        f"classifier-{VERSION}", data, lambda: _trained(images(instances), labels, int(labels.max()) + 1)
    )
    features, scores = (
        keras.Model(network.input, network.get_layer(name).output) for name in ("features", "scores")
    )
    return Space(
        f"classifier of {data.name}",
        lambda X: predict(features, images(X)),
        lambda X: softmax(predict(scores, images(X)).astype(np.float64), axis=1),
    )


def _trained(X: np.ndarray, y: np.ndarray, classes: int) -> keras.Model:
    """From images, (n, height, width, channels), to scores, (n, classes), which are log odds."""
    with seeded(SEED):
        network = _network(X.shape[1:], classes)

    def loss(batch: tuple, training: bool) -> Any:
        scores = network(batch[0], training=training)
        return ops.mean(keras.losses.sparse_categorical_crossentropy(batch[1], scores, from_logits=True))

    steps = epoch_steps(len(X), BATCH)
    epochs = max(EPOCHS, -(-LEAST_STEPS // steps))
    optimizer = adam(RATE, epochs * steps)
    fit([Stage([Phase("classifier", network, optimizer, loss)], epochs)], (X, y), batch_size=BATCH, seed=SEED)
    return network


def _network(shape: tuple[int, ...], classes: int) -> keras.Model:
    inputs = x = keras.Input(shape)
    stride = 1 << max(math.ceil(math.log2(min(shape[:2]) / SIDE)), 0)  # large images take an hour without it
    for filters in FILTERS:
        kernel = 3 if stride == 1 else 2 * stride
        how = {"padding": "same", "activation": "relu", "kernel_initializer": "he_normal"}
        x = layers.Conv2D(filters, kernel, stride, **how)(x)
        x = layers.MaxPooling2D(padding="same")(x)
        stride = 1
    x = layers.Dropout(DROPOUT)(layers.Flatten()(x))
    x = layers.Dense(WIDTH, activation="relu", kernel_initializer="he_normal", name="features")(x)
    return keras.Model(inputs, layers.Dense(classes, name="scores")(layers.Dropout(DROPOUT)(x)))
