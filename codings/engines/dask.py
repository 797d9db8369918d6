"""A fitted model on Dask: `apply`. It needs the extra ``dask``."""

import os
from typing import Any

import pandas as pd

from codings.engines.fitted import METHODS, Fitted


def apply(data: Any, folder: str | os.PathLike[str], method: str = "transform") -> Any:
    """A Dask DataFrame with the codings of its rows, or their scores, as further columns.

    Parameters
    ----------
    data : dask.dataframe.DataFrame
        Its order and divisions stay.
    folder : path
        Of a run, or of a saved model. Every worker must see it, and loads it once.
    method : str
        "transform", which adds ``coding_1`` and so on, or "score_samples", which adds ``score``.

    Raises
    ------
    ValueError
        If there is no such model or method; when it is computed, if columns are not those of the training.
    """
    added = {name: pd.Series(dtype=METHODS[method][1]) for name in Fitted(folder, method).names}
    return data.map_partitions(_partition, os.fspath(folder), method, meta=data._meta.assign(**added))


def _partition(table: pd.DataFrame, folder: str, method: str) -> pd.DataFrame:
    return Fitted(folder, method)(table)
