"""`codings evaluate`: every measure that fits a model."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from codings.cli import arguments
from codings.cli.quiet import load_backend, quiet_start
from codings.cli.streams import warn
from codings.cli.tables import show
from codings.spaces.choices import SPACES, default_space

if TYPE_CHECKING:
    from codings.runs import Run
    from codings.runs.evaluation import Measure


@click.command()
@arguments.folder
@arguments.count(10_000, "Samples to draw, and instances to hold them against, at most.")
@click.option(
    "--space",
    type=click.Choice(tuple(SPACES)),
    help="The space in which samples are measured: a classifier's, trained once on the data, which is the "
    "default for images of several classes; contrastive, of a network that learned from the images alone, "
    "the default for others; Inception's; or the pixels' own.",
)
@arguments.as_json
def evaluate(folder: str, count: int, space: str | None, as_json: bool) -> None:
    """Measure a model by the instances that were held out.

    DIR is the folder of a run. It keeps the figures, and its report.html shows them.
    """
    from codings import runs

    run = runs.load(folder)
    with quiet_start():
        data, (trained, held_out) = run.data, run.split
    arguments.note(data.notes)
    with quiet_start():
        load_backend()
        from codings.metrics import FewSamplesWarning
        from codings.runs.evaluation import NotMeasuredWarning, evaluate
        from codings.runs.figures import plain
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", FewSamplesWarning)
        warnings.simplefilter("always", NotMeasuredWarning)
        data = replace(data, X=arguments.matched(run.estimator, data))
        measures = evaluate(run.estimator, data, trained, held_out, space or default_space(data), count)
    _warn([warning.message for warning in said])
    if as_json:
        click.echo(json.dumps([plain(measure) for measure in measures], indent=2, allow_nan=False))
    else:
        _show(measures)
    _keep(run, measures)


def _warn(said: Sequence[Warning | str]) -> None:
    """All that is said of few samples in one line, and the rest once each."""
    from codings.metrics import FewSamplesWarning

    few = [warning for warning in said if isinstance(warning, FewSamplesWarning)]
    for message in dict.fromkeys(str(warning) for warning in said if warning not in few):
        warn(message)
    if few:
        off = dict.fromkeys(f"{one.name.replace('_', ' ')} of {one.samples}: {one.bias}" for one in few)
        warn(f"there are few samples: {'; '.join(off)}. Take {max(one.needed for one in few)} or more.")


def _keep(run: Run, measures: list[Measure]) -> None:
    """Into the run's folder, where it can be written to."""
    from codings.runs.report import keep

    try:
        keep(run, measures)
    except OSError as error:
        click.echo(f"Warning: the figures are not kept in {run.folder}: {error.strerror}.", err=True)


def _show(measures: Sequence[Measure]) -> None:
    """A table of all instances, and below it one with a row a class."""
    of_all = [_cells(measure) for measure in measures if measure.label is None]
    show(of_all, ("measure", "value", "95 % interval", "right", "of"))
    by_class = [measure for measure in measures if measure.label is not None]
    names = list(dict.fromkeys(_headed(one) for one in by_class))
    if by_class:
        click.echo()
        show([(label, *_row(label, names, by_class)) for label in _labels(by_class)], ("class", *names))


def _labels(by_class: Sequence[Measure]) -> list[str]:
    return list(dict.fromkeys(str(one.label) for one in by_class))


def _headed(one: Measure) -> str:
    return f"{one.name}, {one.aim}"


def _row(label: str, names: Sequence[str], by_class: Sequence[Measure]) -> list[str]:
    """A class's figures, blank where one was not measured of it."""
    figures = {_headed(one): one.value for one in by_class if one.label == label}
    values = {name: value if isinstance(value, float) else value.value for name, value in figures.items()}
    return [f"{values[name]:.4g}" if name in values else "" for name in names]


def _cells(measure: Measure) -> tuple[str, ...]:
    value = measure.value
    if isinstance(value, float):
        return measure.name, f"{value:.4g}", "", measure.aim, measure.of
    interval = "" if value.low is None or value.high is None else f"{value.low:.4g} to {value.high:.4g}"
    return (
        measure.name,
        f"{value.value:.4g}",
        interval,
        measure.aim,
        f"{measure.of}, {value.samples} samples",
    )
