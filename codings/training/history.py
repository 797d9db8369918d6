"""What training leaves behind: one number an epoch for each loss."""

from collections.abc import Iterator, Mapping

import numpy as np


class History(Mapping[str, np.ndarray]):
    """The losses of a training as plain arrays, one value an epoch.

    ``history["loss"]`` is the mean over the epoch's steps, ``history["val_loss"]`` is measured after
    it. With several phases the names are those of the phases: ``history["generator_loss"]``.
    ``history["seconds"]`` is how long each epoch took, compilation included. Where a loss does not
    exist in an epoch (another stage's), its value is NaN.
    """

    def __init__(self, values: Mapping[str, np.ndarray] | None = None):
        self.replace(values or {})

    def replace(self, values: Mapping[str, np.ndarray]) -> None:
        """Takes these columns, (epochs,) each, in the place of its own."""
        self._values = {name: [float(v) for v in column] for name, column in values.items()}

    def append(self, logs: Mapping[str, float]) -> None:
        """Adds an epoch."""
        epochs = self.epochs
        for name in (*self._values, *(name for name in logs if name not in self._values)):
            column = self._values.setdefault(name, [float("nan")] * epochs)
            column.append(float(logs.get(name, "nan")))

    @property
    def epochs(self) -> int:
        return max(map(len, self._values.values()), default=0)

    @property
    def last(self) -> dict[str, float]:
        """The last epoch's values; empty where there is no epoch."""
        return {name: column[-1] for name, column in self._values.items() if column}

    def __getitem__(self, name: str) -> np.ndarray:
        return np.array(self._values[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        last = ", ".join(f"{name}={column[-1]:.4g}" for name, column in self._values.items())
        return f"History({self.epochs} epochs; at the last: {last})" if self._values else "History(empty)"
