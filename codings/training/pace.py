"""How many steps go into a compiled call, and when weights are kept."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from codings.backend import processes

CALL_SECONDS = 0.25  # how long Python sleeps while the steps run: it reports this often
MOST_STEPS = 1 << 20  # a call of few data stays short, however many it may take; processes tell it as int32
KEEP_SECONDS = 2.0  # copying a large network's weights after every call would cost
SAVE_SECONDS = 120.0
SAVING = 0.02  # of the time, at most, goes into checkpoints

now = time.perf_counter
"""Seconds, for what is only reported. No decision hangs on it."""


class Pace(Protocol):
    """What a training asks before and after each compiled call.

    Where several processes train together, all must come to the same answers: their clocks will not.
    """

    @property
    def stride(self) -> int:
        """The most steps that the next call takes."""

    def call(self) -> AbstractContextManager[None]:
        """The call is made within it."""

    def keeps(self, step: int) -> bool:
        """Whether the weights are kept now, before `step`."""

    def saves(self, step: int, soon: bool = False) -> bool:
        """Whether a checkpoint is due now, before `step`; with `soon`, whether half the time is over."""

    def saving(self) -> AbstractContextManager[None]:
        """A checkpoint is written within it."""


class ClockPace:
    """By the clock: steps for about a quarter of a second per call, and weights kept every two seconds.

    Parameters
    ----------
    save_seconds : float
        From one checkpoint to the next, above 0; more where writing one takes long.
    """

    def __init__(self, save_seconds: float = SAVE_SECONDS) -> None:
        self.stride = 1
        self.save_seconds = save_seconds
        self._kept = self._saved = time.monotonic()
        self._cost = 0.0

    @contextmanager
    def call(self) -> Iterator[None]:
        started = time.perf_counter()
        yield
        seconds = time.perf_counter() - started
        if seconds < CALL_SECONDS / 2:
            self.stride = min(2 * self.stride, MOST_STEPS)
        elif seconds > 2 * CALL_SECONDS:
            self.stride = max(self.stride // 2, 1)

    def keeps(self, step: int) -> bool:
        if time.monotonic() - self._kept <= KEEP_SECONDS:
            return False
        self._kept = time.monotonic()
        return True

    def saves(self, step: int, soon: bool = False) -> bool:
        due = max(self.save_seconds, self._cost / SAVING)
        return time.monotonic() - self._saved > (due / 2 if soon else due)

    @contextmanager
    def saving(self) -> Iterator[None]:
        started = time.monotonic()
        yield
        self._saved = time.monotonic()
        self._cost = self._saved - started


class FirstPace:
    """What the first of several processes decides, in all of them.

    Parameters
    ----------
    own : Pace
        This process's: only the first one's counts.
    """

    def __init__(self, own: Pace) -> None:
        self.own = own

    @property
    def stride(self) -> int:
        return processes.told(self.own.stride)

    def call(self) -> AbstractContextManager[None]:
        return self.own.call()

    def keeps(self, step: int) -> bool:
        return bool(processes.told(self.own.keeps(step)))

    def saves(self, step: int, soon: bool = False) -> bool:
        return bool(processes.told(self.own.saves(step, soon)))

    def saving(self) -> AbstractContextManager[None]:
        return self.own.saving()


class StepPace:
    """By the step's number: the same in every process, and each time.

    Parameters
    ----------
    stride : int
        Steps per call, 1 or more.
    keep : int
        Steps from one time that weights are kept to the next, 1 or more.
    save : int
        Steps from one checkpoint to the next, 1 or more.
    """

    def __init__(self, stride: int, keep: int, save: int = 1000):
        self.stride = stride
        self.keep = keep
        self.save = save
        self._kept = self._saved = 0

    @contextmanager
    def call(self) -> Iterator[None]:
        yield

    def keeps(self, step: int) -> bool:
        due = step // self.keep > self._kept
        self._kept = step // self.keep
        return due

    def saves(self, step: int, soon: bool = False) -> bool:
        due = step // self.save > self._saved
        self._saved = step // self.save
        return due

    @contextmanager
    def saving(self) -> Iterator[None]:
        yield
