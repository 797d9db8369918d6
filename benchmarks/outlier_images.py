"""Finding outliers on Fashion MNIST: trained on one class, tested on all ten.

    CODINGS_DATA=../shared/datasets python benchmarks/outlier_images.py        about 30 minutes on two cores
    CODINGS_DATA=../shared/datasets python benchmarks/outlier_images.py OutlierDetector        that one alone

Each class in turn is what is normal: a model is trained on its 6,000 training images, and scores the 10,000
test images, of which 1,000 are of that class. The area under the ROC curve, mean over the ten classes and,
for those that draw, over three seeds. Autoencoders score by `score_samples`, PCA by its error of
reconstruction, IsolationForest by its own score; the same pixels in [0, 1] for all. The detector has its
defaults, and takes a tenth of the training images for outliers, though none is. It printed:

                             mean      0      1      2      3      4      5      6      7      8      9
PCA, 8 components           0.898  0.903  0.977  0.868  0.919  0.883  0.874  0.824  0.980  0.809  0.945
PCA, 30 components          0.905  0.897  0.985  0.881  0.917  0.881  0.879  0.818  0.985  0.835  0.972
IsolationForest             0.917  0.909  0.977  0.874  0.934  0.903  0.929  0.798  0.982  0.883  0.977
stacked, 30 codings         0.914  0.910  0.989  0.884  0.919  0.893  0.890  0.812  0.986  0.876  0.979
stacked, 8 codings          0.914  0.908  0.989  0.882  0.929  0.906  0.887  0.826  0.982  0.855  0.971
denoising, 30 codings       0.907  0.894  0.988  0.872  0.919  0.890  0.886  0.817  0.983  0.844  0.972
denoising, 8 codings        0.910  0.903  0.987  0.881  0.922  0.902  0.885  0.829  0.981  0.844  0.966
variational, 10 codings     0.910  0.904  0.985  0.886  0.926  0.913  0.894  0.829  0.979  0.822  0.966
binary, 16 bits             0.914  0.910  0.985  0.885  0.927  0.899  0.896  0.834  0.984  0.845  0.971
OutlierDetector             0.927  0.930  0.981  0.905  0.953  0.922  0.916  0.835  0.985  0.875  0.970
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score

from codings import (
    BinaryAutoencoder,
    DenoisingAutoencoder,
    OutlierDetector,
    StackedAutoencoder,
    VariationalAutoencoder,
)
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
        train, test = flat(train), flat(test)
        pca = PCA(components, random_state=seed).fit(train)
        return -np.square(test - pca.inverse_transform(pca.transform(test))).mean(1)

    return scores


def forest_scores(train, test, seed):
    return IsolationForest(random_state=seed).fit(flat(train)).score_samples(flat(test))


def autoencoder_scores(model):
    def scores(train, test, seed):
        return model.set_params(random_state=seed, verbose=False).fit(train).score_samples(test)

    return scores


def detector_scores(train, test, seed):
    return OutlierDetector(random_state=seed).fit(train).score_samples(test)


def areas(scores, train, test, seeds):
    """The area under the curve of each class, (classes,), mean over the seeds."""
    found = np.empty((len(seeds), 10))
    for i, seed in enumerate(seeds):
        for normal in range(10):
            strangeness = scores(train.X[train.y == normal], test.X, seed)
            found[i, normal] = roc_auc_score(test.y == normal, strangeness)
    return found.mean(0)


def flat(images):
    return images.reshape(len(images), -1)


class Pixels:
    """A part of the data as images, (n, 28, 28), of pixels in [0, 1], with its labels."""

    def __init__(self, part):
        data = load("fashion-mnist", part=part)
        self.X, self.y = data.X / np.float32(255), data.y


def main(chosen):
    train, test = Pixels("train"), Pixels("test")
    detectors = {f"PCA, {k} components": (pca_scores(k), (0,)) for k in (8, 30)}
    detectors["IsolationForest"] = (forest_scores, SEEDS)
    detectors["OutlierDetector"] = (detector_scores, SEEDS)
    detectors |= {name: (autoencoder_scores(model), SEEDS) for name, model in AUTOENCODERS.items()}
    print(f"{'':26}{'mean':>7}" + "".join(f"{normal:>7}" for normal in range(10)))
    for name in chosen or detectors:
        scores, seeds = detectors[name]
        found = areas(scores, train, test, seeds)
        print(f"{name:26}{found.mean():7.3f}" + "".join(f"{area:7.3f}" for area in found), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
