"""Saving: new files beside those of the last save, which stay until `model.json` names the new ones."""

import dataclasses
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from numbers import Integral
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import to_builtins
from sklearn.base import BaseEstimator
from sklearn.frozen import FrozenEstimator

import codings
from codings.files import clear, flush, is_written, write_json, writing
from codings.registry import registered_name
from codings.saving.description import (
    ARRAYS,
    DESCRIPTION,
    FORMAT,
    SAVE,
    Array,
    Fitted,
    Network,
    Param,
    Saved,
    Unfitted,
    describe,
    describe_array,
    file_of,
    read_description,
)


def save(estimator: Any, folder: str | os.PathLike) -> None:
    """Writes a fitted estimator: its parameters and history as JSON, its networks as ``.keras``.

    A model that the folder holds is replaced once the new one lies on the disk, whole: until then
    `codings.load` gives the old one. What a save that was killed has left in the folder is removed.

    Raises
    ------
    ValueError
        If `folder` exists and holds something that is no saved model, or the estimator's class is one of
        your own that was not registered by `codings.register`.
    """
    folder = Path(folder)
    registered_name(estimator)
    if folder.exists() and not _replaceable(folder):
        raise ValueError(f"{folder} exists and is no saved model: choose another folder, or remove it.")
    with _room(folder):
        with writing(folder, SAVE) as new:
            saved = _write(estimator, new)
        about = {"format": FORMAT, "codings": codings.__version__, "save": new.name}
        last = _last(folder)
        try:
            write_json(folder / DESCRIPTION, about | to_builtins(saved))
        finally:
            clear(folder, SAVE, keep=_last(folder), old=last)


@contextmanager
def _room(folder: Path) -> Iterator[None]:
    """A folder to save to; a new one is removed again if nothing was saved."""
    there = folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
        flush(folder.parent)
    finally:
        if not there:
            with suppress(OSError):  # it is not empty
                folder.rmdir()


def _replaceable(folder: Path) -> bool:
    """A saved model, an empty folder, or one in which a first save was killed."""
    prefixes = (SAVE, f".{DESCRIPTION}-")
    return folder.is_dir() and (
        (folder / DESCRIPTION).is_file()
        or all(any(is_written(entry.name, prefix) for prefix in prefixes) for entry in folder.iterdir())
    )


def _last(folder: Path) -> str | None:
    """The folder of the save that `model.json` names, if there is one."""
    try:
        return read_description(folder).save
    except ValueError:  # none, damaged, or of another format
        return None


def _write(estimator: Any, folder: Path) -> Saved:
    """Writes the files of an estimator into a folder, and of those within it into folders in that."""
    folder.mkdir(exist_ok=True)
    models: dict[str, Any] = {name: getattr(estimator, name) for name in estimator._saved_models}
    params = {name: _param(name, value, models) for name, value in _params(estimator).items()}
    names = getattr(estimator, "feature_names_in_", None)
    saved = Saved(
        model=registered_name(estimator),
        params=params,
        range=dataclasses.asdict(estimator.range_),
        features=int(estimator.n_features_in_),
        feature_names=None if names is None else list(map(str, names)),  # of NumPy's text there is no JSON
        history={name: list(map(_finite, column)) for name, column in estimator.history_.items()},
        networks={name: _write_network(estimator, name, folder) for name in estimator._saved_networks},
        arrays=_write_arrays(estimator, folder),
        models={name: _write(inner, folder / name) for name, inner in models.items()},
    )
    flush(folder)
    return saved


def _write_network(estimator: Any, name: str, folder: Path) -> Network:
    path = folder / file_of(name)
    network = getattr(estimator, name)
    network.save(path)
    flush(path)
    return describe(network)


def _write_arrays(estimator: Any, folder: Path) -> dict[str, Array]:
    """Writes the arrays that there are into one file, which has a checksum for each."""
    values = {name: getattr(estimator, name) for name in estimator._saved_arrays}
    arrays: dict[str, Any] = {name: np.asarray(value) for name, value in values.items() if value is not None}
    for name, array in arrays.items():
        if array.dtype.hasobject:
            raise ValueError(
                f"{name} holds objects, which only a pickle could hold: make numbers or text of them."
            )
    if arrays:
        np.savez(folder / ARRAYS, **arrays)
        flush(folder / ARRAYS)
    return {name: describe_array(array) for name, array in arrays.items()}


def _param(name: str, value: Any, models: dict[str, Any]) -> Param:
    """What JSON holds of an argument. A fitted estimator joins the `models` that are saved beside it."""
    if not isinstance(value, BaseEstimator):
        return plain(value)
    frozen = isinstance(value, FrozenEstimator)
    inner: Any = value.estimator if frozen else value
    if not hasattr(inner, "range_"):
        params = {name: plain(param) for name, param in _params(inner).items()}
        return Unfitted(registered_name(inner), params)
    known = [key for key, model in models.items() if model is inner]
    key = known[0] if known else name
    models[key] = inner
    return Fitted(key, frozen)


def _params(estimator: Any) -> dict[str, Any]:
    params = estimator.get_params(deep=False)
    if not isinstance(params["random_state"], Integral):
        params["random_state"] = None  # or a generator that has moved on since fit
    return params


def plain(value: Any) -> Any:
    """What holds NumPy's numbers and arrays, and tuples, as JSON has it."""
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return list(map(plain, value)) if isinstance(value, tuple | list) else value


def _finite(value: float) -> float | None:
    """JSON knows no other numbers: a loss that an epoch does not have is null."""
    return float(value) if math.isfinite(value) else None
