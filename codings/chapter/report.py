"""A reproduction as one HTML file, pictures and all."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from codings.catalogue import MODELS
from codings.chapter.reproduction import RESULTS, Reproduction
from codings.chapter.rows import DISTANCE, ROWS
from codings.chapter.schemas import Results
from codings.diagnostics import Finding
from codings.files import read_json, replacing
from codings.pages import Chart, Row, Shown, Table, render
from codings.runs.report import REPORT, File, charts, link
from codings.runs.summary import CLOCK, Summary, summaries

ROUNDING = 1e-6  # the difference of two losses that are the same
HEADER = ("row", "epochs", "parameters", "seconds", "memory", "error", "distance", "book", "ratio")


class Section(NamedTuple):
    """A row of the chapter as the page tells it."""

    name: str
    of_the_book: str
    call: str
    effort: str
    measured: str
    findings: list[Finding]
    charts: list[Chart]
    pictures: list[Shown]
    runs: list[File]


def write_report(reproduction: Reproduction) -> Path:
    """Writes `report.html`, of the rows that are done, and returns its path."""
    path = reproduction.out / REPORT
    results = read_json(reproduction.out / RESULTS, Results)
    rows = {row["name"]: row for row in results["rows"]}
    ordered = [rows[row.name] for row in ROWS if row.name in rows]
    page = render(
        "chapter/report.html",
        data=results["data"],
        circumstances=_circumstances(results, ordered),
        beside_the_book=reproduction.beside_the_book,
        errors=_table(row for row in ordered if row["figure"] != DISTANCE),
        distances=_table(row for row in ordered if row["figure"] == DISTANCE),
        sections=[_section(reproduction, row, path) for row in ordered],
    )
    with replacing(path) as new:
        new.write_text(page, encoding="utf-8")
    return path


def cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """A row's figures as text, in the order of `HEADER`."""
    figure, is_distance = _figure(row, row["loss"]), row["figure"] == DISTANCE
    return (
        row["name"],
        str(row["epochs"]),
        f"{row['parameters']:,}",
        f"{row['seconds']:.0f}",
        f"{row['peak_memory_gib']:.1f} GiB",
        *(("", figure) if is_distance else (figure, "")),
        _figure(row, row["book"]),
        _ratio(row),
    )


def findings(row: Mapping[str, Any]) -> list[str]:
    """What is wrong with a GAN after its training, with any of the seeds."""
    return list(dict.fromkeys(found for record in row["seeds"] for found in record.get("findings", ())))


def _table(rows: Iterable[Mapping[str, Any]]) -> Table:
    """Rows of one kind of figure beside the book's; without its columns where it has none of these data."""
    return Table(("here", "book", "ratio", "aim"), [_row(row) for row in rows]).filled()


def _row(row: Mapping[str, Any]) -> Row:
    figures = (row["loss"], row["book"], row["target"])
    here, book, aim = (_figure(row, figure) for figure in figures)
    return Row(row["name"], (here, book, _ratio(row), aim), address=f"#{row['name']}")


def _ratio(row: Mapping[str, Any]) -> str:
    return "" if row["ratio"] is None else f"{row['ratio']:.2f}"


def _figure(row: Mapping[str, Any], value: float | None) -> str:
    return "" if value is None else f"{value:.2f}" if row["figure"] == DISTANCE else f"{value:.4f}"


def _circumstances(results: Mapping[str, Any], rows: list) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    began = datetime.fromisoformat(results["began"])
    minutes = sum(row["seconds"] * len(row["seeds"]) for row in rows) / 60
    return (
        f"{len(rows)} rows in {minutes:.0f} minutes, begun {began:{CLOCK}}, on {results['machine']}; "
        f"{versions}; each with {results['seeds']} seed{'s' * (results['seeds'] > 1)}"
        f"{', in quick mode' * results['quick']}."
    )


def _section(reproduction: Reproduction, row: Mapping[str, Any], page: Path) -> Section:
    runs = summaries([reproduction.folder(row["name"], record["seed"]) for record in row["seeds"]])
    model = next(model for model in MODELS if model.name == row["model"])
    space = row["seeds"][0].get("space")
    found = {finding.name: finding for run in runs for finding in run.findings}
    return Section(
        name=row["name"],
        of_the_book=row["section"],
        call=model.call(row["arguments"]),
        effort=_effort(row),
        measured=f"{_parts(row)} (space: {space})" if space else _parts(row),
        findings=list(found.values()),
        charts=charts(runs),
        pictures=list(runs[0].pictures.values()),
        runs=_links(runs, page),
    )


def _effort(row: Mapping[str, Any]) -> str:
    return (
        f"{row['epochs']} epochs in batches of {row['batch']}, {row['parameters']:,} parameters, "
        f"{row['seconds']:.0f} seconds, {row['peak_memory_gib']:.1f} GiB"
    )


def _parts(row: Mapping[str, Any]) -> str:
    """What the figure is made of, without penalties that a model lacks; of samples, all that was measured."""
    least = -1.0 if row["figure"] == DISTANCE else ROUNDING
    return ", ".join(f"{key}: {value:.4g}" for key, value in row["parts"].items() if abs(value) > least)


def _links(runs: Sequence[Summary], page: Path) -> list[File]:
    """To the page of each run, or to its folder where it has none."""
    paths = [
        run.run.folder / REPORT if (run.run.folder / REPORT).is_file() else run.run.folder for run in runs
    ]
    return [link(run.name, path, page) for run, path in zip(runs, paths, strict=True)]
