"""Files that are there whole or not at all."""

import csv
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to: the file takes the place of `path` at the end, if nothing fails before."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as scratch:
        new = Path(scratch, path.name)
        yield new
        os.replace(new, path)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Writes `content`, whose numbers must be finite: JSON knows no others."""
    with replacing(path) as new:
        new.write_text(json.dumps(content, indent=2, allow_nan=False) + "\n", encoding="utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """Raises ValueError if the file holds no JSON object."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is damaged ({error}): restore it, or train again.") from error
    if not isinstance(content, dict):
        raise ValueError(f"{path} is damaged (it holds no object): restore it, or train again.")
    return content


def write_history(path: Path, history: Mapping[str, np.ndarray]) -> None:
    """Writes a line an epoch, counted from 1, and a column for each of the arrays, (epochs,)."""
    columns = [history[name].tolist() for name in history]
    with replacing(path) as new, new.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["epoch", *history])
        lines.writerows([epoch, *values] for epoch, values in enumerate(zip(*columns, strict=True), 1))


def read_history(path: Path) -> dict[str, np.ndarray]:
    """The columns that `write_history` wrote, without the epochs' numbers; raises ValueError if damaged.

    A last line that does not end is of an epoch that was being added, and is left out.
    """
    try:
        whole, end, _ = path.read_text(encoding="utf-8").rpartition("\n")
        header, *lines = csv.reader(f"{whole}{end}".splitlines())
        values = np.array(lines, dtype=np.float64).reshape(len(lines), len(header))
    except ValueError as error:
        raise ValueError(f"{path} is damaged ({error}): restore it, or train again.") from error
    return {name: values[:, i] for i, name in enumerate(header) if name != "epoch"}
