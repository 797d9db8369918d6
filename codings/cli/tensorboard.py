"""`--tensorboard`: the losses of each epoch, as TensorBoard reads them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras

FOLDER = "tensorboard"


def check_tensorboard() -> None:
    """Raises ValueError where TensorBoard, or TensorFlow, by which Keras writes for it, is not installed."""
    if find_spec("tensorboard") is None or find_spec("tensorflow") is None:
        raise ValueError(
            "--tensorboard needs TensorBoard and, on JAX too, TensorFlow: "
            "pip install 'codings[tensorboard,cpu]'."
        )


def tensorboard_logs(folder: Path) -> keras.callbacks.TensorBoard:
    """What writes the losses into a folder within that of a run."""
    import keras

    return keras.callbacks.TensorBoard(str(folder / FOLDER), write_graph=False)
