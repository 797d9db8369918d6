"""Why instances are strange: how much each column adds, and what was expected in its place."""

from typing import Any, NamedTuple

import numpy as np


class Reasons(NamedTuple):
    """What `OutlierDetector.explain` finds.

    Parameters
    ----------
    contributions : array, (n, ...) float64, 0 or more
        How much each entry adds; those of an instance add up to its strangeness, minus its score.
    expected : array, (n, ...)
        The values of the usual instances that are most like it, in the data's own units.
    names : array, (features,) of str, or None
        The columns of a table; None of images.
    """

    contributions: np.ndarray
    expected: Any
    names: np.ndarray | None

    def most(self, count: int = 3) -> list[list[str]]:
        """The `count` columns that add most to each row, (n, count) names; of a table only."""
        if self.names is None:
            raise ValueError("instances are images, which have no columns: draw their contributions instead.")
        order = np.argsort(-self.contributions, axis=1, kind="stable")[:, :count]
        return self.names[order].tolist()


def as_shares(amounts: np.ndarray) -> np.ndarray:
    """Amounts, (n, features), 0 or more, as shares of their sum: each row adds up to 1."""
    total = amounts.sum(axis=1, keepdims=True)
    return np.where(total > 0, amounts / np.maximum(total, np.finfo(np.float32).tiny), 1 / amounts.shape[1])
