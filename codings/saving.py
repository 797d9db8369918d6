"""Fitted estimators in a folder: JSON and Keras files, no pickle and no code."""

import dataclasses
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import keras
import numpy as np
from sklearn.base import BaseEstimator
from sklearn.frozen import FrozenEstimator

import codings
from codings.backend.forks import check_fork
from codings.backend.precision import check_precision
from codings.data.encoding import read_range
from codings.registry import registered_class, registered_name
from codings.training import History

DESCRIPTION = "model.json"
FORMAT = 2


def save(estimator: Any, folder: str | os.PathLike) -> None:
    """Writes a fitted estimator: its parameters and history as JSON, its networks as ``.keras``.

    The folder appears whole or not at all; one that holds a model already is replaced.

    Raises
    ------
    ValueError
        If `folder` exists and holds something that is no saved model, or the estimator's class is one of
        your own that was not registered by `codings.register`.
    """
    folder = Path(folder)
    name = registered_name(estimator)
    if folder.exists() and not _replaceable(folder):
        raise ValueError(f"{folder} exists and is no saved model: choose another folder, or remove it.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        new = Path(scratch, "new")
        _write(estimator, name, new)
        if folder.exists():
            folder.rename(Path(scratch, "old"))
        new.rename(folder)


def load(folder: str | os.PathLike) -> Any:
    """The estimator that was saved in `folder`, fitted, on whatever backend is in use.

    Raises
    ------
    ValueError
        If there is no saved model, it is of a class that is not registered, or one of its files is damaged;
        the sentence names the file. If Keras's dtype policy is not float32.
    RuntimeError
        If the process was forked from one that had loaded the framework.
    """
    from codings import autoencoders, gans, outliers  # noqa: F401 - they register their classes

    check_precision()
    check_fork()
    folder = Path(folder)
    description = _read_description(folder / DESCRIPTION)
    cls: Any = registered_class(description["model"])
    estimator = cls(**{name: _param(folder, value) for name, value in description["params"].items()})
    names = description["feature_names"]
    state = {
        **{name: _read_network(folder / _file_of(name)) for name in cls._saved_networks},
        **{name: _read_array(folder / _file_of(name, "npy")) for name in cls._saved_arrays},
        **{name: load(folder / name.rstrip("_")) for name in cls._saved_models},
        "range_": read_range(description["range"]),
        "history_": History(description["history"]),
        "n_features_in_": description["features"],
        **({} if names is None else {"feature_names_in_": np.array(names, dtype=object)}),
    }
    estimator.__setstate__(vars(estimator) | state)
    return estimator


def _write(estimator: Any, name: str, folder: Path) -> None:
    """Writes all of it into a new folder; an estimator among its parameters into one within that."""
    folder.mkdir()
    for network in estimator._saved_networks:
        getattr(estimator, network).save(folder / _file_of(network))
    for array in estimator._saved_arrays:
        if getattr(estimator, array) is not None:
            np.save(folder / _file_of(array, "npy"), getattr(estimator, array), allow_pickle=False)
    for model in estimator._saved_models:
        inner = getattr(estimator, model)
        _write(inner, registered_name(inner), folder / model.rstrip("_"))
    params = estimator.get_params(deep=False)
    for param, value in params.items():
        if isinstance(value, BaseEstimator):
            params[param] = _write_param(value, folder / param)
    description = _describe(estimator, name, params)
    (folder / DESCRIPTION).write_text(json.dumps(description, indent=2) + "\n")


def _write_param(value: Any, folder: Path) -> dict[str, Any]:
    """What JSON holds of an estimator: where it is saved, or what an unfitted one is made from."""
    inner = _unfrozen(value)
    name = registered_name(inner)
    if not hasattr(inner, "range_"):
        return {"unfitted": name, "params": _plain_params(inner.get_params(deep=False))}
    if not folder.exists():
        _write(inner, name, folder)
    return {"saved": folder.name, "frozen": inner is not value}


def _unfrozen(estimator: Any) -> Any:
    return estimator.estimator if isinstance(estimator, FrozenEstimator) else estimator


def _param(folder: Path, value: Any) -> Any:
    """A constructor's argument from what JSON holds of it."""
    if isinstance(value, dict) and "unfitted" in value:
        cls: Any = registered_class(value["unfitted"])
        return cls(**{name: _param(folder, param) for name, param in value["params"].items()})
    if isinstance(value, dict):
        inner = load(folder / Path(value["saved"]).name)
        return FrozenEstimator(inner) if value["frozen"] else inner
    return tuple(value) if isinstance(value, list) else value


def _replaceable(folder: Path) -> bool:
    """A saved model, or an empty folder."""
    return folder.is_dir() and ((folder / DESCRIPTION).is_file() or not any(folder.iterdir()))


def _describe(estimator: Any, name: str, params: dict[str, Any]) -> dict[str, Any]:
    names = getattr(estimator, "feature_names_in_", None)
    return {
        "format": FORMAT,
        "codings": codings.__version__,
        "model": name,
        "params": _plain_params(params),
        "range": dataclasses.asdict(estimator.range_),
        "features": estimator.n_features_in_,
        "feature_names": None if names is None else list(names),
        "history": {name: column.tolist() for name, column in estimator.history_.items()},
    }


def _plain_params(params: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(params["random_state"], int | None):
        params["random_state"] = None  # a generator that has moved on since fit
    return {name: _plain(value) for name, value in params.items()}


def _plain(value: Any) -> Any:
    """NumPy's numbers and arrays as JSON has them."""
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    return list(map(_plain, value)) if isinstance(value, tuple | list) else value


def _file_of(name: str, ending: str = "keras") -> str:
    return f"{name.rstrip('_')}.{ending}"


def _read_description(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise ValueError(f"{path.parent} holds no saved model: there is no {path.name} in it.")
    try:
        description = json.loads(path.read_text())
    except ValueError as error:
        raise ValueError(f"{path} is damaged ({error}): save the model again.") from error
    if description.get("format") != FORMAT:
        raise ValueError(
            f"{path} has format {description.get('format')}, this codings reads {FORMAT}: save the model "
            f"again by this version."
        )
    return description


def _read_array(path: Path) -> np.ndarray | None:
    """The array in a file, or None where it was not written: a model without it."""
    if not path.is_file():
        return None
    try:
        return np.load(path, allow_pickle=False)
    except (OSError, EOFError, ValueError) as error:
        raise ValueError(f"{path} is damaged ({error}): save the model again.") from error


def _read_network(path: Path) -> keras.Model:
    if not path.is_file():
        raise ValueError(f"{path} is missing: the saved model is not whole, save it again.")
    try:
        return keras.saving.load_model(path, compile=False, safe_mode=True)
    except Exception as error:  # a truncated file says "not found", a flipped bit BadZipFile, and so on
        raise ValueError(f"{path} is damaged ({type(error).__name__}): save the model again.") from error
