"""What training leaves behind: one number an epoch for each loss."""

from collections.abc import Mapping

import numpy as np


class History(dict[str, np.ndarray]):
    """The losses of a training as plain arrays, one value an epoch; `pandas.DataFrame` makes a table of it.

    ``history["loss"]`` is the mean over the epoch's steps, ``history["val_loss"]`` is measured after
    it. With several phases the names are those of the phases: ``history["generator_loss"]``.
    ``history["seconds"]`` is how long each epoch took, compilation included. Where a loss does not
    exist in an epoch (another stage's), its value is NaN.
    """

    def __init__(self, values: Mapping[str, np.ndarray] | None = None):
        super().__init__()
        self.replace(values or {})

    def replace(self, values: Mapping[str, np.ndarray]) -> None:
        """Takes these columns, (epochs,) each, in the place of its own."""
        columns = {name: np.array(column, np.float64) for name, column in values.items()}
        self.clear()
        self.update(columns)

    def append(self, logs: Mapping[str, float]) -> None:
        """Adds an epoch."""
        none = np.full(self.epochs, np.nan)
        for name in dict.fromkeys((*self, *logs)):
            self[name] = np.append(self.get(name, none), float(logs.get(name, np.nan)))

    @property
    def epochs(self) -> int:
        return max(map(len, self.values()), default=0)

    @property
    def last(self) -> dict[str, float]:
        """The last epoch's values; empty where there is no epoch."""
        return {name: float(column[-1]) for name, column in self.items() if len(column)}

    def __repr__(self) -> str:
        last = ", ".join(f"{name}={column[-1]:.4g}" for name, column in self.items())
        return f"History({self.epochs} epochs; at the last: {last})" if self else "History(empty)"
