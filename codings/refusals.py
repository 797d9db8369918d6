"""What is no array of numbers, refused in one sentence before NumPy and scikit-learn would."""

import os
from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.sparse import issparse

from codings.data.dataset import Dataset


def refuse(X: Any) -> None:
    """Raises ValueError if `X` holds or gives instances and is no array of them, or is a ragged one."""
    _refuse_sources(X)
    _refuse_streams(X)
    refuse_ragged(X)
    _refuse_nested(X)
    _refuse_masked(X)


def _refuse_sources(X: Any) -> None:
    """What holds instances, or says where they are, and is no array of them itself."""
    if isinstance(X, str | os.PathLike):
        raise ValueError(f"X is the path {str(X)!r}: give what is there, as codings.data.load(path).X.")
    if isinstance(X, Dataset):
        raise ValueError("X is a Dataset: give the instances in it, data.X, and the labels, data.y.")
    if isinstance(X, Mapping) and not issparse(X):  # as scipy's dok_matrix is one
        raise ValueError("X is a mapping: give one of its arrays, or pandas.DataFrame(X) of its columns.")


def _refuse_streams(X: Any) -> None:
    """What gives batches one after the other, such as a tf.data.Dataset, a DataLoader and a generator."""
    if issparse(X):  # which scikit-learn refuses
        return
    if hasattr(X, "__iter__") and not hasattr(X, "__getitem__") and not hasattr(X, "__array__"):
        raise ValueError(
            f"X is a {type(X).__name__}, which gives batches one after the other: give an array, or "
            "numpy.load(path, mmap_mode='r') of data larger than memory."
        )


def refuse_ragged(X: Any) -> None:
    """Raises ValueError if instances in a list differ in shape."""
    try:
        shapes = sorted({np.shape(x) for x in X}) if isinstance(X, list | tuple) else []
    except ValueError as error:  # of NumPy, within an instance
        raise ValueError(
            "X has an instance whose rows differ in length: give each instance as many values as the others."
        ) from error
    if len(shapes) > 1:
        seen = ", ".join(map(str, shapes[:4]))
        raise ValueError(f"X has instances of differing shapes ({seen}): crop or resize them to one.")


def _refuse_nested(X: Any) -> None:
    """A column of arrays: whether they are of one shape is not known of its dtype."""
    if str(getattr(X, "dtype", "")) == "object" and np.ndim(X) == 1 and len(X) and np.ndim(np.asarray(X)[0]):
        raise ValueError(
            f"X is a {type(X).__name__} of {len(X)} objects, the first of them an array: give list(X)."
        )


def _refuse_masked(X: Any) -> None:
    if isinstance(X, np.ma.MaskedArray) and X.mask.any():
        row = int(np.argwhere(X.mask)[0][0])
        raise ValueError(
            f"X is a masked array of which {X.mask.sum()} values are masked, first in row {row}: fill them, "
            "as by X.filled(0), or give a DataFrame where they are missing."
        )


def explain(error: Exception) -> None:
    """Raises it again with a sentence, if `error` is of text or other objects in the place of numbers."""
    if "could not convert string" in str(error) or "bytes/strings" in str(error):
        raise ValueError(
            f"X holds text where numbers belong ({error}): encode that column, or leave it out."
        ) from None
    if isinstance(error, TypeError) and str(error).startswith("float() argument"):  # of pandas.NA, say
        raise TypeError(
            f"X holds objects where numbers belong ({error}): make numbers of them, or give a DataFrame, in "
            "which values may be missing."
        ) from None
