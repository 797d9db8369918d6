"""One checkpoint: a folder with all that it takes to go on with a training, there whole or not at all."""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save_file

from codings.files import flush, writing

FORMAT = 1
STATE, MANIFEST = "state.safetensors", "manifest.json"
SCRATCH = ".new-"


class Damaged(ValueError):
    """A checkpoint is not as it was written."""


def write(folder: Path, arrays: Mapping[str, np.ndarray], manifest: Mapping[str, Any]) -> None:
    """Writes a checkpoint to `folder`, a new one, by a temporary name beside it.

    The arrays come first, then the manifest with their checksum; both are on the disk before the folder gets
    its name. OSError if that fails: nothing is left then.
    """
    with writing(folder.parent, SCRATCH) as scratch:
        try:
            save_file({name: np.asarray(array, order="C") for name, array in arrays.items()}, scratch / STATE)
        except SafetensorError as error:  # so it tells of a full disk
            raise OSError(str(error)) from error
        state = {"sha256": _checksum(scratch / STATE), "arrays": [*arrays]}
        described = {**manifest, "format": FORMAT, STATE: state}
        (scratch / MANIFEST).write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
        for path in (scratch / STATE, scratch / MANIFEST, scratch):
            flush(path)
        os.replace(scratch, folder)
    flush(folder.parent)


def remove(folder: Path) -> None:
    """Removes a checkpoint, or leaves it whole: one that is half removed must not look like one."""
    with writing(folder.parent, SCRATCH) as scratch:
        os.replace(folder, scratch / folder.name)
    shutil.rmtree(scratch, ignore_errors=True)


def read_manifest(folder: Path) -> dict[str, Any]:
    """What is known of a checkpoint; raises Damaged if that cannot be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        format = manifest["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged(f"{folder / MANIFEST} cannot be read ({type(error).__name__})") from error
    if format != FORMAT:
        raise Damaged(f"{folder / MANIFEST} has format {format}, and this codings reads {FORMAT}")
    return manifest


def read_arrays(folder: Path) -> dict[str, np.ndarray]:
    """A checkpoint's arrays, in their order; raises Damaged if they are not those that were written."""
    path = folder / STATE
    try:
        content = path.read_bytes()
        expected, names = (read_manifest(folder)[STATE][key] for key in ("sha256", "arrays"))
    except (OSError, KeyError, TypeError) as error:
        raise Damaged(f"{path} cannot be read ({type(error).__name__})") from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise Damaged(f"{path} is not what was written there")
    arrays = load(content)
    return {name: arrays[name] for name in names}


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
