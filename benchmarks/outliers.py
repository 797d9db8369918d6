"""Finding outliers in twenty tables of ADBench, beside four detectors of the field.

    python benchmarks/outliers.py ../shared/datasets/adbench               about 10 minutes on two busy cores

Of a table with more than 5,000 rows 5,000 are drawn, with as large a share of outliers. Everything is fitted
without labels, and with the same options for all tables. Left: fitted on all rows, outliers among them, and
scored on the same rows. Right: fitted on half of the normal rows, and scored on the other half and on all
outliers. The area under the ROC curve; kNN and PCA see standardised columns.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from scipy.stats import skew
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

from codings import OutlierDetector

ROWS = 5000
NEIGHBOURS = 10
VARIANCE = 0.9  # share that PCA's components keep


def table(path):
    """The columns, (n, features), and whether a row is an outlier, (n,)."""
    with np.load(path) as found:
        X, y = found["X"].astype(float), found["y"] == 1
    if len(X) > ROWS:
        X, _, y, _ = train_test_split(X, y, train_size=ROWS, stratify=y, random_state=0)
    return X, y


def halves(X, y):
    """Half of the normal rows to fit; the others and all outliers to score, and which are outliers."""
    normal = np.random.default_rng(0).permutation(np.flatnonzero(~y))
    fitted, rest = np.split(normal, [len(normal) // 2])
    scored = np.concatenate([rest, np.flatnonzero(y)])
    return X[fitted], X[scored], y[scored]


def detector(fitted, scored):
    return -OutlierDetector(random_state=0).fit(fitted).score_samples(scored)


def forest(fitted, scored):
    return -IsolationForest(random_state=0).fit(fitted).score_samples(scored)


def knn(fitted, scored):
    """The distance to the tenth neighbour, a row that was fitted not counted as its own."""
    scaler = StandardScaler().fit(fitted)
    neighbours = NearestNeighbors(n_neighbors=NEIGHBOURS).fit(scaler.transform(fitted))
    asked = None if scored is fitted else scaler.transform(scored)
    return neighbours.kneighbors(asked)[0][:, -1]


def pca(fitted, scored):
    """The error of reconstruction."""
    scaler = StandardScaler().fit(fitted)
    x, components = scaler.transform(scored), PCA(VARIANCE, svd_solver="full").fit(scaler.transform(fitted))
    return np.square(x - components.inverse_transform(components.transform(x))).sum(axis=1)


def ecod(fitted, scored):
    """Tail probabilities of each column by itself: Li et al. (2022), https://arxiv.org/abs/2201.00382"""
    left, right = (_tails(sign * fitted, sign * scored) for sign in (1, -1))
    skewness = np.nan_to_num(skew(fitted))
    by_skewness = np.where(skewness < 0, left, np.where(skewness > 0, right, left + right))
    return np.max([tails.sum(axis=1) for tails in (left, right, by_skewness)], axis=0)


def _tails(fitted, scored):
    """Minus the logarithm of the share of fitted values up to each of those scored, by column."""
    pairs = zip(np.sort(fitted, axis=0).T, scored.T, strict=True)
    counts = np.stack([np.searchsorted(*pair, side="right") for pair in pairs], axis=1)
    return -np.log(np.maximum(counts / len(fitted), 1 / (len(fitted) + 1)))


DETECTORS = {"detector": detector, "forest": forest, "kNN": knn, "PCA": pca, "ECOD": ecod}


def areas(X, y):
    """All detectors on all rows, then all on half of the normal ones: (2 * detectors,)."""
    fitted, scored, outliers = halves(X, y)
    on_all = [roc_auc_score(y, scores(X, X)) for scores in DETECTORS.values()]
    return np.array(on_all + [roc_auc_score(outliers, s(fitted, scored)) for s in DETECTORS.values()])


def show(name, cells):
    half = len(DETECTORS)
    print(f"{name:16}" + "".join(f"{cell:>9}" for cell in [*cells[:half], " ", *cells[half:]]), flush=True)


def main(folder):
    show("", [*DETECTORS, *DETECTORS])
    found = []
    for path in sorted(Path(folder).glob("*.npz"), key=lambda path: int(path.stem.split("_")[0])):
        found.append(areas(*table(path)))
        show(path.stem.split("_")[1], [f"{area:.3f}" for area in found[-1]])
    for name, summary in (("mean", np.mean), ("least", np.min)):
        show(name, [f"{area:.3f}" for area in summary(found, axis=0)])


if __name__ == "__main__":
    main(*sys.argv[1:])
