"""The work itself, in a process where Keras runs on TensorFlow."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from codings.export.formats import FORMATS

if TYPE_CHECKING:
    import keras


def written(network: "keras.Model", path: Path, format: str, inputs: Sequence[np.ndarray]) -> np.ndarray:
    """Writes `network`, and returns what the file makes of `inputs`, each (n, ...).

    It is called on batches of two lengths. The network must have been called once.
    """
    with warnings.catch_warnings():  # of tf2onnx, about NumPy, and of TensorFlow, about LiteRT
        warnings.simplefilter("ignore")
        network.export(path, format=FORMATS[format].keras, verbose=False)
        call = FORMATS[format].read(path, [x.name for x in network.inputs])
    batches = ([x[:1] for x in inputs], [x[1:] for x in inputs])
    return np.concatenate([call(*batch) for batch in batches])
