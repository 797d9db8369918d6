"""`codings resume`: an interrupted training goes on."""

import click

from codings.cli import arguments
from codings.cli.quiet import load_backend, quiet_start
from codings.cli.train import run_and_show


@click.command()
@arguments.folder
@click.option("--epochs", type=click.IntRange(min=1), help="Epochs in all, if more than were asked for.")
@arguments.checkpoint_minutes
@arguments.as_json
def resume(folder: str, epochs: int | None, minutes: float, as_json: bool) -> None:
    """Go on with a training that was interrupted or killed. DIR is the folder of its run.

    It ends with the same model as if it had never stopped. With --epochs, a training that has ended goes on,
    too; its learning rate takes the place that it has at that epoch of the longer training.
    """
    from codings import runs

    with quiet_start():
        plan = runs.resume(folder, epochs)
    arguments.note(plan.data.notes)
    with quiet_start():
        load_backend()
    run_and_show(plan, minutes, as_json)
