"""`codings sample`, `interpolate` and `analogy`: new instances, from codings drawn or computed."""

from __future__ import annotations

import math
import warnings
from inspect import signature
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codings.cli import arguments, parts
from codings.cli.output import ARRAYS, is_picture, only_images, picture, write

if TYPE_CHECKING:
    import numpy as np

    from codings.data import Dataset

SAMPLES = "samples"


@click.command()
@arguments.folder
@arguments.count(64, "How many.")
@arguments.output(*ARRAYS, ".png", default=f"{SAMPLES}.png, or {SAMPLES}.csv of tables,")
@arguments.label("Of this class alone, from a model trained with labels.")
@click.option(
    "--random-state", "seed", type=click.IntRange(min=0), help="Seed: the same seed draws the same instances."
)
@click.option(
    "--resolution", type=int, help="Of a ProGAN: draw at this resolution, in pixels, which it grew through."
)
@click.option(
    "--truncation", type=float, help="Of a StyleGAN: below 1, samples are more typical and less varied."
)
@parts.options
@click.option(
    "--rows",
    type=click.IntRange(min=1),
    default=10_000,
    show_default=True,
    help="In a part, each of which has a seed of its own, by --random-state and its number.",
)
def sample(
    folder: str,
    count: int,
    output: Path | None,
    label: str | None,
    seed: int | None,
    resolution: int | None,
    truncation: float | None,
    parts_in: Path | None,
    processes: int,
    ending: str | None,
    rows: int,
) -> None:
    """Write new instances. DIR is the folder of a run, or of a saved model.

    A .png is a grid of them.
    """
    parts.one_of_both(output, parts_in)
    estimator = arguments.estimator(folder, "sample")
    chosen = {} if label is None else {"y": arguments.labels(estimator, label, count)}
    chosen |= _understood(estimator, {"resolution": resolution, "truncation": truncation})
    if parts_in is not None:
        given = {"label": label, "resolution": resolution, "truncation": truncation}
        ending = ending or _part_ending(estimator)
        parts.samples(folder, count, seed, parts_in, ending, rows, processes, **given)
        return
    samples = estimator.sample(count, random_state=seed, **chosen)
    path = output or Path(folder, f"{SAMPLES}{_ending(samples)}")
    _deliver(path, estimator, samples, columns=math.ceil(math.sqrt(count)))


@click.command()
@arguments.folder
@arguments.data("Where the instances are, for a model with an encoder.", required=False)
@click.option(
    "--rows",
    type=arguments.Numbers(int),
    default="0,1",
    show_default=True,
    help="Which of the data, counted from 0; of a GAN, seeds that codings are drawn from.",
)
@click.option(
    "--steps",
    type=click.IntRange(min=2),
    default=10,
    show_default=True,
    help="Instances from one to the next, both included.",
)
@arguments.label("Of a GAN that was trained with labels: the class to stay in.")
@arguments.output(*ARRAYS, ".png")
def interpolate(
    folder: str, source: str | None, rows: tuple[int, ...], steps: int, label: str | None, output: Path
) -> None:
    """Write the way from one instance to another. DIR is the folder of a run, or of a saved model.

    A .png has a row for each two instances, the first of them on the left. Arrays have one way after the
    other, (ways x steps, ...).
    """
    if len(rows) < 2:
        raise ValueError("--rows needs two rows or more, as in 0,1: from each one to the next.")
    if source is not None and label is not None:
        raise ValueError(
            "--label means nothing with --data: each instance gets the label that reconstructs it best."
        )
    data = None if source is None else arguments.read(folder, source)
    if data is not None:
        arguments.check_rows(data, rows)
        if is_picture(output):
            only_images(data.X.shape[1:])
    estimator = arguments.estimator(folder, "interpolate")
    from codings.data import joined

    ends = _codings(estimator, rows) if data is None else _instances(estimator, data, rows)
    chosen = {} if label is None else {"y": arguments.labels(estimator, label, steps)}
    with warnings.catch_warnings():  # the columns were matched, before their names were dropped
        warnings.filterwarnings("ignore", message="X does not have valid feature names")
        ways = [estimator.interpolate(a, b, steps=steps, **chosen) for a, b in pairwise(ends)]
    _deliver(output, estimator, joined(ways), columns=steps)


@click.command()
@arguments.folder
@arguments.data("Where the instances are, for a model with an encoder.", required=False)
@click.option("--plus", type=arguments.Numbers(int), required=True, help="Rows: their mean coding is added.")
@click.option("--minus", type=arguments.Numbers(int), required=True, help="Rows: theirs is taken away.")
@click.option("--to", type=arguments.Numbers(int), required=True, help="Rows: from theirs it begins.")
@arguments.label("Of a model that was trained with labels: the class of what is made.")
@arguments.output(*ARRAYS, ".png")
def analogy(
    folder: str,
    source: str | None,
    plus: tuple[int, ...],
    minus: tuple[int, ...],
    to: tuple[int, ...],
    label: str | None,
    output: Path,
) -> None:
    """Write sums of codings: some, minus others, plus a third. DIR is the folder of a run.

    Stars on the left, minus stars on the right, to squares on the right: a square on the left. Rows are
    counted from 0, as in 3,8,12; of a GAN they are seeds that codings are drawn from.
    """
    groups = {"plus": plus, "minus": minus, "to": to}
    for name, rows in groups.items():
        if not rows:
            raise ValueError(f"--{name} needs a row or more, as in 3,8,12.")
    data = None if source is None else arguments.read(folder, source)
    if data is not None:
        arguments.check_rows(data, plus + minus + to)
        if is_picture(output):
            only_images(data.X.shape[1:])
    estimator = arguments.estimator(folder, "analogy")
    chosen = {} if label is None else {"y": arguments.labels(estimator, label, 1)}
    if data is None:
        ends = [_codings(estimator, rows) for rows in groups.values()]
    else:
        ends = [_chosen(estimator, data, rows) for rows in groups.values()]
    _deliver(output, estimator, estimator.analogy(*ends, **chosen), columns=1)


def _understood(estimator: Any, options: dict[str, Any]) -> dict[str, Any]:
    """The options of `sample` that were given; raises ValueError if the estimator lacks one of them."""
    given = {name: value for name, value in options.items() if value is not None}
    for name in given:
        if name not in signature(estimator.sample).parameters:
            raise ValueError(f"--{name} means nothing to a {type(estimator).__name__}: leave it out.")
    return given


def _instances(estimator: Any, data: Dataset, numbers: tuple[int, ...]) -> Any:
    """Those of the data by their rows, (rows, ...): an array, or a list of a table's."""
    from codings.data import is_table

    chosen = _chosen(estimator, data, numbers)
    return [row for _, row in chosen.astype(object).iterrows()] if is_table(chosen) else chosen


def _chosen(estimator: Any, data: Dataset, numbers: tuple[int, ...]) -> Any:
    """Those of the data by their rows, (rows, ...): an array, or a table."""
    from codings.data import rows

    if not estimator.can("transform"):
        raise ValueError(
            f"{type(estimator).__name__} has no encoder, and goes from coding to coding: leave out --data."
        )
    return rows(arguments.matched(estimator, data), list(numbers))


def _codings(estimator: Any, seeds: tuple[int, ...]) -> np.ndarray:
    """One drawn from each seed, (seeds, coding_size)."""
    if estimator.can("transform"):
        raise ValueError(f"{type(estimator).__name__} goes from instance to instance: name some with --data.")
    if min(seeds) < 0:
        raise ValueError(f"{min(seeds)} is no seed of a coding: seeds are 0 or more.")
    return arguments.drawn(estimator, seeds)


def _part_ending(estimator: Any) -> str:
    """Of parts that may hold what a model draws: tables as text, images as arrays."""
    return ".csv" if estimator.sample(1, random_state=0).ndim == 2 else ".npy"


def _ending(instances: Any) -> str:
    """Of a file that shows them best."""
    from codings.images import is_image

    if instances.ndim == 2:
        return ".csv"
    return ".png" if is_image(instances.shape[1:]) else ".npy"


def _deliver(output: Path, estimator: Any, instances: np.ndarray, columns: int) -> None:
    """Writes instances of an estimator, (n, ...), as a picture of `columns` columns, or as an array."""
    if not is_picture(output):
        write(output, instances, "feature")
        return
    from codings import plots

    only_images(instances.shape[1:])
    picture(output, plots.grid(instances, columns, bounds=estimator.range_.bounds).save)
