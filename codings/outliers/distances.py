"""Distances to the nearest of a few others, and which instances are the usual ones by them."""

from contextlib import AbstractContextManager, nullcontext
from functools import cache

import numpy as np
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import ThreadpoolController

SAMPLES = 8  # of the usual instances that all are measured by
SEARCHES = 32  # samples in the search for them, whose result hangs on which few are drawn
CORE = 0.5  # the least share that tells which of two groups is the usual one
CONCENTRATIONS = 3
FEW = 16  # instances in a sample: of outliers that lie together hardly more than one is among them
ALONE = 2048  # rows up to which scikit-learn's threads have nothing to share, and cost more than the search
SAME = 1e-5  # share of the usual length below which a distance is rounding, and both are one instance


def draw(n: int, size: int, random: np.random.Generator, samples: int = SAMPLES) -> np.ndarray:
    """Rows out of `n`, at random, each sample without repetition: (samples, size)."""
    return np.stack([random.choice(n, min(size, n), replace=False) for _ in range(samples)])


def nearest(x: np.ndarray, samples: np.ndarray) -> np.ndarray:
    """How far each of `x`, (n, features), is from the nearest in a sample, mean over samples: (n,) float64.

    `samples` are (samples, size, features). Where the nearest is the instance itself, the next one counts:
    what was fitted is measured like anything new.

    References
    ----------
    Pang, Ting and Albrecht (2015), "LeSiNN: Detecting anomalies by identifying least similar nearest
    neighbours", https://doi.org/10.1109/ICDMW.2015.62
    """
    with _threads(len(x)):
        return np.mean([_another(x, sample, 2)[0] for sample in samples], axis=0)


def alike(x: np.ndarray, samples: np.ndarray) -> np.ndarray:
    """For each of `x`, (n, features), the row in each sample that is most like it, (samples, n).

    By the sum of absolute differences, which a few columns that differ widely do not outweigh as they do a
    sum of squares. Where that is the instance itself, the next one counts here, too.
    """
    with _threads(len(x)):
        return np.stack([_another(x, sample, 1)[1] for sample in samples])


def to_the_core(x: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """How far each of `x`, (n, features), is from that half which lies closest to itself: (n,) float64.

    A small sample of all finds a first half, samples of that the next, and so on. Outliers that lie together
    would find each other among all instances, and so pass for usual.

    References
    ----------
    Rousseeuw and Van Driessen (1999), "A fast algorithm for the minimum covariance determinant estimator",
    https://doi.org/10.1080/00401706.1999.10485670, which concentrates on a half likewise.
    """
    distances = nearest(x, x[draw(len(x), FEW, random, SEARCHES)])
    for _ in range(CONCENTRATIONS):
        core = x[closest(distances, CORE)]
        distances = nearest(x, core[draw(len(core), FEW, random, SEARCHES)])
    return distances


def closest(distances: np.ndarray, share: float) -> np.ndarray:
    """The rows of the lowest `share` of distances, (n,); one row at least."""
    return np.flatnonzero(distances <= np.quantile(distances, share))


def _another(x: np.ndarray, sample: np.ndarray, order: int) -> tuple[np.ndarray, np.ndarray]:
    """How far the nearest of `sample` is that is another instance, and which row it is, (n,) each.

    In the norm of this order, 1 or 2.
    """
    near = NearestNeighbors(n_neighbors=min(2, len(sample)), algorithm="brute", p=order).fit(sample)
    far, which = near.kneighbors(x)
    lengths = np.linalg.norm(sample.astype(np.float64), order, axis=1)
    itself = far[:, 0] <= SAME * np.sqrt(np.square(lengths).mean())
    return np.where(itself, far[:, -1], far[:, 0]), np.where(itself, which[:, -1], which[:, 0])


def _threads(n: int) -> AbstractContextManager:
    """Within it, a search among few of `n` rows is one thread's: others would only wait for it, busily."""
    return _pools().limit(limits=1, user_api="openmp") if n <= ALONE else nullcontext()


@cache
def _pools() -> ThreadpoolController:
    return ThreadpoolController()
