"""Networks whose first weights follow from a seed."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Networks built inside get their initial weights from `seed`, whatever was built before.

    Keras takes the seed of an initializer that was given none from Python's `random`. Its state is
    put back afterwards: a fit does not disturb the caller's own draws.
    """
    state = random.getstate()
    random.seed(seed)
    try:
        yield
    finally:
        random.setstate(state)


def draw_seed(random_state: int | np.random.RandomState | None) -> int:
    """A seed from what scikit-learn calls a random state: the same for the same number."""
    from sklearn.utils import check_random_state

    return int(check_random_state(random_state).randint(2**31 - 1))
