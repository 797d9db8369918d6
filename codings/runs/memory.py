"""How much memory a piece of work takes."""

import threading
from types import TracebackType
from typing import Self

import psutil

SECONDS = 0.1  # between two looks


class PeakMemory:
    """A context: the most memory that this process has had resident within it, `gib` in GiB.

    Ten looks a second see what lasts, and may miss what does not. Whatever the process held before counts
    too: with a framework loaded that is half a GiB or so.
    """

    def __init__(self) -> None:
        self.gib = 0.0
        self._process = psutil.Process()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._look()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._ended.wait(SECONDS):
            self._look()

    def _look(self) -> None:
        self.gib = max(self.gib, self._process.memory_info().rss / 2**30)
