"""The command `codings`. Until a command needs one, no framework is loaded."""

import os

import click

import codings
from codings.cli import anomalies, diagnose, encode, evaluate, generate, listing, report, reproduce, train
from codings.cli.group import Group

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group("codings", cls=Group, context_settings=SETTINGS)
@click.version_option(codings.__version__, prog_name="codings", message="%(prog)s %(version)s")
def main() -> None:
    """Autoencoders and GANs: train them, and encode, generate, find outliers and measure with them.

    For example: codings train stacked --data digits --run runs/first
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow reads it once, when it is loaded


for command in (
    listing.models,
    listing.data,
    train.train,
    generate.sample,
    encode.encode,
    encode.decode,
    encode.reconstruct,
    generate.interpolate,
    anomalies.anomalies,
    evaluate.evaluate,
    diagnose.diagnose,
    report.report,
    reproduce.reproduce,
):
    main.add_command(command)
