"""The figures of each class of a conditional model, by the labels that its samples were drawn with."""

import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from codings import metrics
from codings.metrics import Estimate, FewSamplesWarning
from codings.metrics.estimate import of_share

FEWEST = 50  # instances of a class that are held out, and samples: below, its figures would say little


class OfClass(NamedTuple):
    """A figure of one class, or, with None, of all of them."""

    label: str | None
    name: str
    value: Estimate


def of_classes(
    real: np.ndarray,
    fake: np.ndarray,
    real_labels: np.ndarray,
    fake_labels: Any,
    named: np.ndarray | None,
    classes: tuple[str, ...],
) -> tuple[list[OfClass], str]:
    """The figures of the classes that have enough instances, and a sentence on those that have not.

    Parameters
    ----------
    real, fake : array, (n, features) and (m, features)
    real_labels, fake_labels : array, (n,) and (m,)
    named : array, (m,), int, or None
        Which of the `classes` a classifier takes each generated instance for.
    """
    labels, counts = np.unique(real_labels, return_counts=True)
    drawn = np.array([(fake_labels == label).sum() for label in labels])
    enough = np.minimum(counts, drawn) >= FEWEST
    right = None if named is None else _right(named, fake_labels, classes)
    found = [] if right is None else [OfClass(None, "label accuracy", _accuracy(right))]
    with warnings.catch_warnings():  # their number stands beside each
        warnings.simplefilter("ignore", FewSamplesWarning)
        for label in labels[enough]:
            mine = fake_labels == label
            found += _of_one(str(label), real[real_labels == label], fake[mine])
            if right is not None:
                found.append(OfClass(str(label), "label accuracy", _accuracy(right[mine])))
    few = ", ".join(map(str, labels[~enough]))
    return found, f"{few} have fewer than {FEWEST} instances held out, or samples" if few else ""


def _of_one(label: str, real: np.ndarray, fake: np.ndarray) -> Iterator[OfClass]:
    same = min(len(real), len(fake))
    yield OfClass(label, "kernel distance", metrics.kernel_distance(real, fake))
    for name, value in metrics.precision_recall(real[:same], fake[:same])._asdict().items():
        yield OfClass(label, name, value)


def _right(named: np.ndarray, labels: Any, classes: tuple[str, ...]) -> np.ndarray:
    """Whether each sample is taken for what it was drawn as: (m,) bool."""
    return named == labels if not classes else np.array(classes)[named] == labels


def _accuracy(right: np.ndarray) -> Estimate:
    share = float(right.mean())
    return of_share(share, (share * (1 - share) / len(right)) ** 0.5, len(right))
