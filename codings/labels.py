"""Labels as conditional networks take them: one-hot, (n, classes) float32."""

import sys
from collections.abc import Callable
from numbers import Real
from typing import Any

import numpy as np

FEW = 20  # numbers that may be classes though each is rare


def find_classes(y: Any, n: int) -> np.ndarray:
    """The labels that `y`, (n,), holds: sorted, (classes,), in their own dtype, or as text if that is object.

    Raises
    ------
    ValueError
        If there are none, they are not one for each of the `n` instances, some are missing, or they are
        numbers that stand for no classes; see `are_amounts`.
    """
    if y is None:
        raise ValueError("conditional=True needs labels: give fit(X, y) one for each instance.")
    classes = np.unique(_column(y, n))
    if are_amounts(y, n):
        raise ValueError(
            f"y holds {len(classes)} different numbers, from {classes[0]} to {classes[-1]}, for {n} "
            "instances: classes are expected. Cut them into ranges, as by pandas.cut, or give no y."
        )
    return classes


def are_amounts(y: Any, n: int) -> bool:
    """Whether `y` is what a regression would predict: fractions, or numbers that hardly repeat.

    It is (n,), or (n, targets) of a regression with several, one of which is such.
    """
    targets = np.asarray(y)
    if targets.ndim == 2 and len(targets) == n and targets.shape[1] > 1:
        return any(are_amounts(target, n) for target in targets.T)
    labels = _column(targets, n)
    if labels.dtype.kind not in "iuf":
        return False
    fractions = labels.dtype.kind == "f" and bool((labels != np.rint(labels)).any())
    return fractions or len(np.unique(labels)) > max(FEW, n / 2)


def one_hot(y: Any, classes: np.ndarray, n: int) -> np.ndarray:
    """Labels `y`, (n,) or one for all, as rows of `classes`: by their names where those are text.

    Raises
    ------
    ValueError
        If there is not one for each instance, or one is not among `classes`.
    """
    y = np.asarray(y)
    labels = _column(np.full(n, y) if y.ndim == 0 else y, n)
    labels = labels.astype(str) if classes.dtype.kind == "U" else labels
    place = {label: i for i, label in enumerate(classes.tolist())}
    unknown = [label for label in labels.tolist() if label not in place]
    if unknown:
        raise ValueError(_unknown(min(unknown, key=str), classes.tolist()))
    return np.eye(len(classes), dtype=np.float32)[[place[label] for label in labels.tolist()]]


def _unknown(label: Any, classes: list) -> str:
    """What is said of a label that is none of the classes, though it may look like one."""
    alike = str(label) in map(str, classes)
    what = f"{label!r} of the type {type(label).__name__}" if alike else str(label)
    seen = ", ".join(map(str, classes[:FEW])) + (" and others" if len(classes) > FEW else "")
    return f"y holds the label {what}, which fit has not seen: it has seen {seen}."


def best_labels(
    score: Callable[[np.ndarray, np.ndarray], np.ndarray], X: np.ndarray, classes: int
) -> np.ndarray:
    """The label under which each instance scores best, one-hot: (n, classes).

    `score` is of instances, (n, ...), and of a label for each, one-hot: (n,), higher is better.
    """
    labels = np.eye(classes, dtype=np.float32)
    scores = [score(X, np.tile(label, (len(X), 1))) for label in labels]
    return labels[np.argmax(scores, axis=0)]


def class_shares(y: Any, classes: np.ndarray, n: int) -> np.ndarray:
    """Which share of labels `y`, (n,), each of `classes` has: (classes,) float64, of the sum 1."""
    return one_hot(y, classes, n).mean(axis=0, dtype=np.float64)


def pair(validation: Any) -> tuple[Any, Any]:
    """Instances and their labels; raises ValueError unless `validation` is a pair of them."""
    if not isinstance(validation, tuple | list) or len(validation) != 2:
        raise ValueError("validation must be a pair: instances and their labels, (X, y).")
    return validation[0], validation[1]


def _column(y: Any, n: int) -> np.ndarray:
    labels = np.asarray(y)
    if labels.shape not in ((n,), (n, 1)):
        raise ValueError(f"y has shape {labels.shape}, but there are {n} instances: give one label for each.")
    labels = labels.ravel()
    nothing = getattr(sys.modules.get("pandas"), "NA", None)  # which cannot be compared
    if any(label is None or label is nothing or label != label for label in labels.tolist()):
        raise ValueError("y has missing labels: leave those instances out, or label them.")
    return labels if labels.dtype.kind not in "OT" else _of_one_type(labels.tolist())


def _of_one_type(labels: list) -> np.ndarray:
    """Labels of any types: as numbers where all are, and as text where types differ, or are Python's own."""
    kinds = ((Real, np.bool_), str, bytes)
    alike = any(all(isinstance(label, kind) for label in labels) for kind in kinds)
    return np.array(labels if alike else [str(label) for label in labels])
