"""What happens to a run's folder while training runs."""

import time
from collections.abc import Callable
from typing import Any

import keras

from codings.training import History


class Recorder(keras.callbacks.Callback):
    """Calls `begin` when training begins, and keeps what `fit` only returns at its end: the history."""

    def __init__(self, begin: Callable[[], None]):
        super().__init__()
        self.history = History()
        self.begun = False
        self._begin = begin

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        self._begin()
        self.begun = True

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._started = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.history.append({**(logs or {}), "seconds": time.perf_counter() - self._started})
