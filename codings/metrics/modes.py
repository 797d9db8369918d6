"""Modes that generated instances recover: of a mixture whose modes are known, or classes."""

from typing import NamedTuple

import numpy as np
from scipy.special import rel_entr
from sklearn.metrics import pairwise_distances_argmin_min

DEVIATIONS = 3.0


class Modes(NamedTuple):
    """Which modes generated instances hit.

    `recovered` is how many of `of`; `high_quality` the share of instances that hit one at all;
    `reverse_kl` the divergence, in nats, of the hits' distribution over the modes from an even one, 0 where
    all are hit equally often; `entropy` that of the hits' distribution, in nats, at most log `of`.
    """

    recovered: int
    of: int
    high_quality: float
    reverse_kl: float
    entropy: float


def modes_of_mixture(samples: np.ndarray, centres: np.ndarray, deviation: float) -> Modes:
    """The modes of a mixture of equal normal distributions that samples recover.

    A sample is of high quality within three standard deviations of a centre; a mode is recovered where
    such a sample lies at it.

    Parameters
    ----------
    samples : array, (n, features)
    centres : array, (modes, features)
    deviation : float
        Of each normal distribution, in every direction.

    References
    ----------
    Srivastava et al. (2017), "VEEGAN", https://arxiv.org/abs/1705.07761. Lin et al. (2018), "PacGAN",
    section 4.1, https://arxiv.org/abs/1712.04086
    """
    nearest, distances = pairwise_distances_argmin_min(samples, centres)
    return _modes(nearest[distances <= DEVIATIONS * deviation], len(centres), len(samples))


def modes_of_classes(labels: np.ndarray, classes: int) -> Modes:
    """The classes that samples recover, by a classifier's `labels`, (n,) from 0 to `classes` - 1.

    Raises ValueError if there are none, or they are anything else.
    """
    found = np.asarray(labels)
    whole = found.ndim == 1 and found.dtype.kind in "biuf" and bool((found == np.floor(found)).all())
    if not whole or not len(found) or not 0 <= found.min() <= found.max() < classes:
        raise ValueError(f"labels must be places of classes, (n,): whole numbers from 0 to {classes - 1}.")
    return _modes(found.astype(np.int64), classes, len(found))


def _modes(hits: np.ndarray, modes: int, samples: int) -> Modes:
    counts = np.bincount(hits, minlength=modes)
    share = counts / max(len(hits), 1)
    divergence = float(rel_entr(share, 1 / modes).sum()) if len(hits) else float("inf")
    entropy = float(np.log(modes) - divergence) if len(hits) else 0.0
    return Modes(int((counts > 0).sum()), modes, len(hits) / samples, divergence, entropy)
