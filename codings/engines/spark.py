"""A fitted model on Spark: `apply`. It needs the extra ``spark``, and Java."""

import inspect
import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from codings.engines.fitted import Fitted, checked

BATCH = 4096


def apply(
    data: Any,
    folder: str | os.PathLike[str],
    method: str = "transform",
    *,
    array: str | None = None,
    batch_size: int = BATCH,
) -> Any:
    """A Spark DataFrame with the codings of its rows, or their scores, as a further column.

    Parameters
    ----------
    data : pyspark.sql.DataFrame
    folder : path
        Of a run, or of a saved model. Every executor must see it, and its processes load it once each.
    method : str
        "transform", which adds ``codings``, an array of float, or "score_samples", which adds ``score``.
    array : str, optional
        The column that holds instances as flat arrays, for a model of images or of columns without names.
    batch_size : int
        Rows at a time.

    Raises
    ------
    ValueError
        If there is no such model or method, columns are missing, or `array` is and the model needs it.
    """
    from pyspark.ml.functions import predict_batch_udf
    from pyspark.sql.types import ArrayType, DoubleType, FloatType

    model = checked(folder, method)
    names = _columns(model, data.columns, array)
    shapes = None if array is None else [[int(size) for size in model._shape]]
    udf = predict_batch_udf(
        partial(_predictor, os.path.abspath(folder), method, names, array is not None),
        return_type=ArrayType(FloatType()) if method == "transform" else DoubleType(),
        batch_size=batch_size,
        input_tensor_shapes=shapes,
    )
    return data.withColumn("codings" if method == "transform" else "score", udf(*names))


def _columns(model: Any, there: Sequence[str], array: str | None) -> list[str]:
    """Those that the model is given."""
    if array is not None:
        names = [array]
    elif hasattr(model, "feature_names_in_"):
        names = [str(name) for name in model.feature_names_in_]
    else:
        raise ValueError("the model was trained on arrays: name the column that holds them with array=.")
    missing = [name for name in names if name not in there]
    if missing:
        raise ValueError(f"the data lack the columns {', '.join(map(repr, missing))}, which the model needs.")
    return names


def _predictor(folder: str, method: str, names: list[str], is_array: bool) -> Callable[..., np.ndarray]:
    """Made in each of Spark's processes: from a batch, an array for each column, to codings or scores."""
    fitted = Fitted(folder, method)

    def predict(*columns: np.ndarray) -> np.ndarray:
        if is_array:
            return getattr(fitted.model, method)(columns[0])
        return fitted.found(pd.DataFrame(dict(zip(names, map(np.ravel, columns), strict=True))))

    parameters = [inspect.Parameter(f"x{i}", inspect.Parameter.POSITIONAL_ONLY) for i in range(len(names))]
    predict.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined] # Spark counts them
    return predict
