"""Networks that a space needs: trained once on the data, and kept."""

import hashlib
import os
import warnings
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np

from codings.data.dataset import Dataset
from codings.files import replacing


def kept(kind: str, data: Dataset, train: Callable[[], keras.Model]) -> keras.Model:
    """The network of a kind that was trained on these data, or is now, by `train`.

    It is kept in ``$CODINGS_CACHE``, or ``~/.cache/codings``: always the same for the same data, whichever
    model is measured. `kind` is part of the file's name, with the version of all that decides the weights.
    One whose file is damaged is trained again; where it cannot be kept there is a warning.
    """
    path = _cache() / f"{kind}-{_digest(data)}.keras"
    known = _read(path)
    if known is not None:
        return known
    network = train()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as new:
            network.save(new)
    except OSError as error:
        why = f"the network of the space is not kept in {path.parent} ({error.strerror or error})"
        warnings.warn(f"{why}, and is trained again each time: say where, by $CODINGS_CACHE.", stacklevel=3)
    return network


def _read(path: Path) -> keras.Model | None:
    """The network in a file; None where there is none, or it is damaged."""
    try:
        return keras.saving.load_model(path, compile=False, safe_mode=True) if path.is_file() else None
    except Exception:  # by what is damaged Keras raises errors of many kinds
        return None


def _cache() -> Path:
    folder = os.environ.get("CODINGS_CACHE")
    return Path(folder).expanduser() if folder else Path.home() / ".cache" / "codings"


def _digest(data: Dataset) -> str:
    """Of instances and labels, and of their shapes and dtypes: other data may have the same bytes."""
    arrays = [array for array in (data.X, data.y) if array is not None]
    digest = hashlib.sha256(repr([(array.shape, array.dtype.str) for array in arrays]).encode())
    digest.update(repr(len(data.classes)).encode())
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:16]
