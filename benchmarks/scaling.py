"""How columns of tables are scaled by default, beside other ways: with heavy tails, and with wild entries.

    python benchmarks/scaling.py                                            about 5 minutes on two cores
    python benchmarks/scaling.py ~/adbench/12_fault.npz ...                 and on tables of one's own, X

Stacked autoencoders of 4 codings and the default epochs. Each column's median absolute error over its
interquartile range (its deviation, where that is 0), on half of the rows held out; the mean over the columns,
the worst of them, over two seeds. In tables called "wild", 1,000 deviations of the
whole table are added to an entry of one row in a hundred.

"knee" is the default: means and deviations without wild entries, and beyond 5 deviations the logarithm. It is
as good as plain standardisation where no entry is wild, and neither wild entries nor heavy tails ruin it.
Quantiles are nearer still in the middle of heavy-tailed columns, but they know ranks alone: what is far out
is no farther than the last of the others, and what was linear is so no more (wine).

Printed in November 2026 (TensorFlow 2.21, Keras 3.15.1):

                                          knee          standard            robust          quantile
    wine                        0.236    0.317    0.236    0.317    0.224    0.319    0.286    0.401
    wine, wild                  0.248    0.321  615.521 7996.161    0.562    0.828    0.316    0.461
    cancer                      0.192    0.362    0.192    0.354    0.189    0.332    0.182    0.362
    cancer, wild                0.196    0.376    0.198    0.372    0.195    0.342    0.184    0.367
    diabetes                    0.207    0.307    0.207    0.307    0.203    0.352    0.177    0.349
    diabetes, wild              0.205    0.359    0.538    2.022    0.321    0.435    0.189    0.352
    12_fault                    0.169    0.340    0.290    1.091    0.382    0.573    0.149    0.388
    32_shuttle                  0.093    0.163    0.622    4.426    0.502    0.806    0.056    0.279
    38_thyroid                  0.120    0.237    0.145    0.691    0.212    0.373    0.124    0.275
    35_SpamBase                 0.191    0.549    0.346    2.726    0.326    0.660    0.027    0.322
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from pathlib import Path

import numpy as np
from sklearn.base import clone
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, QuantileTransformer, RobustScaler, StandardScaler

from codings import StackedAutoencoder
from codings.data import Range

SEEDS = (0, 1)
ROWS = 5000
WAYS = {
    "knee": FunctionTransformer(),
    "standard": StandardScaler(),
    "robust": RobustScaler(),
    "quantile": QuantileTransformer(output_distribution="normal", n_quantiles=80),
}


def tables():
    """Name and rows."""
    random = np.random.default_rng(0)
    for name, load in {"wine": load_wine, "cancer": load_breast_cancer, "diabetes": load_diabetes}.items():
        X = load().data
        yield name, X
        wild, rows = X.copy(), random.random(len(X)) < 0.01
        wild[rows, random.integers(X.shape[1], size=rows.sum())] += 1000 * X.std()
        yield f"{name}, wild", wild
    for path in map(Path, sys.argv[1:]):
        X = np.load(path)["X"].astype(float)
        yield path.stem, X[random.permutation(len(X))[:ROWS]]


class AsItIs(StackedAutoencoder):
    """Takes what it is given without scaling it."""

    def _find_range(self, X):
        return Range((0.0,) * X.shape[1], (1.0,) * X.shape[1], None, None, "float64")


def errors(X, way, seed):
    """Each column's, (columns,)."""
    train, test = train_test_split(X, test_size=0.5, random_state=0)
    cls = StackedAutoencoder if way == "knee" else AsItIs
    model = cls(4, hidden=(32,), random_state=seed, verbose=False)
    pipeline = make_pipeline(clone(WAYS[way]), model).fit(train)
    again = pipeline[0].inverse_transform(model.reconstruct(pipeline[0].transform(test)))
    quarter, three = np.quantile(X, [0.25, 0.75], axis=0)
    width = np.where(three > quarter, three - quarter, np.maximum(X.std(axis=0), 1e-12))
    return np.median(np.abs(test - again), axis=0) / width


def main():
    print(f"{'':24}" + "".join(f"{way:>18}" for way in WAYS))
    for name, X in tables():
        print(f"{name:24}", end="", flush=True)
        for way in WAYS:
            found = np.mean([errors(X, way, seed) for seed in SEEDS], axis=0)
            print(f"{found.mean():9.3f}{found.max():9.3f}", end="", flush=True)
        print()


if __name__ == "__main__":
    main()
