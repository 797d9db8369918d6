"""One run, or several side by side, as one page: see `write_report`."""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import codings
from codings.files import replacing
from codings.metrics import AIMS, aim_in_words
from codings.pages import Chart, Line, Row, Shown, chart, render, side_by_side
from codings.runs.captions import title
from codings.runs.figures import keep_figures
from codings.runs.run import Run
from codings.runs.summary import CLOCK, Summary, in_words, summaries

if TYPE_CHECKING:
    from codings.runs.evaluation import Measure

REPORT = "report.html"
VALIDATION = "val_"
MEASURES = ("coverage", "separation", "memorisation")  # of an observation: those over time


class File(NamedTuple):
    """What a page links to."""

    name: str
    address: str


def write_report(folders: Sequence[str | os.PathLike[str]], path: str | os.PathLike[str]) -> None:
    """Writes a page on the runs in `folders` to `path`: curves, findings, figures, pictures, configuration.

    The pictures are within the page, so that it can be sent; the links to the runs' files are relative to
    where it is written. It loads no framework.

    Raises
    ------
    ValueError
        If one of the folders holds no run, one is given twice, or a file in it is damaged.
    """
    path = Path(path)
    runs = summaries(folders)
    page = render(
        "runs/report.html",
        runs=runs,
        names=[run.name for run in runs],
        overview=[row._replace(differs=False) for row in side_by_side([run.overview for run in runs])],
        charts=charts(runs),
        figures=_figures(runs),
        pictures=_pictures(runs),
        configuration=_configuration(runs),
        files={run.name: files(run, path) for run in runs},
        written=f"{datetime.now(UTC):{CLOCK}}",
        version=codings.__version__,
    )
    with replacing(path) as new:
        new.write_text(page, encoding="utf-8")


def charts(runs: Sequence[Summary]) -> list[Chart]:
    """The losses over the epochs, then what was observed of GANs; several runs share a drawing of each."""
    losses = [{k: v for k, v in run.history.items() if k.endswith("loss")} for run in runs]
    measures = [{f"{m}, {aim_in_words(AIMS[m])}": v for m, v in _over_time(run)} for run in runs]
    return [*_drawn("losses", runs, losses), *_drawn("measures", runs, measures)]


def files(run: Summary, page: Path) -> list[File]:
    """Links from a page to what lies in a run's folder; of folders in it the names end in a stroke."""
    found = sorted(run.run.folder.iterdir(), key=lambda path: (path.is_dir(), path.name))
    animated = sorted(run.run.folder.glob("pictures/*.gif"))
    return [
        link(_name(path, run.run.folder), path, page)
        for path in [*found, *animated]
        if not path.name.startswith(".") and path.resolve() != page.resolve()
    ]


def link(name: str, path: Path, page: Path) -> File:
    """A link from a page to a file, or a folder, that holds as long as both are moved together."""
    return File(name, quote(os.fsencode(Path(os.path.relpath(path, page.parent)).as_posix())))


def keep(run: Run, measures: Sequence["Measure"]) -> None:
    """Keeps figures of a run in its folder, where its page then shows them."""
    keep_figures(run.folder, measures, run.history.epochs)
    write_report([run.folder], run.folder / REPORT)


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() + "/" * path.is_dir()


def _over_time(run: Summary) -> Iterator[tuple[str, Any]]:
    """The measures that were observed, (epochs,) each."""
    import numpy as np

    for measure in MEASURES:
        values = np.array([getattr(seen, measure) for seen in run.observations], dtype=np.float64)
        if np.isfinite(values).any():
            yield measure, values


def _drawn(what: str, runs: Sequence[Summary], columns: Sequence[Mapping[str, Any]]) -> Iterator[Chart]:
    """Of one run all in one drawing, of several one for each loss or measure."""
    names = list(dict.fromkeys(name.removeprefix(VALIDATION) for column in columns for name in column))
    if len(runs) == 1:
        lines = [line for colour, name in enumerate(names) for line in _lines(name, "", columns[0], colour)]
        found = [chart(title(what), lines)]
    else:
        found = [
            chart(
                title(in_words(name)),
                [
                    line
                    for colour, (run, column) in enumerate(zip(runs, columns, strict=True))
                    for line in _lines(name, run.name, column, colour)
                ],
            )
            for name in names
        ]
    return (drawing for drawing in found if drawing is not None)


def _lines(name: str, run: str, column: Mapping[str, Any], colour: int) -> Iterator[Line]:
    """A loss, and dashed its validation, under their names or that of the run."""
    for key in (name, VALIDATION + name):
        if key in column:
            words = in_words(key) if not run else f"{run}, validation" if key != name else run
            yield Line(words, column[key], colour, dashed=key != name)


def _figures(runs: Sequence[Summary]) -> list[Row]:
    """A row for each measure, with its interval; rows do not say that they differ, as all do."""
    columns = [
        {_told(one): _figure(one) for one in run.figures.measured} if run.figures else {} for run in runs
    ]
    return [row._replace(differs=False) for row in side_by_side(columns)]


def _told(one: Mapping[str, Any]) -> str:
    """What was measured, on what, and which value is right."""
    words = [one["measure"], one.get("class", ""), one["of"], aim_in_words(one["aim"])]
    return ", ".join(word for word in words if word)


def _figure(one: Mapping[str, Any]) -> str:
    """A value, with its interval where it has one, and of how many samples: of others it would be another."""
    value = "not finite" if one["value"] is None else f"{one['value']:.4g}"
    low, high, samples = (one.get(name) for name in ("low", "high", "samples"))
    beside = [f"{low:.4g} to {high:.4g}"] if low is not None and high is not None else []
    beside += [f"{samples:,} samples"] if samples is not None else []
    return f"{value} ({'; '.join(beside)})" if beside else value


def _pictures(runs: Sequence[Summary]) -> dict[str, list[Shown]]:
    """By the title of what they show; each says of which run it is where there are several."""
    names = dict.fromkeys(name for run in runs for name in run.pictures)
    found: dict[str, list[Shown]] = {}
    for name in names:
        having = [run for run in runs if name in run.pictures]
        found[title(name)] = [_of_run(run.pictures[name], run, len(runs) > 1) for run in having]
    return found


def _of_run(picture: Shown, run: Summary, is_one_of_several: bool) -> Shown:
    return picture._replace(caption=f"{run.name}: {picture.caption}") if is_one_of_several else picture


def _configuration(runs: Sequence[Summary]) -> dict[str, list[Row]]:
    configs = [run.run.config for run in runs]
    data = [{"data": c["data"], "held out": c["instances"]["validation"]} for c in configs]
    return {
        "Arguments": side_by_side([{"model": c["model"], **c["arguments"]} for c in configs]),
        "Data": side_by_side(data),
        "Versions": side_by_side([c["versions"] for c in configs]),
    }
