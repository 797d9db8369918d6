import random

import keras
import pytest
from keras import layers, ops

from codings import backend
from codings.training import Phase


def reconstruction(network):
    """A loss for data of one array: the mean squared error of the network's reconstructions."""

    def loss(batch, training):
        x = ops.cast(batch[0], "float32")
        return ops.mean(ops.square(network(x, training=training) - x))

    return loss


@pytest.fixture
def autoencoder():
    """Builds a small autoencoder with dropout and a moving average, and its phase."""

    def build(features=4, learning_rate=1e-2, every=1, first_weights=0):
        random.seed(first_weights)
        network = keras.Sequential(
            [
                keras.Input((features,)),
                layers.Dropout(0.2),
                layers.Dense(8, activation="relu"),
                layers.BatchNormalization(),
                layers.Dense(features),
            ]
        )
        return Phase(
            "autoencoder", network, keras.optimizers.Adam(learning_rate), reconstruction(network), every
        )

    return build


@pytest.fixture
def adversaries():
    """Builds the two phases of a small GAN on 2-D data, both networks with batch normalisation."""

    def build(every=1, batch=16):
        random.seed(0)
        generator = keras.Sequential(
            [keras.Input((3,)), layers.Dense(8), layers.BatchNormalization(), layers.Dense(2)]
        )
        discriminator = keras.Sequential(
            [
                keras.Input((2,)),
                layers.Dense(8, activation="relu"),
                layers.BatchNormalization(),
                layers.Dropout(0.3),
                layers.Dense(1),
            ]
        )

        def judged(training):
            return discriminator(generator(backend.normal((batch, 3)), training=training), training=training)

        def discriminator_loss(batch, training):
            real = discriminator(batch[0], training=training)
            return ops.mean(ops.softplus(-real)) + ops.mean(ops.softplus(judged(training)))

        def generator_loss(batch, training):
            return ops.mean(ops.softplus(-judged(training)))

        return [
            Phase("discriminator", discriminator, keras.optimizers.Adam(1e-2), discriminator_loss),
            Phase("generator", generator, keras.optimizers.Adam(1e-2), generator_loss, every=every),
        ]

    return build
