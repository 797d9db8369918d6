"""Exporting from JAX: by way of a ``.keras`` file, in a process where Keras runs on TensorFlow."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import keras

NETWORK, INPUTS, OUTPUT = "network.keras", "inputs.npz", "output.npy"


def written_elsewhere(
    network: "keras.Model", path: Path, format: str, inputs: Sequence[np.ndarray]
) -> np.ndarray:
    """As `codings.export.converting.written`; raises RuntimeError with the last line of what went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        network.save(Path(folder, NETWORK))
        np.savez(Path(folder, INPUTS), *inputs)
        modules = os.pathsep.join(entry for entry in sys.path if entry)
        done = subprocess.run(
            [sys.executable, "-m", __name__, folder, os.path.abspath(path), format],
            env={**os.environ, "KERAS_BACKEND": "tensorflow", "PYTHONPATH": modules},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            last = (done.stderr.strip() or "its process was ended").splitlines()[-1]
            raise RuntimeError(last.removeprefix("ValueError: "))
        return np.load(Path(folder, OUTPUT))


def _main(folder: str, path: str, format: str) -> None:
    import keras

    import codings.layers  # noqa: F401 - registers them
    from codings.export.converting import written

    network = keras.saving.load_model(Path(folder, NETWORK), compile=False, safe_mode=True)
    with np.load(Path(folder, INPUTS)) as arrays:
        inputs = [arrays[name].astype(x.dtype) for name, x in zip(arrays, network.inputs, strict=True)]
    network(inputs[0] if len(inputs) == 1 else inputs)
    np.save(Path(folder, OUTPUT), written(network, Path(path), format, inputs))


if __name__ == "__main__":
    _main(*sys.argv[1:])
