"""`codings export`: a trained network in a file, for where it is used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codings.cli import arguments
from codings.cli.quiet import quiet_start
from codings.export import FORMATS

if TYPE_CHECKING:
    from codings.export import Exported

SHOWN = 30  # entries of a row


@click.command()
@arguments.folder
@click.option(
    "--to",
    "format",
    type=click.Choice(tuple(FORMATS)),
    required=True,
    help="For ONNX Runtime, for TensorFlow, or for LiteRT, formerly TensorFlow Lite.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="The file to write: .onnx, .tflite, or a folder for a savedmodel.",
)
@click.option(
    "--part",
    metavar="NAME",
    help="encoder, decoder, generator or classifier. By default the encoder, or the generator of a GAN.",
)
@arguments.as_json
def export(folder: str, format: str, output: Path, part: str | None, as_json: bool) -> None:
    """Write a network for use without this package.

    The scaling is inside, and what the file computes is compared with the original at once. DIR is the folder
    of a run, or of a saved model.
    """
    FORMATS[format].check(output)
    estimator = arguments.estimator(folder, "export")
    with quiet_start():
        done = estimator.export(output, format, part)
    if as_json:
        click.echo(json.dumps(done._asdict() | {"path": str(done.path)}, indent=2))
        return
    click.echo(f"{done.path}: {done.description}")
    for line in _notes(estimator, done):
        click.echo(line)
    click.echo(f"Greatest difference from the original: {done.difference:.2g}")
    click.echo(f"How to use it, without codings:\n\n{_indented(done.usage)}")


def _notes(estimator: Any, done: Exported) -> list[str]:
    """What inputs and outputs mean, where their shape does not say it."""
    notes, range_ = [], estimator.range_
    if range_.parts is not None:
        notes.append(f"data: {_listed(range_.entries)}")
    if "probabilities" in done.description:
        notes.append(f"probabilities: of {_listed(estimator.classes_)}")
    if "label" in done.description:
        notes.append(f"label: 1 for one of {_listed(estimator.classes_)}, and 0 for the others")
    return notes


def _listed(values: Any) -> str:
    return ", ".join(map(str, values[:SHOWN])) + (" and others" if len(values) > SHOWN else "")


def _indented(lines: str) -> str:
    return "\n".join(f"  {line}" for line in lines.splitlines())
