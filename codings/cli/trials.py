"""`codings search`: a command for each model, which trains it many times."""

from __future__ import annotations

import json
import multiprocessing
from functools import partial
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any

import click

from codings.catalogue import MODELS, Model
from codings.cli import arguments, completion
from codings.cli.errors import CTRL_C
from codings.cli.group import Group
from codings.cli.quiet import load_backend, quiet_start
from codings.cli.tables import show
from codings.cli.train import train

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

    from codings.trials import Search

BEST, REPORT, TRIALS = "best.json", "report.html", "trials.db"
LISTED = 10
POLL_SECONDS = 0.2  # from one look for a signal to the next


class Searches(Group):
    noun = "model"


def _command(model: Model) -> click.Command:
    names = {option.name for option in model.options} - {"verbose"}
    options = [param for param in train.commands[model.name].params if param.name in names]
    command = click.Command(
        model.name, callback=partial(_search, model.name), help=f"{model.summary}\n\n{HELP}"
    )
    for option in OPTIONS:
        command = option(command)
    command.params.extend(options)
    return arguments.as_json(command)


HELP = (
    "An option of the model that is given here is the same in all trials, and is not searched. Without "
    "--over, what suits the model is: rates and widths around their defaults, activations, noise. The same "
    "command again goes on where it stopped."
)
OPTIONS = [
    arguments.data("A named set (see codings data), a file, or a folder of images."),
    click.option(
        "--trials", type=click.IntRange(min=1), default=50, show_default=True, help="How many in all."
    ),
    click.option(
        "--over",
        multiple=True,
        metavar="OPTION=VALUES",
        help="Search this, and nothing but what --over names: a range as in learning_rate=1e-4..1e-2, or "
        "values as in coding_size=2,8,30 and hidden=100,200x100. May be given again.",
    ),
    click.option(
        "--validation",
        type=float,
        default=0.1,
        show_default=True,
        help="Instances held out: a share or a number.",
    ),
    click.option(
        "--storage",
        metavar="URL",
        help="Where trials are kept, for several machines a database of theirs.  [default: sqlite:///DIR/trials.db]",
    ),
    click.option("--name", help="Of the study in the storage.  [default: the model's]"),
    click.option(
        "--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes at once."
    ),
    click.option(
        "--out",
        "folder",
        metavar="DIR",
        shell_complete=completion.new_folder,
        help="A folder for best.json, which codings train --config reads, and report.html.  "
        "[default: search-MODEL]",
    ),
]


def _search(
    model: str,
    *,
    source: str,
    trials: int,
    over: tuple[str, ...],
    validation: float,
    storage: str | None,
    name: str | None,
    jobs: int,
    folder: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    out = Path(folder or f"search-{model}")
    if out.exists() and not out.is_dir():
        raise ValueError(f"{out} is no folder: choose another --out.")
    if storage is None and "?" in str(out):  # SQLite would have the trials in a file of what stands before it
        raise ValueError(f"{out} cannot keep trials, for its question mark: choose another --out.")
    how: dict[str, Any] = {"over": over, "arguments": _given(options), "validation": validation, "name": name}
    how["storage"] = storage or f"sqlite:///{out / TRIALS}"
    with quiet_start():
        from codings import trials as searching

        search = searching.plan_search(model, source, **how)
    arguments.note(search.plan.data.notes)
    with quiet_start():
        load_backend()
    out.mkdir(parents=True, exist_ok=True)
    there = search.begin()
    begun = f"; {there} of {trials} trials are there" if there else ""
    arguments.note([f"minimised: the {search.measure}{begun}"])
    _work(search, (model, source, how), trials, jobs)
    _deliver(search, out, as_json)


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """Those that stand on the command line."""
    context = click.get_current_context()
    return {
        name: value
        for name, value in options.items()
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    }


def _work(search: Search, again: tuple[str, str, dict[str, Any]], trials: int, jobs: int) -> None:
    """Does the trials, in this process and others that it starts anew."""
    from codings.interrupt import SIGNALS, Held

    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=_job, args=(*again, trials, job)) for job in range(1, jobs)]
    for process in others:
        process.start()
    try:
        with Held(SIGNALS) as held:
            search.work(trials, report=partial(_said, search))
            while any(process.is_alive() for process in others):
                sleep(POLL_SECONDS)
                held.check()
    except KeyboardInterrupt as error:
        error.args = ("To go on: the same command again.",)
        raise
    finally:
        for process in others:
            process.terminate()
            process.join()
    if any(process.exitcode for process in others):
        raise OSError("a process of this search has failed, see above: the same command again goes on.")


def _job(model: str, source: str, how: dict[str, Any], trials: int, job: int) -> None:
    """What another process of a search does."""
    from codings.children import end_with_parent

    end_with_parent()
    from codings import trials as searching

    try:
        with quiet_start():
            search = searching.plan_search(model, source, **how)
            load_backend()
        search.work(trials, job, partial(_said, search))
    except KeyboardInterrupt:  # of which the first process speaks
        raise SystemExit(CTRL_C) from None
    except (ValueError, OSError, ImportError, MemoryError) as error:
        click.echo(f"Error: {' '.join(str(error).split())}", err=True)
        raise SystemExit(1) from error


def _said(search: Search, trial: FrozenTrial) -> None:
    from codings.trials.report import ended, last, value_in_words

    values = ", ".join(f"{axis.option} {value_in_words(trial.params[axis.option])}" for axis in search.space)
    epochs = len(trial.intermediate_values)
    click.echo(f"trial {trial.number}: {last(trial):.4g} {ended(trial)}, {epochs} epochs; {values}", err=True)


def _deliver(search: Search, out: Path, as_json: bool) -> None:
    from codings.files import in_shell, write_json
    from codings.trials import write_report
    from codings.trials.report import ended, in_order, last, value_in_words

    best = search.best()
    write_json(out / BEST, search.config(best))
    write_report(search, out / REPORT)
    every = in_order([one for one in search.open().get_trials(deepcopy=False) if one.intermediate_values])
    if as_json:
        found = {"measure": search.measure, "best": best.value, "trial": best.number, "trials": len(every)}
        click.echo(
            json.dumps({**found, "config": search.config(best), "report": str(out / REPORT)}, indent=2)
        )
        return
    names = [axis.option for axis in search.space]
    header = ("trial", search.measure, "ended", *names)
    show(
        [
            (str(one.number), f"{last(one):.4g}", ended(one), *(value_in_words(one.params[n]) for n in names))
            for one in every[:LISTED]
        ],
        header,
    )
    best_of_all = f"{search.plan.model.name} --config {in_shell(out / BEST)}"
    click.echo(f"\nThe best: codings train {best_of_all} --run DIR")
    click.echo(f"The report: {out / REPORT}")


@click.group(cls=Searches)
def search() -> None:
    """Train a model many times, for the arguments that do best."""


for _model in MODELS:
    search.add_command(_command(_model))
