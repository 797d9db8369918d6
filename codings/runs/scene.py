"""What the pictures of a run are of: an estimator, its data, and which of these are looked at."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from codings.data import Dataset, rows

MAP_INSTANCES = 2000
SHOWN = 10  # one by one
MOST_SEARCHED = 20_000


@dataclass(frozen=True)
class Scene:
    """What the pictures are of: an estimator, its data, which rows it was trained on, which are shown."""

    estimator: Any
    data: Dataset
    trained: slice | np.ndarray
    shown: slice | np.ndarray

    @property
    def bounds(self) -> tuple[float, float] | None:
        """What is black in images of the data, and what is white; None where that is not known."""
        return self.estimator.range_.bounds

    @cached_property
    def some(self) -> Any:
        """The first instances of those shown, at most 10: an array, or a DataFrame."""
        return self.instances(self._numbers[self.shown][:SHOWN])

    def instances(self, numbers: np.ndarray) -> Any:
        """Those of the data by their row, (m,), in memory: an array, or a DataFrame."""
        X = rows(self.data.X, numbers)
        return np.asarray(X) if isinstance(X, np.ndarray) else X

    def named(self, X: np.ndarray) -> Any:
        """Instances, (m, ...), with the names of the data's columns where they have any."""
        return X if isinstance(self.data.X, np.ndarray) else type(self.data.X)(X, columns=self.data.X.columns)

    @cached_property
    def choice(self) -> np.ndarray:
        """The rows, (m,), of a random choice among all instances, at most 2,000."""
        if len(self.data.X) <= MAP_INSTANCES:
            return self._numbers
        return np.sort(np.random.default_rng(0).choice(self._numbers, MAP_INSTANCES, replace=False))

    @cached_property
    def codings(self) -> np.ndarray:
        """Of that choice, (m, coding_size)."""
        return self.estimator.transform(self.instances(self.choice))

    @property
    def searched(self) -> int:
        """How many instances of the training are looked at one by one."""
        return min(len(self._numbers[self.trained]), MOST_SEARCHED)

    def trained_on(self, numbers: np.ndarray) -> np.ndarray:
        """Instances by their row, (m,), among those of the training."""
        return np.asarray(self.instances(self._numbers[self.trained][numbers]))

    @property
    def _numbers(self) -> np.ndarray:
        return np.arange(len(self.data.X))
