"""Fitted estimators in a folder: JSON and Keras files, no pickle and no code."""

import dataclasses
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import keras
import numpy as np

import codings
from codings.catalogue import by_class
from codings.data.range import Range
from codings.training import History

DESCRIPTION = "model.json"
FORMAT = 1


def save(estimator: Any, folder: str | os.PathLike) -> None:
    """Writes a fitted estimator: its parameters and history as JSON, its networks as ``.keras``.

    The folder appears whole or not at all; one that holds a model already is replaced.

    Raises
    ------
    ValueError
        If `folder` exists and holds something that is no saved model.
    """
    folder = Path(folder)
    if folder.exists() and not _replaceable(folder):
        raise ValueError(f"{folder} exists and is no saved model: choose another folder, or remove it.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        new = Path(scratch, "new")
        new.mkdir()
        for name in estimator._saved_networks:
            getattr(estimator, name).save(new / _file_of(name))
        for name in estimator._saved_arrays:
            if getattr(estimator, name) is not None:
                np.save(new / _file_of(name, "npy"), getattr(estimator, name), allow_pickle=False)
        (new / DESCRIPTION).write_text(json.dumps(_describe(estimator), indent=2) + "\n")
        if folder.exists():
            folder.rename(Path(scratch, "old"))
        new.rename(folder)


def load(folder: str | os.PathLike) -> Any:
    """The estimator that was saved in `folder`, fitted, on whatever backend is in use.

    Raises
    ------
    ValueError
        If there is no saved model, or one of its files is damaged; the sentence names the file.
    """
    folder = Path(folder)
    description = _read_description(folder / DESCRIPTION)
    cls = by_class(description["model"]).estimator()
    estimator = cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in description["params"].items()})
    names = description["feature_names"]
    state = {
        **{name: _read_network(folder / _file_of(name)) for name in cls._saved_networks},
        **{name: _read_array(folder / _file_of(name, "npy")) for name in cls._saved_arrays},
        "range_": Range(**description["range"]),
        "history_": History(description["history"]),
        "n_features_in_": description["features"],
        **({} if names is None else {"feature_names_in_": np.array(names, dtype=object)}),
    }
    estimator.__setstate__(vars(estimator) | state)
    return estimator


def _replaceable(folder: Path) -> bool:
    """A saved model, or an empty folder."""
    return folder.is_dir() and ((folder / DESCRIPTION).is_file() or not any(folder.iterdir()))


def _describe(estimator: Any) -> dict[str, Any]:
    params = estimator.get_params()
    if not isinstance(params["random_state"], int | None):
        params["random_state"] = None  # a generator that has moved on since fit
    names = getattr(estimator, "feature_names_in_", None)
    return {
        "format": FORMAT,
        "codings": codings.__version__,
        "model": type(estimator).__name__,
        "params": {name: _plain(value) for name, value in params.items()},
        "range": dataclasses.asdict(estimator.range_),
        "features": estimator.n_features_in_,
        "feature_names": None if names is None else list(names),
        "history": {name: column.tolist() for name, column in estimator.history_.items()},
    }


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
            f"{path} has format {description.get('format')}, this codings reads {FORMAT}: update it."
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
