"""`codings reproduce`: the whole chapter, beside the book's figures."""

from __future__ import annotations

import json

import click

from codings.cli import arguments, completion
from codings.cli.arguments import Names, as_json
from codings.cli.quiet import load_backend, quiet_start

WIDTHS = (14, 7, 11, 8, 9, 8, 9, 8, 6)
OUT = "reproduction"


@click.command()
@click.option("--only", metavar="NAMES", type=Names(), default=(), help="Rows by name, separated by commas.")
@arguments.data(
    "Square images of 8 to 128 pixels a side.  [default: fashion-mnist; digits with --quick]", required=False
)
@click.option("--quick", is_flag=True, help="A short schedule for small images: minutes in all.")
@click.option(
    "--seeds",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="How often each row is trained; figures are means.",
)
@click.option(
    "--out",
    metavar="DIR",
    default=OUT,
    show_default=True,
    shell_complete=completion.new_folder,
    help="A new folder, or that of a reproduction to go on with.",
)
@as_json
def reproduce(
    only: tuple[str, ...], source: str | None, quick: bool, seeds: int, out: str, as_json: bool
) -> None:
    """Train every model of the chapter, and set it beside the book.

    It prints a line for each row, and writes results.json, report.html and a run's folder for each row.
    Started again with the same --out, it keeps the rows that are done.
    """
    from codings import chapter
    from codings.chapter.report import HEADER, cells, findings

    rows = chapter.chosen(only)
    with quiet_start():
        load_backend()
        reproduction = chapter.begin(
            out, source or ("digits" if quick else "fashion-mnist"), quick=quick, seeds=seeds
        )
    say = _nothing if as_json else click.echo
    say(_line(HEADER))
    done = []
    for result in reproduction.results(rows):
        done.append(result)
        say(_line(cells(result)))
        for finding in findings(result):
            say(finding)
        path = chapter.write_report(reproduction)
    say(f"\nThe report: {path}")
    if as_json:
        click.echo(json.dumps({"report": str(path), "rows": done}, indent=2))


def _nothing(line: str) -> None:
    """Where only JSON is printed."""


def _line(cells: tuple[str, ...]) -> str:
    """The name to the left, figures to the right."""
    name, *others = (cell.rjust(width) for cell, width in zip(cells, WIDTHS, strict=True))
    return "".join([name.strip().ljust(WIDTHS[0]), *others])
