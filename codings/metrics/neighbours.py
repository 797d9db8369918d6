"""Precision, recall, density and coverage: by neighbourhoods in a space of features."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from sklearn.metrics import euclidean_distances, pairwise_distances_chunked
from sklearn.neighbors import NearestNeighbors

from codings.metrics.estimate import (
    ROUNDING,
    SPREAD,
    Estimate,
    check_features,
    of_share,
    standard_error,
    warn_of_few,
)

ENOUGH = 1000
MEBIBYTES = 256  # of distances at a time
DUPLICATES = 0.1  # of rows at most are there as often as a neighbourhood has neighbours
SAME = 1e-7  # share of a row's length below which a distance is rounding, of a copy


class PrecisionRecall(NamedTuple):
    """Quality and variety, each in [0, 1]; higher is better."""

    precision: Estimate
    recall: Estimate


class DensityCoverage(NamedTuple):
    """Quality, which may exceed 1, and variety, in [0, 1]; higher is better."""

    density: Estimate
    coverage: Estimate


def precision_recall(real: np.ndarray, fake: np.ndarray, k: int = 3) -> PrecisionRecall:
    """Precision: the share of generated instances that lie among the real ones. Recall: the reverse.

    An instance lies among those of a set if it is nearer to one of them than that one's k-th nearest
    neighbour in its own set. No instance is its own neighbour there; the border is outside, so that a
    neighbourhood of k or more duplicates holds nothing.

    Parameters
    ----------
    real, fake : array, (n, features) and (m, features)
    k : int

    Returns
    -------
    PrecisionRecall
        Both depend on how many instances there are: compare figures of as many. The intervals are those of
        the figure that so many have on average.

    Raises
    ------
    ValueError
        If a set has `k` samples or fewer, is not finite, or they differ in width.

    References
    ----------
    Kynkäänniemi et al. (2019), "Improved precision and recall metric for assessing generative models",
    https://arxiv.org/abs/1904.06991. Checked, to the digit, against
    https://github.com/clovaai/generative-evaluation-prdc
    """
    real, fake = _checked(real, fake, k)
    radii, radii_of_fake = reach(real, k), reach(fake, k)
    precision = np.concatenate([*_over(fake, real, lambda d: (d < radii).any(1))])
    recall = np.concatenate([*_over(real, fake, lambda d: (d < radii_of_fake).any(1))])
    errors = standard_error(partial(_precision_recall, k=k), real, fake, least=2 * k)
    return PrecisionRecall(*map(_share, (precision, recall), errors, 2 * [min(len(real), len(fake))]))


def density_coverage(real: np.ndarray, fake: np.ndarray, k: int = 5) -> DensityCoverage:
    """Density: in how many real neighbourhoods a generated instance lies, over `k`, on average. Coverage:
    the share of real neighbourhoods in which one lies.

    The neighbourhood of a real instance reaches to its k-th nearest real neighbour, itself not counted; its
    border is outside. Both are less upset by outliers than precision and recall. Of instances of the same
    distribution the density is 1, and the coverage a little below 1: 0.97 of as many.

    Parameters
    ----------
    real, fake : array, (n, features) and (m, features)
    k : int

    Returns
    -------
    DensityCoverage
        The intervals are those of the figure that so many have on average.

    Raises
    ------
    ValueError
        If a set has `k` samples or fewer, is not finite, or they differ in width.

    References
    ----------
    Naeem et al. (2020), "Reliable fidelity and diversity metrics for generative models",
    https://arxiv.org/abs/2002.09797. Checked, to the digit, against
    https://github.com/clovaai/generative-evaluation-prdc
    """
    real, fake = _checked(real, fake, k)
    radii, samples = reach(real, k), min(len(real), len(fake))
    density = float(np.concatenate([*_over(fake, real, lambda d: (d < radii).sum(1) / k)]).mean())
    error, of_coverage = standard_error(partial(_density_coverage, k=k), real, fake, least=2 * k)
    of_density = Estimate(density, None, None, samples)
    if error > ROUNDING:  # where all subsets agree they do not tell how much it varies
        spread = SPREAD * float(error)
        of_density = of_density._replace(low=max(density - spread, 0.0), high=density + spread)
    return DensityCoverage(of_density, _share(covered(real, radii, fake), of_coverage, samples))


def _share(which: np.ndarray, error: float, samples: int) -> Estimate:
    return of_share(float(which.mean()), float(error), samples)


def _precision_recall(real: np.ndarray, fake: np.ndarray, k: int) -> np.ndarray:
    """Both of sets that are small enough to have all distances at once."""
    between = _cleared(euclidean_distances(real, fake), real)
    among_real = between < reach(real, k)[:, None]
    among_fake = between < reach(fake, k)
    return np.array([among_real.any(axis=0).mean(), among_fake.any(axis=1).mean()])


def _density_coverage(real: np.ndarray, fake: np.ndarray, k: int) -> np.ndarray:
    """The same of density and coverage."""
    within = _cleared(euclidean_distances(real, fake), real) < reach(real, k)[:, None]
    return np.array([within.sum(axis=0).mean() / k, within.any(axis=1).mean()])


def middle_of(rows: np.ndarray) -> np.ndarray:
    """A value of each column of `rows`, (n, features), to be taken off: far from 0 distances are rounding."""
    return np.quantile(rows, 0.5, axis=0, method="inverted_cdf")


def reach(rows: np.ndarray, k: int) -> np.ndarray:
    """How far each row's neighbourhood reaches: to its k-th nearest neighbour, itself left out; (n,)."""
    distances, _ = NearestNeighbors(n_neighbors=k + 1, algorithm="brute").fit(rows).kneighbors(rows)
    return _cleared(distances, rows)[:, k]


def covered(real: np.ndarray, radii: np.ndarray, fake: np.ndarray) -> np.ndarray:
    """Whether a row of `fake` lies nearer than the radius of each row of `real`: (n,) bool."""
    nearest, _ = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(fake).kneighbors(real)
    return _cleared(nearest, real)[:, 0] < radii


def _cleared(distances: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """`distances` from `rows`, (n, m), and 0 where they are rounding; in place."""
    distances[distances <= SAME * np.linalg.norm(rows, axis=1)[:, None]] = 0
    return distances


def copies(rows: np.ndarray) -> np.ndarray:
    """How often each row that there is occurs in `rows`, (n, features): (distinct,) int."""
    flat = np.ascontiguousarray(rows).reshape(len(rows), -1)
    return np.array([*Counter(row.tobytes() for row in flat).values()])


def are_points(rows: np.ndarray, k: int) -> float | None:
    """The share of `rows` that are there `k` times or more, where that is too large for neighbourhoods.

    Those of duplicates are points, which hold nothing. None where there are few.
    """
    counts = copies(rows)
    share = float(counts[counts >= k].sum() / len(rows))
    return share if share > DUPLICATES else None


def _checked(real: np.ndarray, fake: np.ndarray, k: int) -> list[np.ndarray]:
    """Both as tables, less the middle of the real ones."""
    sets = check_features(real, fake, least=k + 1)
    middle = middle_of(sets[0])
    samples = min(map(len, sets))
    warn_of_few(
        "a measure of neighbourhoods", samples, ENOUGH, "neighbourhoods are wide, and the figure too high"
    )
    return [features - middle for features in sets]


def _over(rows: np.ndarray, others: np.ndarray, reduce: Callable[[np.ndarray], Any]) -> Iterator:
    """`reduce` of the distances of some rows after the other to all `others`, (block, len(others))."""

    def reduced(block: np.ndarray, start: int) -> Any:
        return reduce(_cleared(block, rows[start : start + len(block)]))

    return pairwise_distances_chunked(rows, others, reduce_func=reduced, working_memory=MEBIBYTES)
