"""`codings report`: a page on one run, or on several side by side."""

from __future__ import annotations

from pathlib import Path

import click

from codings.cli import completion
from codings.cli.output import Output
from codings.cli.quiet import quiet_start

PAGE = "report.html"


@click.command()
@click.argument("folders", metavar="DIR...", nargs=-1, required=True, shell_complete=completion.folders)
@click.option(
    "-o",
    "--output",
    type=Output(".html"),
    help=f"The file to write: .html.  [default, of one run: {PAGE} in DIR]",
)
def report(folders: tuple[str, ...], output: Path | None) -> None:
    """Write a page on a run, or on several side by side.

    DIR is the folder of a run. The page has curves, findings of the diagnosis, figures that codings evaluate
    has measured, pictures, the configuration and links to the runs' files. It is one file, with the pictures
    in it, and needs no network.
    """
    if output is None and len(folders) > 1:
        raise ValueError(f"a page on {len(folders)} runs needs a name: add -o {PAGE}")
    with quiet_start():
        from codings.runs.report import write_report

        path = output or Path(folders[0], PAGE)
        write_report(folders, path)
    click.echo(str(path))
