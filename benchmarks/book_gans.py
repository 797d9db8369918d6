"""The book's GAN and DCGAN, its networks and its recipe: as phases, and as its own loop.

Source: the third edition's notebook of chapter 17, https://github.com/ageron/handson-ml3. gans.py imports it.
"""

import keras
import numpy as np
from keras import ops

from codings import backend
from codings.training import Phase, Stage


class Book:
    """Generator and discriminator, of `kind` "gan" or "dcgan", for 28x28 images.

    The GAN sees pixels in [0, 1], the DCGAN in [-1, 1]. Optimizers are the book's: RMSprop.
    """

    def __init__(self, kind):
        self.kind = kind
        self.codings = 30 if kind == "gan" else 100
        self.generator, self.discriminator = _networks(kind, keras)

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


def classic_loop(kind, of):
    """One step of the book's own loop, two calls of `train_on_batch`, as a function of a batch.

    `of` is Keras 3, or the legacy Keras that the book is written for (`tf_keras`).
    """
    generator, discriminator = _networks(kind, of)
    codings = generator.input_shape[1]
    gan = of.Sequential([generator, discriminator])
    discriminator.compile(loss="binary_crossentropy", optimizer="rmsprop")
    discriminator.trainable = False
    gan.compile(loss="binary_crossentropy", optimizer="rmsprop")
    asks_at_each_call = of is keras  # Keras 2 asks what is trainable at compile
    random = np.random.default_rng(0)

    def noise(n):
        return random.standard_normal((n, codings), dtype=np.float32)

    def step(batch):
        n = len(batch)
        both = np.concatenate([generator(noise(n)), batch])
        if asks_at_each_call:
            discriminator.trainable = True
        discriminator.train_on_batch(both, np.repeat([[0.0], [1.0]], n, axis=0))
        if asks_at_each_call:
            discriminator.trainable = False
        gan.train_on_batch(noise(n), np.ones((n, 1)))

    return step


def _networks(kind, of):
    """Generator and discriminator, of layers of Keras 3 or of legacy Keras."""
    return _dense(of) if kind == "gan" else _convolutional(of)


def _dense(of):
    def dense(width):
        return of.layers.Dense(width, activation="relu", kernel_initializer="he_normal")

    image = [of.layers.Dense(784, activation="sigmoid"), of.layers.Reshape((28, 28))]
    score = of.layers.Dense(1, activation="sigmoid")
    generator = [dense(100), dense(150), *image]
    discriminator = [of.layers.Flatten(), dense(150), dense(100), score]
    return _built(of, generator, (30,)), _built(of, discriminator, (28, 28))


def _convolutional(of):
    layers = of.layers
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
        layers.LeakyReLU(0.2),
        layers.Dropout(0.4),
        layers.Conv2D(128, 5, strides=2, padding="same"),
        layers.LeakyReLU(0.2),
        layers.Dropout(0.4),
        layers.Flatten(),
        layers.Dense(1, activation="sigmoid"),
    ]
    return _built(of, generator, (100,)), _built(of, discriminator, (28, 28, 1))


def _built(of, layers, shape):
    return of.Sequential([of.Input(shape), *layers])
