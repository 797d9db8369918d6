"""Finding outliers on Fashion MNIST: trained on one class, tested on all ten.

    CODINGS_DATA=../shared/datasets python benchmarks/outliers.py              about 10 minutes on two cores

Each class in turn is what is normal: a model is trained on its 6,000 training images, and scores the 10,000
test images, of which 1,000 are of that class. The area under the ROC curve, mean over the ten classes and,
for those that draw, over three seeds. Autoencoders score by `score_samples`, PCA by its error of
reconstruction, IsolationForest by its own score; the same pixels in [0, 1] for all.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score

from codings import BinaryAutoencoder, DenoisingAutoencoder, StackedAutoencoder, VariationalAutoencoder
from codings.data import load

SEEDS = (0, 1, 2)
AUTOENCODERS = {
    "stacked, 30 codings": StackedAutoencoder(30, epochs=20),
    "stacked, 8 codings": StackedAutoencoder(8, epochs=20),
    "denoising, 30 codings": DenoisingAutoencoder(30, epochs=20),
    "denoising, 8 codings": DenoisingAutoencoder(8, epochs=20),
    "variational, 10 codings": VariationalAutoencoder(10, epochs=50),
    "binary, 16 bits": BinaryAutoencoder(16, epochs=20),
}


def pca_scores(components):
    def scores(train, test, seed):
        pca = PCA(components, random_state=seed).fit(train)
        return -np.square(test - pca.inverse_transform(pca.transform(test))).mean(1)

    return scores


def forest_scores(train, test, seed):
    return IsolationForest(random_state=seed).fit(train).score_samples(test)


def autoencoder_scores(model):
    def scores(train, test, seed):
        return model.set_params(random_state=seed, verbose=False).fit(train).score_samples(test)

    return scores


def areas(scores, train, test, seeds):
    """The area under the curve of each class, (classes,), mean over the seeds."""
    found = np.empty((len(seeds), 10))
    for i, seed in enumerate(seeds):
        for normal in range(10):
            strangeness = scores(train.X[train.y == normal], test.X, seed)
            found[i, normal] = roc_auc_score(test.y == normal, strangeness)
    return found.mean(0)


class Pixels:
    """A part of the data as a table of pixels in [0, 1], with its labels."""

    def __init__(self, part):
        data = load("fashion-mnist", part=part)
        self.X, self.y = data.X.reshape(len(data.X), -1) / np.float32(255), data.y


def main():
    train, test = Pixels("train"), Pixels("test")
    detectors = {f"PCA, {k} components": (pca_scores(k), (0,)) for k in (8, 30)}
    detectors["IsolationForest"] = (forest_scores, SEEDS)
    detectors |= {name: (autoencoder_scores(model), SEEDS) for name, model in AUTOENCODERS.items()}
    print(f"{'':26}{'mean':>7}" + "".join(f"{normal:>7}" for normal in range(10)))
    for name, (scores, seeds) in detectors.items():
        found = areas(scores, train, test, seeds)
        print(f"{name:26}{found.mean():7.3f}" + "".join(f"{area:7.3f}" for area in found), flush=True)


if __name__ == "__main__":
    main()
