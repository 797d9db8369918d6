"""`codings similar`: what a model of bits was trained on that is nearest to data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from codings.cli import arguments
from codings.cli.output import ARRAYS, Output, write
from codings.cli.quiet import quiet_start
from codings.cli.tables import show


@click.command()
@arguments.folder
@arguments.data("What to look for: a named set, a file, or a folder of images.")
@arguments.count(10, "How many to find for each.")
@click.option(
    "--rows",
    type=arguments.Numbers(int),
    default="0",
    show_default=True,
    help="Which of DATA to list, counted from 0; a file has all of them.",
)
@click.option("-o", "--output", type=Output(*ARRAYS), help="A file for the rows that were found.")
@arguments.as_json
def similar(
    folder: str, source: str, count: int, rows: tuple[int, ...], output: Path | None, as_json: bool
) -> None:
    """List what was trained on that is nearest to data, by bits.

    DIR is the folder of a run of a binary autoencoder. The nearest are those of which the fewest bits differ.
    Rows that were found are those of the data that it was trained on, counted from 0.
    """
    import numpy as np

    from codings import runs

    run = runs.load(folder)
    data = arguments.read(folder, source)
    arguments.check_rows(data, rows)
    with quiet_start():
        trained = np.arange(len(run.data.X))[run.split[0]]
    estimator = arguments.estimator(folder, "similar")
    most = len(estimator.hashes_)
    if count > most:
        raise ValueError(f"-n {count} is more than the {most} instances that it was trained on: find fewer.")
    from codings.data import rows as chosen

    X = arguments.matched(estimator, data)
    bits, found = estimator.similar(chosen(X, list(rows)) if output is None else X, count)
    found = trained[found]
    if output is not None:
        write(output, found, "row", quiet=as_json)
        bits, found = bits[list(rows)], found[list(rows)]
    listed: list[dict[str, Any]] = [
        {"row": row, "found": f.tolist(), "bits": b.tolist()}
        for row, f, b in zip(rows, found, bits, strict=True)
    ]
    if as_json:
        click.echo(json.dumps(listed, indent=2))
        return
    cells = [
        (str(one["row"]), *map(str, pair))
        for one in listed
        for pair in zip(one["found"], one["bits"], strict=True)
    ]
    show(cells, ("row", "found", "bits that differ"))
