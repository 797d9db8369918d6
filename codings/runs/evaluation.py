"""Every measure that fits a model, of its samples and of its reconstructions."""

import math
import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from codings import metrics
from codings.data import Dataset, in_blocks, rows
from codings.logger import step
from codings.metrics import AIMS, Estimate
from codings.metrics.chessboards import has_periods
from codings.metrics.neighbours import are_points
from codings.runs.by_class import NEIGHBOURS, of_classes
from codings.spaces import SPACES, Space

SAMPLES = 10_000
INSTANCES = 2000  # of which log-likelihoods are estimated
FEWEST = NEIGHBOURS + 1  # instances on either side: below, there are no neighbourhoods


class NotMeasuredWarning(UserWarning):
    """A measure is left out, for it would mean nothing of these data; the sentence says why."""


class Measure(NamedTuple):
    """A figure by its name: an estimate with its interval, or a plain number.

    `aim` is "higher", "lower", the value that is right, or "" where neither is; `of` is what it was measured
    on, with the name of the space; `label` is the class that it is of alone.
    """

    name: str
    value: Estimate | float
    aim: str
    of: str
    label: str | None = None


class Samples(NamedTuple):
    """What was drawn, what it is held against, (n, ...) each, and of a conditional model the labels, (n,)."""

    fake: Any
    real: Any
    fake_labels: np.ndarray | None
    real_labels: np.ndarray | None


def evaluate(
    estimator: Any, data: Dataset, trained: Any, held_out: Any, space: str, samples: int = SAMPLES
) -> list[Measure]:
    """The figures of a fitted estimator.

    A conditional model draws with the labels of the instances that its samples are held against. A measure
    that means nothing of these data is left out, with a `NotMeasuredWarning`.

    Parameters
    ----------
    data : Dataset
        What it was trained on, and what was held out.
    trained, held_out : rows of `data`, by number or as a slice
        Where none were held out, both may be the same: what is said then names them, and copies are not
        looked for.
    space : str
        The name of one in `codings.spaces.SPACES`: samples are measured in it.
    samples : int
        How many are drawn at most, and of held-out instances, with which they are compared. Copies are looked
        for among all instances of the training.

    Raises
    ------
    ValueError
        If the space does not suit the data.
    """
    X = rows(data.X, held_out)
    if not len(X):
        _leave_out("nothing is measured", "no instances are held out: train with --validation 0.1, say")
        return []
    seen = _are_same(trained, held_out, len(data.X))
    measures = list(_of_reconstructions(estimator, X, "trained on" if seen else "held out"))
    if not estimator.can("sample"):
        return measures
    if min(len(X), samples) < FEWEST:
        why = f"{len(X)} instances are held out, and {samples} drawn: {FEWEST} or more of each are needed"
        _leave_out("samples are not measured", why)
        return measures
    drawn = _draw(estimator, data, held_out, samples)
    with step(f"preparing the space of the {space}"):
        chosen_space = SPACES[space](data)
    if seen:
        why = "no instances are held out, and all figures are of those that were trained on"
        _leave_out("memorisation is not measured", why)
        chosen_space = replace(chosen_space, name=f"{chosen_space.name}, beside instances trained on")
    return measures + list(_of_samples(drawn, None if seen else rows(data.X, trained), chosen_space, data))


def _are_same(trained: Any, held_out: Any, n: int) -> bool:
    """Whether both are the same rows of `n`."""
    numbers = np.arange(n)
    return np.array_equal(numbers[trained], numbers[held_out])


def _measure(name: str, value: Estimate | float, of: str) -> Measure:
    return Measure(name, value, AIMS[name], of)


def _leave_out(what: str, why: str) -> None:
    warnings.warn(NotMeasuredWarning(f"{what}: {why}."), stacklevel=3)


def _of_reconstructions(estimator: Any, X: Any, what: str) -> Iterator[Measure]:
    of = f"{len(X)} instance{'s' * (len(X) > 1)} {what}"
    if estimator.can("score"):
        with step("measuring the error of reconstructions"):
            error = -estimator.score(X)
        yield _measure("mean squared error", error, of)
    if estimator.can("log_likelihood"):
        some = rows(X, _some(len(X)))
        of = of if len(some) == len(X) else f"{len(some)} of {of}"
        with step("estimating log-likelihoods"):
            elbo = estimator.elbo(some, random_state=0).mean()
            likelihood = estimator.log_likelihood(some, random_state=0).mean()
        yield _measure("latent loss", float(estimator.latent_loss(some).mean()), of)
        yield _measure("evidence lower bound", float(elbo), of)
        yield _measure("log-likelihood", float(likelihood), of)
        yield _measure("active units", float(estimator.active_units(some)), of)


def _some(n: int) -> np.ndarray:
    """Rows, chosen at random: data often come sorted by class."""
    return np.sort(np.random.default_rng(0).permutation(n)[:INSTANCES])


def _draw(estimator: Any, data: Dataset, held_out: Any, most: int) -> Samples:
    """Samples, and instances that are held out; the first of the samples have the labels of these."""
    random = np.random.default_rng(0)
    numbers = random.permutation(np.arange(len(data.X))[held_out])[:most]
    labels, fake_labels = None, None
    if getattr(estimator, "classes_", None) is not None and data.y is not None:
        labels = np.array(data.classes)[data.y[numbers]] if data.classes else data.y[numbers]
        fake_labels = np.resize(labels, most)
    chosen = {} if fake_labels is None else {"y": fake_labels}
    with step(f"drawing {most:,} samples"):
        fake = estimator.sample(most, random_state=0, **chosen)
    return Samples(fake, rows(data.X, numbers), fake_labels, labels)


def _of_samples(drawn: Samples, train: Any, space: Space, data: Dataset) -> Iterator[Measure]:
    with step("finding the features of samples and instances"):
        real, fake = space.features(drawn.real), space.features(drawn.fake)
    with step("measuring distances"):
        yield _measure("Fréchet distance", metrics.frechet_distance(real, fake), space.name)
        at_infinity = metrics.frechet_distance_at_infinity(real, fake)
        yield _measure("Fréchet distance at infinity", at_infinity, space.name)
        yield _measure("kernel distance", metrics.kernel_distance(real, fake), space.name)
    yield from _of_neighbourhoods(real, fake, space)
    if train is not None:
        with step(f"looking for copies among {len(train):,} instances"):
            copies = metrics.memorisation(fake, map(space.features, in_blocks(train)), real)
        yield _measure("memorisation", copies, space.name)
    if has_periods(drawn.real.shape[1:]):
        yield from _of_chessboards(drawn)
    named = None
    if space.probabilities is not None:
        probabilities = space.probabilities(drawn.fake)
        named = probabilities.argmax(axis=1)
        yield from _of_probabilities(probabilities, space)
    elif space.lacks or _has_one_class(data):
        why = space.lacks or "the data have one class"
        _leave_out("inception score, classes and their entropy are not measured", why)
    if drawn.fake_labels is not None and drawn.real_labels is not None:
        yield from _by_class(drawn, real, fake, named, space, data.classes)


def _of_chessboards(drawn: Samples) -> Iterator[Measure]:
    with step("looking for chessboards"):
        found = metrics.chessboard(drawn.real, drawn.fake)
    if math.isfinite(found):
        yield _measure("chessboard", found, "pixels")
    else:
        _leave_out("a chessboard is not looked for", "images, or samples, are each of one colour")


def _of_neighbourhoods(real: np.ndarray, fake: np.ndarray, space: Space) -> Iterator[Measure]:
    with step("comparing neighbourhoods"):
        repeated = are_points(real, NEIGHBOURS)
        if repeated is not None:
            why = f"{repeated:.0%} of the instances are there {NEIGHBOURS} times or more"
            _leave_out("precision, recall, density and coverage are not measured", why)
            return
        same = min(len(real), len(fake))
        found = metrics.precision_recall(real[:same], fake[:same])._asdict()
        found |= metrics.density_coverage(real[:same], fake[:same], NEIGHBOURS)._asdict()
    yield from (_measure(name, value, space.name) for name, value in found.items())


def _of_probabilities(probabilities: np.ndarray, space: Space) -> Iterator[Measure]:
    modes = metrics.modes_of_classes(probabilities.argmax(axis=1), probabilities.shape[1])
    yield _measure("inception score", metrics.inception_score(probabilities), space.name)
    yield Measure(f"classes of {modes.of}", float(modes.recovered), AIMS["classes"], space.name)
    yield _measure("entropy of the classes", modes.entropy, space.name)


def _by_class(
    drawn: Samples, real: np.ndarray, fake: np.ndarray, named: Any, space: Space, classes: tuple[str, ...]
) -> Iterator[Measure]:
    assert drawn.real_labels is not None
    with step("measuring each class"):
        found, left_out = of_classes(real, fake, drawn.real_labels, drawn.fake_labels, named, classes)
    for label, name, value in found:
        yield Measure(name, value, AIMS[name], space.name, label)
    for what, why in left_out.items():
        _leave_out(what, why)


def _has_one_class(data: Dataset) -> bool:
    return data.y is not None and len(np.unique(data.y)) == 1
