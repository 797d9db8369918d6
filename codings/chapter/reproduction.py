"""Training the chapter's rows into one folder, one after the other: what is done is kept."""

import os
import platform
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from codings import runs
from codings.chapter.figures import mean_of, measured
from codings.chapter.rows import DISTANCE, Row
from codings.chapter.schemas import Record, Results, Settings
from codings.data import load
from codings.files import read_json, write_json
from codings.images import is_image
from codings.locking import Lock
from codings.runs.split import held_out

SETTINGS, RESULTS, RUNS, RECORD = "reproduction.json", "results.json", "runs", "row.json"
BOOKS_DATA, BOOKS_HELD_OUT, HELD_OUT = "fashion-mnist", 5000, 0.1
LEAST, MOST = 8, 128  # pixels a side, which every model of the chapter takes


@dataclass(frozen=True)
class Reproduction:
    """The chapter on some data, in a folder; see `begin`, which makes one.

    Attributes
    ----------
    out : Path
        Holds `results.json` and, in `runs`, a run's folder for each row and seed: every command for runs
        works on them.
    source : str
        The data, as `codings.data.load` takes them.
    quick : bool
        With the rows' quick arguments.
    seeds : int
        How many times each row is trained; figures are means.
    """

    out: Path
    source: str
    quick: bool
    seeds: int

    @property
    def beside_the_book(self) -> bool:
        """Whether the book's figures are of the same data and epochs."""
        return self.source == BOOKS_DATA and not self.quick

    def results(self, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
        """The figures of each row, once they are there; `results.json` then holds them, and those before.

        A run that was interrupted goes on. Raises what `codings.runs.Plan.train` raises; the rows that are
        done are kept. Raises ValueError if another process writes to the same folder, or samples of a
        GAN would be measured by too few instances.
        """
        done: dict[str, Any] = {}
        if any(row.loss == DISTANCE for row in rows):
            self._check_held_out()
        with Lock(self.out):
            for row in rows:
                done[row.name] = self._result(row, [self._record(row, seed) for seed in range(self.seeds)])
                self._keep(done)
                yield done[row.name]

    def folder(self, name: str, seed: int = 0) -> Path:
        """The run's, of a row by its name."""
        return self.out / RUNS / f"{name}-{seed}"

    @property
    def _validation(self) -> float:
        """What is held out: how many instances, or which share of them."""
        return BOOKS_HELD_OUT if self.source == BOOKS_DATA else HELD_OUT

    def _check_held_out(self) -> None:
        from codings.runs.evaluation import FEWEST

        n = len(load(self.source).X)
        count = held_out(n, self._validation)
        if count < FEWEST:
            raise ValueError(
                f"{self.source} has {n} instances, of which {count} would be held out, and samples of GANs "
                f"are measured by {FEWEST} or more: take more data, or the rows of autoencoders alone."
            )

    def _record(self, row: Row, seed: int) -> dict[str, Any]:
        folder = self.folder(row.name, seed)
        if (folder / RECORD).is_file():
            return read_json(folder / RECORD, Record)
        record = self._trained(row, seed, folder)
        write_json(folder / RECORD, record)
        return record

    def _trained(self, row: Row, seed: int, folder: Path) -> dict[str, Any]:
        arguments = row.arguments | (row.quick if self.quick else {}) | {"random_state": seed}
        if runs.can_resume(folder):  # it was begun, and interrupted
            plan = replace(runs.resume(folder), pictures=row.pictures)
        else:
            shutil.rmtree(folder, ignore_errors=True)
            plan = runs.plan(row.model, arguments, self.source, folder, self._validation, row.pictures)
        started = time.perf_counter()
        run = plan.train()
        figures, result = measured(row, plan, run), run.result or {}
        return {
            "seed": seed,
            "arguments": run.config["arguments"],
            "parameters": result["parameters"],
            "training_seconds": result["seconds"],
            "seconds": time.perf_counter() - started,
            "peak_memory_gib": result["peak_memory_gib"],
            **figures,
        }

    def _result(self, row: Row, records: Sequence[dict[str, Any]]) -> dict[str, Any]:
        first, means = records[0], mean_of([{"loss": r["loss"], "seconds": r["seconds"]} for r in records])
        book, target = (row.book, row.target) if self.beside_the_book else (None, None)
        book = first.get("pca", book)
        return {
            "name": row.name,
            "section": row.section,
            "model": row.model,
            "arguments": {
                k: v for k, v in first["arguments"].items() if k not in ("random_state", "verbose")
            },
            "parameters": first["parameters"],
            "epochs": first["arguments"]["epochs"],
            "batch": first["arguments"]["batch_size"],
            "seconds": means["seconds"],
            "peak_memory_gib": max(record["peak_memory_gib"] for record in records),
            "figure": row.loss,
            "loss": means["loss"],
            "parts": mean_of([record["parts"] for record in records]),
            "book": book,
            "ratio": means["loss"] / book if book else None,
            "target": target,
            "seeds": list(records),
        }

    def _keep(self, done: dict[str, Any]) -> None:
        path = self.out / RESULTS
        known = read_json(path, Results)["rows"] if path.is_file() else []
        rows = {row["name"]: row for row in known} | done
        settings = read_json(self.out / SETTINGS, Settings)
        write_json(path, {**settings, "seeds": self.seeds, "rows": list(rows.values())})


def begin(out: str | os.PathLike[str], source: str, *, quick: bool = False, seeds: int = 1) -> Reproduction:
    """A reproduction into the folder `out`, a new one, an empty one, or that of one to go on with.

    Raises ValueError if `out` holds anything else, or a reproduction of other data; if there are no such
    data; or if they are no images of 8 to 128 pixels a side, which some of the chapter's models need.
    """
    out = Path(out)
    shape = load(source).X.shape[1:]
    if not is_image(shape) or not all(LEAST <= side <= MOST for side in shape[:2]):
        raise ValueError(
            f"{source} has instances of shape {shape}, but the whole chapter takes images of "
            f"{LEAST} to {MOST} pixels a side, grey or RGB: resize them, or use codings train."
        )
    asked = {"data": source, "quick": quick}
    if (out / SETTINGS).is_file():
        known = read_json(out / SETTINGS, Settings)
        if any(known.get(key) != value for key, value in asked.items()):
            raise ValueError(
                f"{out} holds a reproduction with data {known.get('data')}, quick {known.get('quick')}: "
                "choose another --out, or ask for the same."
            )
    else:
        runs.check_free(out)
        out.mkdir(parents=True, exist_ok=True)
        write_json(out / SETTINGS, asked | _circumstances())
    return Reproduction(out, source, quick, seeds)


def _circumstances() -> dict[str, Any]:
    import keras

    import codings

    return {
        "began": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        "versions": {
            "codings": codings.__version__,
            "keras": keras.__version__,
            "backend": keras.backend.backend(),
            "python": platform.python_version(),
        },
    }
