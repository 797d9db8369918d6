"""The command `codings`. Until a command needs one, no framework is loaded."""

import os

import click

import codings
from codings.cli.anomalies import anomalies
from codings.cli.diagnose import diagnose
from codings.cli.encode import decode, encode, reconstruct
from codings.cli.evaluate import evaluate
from codings.cli.generate import interpolate, sample
from codings.cli.group import Group
from codings.cli.listing import data, models
from codings.cli.reproduce import reproduce
from codings.cli.train import train

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group("codings", cls=Group, context_settings=SETTINGS)
@click.version_option(codings.__version__, prog_name="codings", message="%(prog)s %(version)s")
def main() -> None:
    """Autoencoders and GANs: train them, and encode, generate, find outliers and measure with them.

    For example: codings train stacked --data digits --run runs/first
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow reads it once, when it is loaded


for command in (
    models,
    data,
    train,
    sample,
    encode,
    decode,
    reconstruct,
    interpolate,
    anomalies,
    evaluate,
    diagnose,
    reproduce,
):
    main.add_command(command)
