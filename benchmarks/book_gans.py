"""The book's GAN and DCGAN, its networks and its recipe: as its own loop, and as phases.

Source: the third edition's notebook of chapter 17, https://github.com/ageron/handson-ml3. gans.py imports it.
"""

import keras
import numpy as np
from keras import layers, ops

from codings import backend
from codings.training import Phase, Stage


class Book:
    """Generator and discriminator, of `kind` "gan" or "dcgan", for 28x28 images.

    The GAN sees pixels in [0, 1], the DCGAN in [-1, 1]. Optimizers are the book's: RMSprop.
    """

    def __init__(self, kind):
        self.kind = kind
        self.codings = 30 if kind == "gan" else 100
        self.generator, self.discriminator = _dense() if kind == "gan" else _convolutional()

    def scaled(self, pixels):
        """uint8 images as the networks see them."""
        X = pixels / np.float32(255)
        return X if self.kind == "gan" else (2 * X - 1)[..., None]

    def pixels(self, samples):
        """What the generator draws, as uint8 images."""
        X = samples if self.kind == "gan" else (samples[..., 0] + 1) / 2
        return np.rint(255 * np.clip(X, 0, 1)).astype(np.uint8)

    def stage(self, epochs):
        """The book's two phases, for the engine: the same losses and updates."""
        entropy = keras.losses.BinaryCrossentropy()

        def drawn(batch):
            return backend.normal((batch[0].shape[0], self.codings))

        def discriminate(batch, training):
            fake = self.generator(drawn(batch), training=training)
            both = ops.concatenate([fake, ops.cast(batch[0], "float32")])
            n = batch[0].shape[0]
            labels = ops.concatenate([ops.zeros((n, 1)), ops.ones((n, 1))])
            return entropy(labels, self.discriminator(both, training=training))

        def generate(batch, training):
            scores = self.discriminator(self.generator(drawn(batch), training=training), training=training)
            return entropy(ops.ones_like(scores), scores)

        phases = [
            Phase("discriminator", self.discriminator, keras.optimizers.RMSprop(1e-3), discriminate),
            Phase("generator", self.generator, keras.optimizers.RMSprop(1e-3), generate),
        ]
        return Stage(phases, epochs)

    def loop(self):
        """One step of the book's own loop, as a function of a batch: two calls of `train_on_batch`."""
        gan = keras.Sequential([self.generator, self.discriminator])
        for network in (self.discriminator, gan):
            network.compile(loss="binary_crossentropy", optimizer="rmsprop")

        def step(batch):
            n = len(batch)
            noise = keras.random.normal((n, self.codings))
            both = ops.concatenate([self.generator(noise), batch], axis=0)
            self.discriminator.trainable = (
                True  # Keras 3 asks at the first call, where Keras 2 asked at compile
            )
            self.discriminator.train_on_batch(both, np.repeat([[0.0], [1.0]], n, axis=0))
            self.discriminator.trainable = False
            gan.train_on_batch(keras.random.normal((n, self.codings)), np.ones((n, 1)))

        return step


def _dense():
    def dense(width):
        return layers.Dense(width, activation="relu", kernel_initializer="he_normal")

    generator = [dense(100), dense(150), layers.Dense(784, activation="sigmoid"), layers.Reshape((28, 28))]
    discriminator = [layers.Flatten(), dense(150), dense(100), layers.Dense(1, activation="sigmoid")]
    return _built(generator, (30,)), _built(discriminator, (28, 28))


def _convolutional():
    generator = [
        layers.Dense(7 * 7 * 128),
        layers.Reshape((7, 7, 128)),
        layers.BatchNormalization(),
        layers.Conv2DTranspose(64, 5, strides=2, padding="same", activation="relu"),
        layers.BatchNormalization(),
        layers.Conv2DTranspose(1, 5, strides=2, padding="same", activation="tanh"),
    ]
    discriminator = [
        layers.Conv2D(64, 5, strides=2, padding="same"),
        layers.LeakyReLU(negative_slope=0.2),
        layers.Dropout(0.4),
        layers.Conv2D(128, 5, strides=2, padding="same"),
        layers.LeakyReLU(negative_slope=0.2),
        layers.Dropout(0.4),
        layers.Flatten(),
        layers.Dense(1, activation="sigmoid"),
    ]
    return _built(generator, (100,)), _built(discriminator, (28, 28, 1))


def _built(of, shape):
    return keras.Sequential([keras.Input(shape), *of])
