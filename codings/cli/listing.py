"""`codings models` and `codings data`: what there is."""

import json

import click

from codings.catalogue import MODELS
from codings.cli.arguments import as_json
from codings.cli.tables import show

OPTIONS = "Options follow a colon: sprites:n=500,size=32 or wine.csv:sep=semicolon,decimal=comma"


@click.command()
@as_json
def models(as_json: bool) -> None:
    """List the models, one line each."""
    if as_json:
        click.echo(json.dumps([{"name": m.name, "summary": m.summary} for m in MODELS], indent=2))
    else:
        show([(m.name, m.summary) for m in MODELS], ("model", "what it is"))


@click.command()
@as_json
def data(as_json: bool) -> None:
    """List the named data sets, and where each would come from."""
    from codings.data import SOURCES
    from codings.data.files import KINDS

    if as_json:
        found = [
            {"name": s.name, "description": s.description, "options": s.options, "origin": s.origin()}
            for s in SOURCES.values()
        ]
        click.echo(json.dumps(found, indent=2))
        return
    rows = [(s.name, s.description, _options(s.options), s.origin()) for s in SOURCES.values()]
    show(rows, ("data", "what it is", "options", "from"))
    click.echo("\nDATA may also be the path of")
    show(list(KINDS.items()))
    click.echo(f"\n{OPTIONS}")


def _options(options: dict) -> str:
    return ",".join(f"{name}={value}" for name, value in options.items())
