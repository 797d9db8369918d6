"""Networks whose first weights follow from a seed."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import keras
import keras.src.random.seed_generator as keras_seeds
import numpy as np
from sklearn.utils import check_random_state

from codings.backend import processes

_source: ContextVar[random.Random | None] = ContextVar("source", default=None)


class _Seeds:
    """In the place of Python's `random` within Keras: a source of this thread's own, where there is one."""

    def __getattr__(self, name: str) -> Any:
        return getattr(_source.get() or random, name)


# Keras takes the seed of an initializer that was given none from Python's global `random`, and has no other
# way to be told. That one is shared by all threads, and belongs to the user.
keras_seeds.python_random = _Seeds()


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Networks built inside get their initial weights from `seed`, whatever was built before.

    It holds for this thread alone, and seeds no generator that others draw from.

    Raises
    ------
    ImportError
        If this version of Keras draws the seeds of initializers in another way.
    """
    token = _source.set(random.Random(seed))
    try:
        expected = random.Random(seed).randint(1, int(1e9))
        if keras.initializers.RandomNormal().seed != expected:
            raise ImportError("this Keras seeds initializers in another way than codings expects: use 3.15.")
        _source.set(random.Random(seed))
        yield
    finally:
        _source.reset(token)


def draw_seed(random_state: int | np.random.RandomState | None) -> int:
    """A seed from what scikit-learn calls a random state: the same for the same number."""
    return int(check_random_state(random_state).randint(2**31 - 1))


def shared_seed(random_state: int | np.random.RandomState | None) -> int:
    """The same, and in all processes that train together that of the first."""
    return agreed(draw_seed(random_state))


def agreed(seed: int) -> int:
    """The first process's seed, below 2**31, in all that train together."""
    return processes.told(seed)
