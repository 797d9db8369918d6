"""What points on a map can be coloured by, besides their codings."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from codings.data import is_table

if TYPE_CHECKING:
    from codings.explorer.subject import Subject


class Column(NamedTuple):
    """What points can be coloured by.

    Parameters
    ----------
    name : str
    values : callable
        Gives them, (n,) float32: numbers, or places in `classes`.
    classes : sequence of str
    """

    name: str
    values: Callable[[], np.ndarray]
    classes: tuple[str, ...] = ()


def columns_of(subject: "Subject") -> list[Column]:
    """Labels, errors, strangeness, and whatever the data know of instances, as far as there are any."""
    return [*_of_instances(subject), *_of_data(subject)]


def _of_instances(subject: "Subject") -> Iterator[Column]:
    labels = subject.instances.labels
    if labels is not None:
        yield Column("label", lambda: labels, subject.instances.classes)
    if not subject.is_drawn:
        yield Column("error", lambda: subject.errors)
        yield Column("strangeness", lambda: subject.strangeness)


def _of_data(subject: "Subject") -> Iterator[Column]:
    X = subject.X
    for name, values in subject.instances.factors.items():
        yield _numbers(name, values)
    if is_table(X):
        for name in X.columns:
            yield _of_table(X[name])
    elif not subject.is_images:
        for i, name in enumerate(subject.names):
            yield _numbers(name, X[:, i])


def _numbers(name: str, values: Any) -> Column:
    return Column(str(name), lambda: np.asarray(values, dtype=np.float32))


def _of_table(column: Any) -> Column:
    from pandas.api import types

    if types.is_numeric_dtype(column.dtype) and not types.is_bool_dtype(column.dtype):
        return Column(str(column.name), lambda: column.to_numpy(np.float32, na_value=np.nan))
    codes, values = column.astype(str).factorize(sort=True)
    return Column(str(column.name), lambda: codes, tuple(map(str, values)))
