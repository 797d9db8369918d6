"""Features by a small classifier, trained on the labelled images that a model is measured against."""

from typing import Any

import keras
import numpy as np
from keras import layers, ops

from codings.training import Phase, Stage, fit, warm_cosine
from codings.training.seeding import seeded

EPOCHS, BATCH, RATE, SEED = 5, 128, 2e-3, 0
FILTERS, WIDTH = (32, 64), 128


def train(X: np.ndarray, y: np.ndarray, classes: int) -> keras.Model:
    """A convolutional classifier of images: from pixels in [0, 1] to features, and from these to scores.

    Always the same one for the same data: the seed and all else are fixed, so that figures compare.

    Parameters
    ----------
    X : array, (n, height, width, channels) float32, in [0, 1]
    y : array, (n,) int32, from 0 to `classes` - 1

    Returns
    -------
    keras.Model
        Two outputs: features (n, 128), and scores (n, classes), log odds.
    """
    with seeded(SEED):
        network = _network(X.shape[1:], classes)

    def loss(batch: tuple, training: bool) -> Any:
        _, scores = network(batch[0], training=training)
        return ops.mean(keras.losses.sparse_categorical_crossentropy(batch[1], scores, from_logits=True))

    steps = EPOCHS * -(-len(X) // min(BATCH, len(X)))
    optimizer = keras.optimizers.Adam(warm_cosine(RATE, steps))
    fit([Stage([Phase("classifier", network, optimizer, loss)], EPOCHS)], (X, y), batch_size=BATCH, seed=SEED)
    return network


def _network(shape: tuple[int, ...], classes: int) -> keras.Model:
    inputs = x = keras.Input(shape)
    for filters in FILTERS:
        x = layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(x)
        x = layers.MaxPooling2D()(x)
    x = layers.Dropout(0.3)(layers.Flatten()(x))
    features = layers.Dense(WIDTH, activation="relu", kernel_initializer="he_normal", name="features")(x)
    scores = layers.Dense(classes, name="scores")(layers.Dropout(0.3)(features))
    return keras.Model(inputs, [features, scores])
