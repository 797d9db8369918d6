"""The figures of each class of a conditional model, by the labels that its samples were drawn with."""

import warnings
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from codings import metrics
from codings.metrics import Estimate, FewSamplesWarning
from codings.metrics.estimate import of_share
from codings.metrics.neighbours import are_points

NEIGHBOURS = 5  # as often as rows may be there in many places before neighbourhoods are points
FEWEST = 50  # instances of a class that are held out, and samples: below, its figures would say little
SHOWN = 20  # names in a sentence


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
) -> tuple[list[OfClass], dict[str, str]]:
    """The figures of the classes that have enough instances; and what is left out, each with its reason.

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
    repeated = []
    with warnings.catch_warnings():  # their number stands beside each
        warnings.simplefilter("ignore", FewSamplesWarning)
        for label in labels[enough]:
            mine, of_data = fake_labels == label, real[real_labels == label]
            found.append(OfClass(str(label), "kernel distance", metrics.kernel_distance(of_data, fake[mine])))
            if are_points(of_data, NEIGHBOURS) is None:
                found += _of_neighbourhoods(str(label), of_data, fake[mine])
            else:
                repeated.append(label)
            if right is not None:
                found.append(OfClass(str(label), "label accuracy", _accuracy(right[mine])))
    return found, _left_out(labels[~enough], repeated)


def _left_out(few: Sequence[Any], repeated: Sequence[Any]) -> dict[str, str]:
    left_out = {}
    if len(few):
        why = f"{_listed(few)} have fewer than {FEWEST} instances held out, or samples"
        left_out["not all classes are measured each for itself"] = why
    if len(repeated):
        why = f"many of the instances are there {NEIGHBOURS} times or more"
        left_out[f"precision and recall of {_listed(repeated)} are not measured"] = why
    return left_out


def _listed(labels: Sequence[Any]) -> str:
    others = len(labels) - SHOWN
    return ", ".join(map(str, labels[:SHOWN])) + (f" and {others} others" if others > 0 else "")


def _of_neighbourhoods(label: str, real: np.ndarray, fake: np.ndarray) -> Iterator[OfClass]:
    same = min(len(real), len(fake))
    for name, value in metrics.precision_recall(real[:same], fake[:same])._asdict().items():
        yield OfClass(label, name, value)


def _right(named: np.ndarray, labels: Any, classes: tuple[str, ...]) -> np.ndarray:
    """Whether each sample is taken for what it was drawn as: (m,) bool."""
    return named == labels if not classes else np.array(classes)[named] == labels


def _accuracy(right: np.ndarray) -> Estimate:
    share = float(right.mean())
    return of_share(share, (share * (1 - share) / len(right)) ** 0.5, len(right))
