"""A progress bar on a terminal; nothing anywhere else."""

from typing import Any

import keras
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar


class Progress(keras.callbacks.Callback):
    """Shows epochs, losses and the time that is left, where standard error is a terminal."""

    def __init__(self, verbose: bool):
        super().__init__()
        console = Console(stderr=True)
        self._bar = Bar(
            TextColumn("epoch"),
            MofNCompleteColumn(),
            BarColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[losses]}"),
            console=console,
            disable=not (verbose and console.is_terminal),
        )

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        self._task = self._bar.add_task("", total=self.params["epochs"], losses="compiling")
        self._bar.start()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        share = (batch + 1) / self.params["steps"]
        self._bar.update(self._task, completed=self._epoch + share, losses=_text(logs))

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._bar.update(self._task, completed=epoch + 1, losses=_text(logs))

    def close(self) -> None:
        """Leaves the terminal as it should be, however training ended."""
        self._bar.stop()


def _text(logs: dict[str, Any] | None) -> str:
    return "  ".join(f"{name} {value:.4g}" for name, value in (logs or {}).items())
