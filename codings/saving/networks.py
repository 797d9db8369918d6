"""Reading a network that may come from anywhere: it runs no code, and takes no memory it should not."""

import json
import math
import zipfile
from collections.abc import Iterator
from typing import IO, Any

import h5py
import keras
import numpy as np
from keras.src.saving.saving_lib import load_model  # which takes a file that is open

from codings.backend.scope import shapes_only, unique
from codings.data.archives import Refusal, check_archive, check_unpacked
from codings.saving.description import REMEDY, Network, describe

CONFIG, WEIGHTS = "config.json", "model.weights.h5"
MEMBERS = {"metadata.json", CONFIG, WEIGHTS}
RUN_CODE = {
    "Lambda",
    "__lambda__",
    "TFSMLayer",
    "TorchModuleWrapper",
    "JaxLayer",
    "FlaxLayer",
    "__typespec__",
}
ROOM = 2**20  # bytes of variables that need not be among the weights


def read_network(file: IO[bytes], described: Network) -> keras.Model:
    """The network in a ``.keras`` file.

    Raises
    ------
    ValueError
        If the file is damaged, or holds another network than described, or weights that are NaN
        or infinite.
    Refusal
        If it would run code, names a class that is neither Keras's nor registered, or would take over 100
        times its size in memory. So much is found out before the network is built.
    """
    path = file.name
    try:
        _check(file)
        network = load_model(file, compile=False, safe_mode=True)
        found = describe(network)
    except Refusal:
        raise
    except Exception as error:  # a truncated file says "not found", a flipped bit BadZipFile, and so on
        raise ValueError(f"{path} is damaged ({_first_line(error)}): {REMEDY}.") from error
    if found != described:
        raise ValueError(f"{path} holds another network, {found}, than described, {described}: {REMEDY}.")
    for weights in network.weights:
        values = keras.ops.convert_to_numpy(weights)
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise ValueError(f"{path} has NaN or infinity in its weights, in {weights.path}: {REMEDY}.")
    return network


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).strip()}".splitlines()[0].rstrip(".: ")


def _check(file: IO[bytes]) -> None:
    """Raises Refusal if it is unsafe to load, and other errors if it is damaged."""
    path = file.name
    with zipfile.ZipFile(file) as archive:
        others = set(archive.namelist()) - MEMBERS
        if others:
            raise Refusal(f"{path} is refused: it holds {min(others)!r}, which is no part of a network.")
        check_archive(file, archive)
        config = json.loads(archive.read(CONFIG))
        for node in _objects(config):
            _check_class(path, node)
        with archive.open(WEIGHTS) as member, h5py.File(member) as weights:
            stored = _bytes_in(weights)
    check_unpacked(file, stored)
    with shapes_only():
        network = keras.saving.deserialize_keras_object(config, safe_mode=True)
    claimed = sum(math.prod(v.shape) * np.dtype(v.dtype).itemsize for v in unique(network.variables))
    if claimed > stored + ROOM:
        raise Refusal(
            f"{path} is refused: its layers claim {claimed:,} bytes of weights, and it holds {stored:,}."
        )


def _objects(config: Any) -> Iterator[dict[str, Any]]:
    """All that Keras would make an object of, in whatever it is nested."""
    if isinstance(config, dict) and "class_name" in config:
        yield config
    parts = config.values() if isinstance(config, dict) else config if isinstance(config, list) else ()
    for part in parts:
        yield from _objects(part)


def _check_class(path: str, node: dict[str, Any]) -> None:
    function = node["class_name"] == "function"
    name = node.get("config") if function else node["class_name"]
    if name in RUN_CODE:
        raise Refusal(f"{path} is refused: it holds {name}, which would run code from the file.")
    module = node.get("module") or "keras"
    known = keras.saving.get_registered_object(name if function else node.get("registered_name"))
    if known is None and module.split(".")[0] not in ("keras", "builtins"):
        raise Refusal(
            f"{path} is refused: it names {module}.{name}, which is neither Keras's nor registered. If it is "
            "your own, import it first, with keras.saving.register_keras_serializable."
        )


def _bytes_in(weights: h5py.File) -> int:
    """How much the arrays of a file would take in memory."""
    sizes: list[int] = []
    weights.visititems(lambda _, item: sizes.append(item.nbytes) if isinstance(item, h5py.Dataset) else None)
    return sum(sizes)
