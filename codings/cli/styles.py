"""`codings project` and `mix`: what a StyleGAN can do besides."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import click

from codings.cli import arguments
from codings.cli.output import ARRAYS, is_picture, only_images, picture, write

GROUPS = ("coarse", "middle", "fine")
RESULTS = (".npy", ".npz", ".png")


@click.command()
@arguments.folder
@arguments.data("What to find again: images of the shape that it was trained on.")
@arguments.output(*RESULTS)
@arguments.count(10, "Images to project, the first of DATA, at most.")
@click.option(
    "--steps", type=click.IntRange(min=1), default=300, show_default=True, help="Of the gradient descent."
)
def project(folder: str, source: str, output: Path, count: int, steps: int) -> None:
    """Find the latents by which a StyleGAN draws images.

    DIR is the folder of a run, or of a saved model. A .png has the originals above what was found; arrays are
    latents, (n, layers, coding_size), which decode takes.
    """
    data = arguments.read(folder, source)
    if is_picture(output):
        only_images(data.X.shape[1:])
    estimator = arguments.estimator(folder, "project")
    from codings import plots
    from codings.data import rows
    from codings.logger import step

    some: Any = rows(arguments.matched(estimator, data), slice(count))
    with step(f"projecting {len(some)} images"):
        latents = estimator.project(some, steps=steps)
    if is_picture(output):
        found = estimator.synthesize(latents)
        drawn = plots.rows({"image": some, "found": found}, len(some), bounds=estimator.range_.bounds)
        picture(output, drawn.savefig)
    else:
        write(output, latents, "latent")


@click.command()
@arguments.folder
@click.option(
    "--layers",
    type=click.Choice(GROUPS),
    required=True,
    help="Which styles are put in: those of coarse traits, middle or fine ones.",
)
@click.option(
    "--above",
    type=arguments.Numbers(int),
    default="0,1,2,3",
    show_default=True,
    help="Seeds of the instances whose styles are changed.",
)
@click.option(
    "--left",
    type=arguments.Numbers(int),
    default="4,5",
    show_default=True,
    help="Seeds of those whose styles are put in.",
)
@arguments.label("Of this class, from a model trained with labels.")
@arguments.output(*ARRAYS, ".png")
def mix(
    folder: str, layers: str, above: tuple[int, ...], left: tuple[int, ...], label: str | None, output: Path
) -> None:
    """Put styles of some instances of a StyleGAN into others.

    DIR is the folder of a run, or of a saved model. There is a row for each of those whose styles are put in,
    and in it one for each whose styles are changed.
    """
    for name, seeds in (("--above", above), ("--left", left)):
        if not seeds or min(seeds) < 0:
            raise ValueError(f"{name} needs seeds, 0 or more, as in 0,1,2: an instance is drawn from each.")
    estimator = arguments.estimator(folder, "mix")
    import numpy as np

    pairs = [*product(left, above)]
    chosen = {} if label is None else {"y": arguments.labels(estimator, label, len(pairs))}
    theirs, mine = (arguments.drawn(estimator, seeds) for seeds in zip(*pairs, strict=True))
    mixed: np.ndarray = estimator.mix(mine, theirs, layers, **chosen)
    if is_picture(output):
        from codings import plots

        picture(output, plots.grid(mixed, len(above), bounds=estimator.range_.bounds).save)
    else:
        write(output, mixed, "feature")
