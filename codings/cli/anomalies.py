"""`codings anomalies`: the instances that a model finds strangest."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codings.cli import arguments
from codings.cli.output import ARRAYS, is_picture, picture, write
from codings.cli.tables import show

if TYPE_CHECKING:
    import numpy as np

    from codings.data import Dataset

MOST_DRAWN = 100
PICTURE = "anomalies.png"


@click.command()
@arguments.folder
@arguments.data("What to look through: a named set, a file, or a folder of images.")
@arguments.count(10, "How many to list.")
@arguments.output(*ARRAYS, ".png", default=PICTURE)
@arguments.as_json
def anomalies(folder: str, source: str, count: int, output: Path | None, as_json: bool) -> None:
    """List the instances that are reconstructed worst.

    DIR is the folder of a run, or of a saved model. Rows of DATA are counted from 0; errors are mean
    squared ones. A .png has those listed above their reconstructions, at most 100; other files have the
    scores of all, in DATA's order: minus the error.
    """
    data = arguments.read(folder, source)
    path = _path(folder, output, data)
    estimator = arguments.estimator(folder, "score_samples")
    X = arguments.matched(estimator, data)
    scores = estimator.score_samples(X)
    rows = _strangest(scores, count)
    found = [_described(rank, data, row, -scores[row]) for rank, row in enumerate(rows, 1)]
    if not as_json:
        show([_cells(anomaly) for anomaly in found], tuple(found[0]))
    if path is not None:
        _write(path, estimator, X, rows, scores, quiet=as_json)
    if as_json:
        report = {"instances": len(data.X), "anomalies": found, "file": path and str(path)}
        click.echo(json.dumps(report, indent=2, allow_nan=False))


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


def _strangest(scores: np.ndarray, count: int) -> np.ndarray:
    """The rows of the lowest scores, (count,), the strangest first; NaN and -inf come before all."""
    import numpy as np

    return np.argsort(np.nan_to_num(scores, nan=-np.inf, neginf=-np.inf), kind="stable")[:count]


def _described(rank: int, data: Dataset, row: int, error: float) -> dict[str, Any]:
    found = {"rank": rank, "row": int(row), "error": float(error) if math.isfinite(error) else None}
    if data.y is None:
        return found
    label = data.y[row]
    return found | {"label": data.classes[label] if data.classes else label.item()}


def _cells(anomaly: dict[str, Any]) -> list[str]:
    error = "not finite" if anomaly["error"] is None else f"{anomaly['error']:.4g}"
    return [str(value) for value in (anomaly | {"error": error}).values()]


def _write(
    path: Path, estimator: Any, X: Any, strangest: np.ndarray, scores: np.ndarray, *, quiet: bool
) -> None:
    if not is_picture(path):
        write(path, scores, "score", quiet=quiet)
        return
    import numpy as np

    from codings import plots
    from codings.data import rows

    some = rows(X, strangest[np.isfinite(scores[strangest])][:MOST_DRAWN])
    picture(path, plots.reconstructions(some, estimator.reconstruct(some), len(some)).savefig, quiet=quiet)
