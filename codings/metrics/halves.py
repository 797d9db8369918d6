"""What the figure of random halves tells of that of all: how far it is off, and how much it varies."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

SPLITS = 20


class Halves(NamedTuple):
    r"""Of the figure :math:`t_n` of all rows, by those of random halves, :math:`t_{n/2}`.

    `bias` is how far :math:`t_n` is too high, where that falls as :math:`1 / n`: the mean of
    :math:`t_{n/2} - t_n`. `variance` is the variance of :math:`t_n`: that of :math:`t_{n/2}` among the
    halves, for :math:`t_{n/2}` has twice the variance, half of which all halves share.
    """

    bias: float
    variance: float


def by_halves(measure: Callable[..., float], value: float, *sets: np.ndarray) -> Halves:
    """Bias and variance of the `value` that `measure` has of all `sets`, (n, ...) each.

    References
    ----------
    The variance: Shao and Wu (1989), "A general theory for jackknife variance estimation", the jackknife
    that deletes d, here a half, https://doi.org/10.1214/aos/1176347263. The bias: Chong and Forsyth (2020),
    "Effectively unbiased FID and Inception score", https://arxiv.org/abs/1911.07023, which go to 1/n = 0.
    """
    found = [measure(*half) for split in splits(*sets) for half in zip(*split, strict=True)]
    return Halves(float(np.mean(found)) - value, float(np.var(found, ddof=1)))


def splits(*sets: np.ndarray) -> Iterator[list[tuple[np.ndarray, np.ndarray]]]:
    """Each set in two random halves, 20 times."""
    random = np.random.default_rng(0)
    for _ in range(SPLITS):
        shuffled = [rows[random.permutation(len(rows))] for rows in sets]
        yield [(rows[: len(rows) // 2], rows[len(rows) // 2 :]) for rows in shuffled]
