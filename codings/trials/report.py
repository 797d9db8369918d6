"""A search as one page: the best arguments, curves, what each option does, and all trials."""

import os
import warnings
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

import codings
from codings.files import replacing
from codings.pages import Chart, Line, Row, Shown, chart, render, row, shown
from codings.trials.study import Search

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

SHOWN = 8  # curves in a drawing
ENDED = {"COMPLETE": "to the end", "RUNNING": "going on", "WAITING": "waiting", "FAIL": "failed"}


def write_report(search: Search, path: str | os.PathLike[str]) -> None:
    """Writes a page on a search to `path`, one file that needs no network and runs no script.

    Raises ValueError if no trial has come to its end yet.
    """
    path = Path(path)
    best, study = search.best(), search.open()
    trials = in_order([trial for trial in study.get_trials(deepcopy=False) if trial.intermediate_values])
    done = [trial for trial in trials if is_done(trial)]
    page = render(
        "trials/report.html",
        name=search.name,
        count=len(trials),
        written=f"{datetime.now(UTC):%Y-%m-%d %H:%M %Z}",
        version=codings.__version__,
        call=search.plan.model.call(search.arguments(best)),
        measure=search.measure,
        best=f"{best.value:.4g}",
        number=best.number,
        first=_first(trials, best),
        searched=[Row(a.option, (a.text, value_in_words(best.params[a.option]))) for a in search.space],
        importances=_importances(study, done),
        charts=_charts(search, trials),
        pictures=[_slices(search, done)],
        header=(search.measure, "epochs", "ended", *(axis.option for axis in search.space)),
        rows=[_row(search, trial) for trial in trials],
        setting=_setting(search),
    )
    with replacing(path) as new:
        new.write_text(page, encoding="utf-8")


def in_order(trials: Sequence["FrozenTrial"]) -> list["FrozenTrial"]:
    """Those that came to their end, the best first, and then the others by their last measure."""
    return sorted(trials, key=lambda trial: (not is_done(trial), last(trial)))


def is_done(trial: "FrozenTrial") -> bool:
    """Whether a trial came to its end; one that was stopped has a value, too."""
    return trial.state.name == "COMPLETE"


def last(trial: "FrozenTrial") -> float:
    """A trial's last measure; infinity where it has none."""
    measured = trial.intermediate_values
    return measured[max(measured)] if measured else np.inf


def ended(trial: "FrozenTrial") -> str:
    """How a trial ended, in a word or two."""
    return trial.user_attrs.get("ended") or ENDED.get(trial.state.name, trial.state.name.lower())


def value_in_words(value: Any) -> str:
    """An option's value in a cell of a table."""
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _first(trials: Sequence["FrozenTrial"], best: "FrozenTrial") -> str:
    """How much less that is than the model's own arguments had, which the first trial was given."""
    own = next((trial for trial in trials if trial.number == 0 and is_done(trial)), None)
    return (
        "" if own is None or own is best else f"; trial 0, which began from the defaults, had {own.value:.4g}"
    )


def _row(search: Search, trial: "FrozenTrial") -> Row:
    values = [value_in_words(trial.params.get(axis.option, "")) for axis in search.space]
    cells = (f"{last(trial):.4g}", str(len(trial.intermediate_values)), ended(trial), *values)
    return Row(f"trial {trial.number}", cells)


def _charts(search: Search, trials: Sequence["FrozenTrial"]) -> list[Chart]:
    by_number = sorted((trial for trial in trials if is_done(trial)), key=lambda trial: trial.number)
    count = 1 + max(trial.number for trial in trials)
    least = np.full(count, np.inf)
    for trial in by_number:
        least[trial.number] = trial.value
    best = np.minimum.accumulate(least)
    curves = [
        Line(f"trial {trial.number}", np.array(list(trial.intermediate_values.values())), colour)
        for colour, trial in enumerate(trials[:SHOWN])
    ]
    drawn = [
        chart(
            f"{search.measure.capitalize()} of the best trial so far", [Line("best so far", best)], "trial"
        ),
        chart(f"{search.measure.capitalize()} of the best {len(curves)}", curves),
    ]
    return [one for one in drawn if one is not None]


def _slices(search: Search, done: Sequence["FrozenTrial"]) -> Shown:
    from codings import plots

    columns = {axis.option: [_drawable(trial.params[axis.option]) for trial in done] for axis in search.space}
    logarithmic = [axis.option for axis in search.space if axis.is_logarithmic]
    with plots.on_any_ground(), TemporaryDirectory() as folder:
        figure = plots.slices(columns, [trial.value for trial in done], search.measure, logarithmic)
        figure.savefig(Path(folder, "slices.png"))
        words = "Trials that came to their end, by what was searched; the star is the best."
        return shown(Path(folder, "slices.png"), f"{search.measure} by each option", words)


def _drawable(value: Any) -> Any:
    return str(value) if value is None or isinstance(value, bool) else value


def _importances(study: Any, done: Sequence["FrozenTrial"]) -> list[Row]:
    """A row an option; none where trials are too few, or alike."""
    from optuna.importance import FanovaImportanceEvaluator, get_param_importances

    if len(done) < 2 or len({trial.value for trial in done}) == 1:
        return []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = get_param_importances(study, evaluator=FanovaImportanceEvaluator(seed=0))
    return [Row(name, (f"{share:.0%}",)) for name, share in found.items()]


def _setting(search: Search) -> list[Row]:
    plan = search.plan
    given = search.description["arguments"]
    n = len(plan.data.X)
    shared = {"model": plan.model.name, "data": plan.source, "trained on": n - plan.held_out}
    shared |= {"held out": plan.held_out, "storage": search.storage}
    return [row(name, [value]) for name, value in {**shared, **given}.items()]
