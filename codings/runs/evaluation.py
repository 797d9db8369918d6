"""Every measure that fits a model, of its samples and of its reconstructions."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from codings import metrics
from codings.data import Dataset, in_blocks, rows
from codings.logger import step
from codings.metrics import Estimate
from codings.spaces import SPACES, Space

SAMPLES = 10_000
INSTANCES = 2000  # of which log-likelihoods are estimated


class Measure(NamedTuple):
    """A figure by its name: an estimate with its interval, or a plain number.

    `better` is "higher" or "lower"; `of` is what it was measured on, with the name of the space.
    """

    name: str
    value: Estimate | float
    better: str
    of: str


def evaluate(
    estimator: Any, data: Dataset, trained: Any, held_out: Any, space: str, samples: int = SAMPLES
) -> list[Measure]:
    """The figures of a fitted estimator.

    Parameters
    ----------
    data : Dataset
        What it was trained on, and what was held out.
    trained, held_out : rows of `data`, by number or as a slice
    space : str
        The name of one in `codings.spaces.SPACES`: samples are measured in it.
    samples : int
        How many are drawn at most, and of instances, with which they are compared.

    Raises
    ------
    ValueError
        If the space does not suit the data.
    """
    measures = list(_of_reconstructions(estimator, rows(data.X, held_out)))
    if estimator.can("sample"):
        random = np.random.default_rng(0)
        real, train = _some(rows(data.X, held_out), samples, random), rows(data.X, trained)
        with step(f"drawing {samples:,} samples"):
            fake = estimator.sample(samples, random_state=0)
        with step(f"preparing the space of the {space}"):
            chosen_space = SPACES[space](data)
        measures += _of_samples(fake, real, train, chosen_space)
    return measures


def _of_reconstructions(estimator: Any, X: Any) -> Iterator[Measure]:
    of = f"{len(X)} instances held out"
    if estimator.can("score"):
        with step("measuring the error of reconstructions"):
            error = -estimator.score(X)
        yield Measure("mean squared error", error, "lower", of)
    if estimator.can("log_likelihood"):
        some = X[:INSTANCES]
        with step("estimating log-likelihoods"):
            elbo = estimator.elbo(some, random_state=0).mean()
            likelihood = estimator.log_likelihood(some, random_state=0).mean()
        yield Measure("latent loss", float(estimator.latent_loss(some).mean()), "lower", of)
        yield Measure("evidence lower bound", float(elbo), "higher", of)
        yield Measure("log-likelihood", float(likelihood), "higher", of)
        yield Measure("active units", float(estimator.active_units(some)), "higher", of)


def _of_samples(fake: Any, real: Any, train: Any, space: Space) -> Iterator[Measure]:
    with step("finding the features of samples and instances"):
        seen_real, seen_fake = space.features(real), space.features(fake)
    same = min(len(real), len(fake))
    with step("measuring distances"):
        frechet = metrics.frechet_distance(seen_real, seen_fake)
        unbiased = metrics.frechet_distance_at_infinity(seen_real, seen_fake)
        kernel = metrics.kernel_distance(seen_real, seen_fake)
    with step("comparing neighbourhoods"):
        precision, recall = metrics.precision_recall(seen_real[:same], seen_fake[:same])
        density, coverage = metrics.density_coverage(seen_real[:same], seen_fake[:same])
    with step(f"looking for copies among {len(train):,} instances"):
        copies = metrics.memorisation(seen_fake, map(space.features, in_blocks(train)), seen_real)
    yield Measure("Fréchet distance", frechet, "lower", space.name)
    yield Measure("Fréchet distance at infinity", unbiased, "lower", space.name)
    yield Measure("kernel distance", kernel, "lower", space.name)
    yield Measure("precision", precision, "higher", space.name)
    yield Measure("recall", recall, "higher", space.name)
    yield Measure("density", density, "higher", space.name)
    yield Measure("coverage", coverage, "higher", space.name)
    yield Measure("memorisation", copies, "lower", space.name)
    if space.probabilities is not None:
        probabilities = space.probabilities(fake)
        modes = metrics.modes_of_classes(probabilities.argmax(1), probabilities.shape[1])
        yield Measure("inception score", metrics.inception_score(probabilities), "higher", space.name)
        yield Measure(f"classes of {modes.of}", float(modes.recovered), "higher", space.name)
        yield Measure("entropy of the classes", modes.entropy, "higher", space.name)


def _some(X: Any, most: int, random: np.random.Generator) -> Any:
    chosen = np.arange(len(X)) if len(X) <= most else np.sort(random.choice(len(X), most, replace=False))
    return rows(X, chosen)
