"""`codings diagnose`: whether a GAN was training, collapsing or diverging, and what to do."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from codings.cli import arguments
from codings.cli.advice import typed
from codings.cli.quiet import quiet_start
from codings.cli.tables import show

if TYPE_CHECKING:
    from codings.diagnostics import Observation


HEAD = ("figure", "value", "right")


@click.command()
@arguments.folder
@arguments.as_json
def diagnose(folder: str, as_json: bool) -> None:
    """Say what was wrong with a GAN's training, and what to try. DIR is the folder of a run."""
    with quiet_start():
        from codings import runs
        from codings.metrics import AIMS
        from codings.runs.observed import findings, nothing_wrong

        observations = runs.observations(folder)
        config = runs.load(folder).config
    found = [typed(finding) for finding in findings(observations, config)]
    if as_json:
        report = {
            "findings": [asdict(finding) for finding in found],
            "figures": _figures(observations[-1]),
        }
        click.echo(json.dumps(report, indent=2))
        return
    figures = [(name, value) for name, value in _figures(observations[-1]).items() if name != "settled"]
    show([(name.replace("_", " "), f"{value:.4g}", AIMS.get(name, "")) for name, value in figures], HEAD)
    click.echo()
    click.echo("\n".join(map(str, found)) or nothing_wrong(observations))


def _figures(last: Observation) -> dict[str, float]:
    """Those after the last epoch; NaN is left out."""
    figures = {name: value for name, value in asdict(last).items() if name != "shares" and value == value}
    return {**figures, "least share of a cluster": float(last.shares.min())}
