"""An estimator that is as it was, where a fit is refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from sklearn.base import BaseEstimator


@contextmanager
def unless_it_fails(estimator: BaseEstimator) -> Iterator[None]:
    """What is set within it is kept; where that raises, the estimator has again what it had before."""
    before = dict(vars(estimator))
    try:
        yield
    except BaseException:
        vars(estimator).clear()
        vars(estimator).update(before)
        raise
