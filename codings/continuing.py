"""What a training goes on from: its own checkpoints, or the last fit, and nothing else."""

import inspect
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np
from sklearn.base import BaseEstimator
from sklearn.frozen import FrozenEstimator

from codings.backend import processes
from codings.data.fingerprint import fingerprint
from codings.training.agreement import check_alike
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


def agreed(
    estimator: BaseEstimator, checkpoints: Checkpoints | None, **data: Any
) -> dict[str, np.ndarray] | None:
    """What the checkpoints hold to go on from, once all processes are found to train the same.

    Data are those of `described`. None where training begins anew. Raises ValueError if the checkpoints are
    of another training, or processes train differently.
    """
    if checkpoints is None and processes.count() == 1:
        return None
    training = described(estimator, **data)
    if processes.count() > 1:
        check_alike({**training, "epochs": getattr(estimator, "epochs", None)})
    begun = None if checkpoints is None else checkpoints.begin(training, usual(estimator))
    return processes.from_first(begun)


def left(estimator: Any) -> dict[str, np.ndarray] | None:
    """What the estimator's last fit left to go on from; None where training begins anew.

    Raises ValueError if it was to go on, and the fit has left nothing.
    """
    if not estimator.warm_start or not hasattr(estimator, "history_"):
        return None
    if not hasattr(estimator, "_trained"):
        raise ValueError(
            "warm_start=True cannot go on from a model that was loaded, or fitted without it: say "
            "warm_start=False to train anew, or fit(X, checkpoint=folder) to be able to go on."
        )
    return estimator._trained


def check_classes(estimator: Any, classes: np.ndarray | None) -> None:
    """Raises ValueError unless `classes` are those of the last fit, from which this one goes on."""
    last, these = (None if y is None else y.tolist() for y in (getattr(estimator, "classes_", None), classes))
    if last != these:
        then, now = ("no labels" if one is None else f"the labels {one}" for one in (last, these))
        raise ValueError(
            f"warm_start=True goes on from a fit with {then}, and now there are {now}: give y with the same, "
            "or say warm_start=False to train anew."
        )


def described(estimator: BaseEstimator, **data: Any) -> Mapping[str, Any]:
    """What has to be the same for a training to go on: the model, its arguments, and the data, by name.

    Data are arrays, DataFrames, pairs of them, or None.
    """
    params = estimator.get_params(deep=False)
    arguments = {name: _argument(value) for name, value in params.items() if name not in FREE}
    return {
        "model": type(estimator).__name__,
        "backend": keras.backend.backend(),
        "arguments": arguments | _learned(params),
        "data": {name: _fingerprint(array) for name, array in data.items()},
    }


def usual(estimator: BaseEstimator) -> Mapping[str, Any]:
    """What stands for what `described` names and an older version may not have: defaults of arguments."""
    params = inspect.signature(type(estimator)).parameters.values()
    known = {p.name: _argument(p.default) for p in params if p.name not in FREE and p.default is not p.empty}
    return known | _learned(estimator.get_params(deep=False))


def _argument(value: Any) -> Any:
    """As JSON has it; of a random generator or another estimator its class."""
    if isinstance(value, tuple | list | np.ndarray):
        return list(map(_argument, value))
    value = value.item() if isinstance(value, np.generic) else value
    return value if isinstance(value, bool | int | float | str | None) else type(value).__name__


def _learned(params: Mapping[str, Any]) -> dict[str, Any]:
    """Of each argument that is a fitted estimator, a checksum of its weights: "autoencoder's weights"."""
    found: dict[str, Any] = {}
    for name, value in params.items():
        inner: Any = value.estimator if isinstance(value, FrozenEstimator) else value
        networks = [getattr(inner, one, None) for one in getattr(inner, "_saved_networks", ())]
        weights = [w.ravel() for network in networks if network is not None for w in network.get_weights()]
        if weights:
            found[f"{name}'s weights"] = fingerprint(np.concatenate(weights))
    return found


def _fingerprint(array: Any) -> Any:
    if isinstance(array, tuple):
        return list(map(_fingerprint, array))
    return None if array is None else fingerprint(array)
