"""A figure with what one must know of it: how sure it is, and of how many samples."""

import math
import warnings
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logit

SPREAD = 1.96  # standard deviations, of a 95 % interval
ROUNDING = 1e-12  # up to which a standard error is none
SUBSETS, SHARE, MOST = 50, 0.4, 2000  # drawn of each set: how many, which share of it, and of how many rows


class Estimate(NamedTuple):
    """A measure of generated instances.

    `low` and `high` bound a 95 % interval: of 20 such measurements, of other instances drawn in the same way,
    19 have the true value in theirs. They are None where no such interval can be stated. `samples` is the
    number of instances, of the smaller of the two sets where there are two.
    """

    value: float
    low: float | None
    high: float | None
    samples: int

    def __str__(self) -> str:
        if self.low is None or self.high is None:
            return f"{self.value:.4g} ({self.samples} samples)"
        return f"{self.value:.4g} ({self.low:.4g} to {self.high:.4g}, {self.samples} samples)"


class FewSamplesWarning(UserWarning):
    """A measure is of too few samples to be trusted; `bias` says by how much it is off.

    Parameters
    ----------
    name : str
        Of the measure.
    samples, needed : int
        How many there are, and from how many on it can be trusted.
    bias : str
    """

    def __init__(self, name: str, samples: int, needed: int, bias: str):
        super().__init__(name, samples, needed, bias)
        self.name, self.samples, self.needed, self.bias = name, samples, needed, bias

    def __str__(self) -> str:
        return f"{self.name} of {self.samples} samples: {self.bias}. Take {self.needed} or more."


def of_share(value: float, error: float, samples: int) -> Estimate:
    """A share in [0, 1] of this standard error, with an interval that is symmetric in the log odds.

    Where it is 0 or 1 there are no log odds, and where the error is 0 it only was not seen: the interval is
    Wilson's, of a share of so many samples. There is none where the error is NaN.

    References
    ----------
    Wilson (1927), "Probable inference, the law of succession, and statistical inference",
    https://doi.org/10.1080/01621459.1927.10502953
    """
    if np.isnan(error):
        return Estimate(value, None, None, samples)
    if not (0 < value < 1 and error > ROUNDING):
        return Estimate(value, *_wilson(value, samples), samples)
    low, high = expit(logit(value) + SPREAD * error / (value * (1 - value)) * np.array([-1, 1]))
    return Estimate(value, float(low), float(high), samples)


def _wilson(share: float, samples: int) -> tuple[float, float]:
    """The ends of the interval of a share of so many samples."""
    weight = SPREAD**2 / (samples + SPREAD**2)
    middle = (1 - weight) * share + weight / 2
    reach = (weight * ((1 - weight) * share * (1 - share) + weight / 4)) ** 0.5
    return max(min(middle - reach, share), 0.0), min(max(middle + reach, share), 1.0)  # but for rounding


def standard_error(measure: Callable[..., np.ndarray], *sets: np.ndarray, least: int) -> np.ndarray:
    r"""The standard error of each figure of `measure`, from the same figures of random subsets of the sets.

    .. math:: \sqrt{\frac{f}{1 - f} \mathrm{Var}(t_f)}

    for the figures :math:`t_f` of a share f of each set, drawn without replacement: 50 times, 0.4 of the set
    but at most 2,000 rows. The bootstrap would draw rows twice, which are then their own nearest neighbours.

    Parameters
    ----------
    measure : callable
        From sets, (n, features) each, to figures, (figures,).
    sets : array, (n, features) each
    least : int
        How many rows a subset has at least. Where a set has fewer than twice as many, the errors are NaN.

    References
    ----------
    Shao and Wu (1989), "A general theory for jackknife variance estimation", the jackknife that deletes d,
    https://doi.org/10.1214/aos/1176347263
    """
    fewest, most = min(map(len, sets)), max(map(len, sets))
    if fewest < 2 * least:
        return np.full_like(measure(*sets), np.nan)
    share = max(min(SHARE, MOST / most), min(0.5, least / fewest))
    random = np.random.default_rng(0)
    found = [measure(*(_subset(rows, share, random) for rows in sets)) for _ in range(SUBSETS)]
    return np.sqrt(share / (1 - share) * np.var(found, axis=0, ddof=1))


def _subset(rows: np.ndarray, share: float, random: np.random.Generator) -> np.ndarray:
    return rows[random.permutation(len(rows))[: max(1, round(share * len(rows)))]]


def warn_of_few(name: str, samples: int, needed: int, bias: str) -> None:
    """Warns if there are fewer samples than `needed`; `bias` says what that does to the figure."""
    if samples < needed:
        warnings.warn(FewSamplesWarning(name, samples, needed, bias), stacklevel=3)


def check_features(*sets: np.ndarray, least: int = 2) -> list[np.ndarray]:
    """Feature sets as float64 tables, (n, features).

    Raises
    ------
    ValueError
        If a set has fewer rows than `least`, is not finite, or they differ in width.
    """
    arrays = [np.asarray(rows, dtype=np.float64) for rows in sets]
    tables = [array.reshape(len(array), math.prod(array.shape[1:])) for array in arrays]
    widths = sorted({table.shape[1] for table in tables})
    if len(widths) > 1:
        raise ValueError(f"the sets have {widths} features: both must come from the same features.")
    for table in tables:
        if len(table) < least:
            raise ValueError(f"a set has {len(table)} samples, the measure needs {least} or more: draw more.")
        if not np.isfinite(table).all():
            raise ValueError("features hold NaN or infinity: look at the instances that they come from.")
    return tables
