"""Ctrl-C, held back until a compiled call has ended."""

import signal
import threading
from typing import Any

import keras


class Interrupt(keras.callbacks.Callback):
    """Raises KeyboardInterrupt for a Ctrl-C between two compiled calls; a second one comes at once.

    TensorFlow swallows a KeyboardInterrupt, or crashes, where it comes while a function is traced. Where
    SIGINT has a handler of its own, or in a thread, which signals do not reach, nothing is changed.
    """

    _came = False

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        handler = signal.getsignal(signal.SIGINT)
        if handler is signal.default_int_handler and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, self._hold)

    def _hold(self, number: int, frame: Any) -> None:
        self._came = True
        self.close()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        self._check()

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        self._check()

    def _check(self) -> None:
        if self._came:
            raise KeyboardInterrupt

    def close(self) -> None:
        """Puts Python's own handler back, however training ended."""
        if signal.getsignal(signal.SIGINT) == self._hold:
            signal.signal(signal.SIGINT, signal.default_int_handler)
