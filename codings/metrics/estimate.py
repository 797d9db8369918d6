"""A figure with what one must know of it: how sure it is, and of how many samples."""

import warnings
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

RESAMPLED = 50
SPREAD = 1.96  # standard deviations, of a 95 % interval


class Estimate(NamedTuple):
    """A measure of generated instances.

    `low` and `high` bound a 95 % interval, from the standard deviation under the bootstrap; `samples` is
    the number of instances, of the smaller of the two sets where there are two.
    """

    value: float
    low: float
    high: float
    samples: int

    def __str__(self) -> str:
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


def with_interval(
    measure: Callable[..., float], *sets: np.ndarray, value: float | None = None, resampled: int = RESAMPLED
) -> Estimate:
    """`measure` of the `sets`, each (n, ...), with the spread that resampling their rows gives it.

    Rows are drawn with replacement, from a fixed seed, `resampled` times. `value` is the figure itself
    where it is known already.
    """
    random = np.random.default_rng(0)
    draws = [
        measure(*(rows[random.integers(len(rows), size=len(rows))] for rows in sets))
        for _ in range(resampled)
    ]
    value = float(measure(*sets)) if value is None else float(value)
    reach = SPREAD * float(np.std(draws))
    return Estimate(value, value - reach, value + reach, min(map(len, sets)))


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
    tables = [np.asarray(rows, dtype=np.float64).reshape(len(rows), -1) for rows in sets]
    widths = sorted({table.shape[1] for table in tables})
    if len(widths) > 1:
        raise ValueError(f"the sets have {widths} features: both must come from the same features.")
    for table in tables:
        if len(table) < least:
            raise ValueError(f"a set has {len(table)} samples, the measure needs {least} or more: draw more.")
        if not np.isfinite(table).all():
            raise ValueError("features hold NaN or infinity: look at the instances that they come from.")
    return tables
