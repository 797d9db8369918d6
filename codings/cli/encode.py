"""`codings encode`, `decode` and `reconstruct`: a trained model applied to data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codings.cli.output import ARRAYS, Output, picture, write
from codings.cli.quiet import load_backend, quiet_start

if TYPE_CHECKING:
    from codings.data import Dataset

folder = click.argument("folder", metavar="DIR")
count = click.option(
    "-n", "--count", type=click.IntRange(min=1), default=10, show_default=True, help="Instances in a .png."
)


def _data(help: str) -> Any:
    return click.option("--data", "source", metavar="DATA", required=True, help=help)


def _output(*endings: str) -> Any:
    help = f"The file to write: {', '.join(endings)}."
    return click.option("-o", "--output", type=Output(*endings), required=True, help=help)


def _open(folder: str, source: str) -> tuple[Any, Dataset]:
    """The estimator and the data; the data first, since loading the framework takes seconds."""
    from codings import data, runs

    with quiet_start():
        runs.saved_model(folder)
        found = data.load(source)
        load_backend()
        return runs.estimator_in(folder), found


@click.command()
@folder
@_data("What to encode: a named set, a file, or a folder of images.")
@_output(*ARRAYS)
def encode(folder: str, source: str, output: Path) -> None:
    """Write the codings of data. DIR is the folder of a run, or of a saved model."""
    estimator, data = _open(folder, source)
    write(output, estimator.transform(data.X), "coding")


@click.command()
@folder
@_data("A file of codings, as encode writes it.")
@_output(*ARRAYS, ".png")
@count
def decode(folder: str, source: str, output: Path, count: int) -> None:
    """Write what codings stand for. DIR is the folder of a run, or of a saved model."""
    estimator, data = _open(folder, source)
    if output.suffix.lower() != ".png":
        write(output, estimator.inverse_transform(data.X), "feature")
        return
    from codings import plots
    from codings.runs.pictures import is_image

    shape = estimator.decoder_.output_shape[1:]
    if not is_image(shape):
        raise ValueError(f"instances of shape {shape} are no images: write them to .npy, .csv or .parquet.")
    picture(output, plots.grid(estimator.inverse_transform(data.X[:count])).save)


@click.command()
@folder
@_data("What to reconstruct: a named set, a file, or a folder of images.")
@_output(*ARRAYS, ".png")
@count
def reconstruct(folder: str, source: str, output: Path, count: int) -> None:
    """Write data encoded and decoded again.

    DIR is the folder of a run, or of a saved model. A .png has the originals above.
    """
    estimator, data = _open(folder, source)
    if output.suffix.lower() != ".png":
        write(output, estimator.reconstruct(data.X), "feature")
        return
    from codings import plots

    some = data.X[:count]
    picture(output, plots.reconstructions(some, estimator.reconstruct(some), count).savefig)
