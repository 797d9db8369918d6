"""Parts of a whole: each made by itself, whichever process does it, and none made twice."""

import hashlib
import json
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from codings.children import end_with_parent
from codings.files import read_json
from codings.interrupt import SIGNALS, Held
from codings.locking import Lock
from codings.parts.making import begin, begun, keep_detector, make
from codings.parts.records import WHAT, check_left, claim, mend, note, whole
from codings.parts.shards import Shard, part_names
from codings.runs import saved_model

ROWS = 10_000  # of a part of samples
POLL_SECONDS = 0.2  # from one look for a signal to the next


class Task(NamedTuple):
    """What is done to each part.

    Parameters
    ----------
    command : str
        "encode", "anomalies" or "sample".
    model : str
        A run's folder, or that of a saved model.
    options : dict
        Of `sample`.
    """

    command: str
    model: str
    options: dict[str, Any]


def _nothing() -> None:
    """For what a process needs no preparation."""


def shards_in_parts(
    task: Task,
    shards: Sequence[Shard],
    out: Path,
    ending: str | None = None,
    processes: int = 1,
    ready: Callable[[], Any] = _nothing,
) -> Iterator[dict[str, Any]]:
    """Makes a part of each shard, and yields their records as they come; those that are whole come first.

    Parameters
    ----------
    task : Task
    shards : sequence of Shard
    out : Path
        A new folder, or one with parts of the same model: a shard that has changed since is done anew.
    ending : str, optional
        Of the parts' names; those of the shards without it.
    processes : int
    ready : callable
        Called in each process, before it loads the model.

    Raises
    ------
    ValueError
        If a shard cannot be read or is not as the model needs it, with its name; if `out` holds something
        else, or another process writes to it. Parts that were made before are kept.
    OSError
        If one of several processes has been killed.
    Interrupted
        A KeyboardInterrupt: with several processes, which have ended, after Ctrl-C, SIGTERM or SIGHUP.
    """
    jobs = [
        {"part": name, "shard": shard.source, "state": shard.state}
        for name, shard in zip(part_names(shards, ending), shards, strict=True)
    ]
    yield from _all(task, jobs, out, processes, ready)


def samples_in_parts(
    task: Task,
    count: int,
    seed: int,
    out: Path,
    ending: str,
    rows: int = ROWS,
    processes: int = 1,
    ready: Callable[[], Any] = _nothing,
) -> Iterator[dict[str, Any]]:
    """Draws `count` instances in parts of `rows`, each from a seed of its own, that follows from `seed`.

    So neither the number of processes nor where it was begun again changes a value. As `shards_in_parts`.
    """
    starts = range(0, count, rows)
    width = max(5, len(str(len(starts) - 1)))
    jobs = [
        {
            "part": f"part-{i:0{width}}{ending}",
            "rows": min(rows, count - start),
            "state": [seed, i, rows, count],
        }
        for i, start in enumerate(starts)
    ]
    yield from _all(task._replace(options={**task.options, "seed": seed}), jobs, out, processes, ready)


def kept_seed(out: Path) -> int:
    """The seed of the samples in a folder; a new one, where there is none."""
    path = out / WHAT
    known = read_json(path).get("options", {}).get("seed") if path.is_file() else None
    return int(np.random.default_rng().integers(2**31)) if known is None else int(known)


def _all(
    task: Task, jobs: Sequence[dict[str, Any]], out: Path, processes: int, ready: Callable[[], Any]
) -> Iterator[dict[str, Any]]:
    out.mkdir(parents=True, exist_ok=True)
    with Lock(out):
        claim(out, {"command": task.command, "model": _checksum(task.model), "options": task.options})
        mend(out)
        if task.command == "anomalies":
            ready()
            keep_detector(task, out)
        there = whole(out)
        check_left(out, there, jobs)
        done = [there[job["part"]] for job in jobs if _is_of(job, there.get(job["part"]))]
        yield from done
        known = {record["part"] for record in done}
        for record in _made(task, [job for job in jobs if job["part"] not in known], out, processes, ready):
            note(out, record)
            yield record


def _made(
    task: Task, jobs: Sequence[dict[str, Any]], out: Path, processes: int, ready: Callable[[], Any]
) -> Iterator[dict[str, Any]]:
    if not jobs:
        return
    if processes == 1:
        ready()
        begin(task, out)
        yield from map(partial(make, out), jobs)
        return
    context = multiprocessing.get_context("spawn")
    others = multiprocessing.active_children()
    with (
        Held(SIGNALS) as held,
        ProcessPoolExecutor(min(processes, len(jobs)), context, initializer=end_with_parent) as pool,
    ):
        waiting = [pool.submit(_made_alone, ready, task, out, job) for job in jobs]
        try:
            yield from _as_they_come(waiting, held)
        except KeyboardInterrupt:
            for process in multiprocessing.active_children():
                if process not in others:
                    process.terminate()
            raise
        except BrokenProcessPool as error:
            raise OSError(
                "a process that makes parts was ended, as systems do where memory is short: take fewer "
                "processes; what is made stays."
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _made_alone(ready: Callable[[], Any], task: Task, out: Path, job: dict[str, Any]) -> dict[str, Any]:
    """A part made in a process of the pool, which loads the model when it makes its first.

    As the pool began it, no error of it would be told.
    """
    if not begun():
        ready()
        begin(task, out)
    return make(out, job)


def _as_they_come(waiting: Sequence[Future], held: Held) -> Iterator[dict[str, Any]]:
    """The results; raises Interrupted between them if a signal has come."""
    left = {*waiting}
    while left:
        done, left = wait(left, POLL_SECONDS, FIRST_COMPLETED)
        held.check()
        for future in done:
            yield future.result()


def _is_of(job: dict[str, Any], record: dict[str, Any] | None) -> bool:
    """Whether a part's record is of the same rows as the job's."""
    return record is not None and record.get("of") == {k: v for k, v in job.items() if k != "part"}


def _checksum(folder: str) -> str:
    """Of all files of a saved model that say what it is."""
    checksum = hashlib.blake2b(digest_size=8)
    model = saved_model(folder)
    save = json.loads((model / "model.json").read_text(encoding="utf-8")).get("save", "")
    for path in (
        [model / "model.json", *sorted((model / save).rglob("*"))] if save else [model / "model.json"]
    ):
        if path.is_file():
            checksum.update(path.read_bytes())
    return checksum.hexdigest()
