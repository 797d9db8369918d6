"""The command `codings`. Until a command needs one, no framework is loaded."""

import os

import click

import codings
from codings.cli import (
    anomalies,
    diagnose,
    encode,
    evaluate,
    explore,
    export,
    generate,
    listing,
    report,
    reproduce,
    resume,
    search,
    styles,
    train,
    trials,
)
from codings.cli.group import Group
from codings.cli.status import status_line
from codings.cli.streams import any_names, fill_closed, warnings_in_one_line

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group("codings", cls=Group, context_settings=SETTINGS)
@click.version_option(codings.__version__, prog_name="codings", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Autoencoders and GANs: train them, and encode, generate, find outliers and measure with them.

    For example: codings train stacked --data digits --run runs/first
    """
    fill_closed()
    ctx.with_resource(any_names())
    ctx.with_resource(warnings_in_one_line())
    ctx.with_resource(status_line())
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow reads it once, when it is loaded
    # So does OpenMP. Threads that wait in t-SNE would else keep others from running on a busy machine: with
    # four processes to a core it took 110 s, and takes 22.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


for command in (
    listing.models,
    listing.data,
    train.train,
    resume.resume,
    trials.search,
    generate.sample,
    encode.encode,
    encode.decode,
    encode.reconstruct,
    generate.interpolate,
    generate.analogy,
    search.similar,
    styles.project,
    styles.mix,
    anomalies.anomalies,
    evaluate.evaluate,
    diagnose.diagnose,
    report.report,
    explore.explore,
    export.export,
    reproduce.reproduce,
):
    main.add_command(command)
