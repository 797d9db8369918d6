"""What a page shows: a fitted model, and instances beside it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from codings.data import Dataset, is_table, rows
from codings.explorer.columns import Column, columns_of
from codings.explorer.decoder import Decoder
from codings.explorer.directions import Directions, changes, of_codings, of_what_is_made, told
from codings.explorer.instances import drawn, of_data
from codings.explorer.pixels import Pixels, pixels_of
from codings.explorer.quiet import quietly
from codings.explorer.rows import names
from codings.images import is_image

if TYPE_CHECKING:
    from codings.outliers.detector import OutlierDetector

MOST = 1_000_000  # points on a map
USUAL = 5_000  # instances that strangeness is measured by


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
        If the model has no decoder, it needs data and has none, its images have neither 1 nor 3 channels, or
        sequences differ in length.
    """

    def __init__(self, estimator: Any, name: str, data: Dataset | None, most: int = MOST):
        if not estimator.can("inverse_transform"):
            raise ValueError(f"{type(estimator).__name__} has no codings that could be decoded.")
        self.estimator, self.name, self.data = estimator, name, data
        self.decode = Decoder(estimator)
        self.conditions = self.decode.conditions
        self.is_drawn = not estimator.can("transform")
        if self.is_drawn:
            self.instances = drawn(self.decode)
        elif data is None:
            raise ValueError(f"a {type(estimator).__name__} is explored with data: say which with --data.")
        else:
            self.instances = of_data(estimator, data, most)
        self.X, self.codings, self.rows = self.instances[:3]
        shape = self.X.shape[1:]
        if len(shape) > 1 and not is_image(shape):
            raise ValueError(
                f"instances of shape {shape} are no pictures, grey or RGB: they cannot be shown."
            )
        if len(shape) > 1 and self.X.dtype.kind == "f" and np.isnan(self.X).any():
            raise ValueError(
                "X has sequences of different lengths, which cannot be shown beside each other: give such as "
                f"have all {shape[0]} steps."
            )

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

    def sample(self, count: int, seed: int) -> dict[str, list]:
        """Codings drawn at random, and their labels as places in the model's classes, for JSON."""
        if not self.estimator.can("sample"):
            raise ValueError(f"a {type(self.estimator).__name__} draws no instances: it has no prior.")
        codings, y = self.estimator.sample_codings(count, random_state=seed)
        places = None if self.conditions is None else np.searchsorted(self.conditions, y).tolist()
        return {"codings": codings.tolist(), "labels": places}

    def made_of(self, which: slice | np.ndarray) -> Any:
        """What is made of some of the instances; of a model that drew them, they themselves."""
        some = rows(self.X, which)
        return some if self.is_drawn else self.reconstruct(some)

    def reconstruct(self, X: Any) -> Any:
        """What is made of instances, (n, ...), which need not be on the map."""
        return quietly(self.estimator.reconstruct, X)

    def encode(self, X: Any) -> np.ndarray:
        """The codings of instances, (n, coding_size)."""
        return np.asarray(quietly(self.estimator.transform, X), dtype=np.float32)

    def seen(self, X: Any) -> np.ndarray:
        """Instances as networks see them, (n, features): in these they are compared."""
        return self.estimator.range_.apply(X).reshape(len(X), -1)

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
            return [told(one, self.instances.factors) for one in along.T]
        if self.estimator.range_.parts is not None:
            return [""] * len(self.directions.vectors)
        return changes(lambda codings: self.seen(self.decode(codings)), self.directions, self.names)

    @cached_property
    def columns(self) -> list[Column]:
        """What points can be coloured by, besides the codings themselves."""
        return columns_of(self)

    def error(self, X: Any) -> np.ndarray:
        """The mean squared error of instances, (n,) float32."""
        return (-quietly(self.estimator.score_samples, X)).astype(np.float32)

    @cached_property
    def errors(self) -> np.ndarray:
        """Of each instance on the map, (n,) float32."""
        return self.error(self.X)

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
        return quietly(detector.fit, rows(self.X, some))

    @cached_property
    def strangeness(self) -> np.ndarray:
        """Of each instance on the map, (n,) float32."""
        return -quietly(self.detector.score_samples, self.X).astype(np.float32)

    def nearest(self, X: Any, count: int) -> np.ndarray:
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


def subject_of(estimator: Any, X: Any, y: Any = None, name: str | None = None, most: int = MOST) -> Subject:
    """A fitted model with instances `X`, (n, ...), and their labels `y`, (n,), if there are any."""
    from codings.data.dataset import encode

    data = None
    if X is not None:
        labels, classes = (None, ()) if y is None else encode(_sortable(np.asarray(y)))
        data = Dataset("X", X if is_table(X) else np.asarray(estimator._in_one(X)), labels, classes)
    return Subject(estimator, name or type(estimator).__name__, data, most)


def _sortable(labels: np.ndarray) -> np.ndarray:
    """Labels, as text where they are of several types, or some are missing."""
    types = {type(label) for label in labels.ravel().tolist()} if labels.dtype.kind == "O" else set()
    return labels.astype(str) if len(types) > 1 or type(None) in types else labels
