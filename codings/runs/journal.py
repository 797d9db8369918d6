"""A run's history, in its folder from the first epoch on."""

import csv
import io
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras

from codings.files import naming, replacing, write_history
from codings.runs.run import HISTORY, HISTORY_LINES
from codings.training import History


class Journal(keras.callbacks.Callback):
    """Adds each epoch that has ended to `history.csv` and `history.jsonl`.

    They are written anew after the first that this training does, since one that goes on has epochs already,
    and where the history has another loss than before.
    """

    def __init__(self, estimator: Any, folder: Path):
        super().__init__()
        self.estimator = estimator
        self.folder = folder
        self._names: list[str] = []

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        history = self.estimator.history_
        if [*history] == self._names:
            _append(self.folder / HISTORY, _csv_line(history.epochs, history.last))
            _append(self.folder / HISTORY_LINES, _json_line(history.epochs, history.last))
        else:
            keep_history(self.folder, history)
        self._names = [*history]


def keep_history(folder: Path, history: History) -> None:
    """Writes both files whole: a line an epoch, in `history.jsonl` null for what is not finite."""
    write_history(folder / HISTORY, history)
    columns = {name: column.tolist() for name, column in history.items()}
    epochs = (dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True))
    lines = [_json_line(epoch, values) for epoch, values in enumerate(epochs, 1)]
    with replacing(folder / HISTORY_LINES) as new:
        new.write_text("".join(lines), encoding="utf-8")


def _csv_line(epoch: int, values: Mapping[str, float]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([epoch, *values.values()])
    return line.getvalue()


def _json_line(epoch: int, values: Mapping[str, float]) -> str:
    finite = {name: value if math.isfinite(value) else None for name, value in values.items()}
    return json.dumps({"epoch": epoch, **finite}) + "\n"


def _append(path: Path, line: str) -> None:
    with naming(path), path.open("a", encoding="utf-8", newline="") as file:
        file.write(line)
