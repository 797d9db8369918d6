"""What every engine's worker holds: a fitted model, loaded once."""

import os
from functools import cache
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd

from codings.data import Encoding
from codings.data.matching import check_columns, matched
from codings.runs import estimator_in, saved_model

METHODS = {"transform": ("coding", "float32"), "score_samples": ("score", "float64")}
_lock = Lock()


class Fitted:
    """From a table's rows to the same rows with columns more: codings, or a score.

    Parameters
    ----------
    folder : path
        Of a run, or of a saved model; every worker must see it.
    method : str
        "transform", which adds ``coding_1`` and so on, or "score_samples", which adds ``score``.

    Raises
    ------
    ValueError
        If there is no model, or it has no such method; on a call, if columns are not those of the training.
    """

    def __init__(self, folder: str | os.PathLike[str], method: str = "transform"):
        self.model = checked(folder, method)
        self.method = method

    @property
    def names(self) -> list[str]:
        """Of the columns that are added."""
        name, _ = METHODS[self.method]
        width = self.model._coding_width if self.method == "transform" else 0
        return [f"{name}_{i + 1}" for i in range(width)] or [name]

    def __call__(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows of `table`, (n, columns), and more columns: it reads those that it knows by name."""
        found = self.found(table) if len(table) else np.empty((0, len(self.names)))
        added = pd.DataFrame(
            found.reshape(len(table), len(self.names)), table.index, self.names, METHODS[self.method][1]
        )
        return pd.concat([table, added], axis=1)

    def found(self, table: pd.DataFrame) -> np.ndarray:
        """What the model makes of the rows, (n, width) or (n,)."""
        names = getattr(self.model, "feature_names_in_", None)
        there = table if names is None else table[[name for name in names if name in table.columns]]
        X, _ = matched(there, names, "the data")
        if isinstance(self.model.range_, Encoding):
            check_columns(self.model.range_, X, "the data")
        return getattr(self.model, self.method)(X)


def checked(folder: str | os.PathLike[str], method: str) -> Any:
    """The model in a folder; raises ValueError unless it has the method, and that is one of `METHODS`."""
    if method not in METHODS:
        raise ValueError(f"method={method!r} must be one of {', '.join(METHODS)}.")
    model = _loaded(os.path.abspath(saved_model(folder)))
    if not model.can(method):
        raise ValueError(f"{type(model).__name__} has no method {method}.")
    return model


def _loaded(folder: str) -> Any:
    with _lock:  # threads of one process share a model
        return _once(folder, os.stat(os.path.join(folder, "model.json")).st_mtime_ns)


@cache
def _once(folder: str, written: int) -> Any:
    return estimator_in(folder)
