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
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        process = psutil.Process()
        ended = False
        while not ended:
            self.gib = max(self.gib, process.memory_info().rss / 2**30)
            ended = self._ended.wait(SECONDS)
