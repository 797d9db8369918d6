"""Whether generated instances are copies of those that were trained on."""

import numpy as np
from sklearn.metrics import pairwise_distances_argmin_min

from codings.metrics.estimate import Estimate, check_features, with_interval


def memorisation(fake: np.ndarray, train: np.ndarray, held_out: np.ndarray) -> Estimate:
    """How much nearer to the training set generated instances are than held-out ones are.

    It is the chance that a generated instance lies nearer to its nearest training instance than a held-out
    one does to its own, ties counted half: 0.5 where they are alike, 1 for copies, and less where generated
    instances are farther off than the data's own.

    Parameters
    ----------
    fake, train, held_out : array, (n, features) each
        Features or pixels.

    Raises
    ------
    ValueError
        If a set has fewer than two samples, is not finite, or they differ in width.

    References
    ----------
    Meehan, Chaudhuri and Dasgupta (2020), "A non-parametric test to detect data-copying in generative
    models", https://arxiv.org/abs/2004.05675: its statistic, in one cell. Checked against
    `scipy.stats.mannwhitneyu`.
    """
    fake, train, held_out = check_features(fake, train, held_out)
    distances, held_out_distances = (
        pairwise_distances_argmin_min(rows, train)[1] for rows in (fake, held_out)
    )
    return with_interval(_chance, distances, held_out_distances)


def _chance(distances: np.ndarray, held_out: np.ndarray) -> float:
    """The chance that one of `distances`, (n,), is below one of `held_out`, (m,); ties count half."""
    held_out = np.sort(held_out)
    above = len(held_out) - np.searchsorted(held_out, distances, side="right")
    ties = len(held_out) - np.searchsorted(held_out, distances, side="left") - above
    return float((above + ties / 2).mean() / len(held_out))
