"""What a page shows: a fitted model, and instances beside it."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from codings.data import Dataset, is_table, rows
from codings.explorer.directions import Directions, changes, of_codings, of_what_is_made, told
from codings.explorer.pixels import Pixels, pixels_of
from codings.explorer.rows import names
from codings.images import is_image

if TYPE_CHECKING:
    from codings.outliers.detector import OutlierDetector

MOST = 1_000_000  # points on a map
DRAWN = 1024  # instances of a model that has no encoder
USUAL = 5_000  # instances that strangeness is measured by
FARTHEST = 1e6  # a coding's entry


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


class Subject:
    """A fitted model, and the instances that are on its map.

    Parameters
    ----------
    estimator : a fitted estimator that decodes
    name : str
    data : Dataset or None
        Instances of the kind that it was fitted on. A model with an encoder needs them; beside one without,
        they are those that the nearest are sought among, and the map shows what the model draws.
    most : int
        Instances at most on the map: of more, a random choice.

    Raises
    ------
    ValueError
        If the model has no decoder, it needs data and has none, or its images have neither 1 nor 3 channels.
    """

    X: Any

    def __init__(self, estimator: Any, name: str, data: Dataset | None, most: int = MOST):
        if not estimator.can("inverse_transform"):
            raise ValueError(f"{type(estimator).__name__} has no codings that could be decoded.")
        self.estimator, self.name, self.data = estimator, name, data
        self.is_drawn = not estimator.can("transform")
        self.conditions: Any = None if getattr(estimator, "classes_", None) is None else estimator.classes_
        self.labels: np.ndarray | None = None
        self.classes: tuple[str, ...] = ()
        self.factors: dict[str, np.ndarray] = {}
        self.rows = np.arange(DRAWN)
        if self.is_drawn:
            self._draw()
        elif data is None:
            raise ValueError(f"a {type(estimator).__name__} is explored with data: say which with --data.")
        else:
            self._take(data, most)
        shape = self.X.shape[1:]
        if len(shape) > 1 and not is_image(shape):
            raise ValueError(
                f"instances of shape {shape} are no pictures, grey or RGB: they cannot be shown."
            )

    def _take(self, data: Dataset, most: int) -> None:
        self.rows = np.arange(len(data.X))
        if len(self.rows) > most:
            self.rows = np.sort(np.random.default_rng(0).choice(len(data.X), most, replace=False))
        chosen = slice(None) if len(self.rows) == len(data.X) else self.rows
        self.X = rows(data.X, chosen)
        self.codings = self._quietly(self.estimator.transform, self.X)
        self.codings = np.asarray(self.codings, dtype=np.float32)
        if data.y is not None and data.classes:
            self.labels, self.classes = data.y[chosen], data.classes
        self.factors = {key: np.asarray(value)[chosen] for key, value in data.factors.items()}

    def _draw(self) -> None:
        self.codings, y = self.estimator._draw_codings(DRAWN, None, np.random.RandomState(0))
        if self.conditions is not None:
            self.labels = np.searchsorted(self.conditions, y)
            self.classes = tuple(map(str, self.conditions))
        self.X = self.decode(self.codings, self.labels)

    @property
    def is_images(self) -> bool:
        return len(self.X.shape) > 2

    @cached_property
    def pixels(self) -> Pixels:
        """How its images are shown."""
        return pixels_of(self.estimator.range_, self.X.shape[1:], self.X)

    @cached_property
    def names(self) -> list[str]:
        """Of a table's columns."""
        known = getattr(self.estimator, "feature_names_in_", None)
        return names(self.estimator.range_, self.X.shape[1], known)

    def decode(
        self,
        codings: np.ndarray,
        labels: np.ndarray | None = None,
        truncation: float | None = None,
        resolution: int | None = None,
    ) -> Any:
        """The instances of codings, (n, coding_size), with labels as places in the model's classes, (n,).

        Raises ValueError if codings are not finite or far out, or an option means nothing to the model.
        """
        codings = np.asarray(codings, dtype=np.float32)
        if not (np.abs(codings) <= FARTHEST).all():
            raise ValueError(f"codings must be numbers between -{FARTHEST:,.0f} and {FARTHEST:,.0f}.")
        y = {} if self.conditions is None else {"y": self.conditions[self._known(labels, len(codings))]}
        if self.estimator.can("synthesize"):
            latents = self.estimator.latents(
                codings, truncation=1.0 if truncation is None else truncation, **y
            )
            return self.estimator.synthesize(latents, noise=False)
        if truncation is not None:
            raise ValueError(f"a {type(self.estimator).__name__} knows no truncation: leave it out.")
        if resolution is not None:
            if resolution not in self.resolutions:
                raise ValueError(f"there is no resolution {resolution} here: leave it out.")
            return self.estimator.inverse_transform(codings, resolution=resolution, **y)
        return self.estimator.inverse_transform(codings, **y)

    def _known(self, labels: np.ndarray | None, n: int) -> np.ndarray:
        found = np.zeros(n, np.intp) if labels is None else np.asarray(labels, np.intp)
        if not ((found >= 0) & (found < len(self.conditions))).all():
            raise ValueError(f"labels must be numbers from 0 to {len(self.conditions) - 1}.")
        return found

    @cached_property
    def resolutions(self) -> list[int]:
        """Of a model that grew: those that it draws at."""
        return self.estimator.resolutions_ if self.estimator.can("resolutions_") else []

    def drawn(self, count: int, seed: int) -> dict[str, list]:
        """Codings drawn at random, and their labels as places in the model's classes, for JSON."""
        if not self.estimator.can("sample"):
            raise ValueError(f"a {type(self.estimator).__name__} draws no instances: it has no prior.")
        random = np.random.RandomState(seed)
        codings, y = self.estimator._draw_codings(count, None, random)
        spread = getattr(self.estimator, "_spread_of_rows", None)  # of a VAE of tables
        codings = codings if spread is None else spread.draw_codings(count, random)
        places = None if self.conditions is None else np.searchsorted(self.conditions, y).tolist()
        return {"codings": codings.tolist(), "labels": places}

    def reconstruct(self, which: slice | np.ndarray) -> Any:
        """What is made of some of the instances; of a model that drew them, they themselves."""
        some = rows(self.X, which)
        return some if self.is_drawn else self._quietly(self.estimator.reconstruct, some)

    def encode(self, X: Any) -> np.ndarray:
        """The codings of instances that are not on the map, (n, coding_size)."""
        return np.asarray(self._quietly(self.estimator.transform, X), dtype=np.float32)

    @cached_property
    def directions(self) -> Directions:
        if not self.is_drawn:
            return of_codings(self.codings)
        return of_what_is_made(self.codings, self.seen(self.X))

    @cached_property
    def said(self) -> list[str]:
        """What changes along each direction, in words; "" where nothing is known of it."""
        along = (self.codings - self.directions.middle) @ self.directions.vectors.T
        if self.is_images:
            return [told(one, self.factors) for one in along.T]
        if self.estimator.range_.parts is not None:
            return [""] * len(self.directions.vectors)
        return changes(lambda codings: self.seen(self.decode(codings)), self.directions, self.names)

    def seen(self, X: Any) -> np.ndarray:
        """Instances as networks see them, (n, features): in these they are compared."""
        return self.estimator.range_.apply(X).reshape(len(X), -1)

    @cached_property
    def columns(self) -> list[Column]:
        """What points can be coloured by, besides the codings themselves."""
        found = []
        if self.labels is not None:
            labels = self.labels
            found.append(Column("label", lambda: labels, self.classes))
        if not self.is_drawn:
            found += [Column("error", lambda: self.errors), Column("strangeness", lambda: self.strangeness)]
        found += [_numbers(name, values) for name, values in self.factors.items()]
        if not self.is_images and not is_table(self.X):
            found += [_numbers(name, self.X[:, i]) for i, name in enumerate(self.names)]
        if is_table(self.X):
            found += [_of_table(self.X[name]) for name in self.X.columns]
        return found

    @cached_property
    def errors(self) -> np.ndarray:
        """Each instance's mean squared error, (n,) float32."""
        return (-self._quietly(self.estimator.score_samples, self.X)).astype(np.float32)

    @cached_property
    def detector(self) -> OutlierDetector:
        """Tells how strange instances are to this model: about 1 for usual ones, 2 for twice as strange."""
        from sklearn.frozen import FrozenEstimator

        from codings.outliers.detector import OutlierDetector

        some = np.arange(len(self.X))
        if len(some) > USUAL:
            some = np.random.default_rng(0).choice(len(some), USUAL, replace=False)
        cls: Any = OutlierDetector
        detector = cls(FrozenEstimator(self.estimator), random_state=0)
        return self._quietly(detector.fit, rows(self.X, some))

    @cached_property
    def strangeness(self) -> np.ndarray:
        """Of each instance, (n,) float32."""
        return -self._quietly(self.detector.score_samples, self.X).astype(np.float32)

    def nearest(self, X: Any, count: int = 5) -> np.ndarray:
        """The places in the data of those nearest to each of the instances, (n, count)."""
        from codings.data import in_blocks

        if self.data is None:
            raise ValueError("there are no data to seek in: say where they are with --data.")
        wanted = self.seen(X)
        found: list[np.ndarray] = []
        for block in in_blocks(self.data.X):
            others = self.seen(block)
            found.append(np.square(others).sum(axis=1) - 2 * wanted @ others.T)
        return np.argsort(np.concatenate(found, axis=1), axis=1)[:, :count]

    @staticmethod
    def _quietly(function: Callable[..., Any], *arguments: Any) -> Any:
        """Without warnings on names of columns and on ranges: the page would repeat them at every touch."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            return function(*arguments)


def subject_of(estimator: Any, X: Any, y: Any = None, name: str | None = None, most: int = MOST) -> Subject:
    """A fitted model with instances `X`, (n, ...), and their labels `y`, (n,), if there are any."""
    from codings.data.dataset import encode

    data = None
    if X is not None:
        labels, classes = (None, ()) if y is None else encode(np.asarray(y))
        data = Dataset("X", X if is_table(X) else np.asarray(X), labels, classes)
    return Subject(estimator, name or type(estimator).__name__, data, most)


def _numbers(name: str, values: Any) -> Column:
    return Column(str(name), lambda: np.asarray(values, dtype=np.float32))


def _of_table(column: Any) -> Column:
    from pandas.api import types

    if types.is_numeric_dtype(column.dtype) and not types.is_bool_dtype(column.dtype):
        return Column(str(column.name), lambda: column.to_numpy(np.float32, na_value=np.nan))
    codes, values = column.astype(str).factorize(sort=True)
    return Column(str(column.name), lambda: codes, tuple(map(str, values)))
