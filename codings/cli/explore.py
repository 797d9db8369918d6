"""`codings explore`: a page on which a model's codings can be touched."""

from __future__ import annotations

from pathlib import Path

import click

from codings.cli import arguments, completion
from codings.cli.output import Output
from codings.cli.quiet import load_backend, quiet_start


@click.command()
@click.argument("folders", metavar="DIR...", nargs=-1, required=True, shell_complete=completion.folders)
@arguments.data(
    "What to show: a named set, a file, or a folder of images.  [default: what a run was trained on]",
    required=False,
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 for any.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen at. Any other asks for a token, which is printed.",
)
@click.option("--open", "opens", is_flag=True, help="Open the page in the browser.")
@click.option("-o", "--output", type=Output(".html"), help="Write the page to a file instead: .html.")
def explore(
    folders: tuple[str, ...], source: str | None, port: int, host: str, opens: bool, output: Path | None
) -> None:
    """Open a page on which codings can be touched.

    It has a map, what is decoded where one presses, and samples. DIR is the folder of a run, or of a saved
    model; several stand side by side. With -o the page is one file, which needs neither Python nor a network.
    """
    from codings.explorer.opened import open_all

    if output is not None and len(folders) > 1:
        raise ValueError(f"a file shows one run, not {len(folders)}: give one folder, or leave out -o.")
    with quiet_start():
        load_backend()
        if output is not None:
            from codings.explorer.single_file import MOST_IN_FILE, write_page

            opened = open_all(folders, source, MOST_IN_FILE)
            (one,) = opened
            if one.subject is None:
                raise ValueError(f"{folders[0]} has no model yet: wait for it, or leave out -o to follow it.")
            said = write_page(one.subject, output)
        else:
            opened = open_all(folders, source)
    arguments.note(dict.fromkeys(said for one in opened for said in one.notes))
    if output is not None:
        click.echo(f"{output}: {said}")
        return
    _serve(opened, host, port, opens)


def _serve(opened: list, host: str, port: int, opens: bool) -> None:
    from codings.explorer.server import serve

    def ready(address: str) -> None:
        click.echo(f"{address}  (Ctrl-C ends it)")
        if opens:
            click.launch(address)

    try:
        serve(opened, host, port, ready)
    except KeyboardInterrupt:
        click.echo("Ended.")
