"""Many files, each of which may be broken: all that are get named, or are skipped and counted."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from codings.data.collection import Picture

AT_A_TIME = 1024  # that wait for a thread: of a million images all would take a gigabyte
BLOCK = 16  # that a thread takes at once
QUICK = 2e-4  # seconds for a picture: less, and threads wait for each other longer than they work
NAMED = 3  # of those that were skipped

T = TypeVar("T")


class Attempts:
    """Tries a function on each of the pictures of a folder or .zip: in threads, where it takes long enough.

    Parameters
    ----------
    path : Path
        Of the folder or .zip.
    pictures : list of Picture
    skip : bool
        Whether a picture with which it fails is left out; else it is an error.

    Attributes
    ----------
    broken : dict of int to str
        What was wrong with a picture, by its number.
    """

    def __init__(self, path: Path, pictures: list[Picture], skip: bool):
        self.path = path
        self.pictures = pictures
        self.skip = skip
        self.broken: dict[int, str] = {}

    def each(self, function: Callable[[int], T], numbers: Iterable[int] | None = None) -> dict[int, T]:
        """What `function` makes of each picture's number, or of those `numbers`, in their order.

        Raises ValueError if it fails: of one picture where none is skipped, else of all.
        """
        numbers = list(range(len(self.pictures)) if numbers is None else numbers)
        faults: dict[int, str] = {}

        def attempt(block: list[int]) -> dict[int, T]:
            values: dict[int, T] = {}
            for i in block:
                try:
                    values[i] = function(i)
                except Exception as error:  # Pillow's decoders raise almost anything on broken files
                    unknown = type(error).__name__ == "UnidentifiedImageError"
                    faults[i] = "not an image" if unknown else str(error)
            return values

        found: dict[int, T] = {}
        with ThreadPoolExecutor() as pool:
            for some in _parts(numbers, AT_A_TIME):
                first, *others = _parts(some, BLOCK)
                start = perf_counter()
                found |= attempt(first)
                quick = perf_counter() - start < QUICK * len(first)
                for values in (map if quick else pool.map)(attempt, others):
                    found |= values
        self.broken |= faults
        if faults and not (self.skip and found):
            every = ", ".join(self._named(sorted(faults)))
            remedy = "" if self.skip or len(self.pictures) == 1 else ", or left out by on_error=skip"
            raise ValueError(f"{self.path} has broken images, to be removed or replaced{remedy}: {every}")
        return found

    def skipped(self) -> list[str]:
        """How many were left out, and the first of them."""
        if not self.broken:
            return []
        count = f"{len(self.broken):,} broken image{'' if len(self.broken) == 1 else 's'}"
        more = " and others" if len(self.broken) > NAMED else ""
        return [f"{count} left out: {', '.join(self._named(sorted(self.broken)[:NAMED]))}{more}"]

    def _named(self, numbers: Iterable[int]) -> list[str]:
        return [f"{self.pictures[i].name} ({self.broken[i]})" for i in numbers]


def _parts(numbers: list[int], size: int) -> list[list[int]]:
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]
