"""`codings train`: a command for each model, an option for each of its arguments."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from codings.catalogue import MODELS, Model, Option
from codings.cli import completion
from codings.cli.advice import typed
from codings.cli.arguments import Names, Numbers, OrNone, checkpoint_minutes
from codings.cli.config import config_option
from codings.cli.devices import Devices, devices_options
from codings.cli.group import Group
from codings.cli.quiet import quiet_start
from codings.cli.tables import show
from codings.cli.tensorboard import check_tensorboard, tensorboard_logs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codings.diagnostics import Finding
    from codings.runs import Plan, Run


ON_ERROR = ("raise", "skip")


class Trainings(Group):
    noun = "model"


def _option(option: Option) -> click.Option:
    """The option of the command line for a constructor's argument."""
    dashed = option.name.replace("_", "-")
    default: Any = option.default
    kind: Any = option.kind
    if option.several:
        kind = Numbers(option.kind)
        default = None if default is None else ",".join(map(str, default))
    if option.choices:
        kind = click.Choice(option.choices)
    if option.may_be_none and option.kind is not bool:
        kind = OrNone(kind)
    name = f"--{dashed}/--no-{dashed}" if option.kind is bool else f"--{dashed}"
    return click.Option(
        [name, option.name], type=kind, default=default, help=option.help, show_default=default is not None
    )


def _shared() -> list[click.Parameter]:
    return [
        config_option(),
        click.Option(
            ["--data", "source"],
            default="digits",
            show_default=True,
            metavar="DATA",
            shell_complete=completion.data,
            help="A named set (see codings data), a file, or a folder of images.",
        ),
        click.Option(
            ["--memory"],
            metavar="SIZE",
            help="How much the data may take, as in 1GiB: what is larger is read from the disk as it trains.",
        ),
        click.Option(
            ["--on-error"],
            type=click.Choice(ON_ERROR),
            help="Whether broken images of a folder or .zip are an error, or are left out.  [default: raise]",
        ),
        click.Option(
            ["--run", "folder"],
            required=True,
            metavar="DIR",
            shell_complete=completion.new_folder,
            help="A new folder, for all that comes out.",
        ),
        click.Option(
            ["--validation"],
            type=float,
            default=0.1,
            show_default=True,
            help="Hold out instances: a share of them or a number; 0 for none.",
        ),
        click.Option(
            ["--minutes", "budget"],
            type=click.FloatRange(min=0, min_open=True),
            help="Train for about so long, in the place of --epochs: as many as this machine does, by the "
            "time that some steps take.",
        ),
        click.Option(
            ["--pictures"],
            type=Names(),
            metavar="NAMES",
            help="Draw these alone, as in losses,samples.  [default: all that suit model and data]",
        ),
        click.Option(["--no-pictures"], is_flag=True, help="Draw none."),
        click.Option(
            ["--tensorboard"], is_flag=True, help="Write logs for TensorBoard, into DIR/tensorboard."
        ),
    ]


def _command(model: Model) -> click.Command:
    params = [
        *_shared(),
        *map(_option, model.options),
        click.Option(["--json", "as_json"], is_flag=True, help="Print the figures as JSON."),
    ]
    run = partial(_train, model.name)
    command = click.Command(model.name, params=params, callback=run, help=model.summary)
    return devices_options(checkpoint_minutes(command))


def _train(
    name: str,
    *,
    source: str,
    memory: str | None,
    on_error: str | None,
    folder: str,
    validation: float,
    budget: float | None,
    pictures: tuple[str, ...] | None,
    no_pictures: bool,
    tensorboard: bool,
    minutes: float,
    devices: Devices,
    as_json: bool,
    **arguments: Any,
) -> None:
    from codings import runs
    from codings.data.sources import with_options

    if no_pictures and _given("pictures"):
        raise ValueError("--pictures and --no-pictures exclude each other: leave one of them out.")
    if budget is not None and _given("epochs"):
        raise ValueError("--minutes and --epochs exclude each other: leave one of them out.")
    if tensorboard:
        check_tensorboard()
    with quiet_start():
        source = with_options(source, memory=memory, on_error=on_error)
        plan = runs.plan(name, arguments, source, folder, validation, () if no_pictures else pictures)
    devices.note(plan.data.notes)
    with devices.distributed():
        with quiet_start():
            callbacks = [tensorboard_logs(plan.folder)] if tensorboard and devices.first else []
            if budget is not None:
                plan = plan.within(budget)
                devices.note([f"--minutes {budget:g}: {plan.arguments['epochs']} epochs on this machine"])
        run_and_show(plan, minutes, as_json, devices, callbacks)


def run_and_show(
    plan: Plan, minutes: float, as_json: bool, devices: Devices, callbacks: Sequence[Any] = ()
) -> None:
    """Trains, with a checkpoint every so many minutes, and prints what came of it; the first process does."""
    if not devices.first:
        plan.follow()
        return
    run = plan.train(callbacks, report=_report, minutes=minutes)
    if as_json:
        click.echo(json.dumps({"run": str(run.folder), **run.config["instances"], **(run.result or {})}))
    else:
        show(_figures(run))


def _given(name: str) -> bool:
    """Whether an option stands on the command line itself."""
    return click.get_current_context().get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def _report(finding: Finding) -> None:
    """What is wrong with a GAN, on standard error as soon as it shows."""
    click.echo(str(typed(finding)), err=True)


def _figures(run: Run) -> list[tuple[str, str]]:
    result, instances = run.result or {}, run.config["instances"]
    losses = {name: value for name, value in result.items() if name.endswith("loss") and value is not None}
    return [
        ("instances", f"{instances['training']:,} trained on, {instances['validation']:,} held out"),
        ("parameters", f"{result['parameters']:,}"),
        ("seconds", f"{result['seconds']:.1f}"),
        *((_in_words(name), f"{value:.4g}") for name, value in losses.items()),
        ("run", str(run.folder)),
    ]


def _in_words(loss: str) -> str:
    return loss.replace("val_", "validation ").replace("_", " ")


@click.group(cls=Trainings)
def train() -> None:
    """Train a model, and write all that comes out into a folder."""


for _model in MODELS:
    train.add_command(_command(_model))
