"""Progress of a training, on a terminal or in a notebook; nothing anywhere else."""

from collections.abc import Iterator, Mapping
from typing import Any

import keras
from rich.console import Console

from codings.training.bars import NoBar, NotebookBar, TerminalBar

VALIDATION = "val_"


class Progress(keras.callbacks.Callback):
    """Shows epochs, losses and the time that is left, where standard error is a terminal, and in Jupyter."""

    def __init__(self, verbose: bool):
        super().__init__()
        self._bar = _bar() if verbose else NoBar()

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        self._bar.start(self.params["epochs"])

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        self._show(self._epoch + (batch + 1) / self.params["steps"], logs)

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._show(epoch + 1, logs)

    def _show(self, epochs: float, logs: dict[str, Any] | None) -> None:
        self._bar.show(epochs, fitting(logs or {}, self._bar.room))

    def close(self) -> None:
        """Leaves the terminal as it should be, however training ended."""
        self._bar.close()


def _bar() -> TerminalBar | NotebookBar | NoBar:
    console = Console(stderr=True)
    if console.is_jupyter:
        return NotebookBar()
    return TerminalBar(console) if console.is_terminal else NoBar()


def fitting(losses: Mapping[str, float], room: int) -> str:
    """Losses by their names, in as many words as fit into `room` characters: first those of the training."""
    return next((text for text in _ever_shorter(losses) if len(text) <= room), "")


def _ever_shorter(losses: Mapping[str, float]) -> Iterator[str]:
    trained = {name: loss for name, loss in losses.items() if not name.startswith(VALIDATION)}
    yield "  ".join(f"{name} {loss:.4g}" for name, loss in losses.items())
    for some in (losses, trained):
        yield "  ".join(f"{name.removesuffix('_loss')} {loss:.3g}" for name, loss in some.items())
    for digits in (3, 2):
        yield "  ".join(f"{name[0]} {loss:.{digits}g}" for name, loss in trained.items())
