"""`codings anomalies`: the instances that a model finds strangest, and what is strange about them."""

from __future__ import annotations

import json
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codings.cli import arguments, parts
from codings.cli.output import ARRAYS, is_picture, picture, write
from codings.cli.streams import warn
from codings.cli.tables import show
from codings.files import in_words

if TYPE_CHECKING:
    import numpy as np

    from codings.data import Dataset
    from codings.outliers import OutlierDetector, Reasons

MOST_DRAWN = 100
FEW = 20  # rows, of which fewer hardly tell what is usual
BLAMED = 3  # columns beside each row
DIGITS, MOST_DIGITS = 4, 15  # of a number, and of one that lies far from 0
MUCH = 0.05  # share of a row's strangeness, from which a column is told in as many digits as it differs by
PICTURE = "anomalies.png"


@click.command()
@arguments.folder
@arguments.data("What to look through: a named set, a file, or a folder of images.")
@arguments.count(10, "How many to list.")
@click.option(
    "--contamination",
    type=click.FloatRange(0, 0.5, min_open=True),
    help="The share of DATA that counts as outliers.  [default: what lies far from the middle]",
)
@arguments.output(*ARRAYS, ".png", default=PICTURE)
@parts.options
@arguments.as_json
def anomalies(
    folder: str,
    source: str,
    count: int,
    contamination: float | None,
    output: Path | None,
    parts_in: Path | None,
    processes: int,
    ending: str | None,
    as_json: bool,
) -> None:
    """List the strangest instances, and what is to blame.

    DIR is the folder of a run, or of a saved model. Rows of DATA are counted from 0. Strangeness is 1 in the
    middle of DATA, and 2 for what is twice as far from the usual rows; a * marks outliers. A .png has those
    listed, at most 100, each under its row and strangeness, what was expected of them, and where they differ;
    other files have the scores of all, in DATA's order: minus the strangeness. Of shards, --out has the
    scores, and what the run was trained on says what is usual.
    """
    parts.one_of_both(output, parts_in, source)
    if parts_in is not None:
        records = parts.shards(
            "anomalies", folder, source, parts_in, ending, processes, contamination=contamination
        )
        parts.strangest(records, parts_in, count, as_json)
        return
    data = arguments.read(folder, source)
    path = _path(folder, output, data)
    model = arguments.estimator(folder, "score_samples")
    X = arguments.matched(model, data)
    detector = _detector(model, X, contamination)
    scores = detector.score_samples(X)
    if detector is not model and len(scores) < FEW:
        only = f"{len(scores)} row{'s' * (len(scores) > 1)}"
        arguments.note([f"Warning: what is usual is found in DATA itself, which has only {only}"])
    rows = scores.argsort(kind="stable")[:count]
    reasons = detector.explain(_some(X, rows))
    found = [_described(i, data, X, scores, rows, reasons, detector) for i in range(len(rows))]
    outliers = int((scores < detector.offset_).sum())
    if not as_json:
        show([_cells(anomaly) for anomaly in found], tuple(_words(found[0])))
        arguments.note(
            [f"{outliers} of {len(scores)} are outliers: strangeness above {-detector.offset_:.4g}"]
        )
    if path is not None:
        try:
            _write(path, data, X, rows, scores, reasons, bounds=detector.range_.bounds, quiet=as_json)
        except OSError as error:
            if output is not None:
                raise
            path = None  # nobody has asked for it
            warn(f"the picture is not kept: {in_words(error)}.")
    if as_json:
        report = {
            "instances": len(scores),
            "outliers": outliers,
            "threshold": -float(detector.offset_),
            "anomalies": found,
            "file": path and str(path),
        }
        click.echo(json.dumps(report, indent=2, allow_nan=False))


def _detector(model: Any, X: Any, contamination: float | None) -> OutlierDetector:
    """The model itself where it is a detector, or one of the run's autoencoder, fitted to the data."""
    from sklearn.frozen import FrozenEstimator

    from codings.outliers import OutlierDetector

    if isinstance(model, OutlierDetector) and contamination is None:
        return model
    share: Any = "auto" if contamination is None else contamination
    if isinstance(model, OutlierDetector):
        model = model.autoencoder_
    detector: Any = OutlierDetector
    return detector(FrozenEstimator(model), contamination=share, random_state=0).fit(X)


def _path(folder: str, output: Path | None, data: Dataset) -> Path | None:
    """Where to write; None for data without a picture. Raises ValueError if one is asked for of them."""
    from codings.data import all_numbers
    from codings.images import is_drawable

    numbers = all_numbers(data.X)
    if numbers and is_drawable(data.X.shape[1:]):
        return output or Path(folder, PICTURE)
    if output is not None and is_picture(output):
        what = f"instances of shape {data.X.shape[1:]}" if numbers else "rows with categories or gaps"
        raise ValueError(f"{what} have no picture: write their scores to .npy or .csv.")
    return output


def _some(X: Any, chosen: np.ndarray) -> Any:
    from codings.data import rows

    return rows(X, chosen)


def _described(
    i: int,
    data: Dataset,
    X: Any,
    scores: np.ndarray,
    rows: np.ndarray,
    reasons: Reasons,
    detector: OutlierDetector,
) -> dict[str, Any]:
    row = int(rows[i])
    score = float(scores[row])
    found: dict[str, Any] = {
        "rank": i + 1,
        "row": row,
        "strangeness": -score,
        "outlier": score < float(detector.offset_),
    }
    if data.y is not None:
        label = data.y[row]
        found["label"] = data.classes[label] if data.classes else label.item()
    if reasons.names is not None:
        found["columns"] = _blamed(i, _some(X, rows), reasons)
    return found


def _blamed(i: int, X: Any, reasons: Reasons) -> list[dict[str, Any]]:
    """The columns that add most to the anomaly `i` of `X`, the worst first."""
    import numpy as np

    assert reasons.names is not None
    adds, values, expected = reasons.contributions[i], np.asarray(X)[i], np.asarray(reasons.expected)[i]
    return [
        {
            "name": str(reasons.names[j]),
            "adds": float(adds[j]),
            "value": _plain(values[j]),
            "expected": _plain(expected[j]),
        }
        for j in (-adds).argsort(kind="stable")[:BLAMED]
    ]


def _plain(value: Any) -> float | str | None:
    """A number, or text; None of what is missing."""
    import pandas as pd

    if pd.isna(value):
        return None
    return float(value) if isinstance(value, Real) and not isinstance(value, bool) else str(value)


def _shown(value: float | str | None, digits: int = DIGITS) -> str:
    return "none" if value is None else value if isinstance(value, str) else f"{value:.{digits}g}"


def _told_apart(column: dict[str, Any], strangeness: float) -> tuple[str, str]:
    """What stands in a column to blame, and what was expected: far from 0 few digits would be the same."""
    pair = column["value"], column["expected"]
    greatest = max((abs(one) for one in pair if isinstance(one, float)), default=0.0)
    least = len(f"{greatest:.0f}") if greatest < 10**MOST_DIGITS else DIGITS
    most = MOST_DIGITS if column["adds"] >= MUCH * strangeness else DIGITS
    for digits in range(max(least, DIGITS), max(least, most) + 1):
        told = _shown(pair[0], digits), _shown(pair[1], digits)
        if told[0] != told[1]:
            break
    return told


def _words(anomaly: dict[str, Any]) -> dict[str, str]:
    """An anomaly as a row of the table: a cell for each column of it."""
    words = {name: str(anomaly[name]) for name in ("rank", "row")}
    words["strangeness"] = f"{anomaly['strangeness']:.4g}" + "*" * anomaly["outlier"]
    if "label" in anomaly:
        words["label"] = str(anomaly["label"])
    if "columns" in anomaly:
        blamed = [one for one in anomaly["columns"] if one["adds"] > 0]
        told = [(one["name"], *_told_apart(one, anomaly["strangeness"])) for one in blamed]
        words["because"] = ", ".join(
            f"{name} {value} (expected {expected})" for name, value, expected in told if value != expected
        )
    return words


def _cells(anomaly: dict[str, Any]) -> list[str]:
    return list(_words(anomaly).values())


def _write(
    path: Path,
    data: Dataset,
    X: Any,
    strangest: np.ndarray,
    scores: np.ndarray,
    reasons: Reasons,
    *,
    bounds: tuple[float, float] | None,
    quiet: bool,
) -> None:
    if not is_picture(path):
        write(path, scores, "score", quiet=quiet)
        return
    import numpy as np

    from codings import plots
    from codings.plots.lines import lines

    drawn = strangest[:MOST_DRAWN]
    some, expected = (np.asarray(one) for one in (_some(X, drawn), reasons.expected[:MOST_DRAWN]))
    titles = [f"{row}: {-scores[row]:.3g}" for row in drawn]
    if data.X.ndim == 2:
        figure = lines({"instances": some, "expected": expected}, ("instance", "expected"), titles)
    else:
        adds = reasons.contributions[:MOST_DRAWN]
        figure = plots.explained(some, expected, adds, titles, bounds=bounds)
    picture(path, figure.savefig, quiet=quiet)
