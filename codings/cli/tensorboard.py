"""`--tensorboard`: the losses of each epoch, as TensorBoard reads them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from codings.cli.arguments import note

if TYPE_CHECKING:
    import keras

FOLDER = "tensorboard"
NEEDED = "TensorBoard and, on JAX too, TensorFlow: pip install 'codings[tensorboard,cpu]'."


def check_tensorboard() -> None:
    """Raises ValueError where TensorBoard, or TensorFlow, by which Keras writes for it, is not installed."""
    if not _installed():
        raise ValueError(f"--tensorboard needs {NEEDED}")


def logs_go_on(folder: Path) -> list[keras.callbacks.TensorBoard]:
    """What goes on writing the logs of a run that has some; where it cannot, a line says so."""
    if not (folder / FOLDER).is_dir():
        return []
    if not _installed():
        note([f"{folder / FOLDER} gets no more logs, which need {NEEDED}"])
        return []
    return [tensorboard_logs(folder)]


def _installed() -> bool:
    return find_spec("tensorboard") is not None and find_spec("tensorflow") is not None


def tensorboard_logs(folder: Path) -> keras.callbacks.TensorBoard:
    """What writes the losses into a folder within that of a run."""
    import keras

    return keras.callbacks.TensorBoard(str(folder / FOLDER), write_graph=False)
