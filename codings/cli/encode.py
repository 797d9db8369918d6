"""`codings encode`, `decode` and `reconstruct`: a trained model applied to data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codings.cli import arguments, parts
from codings.cli.output import ARRAYS, is_picture, only_images, picture, write

if TYPE_CHECKING:
    import numpy as np

drawn = arguments.count(10, "Instances in a .png.")


@click.command()
@arguments.folder
@arguments.data("What to encode: a named set, a file, or a folder of images.")
@arguments.output(*ARRAYS, required=False)
@parts.options
def encode(
    folder: str, source: str, output: Path | None, parts_in: Path | None, processes: int, ending: str | None
) -> None:
    """Write the codings of data. DIR is the folder of a run, or of a saved model."""
    parts.one_of_both(output, parts_in, source)
    if parts_in is not None:
        parts.shards("encode", folder, source, parts_in, ending, processes)
        return
    if output is None:
        raise ValueError("give -o FILE for one file, or --out DIR for a part of each file.")
    data = arguments.read(folder, source)
    estimator = arguments.estimator(folder, "transform")
    write(output, estimator.transform(arguments.matched(estimator, data)), "coding")


@click.command()
@arguments.folder
@arguments.data("A file of codings, as encode writes it, or of a StyleGAN's latents, as project does.")
@arguments.output(*ARRAYS, ".png")
@drawn
@arguments.label("As instances of this class, by a model trained with labels: it needs one.")
def decode(folder: str, source: str, output: Path, count: int, label: str | None) -> None:
    """Write what codings stand for. DIR is the folder of a run, or of a saved model."""
    import numpy as np

    codings = np.asarray(arguments.read(folder, source).X)
    estimator = arguments.estimator(folder, "inverse_transform")
    if is_picture(output):
        codings = codings[:count]
    if codings.ndim == 3 and estimator.can("synthesize") and label is None:
        decoded = estimator.synthesize(codings)
    else:
        decoded = estimator.inverse_transform(codings, **_chosen(estimator, label, len(codings)))
    if not is_picture(output):
        write(output, decoded, "feature")
        return
    only_images(decoded.shape[1:])
    from codings import plots

    picture(output, plots.grid(decoded, bounds=estimator.range_.bounds).save)


def _chosen(estimator: Any, label: str | None, count: int) -> dict[str, np.ndarray]:
    """The labels that codings are decoded with, where there are any."""
    if label is not None:
        return {"y": arguments.labels(estimator, label, count)}
    if getattr(estimator, "classes_", None) is not None:
        raise ValueError(f"this {type(estimator).__name__} was trained with labels: say which with --label.")
    return {}


@click.command()
@arguments.folder
@arguments.data("What to reconstruct: a named set, a file, or a folder of images.")
@arguments.output(*ARRAYS, ".png")
@drawn
def reconstruct(folder: str, source: str, output: Path, count: int) -> None:
    """Write data encoded and decoded again.

    DIR is the folder of a run, or of a saved model. A .png has the originals above.
    """
    data = arguments.read(folder, source)
    estimator = arguments.estimator(folder, "reconstruct")
    X = arguments.matched(estimator, data)
    if not is_picture(output):
        write(output, estimator.reconstruct(X), "feature")
        return
    from codings import plots
    from codings.data import all_numbers, rows

    if not all_numbers(X):
        raise ValueError("rows with categories or gaps have no picture: write them to .csv or .parquet.")
    some = rows(X, slice(count))
    found, bounds = estimator.reconstruct(some), estimator.range_.bounds
    picture(output, plots.reconstructions(some, found, count, bounds=bounds).savefig)
