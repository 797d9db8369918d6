"""Signals that would end the process, held back while something must come to an end first."""

import signal
import threading
from collections.abc import Callable, Iterable
from types import FrameType, TracebackType
from typing import Any, Self

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
DEFAULTS = (signal.default_int_handler, signal.SIG_DFL)


class Interrupted(KeyboardInterrupt):
    """A signal that was held back has come.

    Parameters
    ----------
    number : int
        The signal's.
    text : str
        What is to be said of it.

    Attributes
    ----------
    status : int
        With which a process ends by this signal, as shells have it: 130 for Ctrl-C.
    """

    def __init__(self, number: int, text: str = ""):
        super().__init__(text)
        self.number = number
        self.status = 128 + number


class Held:
    """A context within which these signals do nothing until `check` is called, or the context ends.

    After the first of them the handlers that were there are put back: a second one comes at once. TensorFlow
    swallows a KeyboardInterrupt, or crashes, where it comes while a function is traced; a file would be left
    half written. A signal that has a handler of its own keeps it, and nothing is changed in a thread, which
    signals do not reach. Within another one, it is the outer that holds.

    Parameters
    ----------
    signals : iterable of int
        By default Ctrl-C alone.
    """

    def __init__(self, signals: Iterable[int] = (signal.SIGINT,)):
        self._signals = signals
        self._former: dict[int, Any] = {}
        self._came: int | None = None
        self._outer: Held | None = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in self._signals:
                handler = signal.getsignal(number)
                self._outer = self._outer or _holding(handler)
                if handler in DEFAULTS:
                    self._former[number] = signal.signal(number, self._hold)
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._put_back()
        if error is None:
            self.check()

    def check(self) -> None:
        """Raises Interrupted if one of the signals has come."""
        if self.came is not None:
            raise Interrupted(self.came)

    @property
    def came(self) -> int | None:
        """The number of the signal that has come, if any has."""
        return self._came if self._outer is None else (self._outer.came or self._came)

    def _hold(self, number: int, frame: FrameType | None) -> None:
        self._came = number
        self._put_back()

    def _put_back(self) -> None:
        while self._former:
            signal.signal(*self._former.popitem())


def _holding(handler: Callable[..., Any] | int | None) -> Held | None:
    owner = getattr(handler, "__self__", None)
    return owner if isinstance(owner, Held) else None
