"""How much memory data may take, where somebody has said so."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

UNITS = {
    **dict.fromkeys(("", "b"), 1),
    **{f"{unit}{end}": 2 ** (10 * power) for power, unit in enumerate("kmgt", 1) for end in ("ib", "i")},
    **{f"{unit}{end}": 1000**power for power, unit in enumerate("kmgt", 1) for end in ("b", "")},
}
LEAST = 2**20
MAPPED_BEYOND = 2**30  # decoded images, where nothing was said

_limit: ContextVar[int | None] = ContextVar("limit", default=None)


def in_bytes(memory: int | str) -> int:
    """``"1GiB"`` as 2**30, ``"1GB"`` as 10**9, and a number as so many bytes.

    Raises ValueError if it is neither, or less than 1 MiB.
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*", str(memory), re.IGNORECASE)
    if match is None or match[2].lower() not in UNITS:
        raise ValueError(f"memory={memory} is no amount of memory: write it as in 500MiB or 2GiB")
    nbytes = int(float(match[1]) * UNITS[match[2].lower()])
    if nbytes < LEAST:
        raise ValueError(f"memory={memory} is too little to read anything: give 1MiB or more")
    return nbytes


def in_words(nbytes: int) -> str:
    """2**30 as 1 GiB."""
    power, unit = (30, "GiB") if nbytes >= 2**30 else (20, "MiB")
    return f"{nbytes / 2**power:,.4g} {unit}"


@contextmanager
def limited(nbytes: int | None) -> Iterator[None]:
    """Within it, data that are read may take `nbytes` of memory; None for as many as they need."""
    token = _limit.set(nbytes)
    try:
        yield
    finally:
        _limit.reset(token)


def limit() -> int | None:
    """The bytes that data may take now, if somebody has said so."""
    return _limit.get()


def check_fits(what: object, nbytes: int, remedy: str) -> None:
    """Raises ValueError if `nbytes` are more than the limit; the sentence names `what`, and the remedy."""
    most = limit()
    if most is not None and nbytes > most:
        raise ValueError(f"{what} takes more memory than memory={in_words(most)}: {remedy}, or give more")
