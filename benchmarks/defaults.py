"""Every model that takes tables, with its defaults, on standardised tables: does a training diverge?

    python benchmarks/defaults.py ../shared/datasets/adbench [MODEL]...        an hour on a busy core

A line for a table and a model. Of a table with more than 5,000 rows 5,000 are drawn. "first" and "last" are
the training's loss in its first epoch and its last; "left" is the mean squared error of reconstructions over
the columns' variance, "spread" the samples' deviations over the data's, of the median column, and "far" the
greatest number in 500 samples over that in the data. "DIVERGED" stands where a figure is not finite, a loss
ends above where it began, more than all of the variance is left, or "far" is above 2.

Of what it printed on 28 November 2026, on one core (TensorFlow 2.21, Keras 3.15.1), over the twenty tables;
none diverged:

                            left, median  greatest        spread, least  median  greatest   far
LinearAutoencoder                  0.481     0.959 InternetAds
StackedAutoencoder                 0.002     0.497 InternetAds
DenoisingAutoencoder               0.262     0.555 InternetAds
SparseAutoencoder                  0.001     0.464 InternetAds
VariationalAutoencoder             0.072     0.432 InternetAds   0.867   0.980     1.031  1.00
BinaryAutoencoder                  0.122     0.781 InternetAds
GAN                                                              0.240   0.895     1.021  1.01

Before what networks return was kept from lying farther out than the data, four trainings of the GAN did, and
a sample of SpamBase lay two million times as far out. The autoencoders' rows are of that time.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from sklearn.preprocessing import StandardScaler

import codings

ROWS, SAMPLES = 5000, 500
MODELS = (
    "LinearAutoencoder",
    "StackedAutoencoder",
    "DenoisingAutoencoder",
    "SparseAutoencoder",
    "VariationalAutoencoder",
    "BinaryAutoencoder",
    "GAN",
)


def table(path):
    """Standardised columns, (n, features)."""
    X = np.load(path)["X"].astype(float)
    return StandardScaler().fit_transform(X[np.random.default_rng(0).permutation(len(X))[:ROWS]])


def figures(model, X):
    """The first and the last loss, what is left of the variance, the samples' spread and how far they lie.

    NaN is what a model lacks; a GAN's losses, of which none has to fall, are left out.
    """
    losses = model.fit(X).history_.get("loss", [np.nan])
    left = spread = far = np.nan
    if hasattr(model, "reconstruct"):
        left = np.square(model.reconstruct(X) - X).mean() / X.var()
    if hasattr(model, "sample"):
        samples = model.sample(SAMPLES, random_state=0)
        varies = X.std(0) > 0
        spread = np.median(samples.std(0)[varies] / X.std(0)[varies])
        far = np.abs(samples).max() / np.abs(X).max()
    return losses[0], losses[-1], left, spread, far


def diverged(model, first, last, left, spread, far):
    """Whether the figures say so."""
    wanted = [first, last, left] if hasattr(model, "reconstruct") else []
    wanted += [spread, far] if hasattr(model, "sample") else []
    return not np.isfinite(wanted).all() or last > first or left > 1 or far > 2


def main(folder, chosen):
    print(f"{'':42}{'first':>9}{'last':>9}{'left':>9}{'spread':>9}{'far':>9}")
    for path in sorted(Path(folder).glob("*.npz"), key=os.path.getsize):
        X = table(path)
        for name in chosen or MODELS:
            model = getattr(codings, name)(random_state=0, verbose=False)
            found = figures(model, X)
            row = f"{path.stem:18}{name:24}" + "".join(f"{figure:9.3f}" for figure in found)
            print(row + ("  DIVERGED" if diverged(model, *found) else ""), flush=True)
            keras.backend.clear_session()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
