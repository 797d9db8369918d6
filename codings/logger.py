"""The logger named ``codings``: what is done, and what was decided on the way.

At level INFO it has the notes of data that were read, and each step of what takes its time: drawing this
picture, measuring that figure; at DEBUG, how long each took. What a user should act on is a warning instead.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

logger = logging.getLogger("codings")


@contextmanager
def step(doing: str) -> Iterator[None]:
    """Logs what is being done, as in "drawing samples.png", and at its end how long it took.

    The records' attribute `step` is `doing` where it begins, and empty where it ends.
    """
    logger.info(doing, extra={"step": doing})
    started = time.perf_counter()
    try:
        yield
    finally:
        logger.debug("%s took %.1f s", doing, time.perf_counter() - started, extra={"step": ""})
