"""Learning Fashion MNIST from 100, 500 and 1,000 labels, with an autoencoder pretrained on all images.

    CODINGS_DATA=../shared/datasets python benchmarks/few_labels.py        about 16 minutes on two busy cores

A denoising autoencoder, 784-300-100, sees the 60,000 training images without labels, once a seed. The
classifiers are 784-300-10. Labels are drawn by the seed, as many of each class. Test accuracy in per cent:
mean and standard error over five seeds, of pretraining, labels and first weights alike.

Everything was chosen on the last 5,000 training images, the others' rates, epochs and penalties as well:
the option --held-out measures there. That took thousands of labels more than the tasks have.

Printed in November 2026 (TensorFlow 2.21, Keras 3.15.1):

    labels                                                 100           500         1,000
    pretrained, frozen, then fine-tuned            72.9 +- 0.5   80.2 +- 0.2   82.7 +- 0.1
    pretrained, frozen                             73.1 +- 0.6   80.0 +- 0.1   82.1 +- 0.1
    pretrained, logistic regression on codings     72.6 +- 0.4   79.0 +- 0.3   81.4 +- 0.1
    same network from scratch                      70.2 +- 0.7   78.2 +- 0.2   80.7 +- 0.2
    same network from scratch, noisy images        69.6 +- 0.6   79.2 +- 0.1   81.6 +- 0.1
    logistic regression on pixels                  71.6 +- 0.5   77.9 +- 0.3   79.8 +- 0.2

Pretraining wins with every number of labels: by 2.7 points over the same network from scratch at 100, and
by 1.0 at 500 and 1.1 at 1,000 over that with the noise of pretraining, which the pretrained one goes
without. Over logistic regression on pixels it is 1.3 at 100, where the standard errors are 0.5. Fine-tuning
gains 0.6 at 1,000 labels, and little or nothing below.
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from sklearn.base import clone
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from codings import DenoisingAutoencoder, PretrainedClassifier
from codings.data import load
from codings.training import warm_cosine

SEEDS = range(5)
LABELS = (100, 500, 1000)
HELD_OUT = 5000
SCRATCH = {"frozen_epochs": 0, "epochs": 40}  # as many as the two stages have together
RATE = 0.003  # PretrainedClassifier's
PIXELS_C, CODINGS_C = 0.3, 0.03
AUTOENCODER = DenoisingAutoencoder(100, hidden=(300,), activation="elu", epochs=10, verbose=False)


def parts(held_out):
    """Images and labels to train on, and to measure on: the test images only where nothing is chosen."""
    train, test = load("fashion-mnist"), load("fashion-mnist", part="test")
    if held_out:
        return train.X[:-HELD_OUT], train.y[:-HELD_OUT], train.X[-HELD_OUT:], train.y[-HELD_OUT:]
    return train.X, train.y, test.X, test.y


def balanced(y, n, seed):
    """The rows of `n` labels, as many of each class."""
    random = np.random.default_rng(seed)
    return np.concatenate([random.choice(np.flatnonzero(y == c), n // 10, replace=False) for c in range(10)])


def fresh(seed):
    """The autoencoder with first weights: fitted on one image, at a rate that moves nothing."""
    blank = np.zeros((1, 28, 28), np.uint8)
    return clone(AUTOENCODER).set_params(epochs=1, learning_rate=1e-20, random_state=seed).fit(blank)


def classifier(autoencoder, seed, **epochs):
    return PretrainedClassifier(autoencoder, **epochs, random_state=seed, verbose=False)


def flat(X):
    return X.reshape(len(X), -1) / np.float32(255)


class NoisyFromScratch:
    """The network from scratch by plain Keras, which keeps pretraining's noise on the images."""

    def __init__(self, seed):
        self.seed = seed

    def fit(self, X, y):
        keras.utils.set_random_seed(self.seed)
        untrained = classifier(fresh(self.seed), self.seed, frozen_epochs=0, epochs=1)
        self.network = untrained.set_params(learning_rate=1e-20).fit(X, y).classifier_
        schedule = warm_cosine(RATE, SCRATCH["epochs"] * -(-len(X) // 32))
        self.network.compile(keras.optimizers.Adam(schedule), "sparse_categorical_crossentropy")
        self.network.fit(X / np.float32(255), y, batch_size=32, epochs=SCRATCH["epochs"], verbose=0)
        return self

    def score(self, X, y):
        return np.mean(self.network.predict(X / np.float32(255), verbose=0).argmax(1) == y)


def accuracies(autoencoder, X, y, test_X, test_y, seed):
    """Name and accuracy of each way."""
    ways = {
        "pretrained, frozen, then fine-tuned": classifier(autoencoder, seed),
        "pretrained, frozen": classifier(autoencoder, seed, epochs=0),
        "pretrained, logistic regression on codings": make_pipeline(
            FrozenEstimator(autoencoder), LogisticRegression(C=CODINGS_C, max_iter=1000)
        ),
        "same network from scratch": classifier(fresh(seed), seed, **SCRATCH),
        "same network from scratch, noisy images": NoisyFromScratch(seed),
    }
    found = {name: way.fit(X, y).score(test_X, test_y) for name, way in ways.items()}
    pixels = LogisticRegression(C=PIXELS_C, max_iter=1000).fit(flat(X), y)
    return found | {"logistic regression on pixels": pixels.score(flat(test_X), test_y)}


def main(held_out):
    X, y, test_X, test_y = parts(held_out)
    table = {}
    for seed in SEEDS:
        autoencoder = clone(AUTOENCODER).set_params(random_state=seed).fit(X)
        for n in LABELS:
            rows = balanced(y, n, seed)
            for name, accuracy in accuracies(autoencoder, X[rows], y[rows], test_X, test_y, seed).items():
                table.setdefault(name, {}).setdefault(n, []).append(100 * accuracy)
            print(f"seed {seed}, {n} labels done", file=sys.stderr, flush=True)
    print(f"{'labels':44}" + "".join(f"{n:>14,}" for n in LABELS))
    for name, columns in table.items():
        cells = (f"{np.mean(c):.1f} +- {np.std(c, ddof=1) / len(c) ** 0.5:.1f}" for c in columns.values())
        print(f"{name:44}" + "".join(f"{cell:>14}" for cell in cells))


if __name__ == "__main__":
    main("--held-out" in sys.argv)
