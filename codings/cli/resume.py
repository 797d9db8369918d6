"""`codings resume`: an interrupted training goes on."""

import click

from codings.cli import arguments
from codings.cli.devices import Devices, devices_options
from codings.cli.quiet import quiet_start
from codings.cli.tensorboard import logs_go_on
from codings.cli.train import run_and_show


@click.command()
@arguments.folder
@click.option("--epochs", type=click.IntRange(min=1), help="Epochs in all, if more than were asked for.")
@arguments.checkpoint_minutes
@devices_options
@arguments.as_json
def resume(folder: str, epochs: int | None, minutes: float, devices: Devices, as_json: bool) -> None:
    """Go on with a training that was interrupted or killed. DIR is the folder of its run.

    It ends with the same model as if it had never stopped. With --epochs, a training that has ended goes on,
    too; its learning rate takes the place that it has at that epoch of the longer training. Devices and
    processes may be others than before.
    """
    from codings import runs

    with quiet_start():
        plan = runs.resume(folder, epochs)
    devices.note(plan.data.notes)
    with devices.distributed():
        with quiet_start():
            callbacks = logs_go_on(plan.folder) if devices.first else []
        run_and_show(plan, minutes, as_json, devices, callbacks)
