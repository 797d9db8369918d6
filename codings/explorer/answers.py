"""What is answered of one run or model."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import numpy as np

from codings.data import rows
from codings.explorer.atlas import A_SHEET, sheet
from codings.explorer.batcher import Batcher
from codings.explorer.opened import Opened
from codings.explorer.quiet import quietly
from codings.explorer.rows import plain
from codings.explorer.subject import Subject

SHEETS = 64  # that are kept: 30 MB or so
NEAREST = 5


class Answers:
    """What is answered of one run or model.

    Parameters
    ----------
    opened : Opened
    quick, slow : ThreadPoolExecutor
        Of one thread each: one decodes, and waits for nothing else.
    """

    def __init__(self, opened: Opened, quick: ThreadPoolExecutor, slow: ThreadPoolExecutor):
        self.opened, self._slow = opened, slow
        if opened.subject is not None:
            self.decode = Batcher(opened.subject.decode, quick)
            self.sheet = lru_cache(SHEETS)(self._sheet)

    @property
    def subject(self) -> Subject:
        if self.opened.subject is None:
            raise LookupError(f"{self.opened.name} has no model yet.")
        return self.opened.subject

    async def slowly(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Not in the thread that answers presses."""
        return await asyncio.get_running_loop().run_in_executor(self._slow, function, *arguments)

    def array(self, name: str) -> np.ndarray:
        """The codings, (n, coding_size) float32, or the rows, (n,) int32."""
        arrays = {"codings": (self.subject.codings, "<f4"), "rows": (self.subject.rows, "<i4")}
        if name not in arrays:
            raise LookupError(f"there is no {name} here.")
        values, dtype = arrays[name]
        return values.astype(dtype)

    def column(self, number: int) -> np.ndarray:
        """What points are coloured by, (n,) float32."""
        if not 0 <= number < len(self.subject.columns):
            raise LookupError(f"there is no column {number} here.")
        return self.subject.columns[number].values().astype("<f4")

    def _sheet(self, kind: str, number: int) -> bytes:
        if kind not in ("originals", "reconstructions") or not self.subject.is_images:
            raise LookupError(f"there are no {kind} here.")
        part = slice(number * A_SHEET, (number + 1) * A_SHEET)
        if not 0 <= part.start < len(self.subject.X):
            raise LookupError(f"there is no sheet {number}.")
        instances = rows(self.subject.X, part) if kind == "originals" else self.subject.made_of(part)
        return sheet(self.subject.pixels.shown(instances))

    def instance(self, number: int) -> dict[str, Any]:
        """A row of a table, and what is made of it."""
        if self.subject.is_images or not 0 <= number < len(self.subject.X):
            raise LookupError(f"there is no row {number} here.")
        some = slice(number, number + 1)
        return {
            "original": plain(rows(self.subject.X, some))[0],
            "reconstruction": plain(self.subject.made_of(some))[0],
        }

    def landed(self, X: Any) -> dict[str, Any]:
        """Where an instance lies, what is made of it, how strange it is, and why."""
        subject = self.subject
        if subject.is_drawn:
            raise ValueError(f"a {type(subject.estimator).__name__} has no encoder: it makes instances only.")
        reasons = quietly(subject.detector.explain, X)
        expected = reasons.expected.reshape(X.shape) if subject.is_images else reasons.expected
        return {
            "coding": subject.encode(X)[0].tolist(),
            "error": float(subject.error(X)[0]),
            "strangeness": float(-quietly(subject.detector.score_samples, X)[0]),
            "usual": float(-subject.detector.offset_),
            "original": self._drawable(X)[0],
            "reconstruction": self._drawable(subject.reconstruct(X))[0],
            "contributions": reasons.contributions[0].reshape(-1).tolist(),
            "expected": self._drawable(expected)[0],
            "nearest": subject.nearest(X, NEAREST)[0].tolist(),
        }

    def nearest(self, codings: np.ndarray, labels: np.ndarray, options: dict[str, Any]) -> dict[str, Any]:
        """The training instances nearest to what is made of a coding."""
        subject = self.subject
        options.pop("resolution", None)  # instances are compared at their own
        found = subject.nearest(subject.decode(codings[:1], labels[:1], **options), NEAREST)[0]
        assert subject.data is not None
        return {"rows": found.tolist(), "instances": self._drawable(rows(subject.data.X, found))}

    def _drawable(self, X: Any) -> list:
        if not self.subject.is_images:
            return plain(X)
        return self.subject.pixels.shown(X).reshape(len(X), -1).tolist()
