"""What tells a training from others: it goes on from its own checkpoints, and from no others."""

import inspect
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np
from sklearn.base import BaseEstimator

from codings.data.fingerprint import fingerprint
from codings.training.checkpoints import Checkpoints

FREE = {"epochs", "verbose", "warm_start"}  # arguments that may change from one time to the next


@contextmanager
def opened(checkpoint: str | os.PathLike[str] | Checkpoints | None) -> Iterator[Checkpoints | None]:
    """The checkpoints in a folder, for as long as this process trains; None for none.

    Raises ValueError if the folder holds something else, or another process writes to it.
    """
    if checkpoint is None:
        yield None
        return
    with checkpoint if isinstance(checkpoint, Checkpoints) else Checkpoints(checkpoint) as checkpoints:
        yield checkpoints


def described(estimator: BaseEstimator, **data: Any) -> Mapping[str, Any]:
    """What has to be the same for a training to go on: the model, its arguments, and the data, by name.

    Data are arrays, DataFrames, pairs of them, or None.
    """
    params = estimator.get_params(deep=False)
    return {
        "model": type(estimator).__name__,
        "backend": keras.backend.backend(),
        "arguments": {name: _argument(value) for name, value in params.items() if name not in FREE},
        "data": {name: _fingerprint(array) for name, array in data.items()},
    }


def usual(estimator: BaseEstimator) -> Mapping[str, Any]:
    """The defaults of the arguments that `described` names: an older version may not have had them yet."""
    params = inspect.signature(type(estimator)).parameters.values()
    return {p.name: _argument(p.default) for p in params if p.name not in FREE and p.default is not p.empty}


def _argument(value: Any) -> Any:
    """As JSON has it; of a random generator or another estimator its class."""
    if isinstance(value, tuple | list | np.ndarray):
        return list(map(_argument, value))
    value = value.item() if isinstance(value, np.generic) else value
    return value if isinstance(value, bool | int | float | str | None) else type(value).__name__


def _fingerprint(array: Any) -> Any:
    if isinstance(array, tuple):
        return list(map(_fingerprint, array))
    return None if array is None else fingerprint(array)
