"""The instances on a map: those of the data, or those that a model draws."""

from typing import Any, NamedTuple

import numpy as np

from codings.data import Dataset, rows
from codings.explorer.decoder import Decoder
from codings.explorer.quiet import quietly

DRAWN = 1024  # instances of a model that has no encoder


class Instances(NamedTuple):
    """Instances, and what is known of them.

    Parameters
    ----------
    X : array or DataFrame, (n, ...)
    codings : array, (n, coding_size) float32
    rows : array of int, (n,)
        Their places in the data, or in the order that they were drawn in.
    labels : array of int, (n,), or None
        Places in `classes`.
    classes : sequence of str
    factors : dict
        From names to arrays, (n,): what the data know of them besides.
    """

    X: Any
    codings: np.ndarray
    rows: np.ndarray
    labels: np.ndarray | None
    classes: tuple[str, ...]
    factors: dict[str, np.ndarray]


def of_data(estimator: Any, data: Dataset, most: int) -> Instances:
    """Those of `data`; `most` of them at random, if there are more."""
    places = np.arange(len(data.X))
    if len(places) > most:
        places = np.sort(np.random.default_rng(0).choice(len(places), most, replace=False))
    chosen = slice(None) if len(places) == len(data.X) else places
    X = rows(data.X, chosen)
    codings = np.asarray(quietly(estimator.transform, X), dtype=np.float32)
    labelled = data.y is not None and bool(data.classes)
    labels = data.y[chosen] if labelled and data.y is not None else None
    factors = {key: np.asarray(value)[chosen] for key, value in data.factors.items()}
    return Instances(X, codings, places, labels, data.classes if labelled else (), factors)


def drawn(decoder: Decoder) -> Instances:
    """1,024 that a model without an encoder draws."""
    codings, y = decoder.estimator.sample_codings(DRAWN, random_state=0)
    conditions = [] if decoder.conditions is None else decoder.conditions
    labels = np.searchsorted(conditions, y) if len(conditions) else None
    instances = decoder(codings, labels)
    return Instances(instances, codings, np.arange(DRAWN), labels, tuple(map(str, conditions)), {})
