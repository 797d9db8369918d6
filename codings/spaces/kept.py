"""Networks that a space needs: trained once on the data, and kept."""

import hashlib
import os
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
    """
    path = _cache() / f"{kind}-{_digest(data)}.keras"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        network = train()
        with replacing(path) as new:
            network.save(new)
    return keras.saving.load_model(path, compile=False, safe_mode=True)


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
