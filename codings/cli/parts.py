"""`--out DIR`: the commands that take many rows, shard by shard, by several processes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from codings.cli import arguments
from codings.cli.quiet import load_backend, quiet_start
from codings.cli.tables import show

OF_PARTS = ("processes", "ending", "rows")
GIVEN = click.core.ParameterSource.COMMANDLINE
ENDINGS = (".npy", ".csv", ".csv.gz", ".parquet")


def options(command: Any) -> Any:
    """Of a command that writes parts in the place of one file."""
    for option in (
        click.option("--ending", type=click.Choice(ENDINGS), help="Of the parts.  [default: as the shards']"),
        click.option(
            "--processes",
            type=click.IntRange(min=1),
            default=1,
            show_default=True,
            help="That make parts at once.",
        ),
        click.option(
            "--out",
            "parts_in",
            metavar="DIR",
            type=click.Path(file_okay=False, path_type=Path),
            help="In the place of -o, a folder of parts: one for each file that a pattern of DATA names, as "
            "in 'shards/*.parquet'. The same command again makes what is missing.",
        ),
    ):
        command = option(command)
    return command


def one_of_both(output: Path | None, parts: Path | None, source: str | None = None) -> None:
    """Raises ValueError if both are asked for, data are shards and parts are not, or for options of none."""
    from codings.parts import is_pattern

    context = click.get_current_context()
    alone = [f"--{name}" for name in OF_PARTS if context.get_parameter_source(name) is GIVEN]
    if parts is None and alone:
        raise ValueError(f"{alone[0]} is of parts: give --out DIR as well, or leave it out.")
    if output is not None and parts is not None:
        raise ValueError("-o is one file, and --out a folder of parts: leave one of them out.")
    if parts is None and source is not None and is_pattern(source):
        raise ValueError(f"{source} is a pattern of files: give --out DIR, for a part of each.")


def ready() -> None:
    """Loads the framework, quietly."""
    with quiet_start():
        load_backend()


def shards(
    command: str, folder: str, source: str, out: Path, ending: str | None, processes: int, **options: Any
) -> list[dict[str, Any]]:
    """The records of parts of all shards, which are made."""
    from codings.parts import Task, find_shards, shards_in_parts

    found = find_shards(source)
    made = shards_in_parts(Task(command, folder, options), found, out, ending, processes, ready)
    return followed(made, len(found), out)


def samples(
    folder: str,
    count: int,
    seed: int | None,
    out: Path,
    ending: str,
    rows: int,
    processes: int,
    **options: Any,
) -> list[dict[str, Any]]:
    """The records of parts of samples; without a seed, by that of the parts that are there."""
    from codings.parts import Task, kept_seed, samples_in_parts

    given = {name: value for name, value in options.items() if value is not None}
    task = Task("sample", folder, given)
    made = samples_in_parts(
        task, count, kept_seed(out) if seed is None else seed, out, ending, rows, processes, ready
    )
    return followed(made, -(-count // rows), out)


def followed(made: Iterator[dict[str, Any]], count: int, out: Path) -> list[dict[str, Any]]:
    """All records, with a line on standard error for each part; and what there is now."""
    from codings.parts import whole

    records = []
    try:
        for record in made:
            records.append(record)
            click.echo(
                f"{len(records)} of {count}: {out / record['part']}, {record['rows']:,} rows", err=True
            )
    except KeyboardInterrupt as error:
        error.args = ("To go on: the same command again.",)
        raise
    rows, others = sum(record["rows"] for record in records), len(whole(out)) - count
    beside = f", beside {_parts(others)} of other shards" if others else ""
    click.echo(f"{out}: {_parts(count)}, {rows:,} rows{beside}", err=True)
    return sorted(records, key=lambda record: record["part"])


def _parts(count: int) -> str:
    return f"{count} part{'s' * (count != 1)}"


def strangest(records: list[dict[str, Any]], out: Path, count: int, as_json: bool) -> None:
    """Lists the strangest rows of all shards, whose scores are in `out`."""
    from codings.parts import strangest as lowest

    listed: list[dict[str, Any]] = [
        {"shard": shard, "row": row, "strangeness": -score}
        for shard, row, score in lowest(records, out, count)
    ]
    outliers, n = (sum(record[name] for record in records) for name in ("outliers", "rows"))
    if as_json:
        click.echo(json.dumps({"instances": n, "outliers": outliers, "anomalies": listed}, indent=2))
        return
    cells = [
        (str(i), one["shard"], str(one["row"]), f"{one['strangeness']:.4g}")
        for i, one in enumerate(listed, 1)
    ]
    show(cells, ("rank", "shard", "row", "strangeness"))
    arguments.note([f"{outliers} of {n} are outliers"])
