"""Writing a network, and comparing at once what is in the file with the original."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from codings.export.converting import written
from codings.export.elsewhere import written_elsewhere
from codings.export.formats import FORMATS
from codings.files import clear, writing

if TYPE_CHECKING:
    import keras

INSTANCES = 8  # that are compared
TOLERANCE = 1e-3  # of the mean difference, as a share of the mean value


class Exported(NamedTuple):
    """What was exported, and how far it is from the original.

    Parameters
    ----------
    path : Path
    description : str
        The network, what it takes and what it returns.
    difference : float
        The greatest one between what the file and the original make of `INSTANCES` random instances, in the
        units of what they return.
    usage : str
        Lines of Python that load and call it.
    """

    path: Path
    description: str
    difference: float
    usage: str


def export(
    encoder: "keras.Model | None",
    decoder: "keras.Model",
    path: str | os.PathLike,
    format: str,
    part: str | None = None,
) -> Exported:
    """Writes one of two networks, whole or not at all; a file of that name is replaced.

    Parameters
    ----------
    encoder, decoder : keras.Model
        See `codings.decoding.DataNetworks`. A classifier may stand in the encoder's place.
    path : path
        Of a file that ends in .onnx or .tflite, or of a folder for a SavedModel.
    format : "onnx", "savedmodel" or "litert"
    part : str, optional
        The network's name; without it the encoder, or the decoder where there is none.

    Raises
    ------
    ValueError
        If there is no such format or part, `path` does not suit it, or the format has no word for what the
        network does.
    ImportError
        If something that the format needs is not installed.
    FloatingPointError
        If what is in the file computes other numbers than the network does.
    """
    if format not in FORMATS:
        raise ValueError(f"there is no format {format!r}; there are {', '.join(FORMATS)}.")
    path = Path(path)
    FORMATS[format].check(path)
    network = _chosen([one for one in (encoder, decoder) if one is not None], part)
    inputs, expected = _compared(network, decoder)
    clear(path.parent, f".{path.name}-")
    with writing(path.parent, f".{path.name}-", path) as scratch:
        new = Path(scratch, f"new{FORMATS[format].ending}")
        found = _written(network, new, format, inputs, path)
        _check_numbers(found, expected, f"the {network.name} in {path}")
        if path.is_dir():
            path.rename(Path(scratch, "old"))
        os.replace(new, path)
    shutil.rmtree(scratch, ignore_errors=True)
    difference = float(np.abs(found.astype(np.float64) - expected).max())
    usage = FORMATS[format].usage(path, [x.name for x in network.inputs])
    return Exported(path, _described(network), difference, usage)


def _chosen(networks: Sequence["keras.Model"], part: str | None) -> "keras.Model":
    for network in networks:
        if part in (None, network.name):
            return network
    parts = " and ".join(network.name for network in networks)
    raise ValueError(f"there is no {part!r} to export here; there is {parts}.")


def _compared(network: "keras.Model", decoder: "keras.Model") -> tuple[list[np.ndarray], np.ndarray]:
    """Inputs of a network, each (n, ...), and what it makes of them: data are decoded from random codings."""
    random = np.random.default_rng(0)
    codings, *others = (x.shape[1:] for x in decoder.inputs)
    inputs = [random.standard_normal((INSTANCES, *codings), np.float32)]
    inputs += [random.random((INSTANCES, *shape), np.float32) for shape in others]
    data = _called(decoder, inputs)
    if network is decoder:
        return inputs, data
    data = data.astype(network.inputs[0].dtype)
    return [data], _called(network, [data])


def _called(network: "keras.Model", inputs: Sequence[np.ndarray]) -> np.ndarray:
    from keras import ops

    return ops.convert_to_numpy(network(inputs[0] if len(inputs) == 1 else list(inputs), training=False))


def _written(
    network: "keras.Model", new: Path, format: str, inputs: Sequence[np.ndarray], path: Path
) -> np.ndarray:
    from keras import backend

    write = written if backend.backend() == "tensorflow" else written_elsewhere
    try:
        return write(network, new, format, inputs)
    except MemoryError:
        raise
    except Exception as error:  # of three converters and three runtimes, each with its own
        first = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ValueError(f"the {network.name} cannot be exported to {format}, as {path}: {first}") from error


def _check_numbers(found: np.ndarray, expected: np.ndarray, what: str) -> None:
    off = np.abs(found.astype(np.float64) - expected).sum()
    if not off <= TOLERANCE * np.abs(expected).sum(dtype=np.float64):
        raise FloatingPointError(
            f"{what} would compute other numbers than the original: nothing was written, take another format."
        )


def _described(network: "keras.Model") -> str:
    inputs = ", ".join(f"{x.name} {_shape(x)}" for x in network.inputs)
    returned = {"encoder": "codings", "classifier": "probabilities"}.get(network.name, "data")
    return f"the {network.name}, from {inputs} to {returned} {_shape(network.outputs[0])}"


def _shape(tensor: "keras.KerasTensor") -> str:
    return f"({', '.join(map(str, ('n', *tensor.shape[1:])))}) {tensor.dtype}"
