"""How one part is made, in any process: the model is loaded once, and kept."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from codings.data import Encoding, is_table, load, rows
from codings.data.matching import check_columns, matched
from codings.data.writing import write_array

if TYPE_CHECKING:
    from codings.parts.parts import Task

STRANGEST = 100  # of a part, whose rows and scores its record holds
DETECTOR = ".detector"  # in the folder of the parts: the one that all of them are measured by

_task: Task | None = None
_model: Any = None


def keep_detector(task: Task, out: Path) -> None:
    """Fits the detector that measures all parts, unless the model is one, and keeps it beside them.

    It is fitted to what the run was trained on, so that no score depends on how the data are cut into shards.
    Raises ValueError if that is not known.
    """
    from sklearn.frozen import FrozenEstimator

    from codings import runs
    from codings.outliers import OutlierDetector

    share = task.options.get("contamination")
    if (out / DETECTOR / "model.json").is_file():
        return
    model: Any = runs.estimator_in(task.model)
    if isinstance(model, OutlierDetector):
        if share is not None:
            raise ValueError("a saved detector has its threshold: leave out --contamination.")
        return
    if not model.can("score_samples"):
        raise ValueError(f"{type(model).__name__} cannot score samples: give an autoencoder, or a detector.")
    if not (Path(task.model) / "config.json").is_file():
        raise ValueError(
            f"{task.model} is no run, whose training data would say what is usual for all shards: give the "
            "folder of a run, or a saved OutlierDetector."
        )
    run = runs.load(task.model)
    usual = rows(run.data.X, run.split[0])
    detector: Any = OutlierDetector
    made = detector(FrozenEstimator(model), contamination="auto" if share is None else share, random_state=0)
    made.fit(usual).save(out / DETECTOR)


def begin(task: Task, out: Path) -> None:
    """Loads the model, for the parts that this process is going to make.

    Raises ValueError if it is damaged, or cannot do what is asked of it.
    """
    import codings
    from codings import runs

    global _task, _model
    folder = out / DETECTOR
    model: Any = codings.load(folder) if folder.is_dir() else runs.estimator_in(task.model)
    ability = ABILITIES[task.command]
    if not model.can(ability):
        cannot = f"{type(model).__name__} cannot {ability.replace('_', ' ')}"
        raise ValueError(f"{cannot}, and {task.command} needs that: give another model.")
    _task, _model = task, model


def begun() -> bool:
    """Whether this process has loaded the model."""
    return _model is not None


def make(out: Path, job: dict[str, Any]) -> dict[str, Any]:
    """Makes a part, and returns its record: name, what it is of, rows and bytes, and what a command adds."""
    assert _task is not None, "call begin first"
    try:
        found, column = COMMANDS[_task.command](job)
    except ValueError as error:
        if job.get("shard", "").partition(":")[0] in str(error):
            raise
        raise ValueError(f"{job['shard']}: {error}") from error  # of an array, models do not know the name
    path = out / job["part"]
    write_array(path, found, column)
    record = {"part": job["part"], "of": {k: v for k, v in job.items() if k != "part"}}
    record |= {"rows": len(found), "bytes": path.stat().st_size}
    return record | (_strangest(found) if _task.command == "anomalies" else {})


def _read(job: dict[str, Any]) -> Any:
    """The rows of a shard, as the model knows their columns."""
    data = load(job["shard"])
    X, notes = matched(data.X, getattr(_model, "feature_names_in_", None), data.name)
    for said in notes:
        print(said, file=sys.stderr)
    if isinstance(_model.range_, Encoding) and is_table(X):
        check_columns(_model.range_, X, data.name)
    return X


def _codings(job: dict[str, Any]) -> tuple[Any, str]:
    return _model.transform(_read(job)), "coding"


def _scores(job: dict[str, Any]) -> tuple[Any, str]:
    return _model.score_samples(_read(job)), "score"


def _samples(job: dict[str, Any]) -> tuple[Any, str]:
    assert _task is not None
    seed, number = job["state"][:2]
    options = {name: value for name, value in _task.options.items() if name not in ("seed", "label")}
    if "label" in _task.options:
        options["y"] = np.repeat(_labelled(_task.options["label"]), job["rows"])
    own = int(np.random.SeedSequence([seed, number]).generate_state(1)[0] % 2**31)
    return _model.sample(job["rows"], random_state=own, **options), "feature"


def _labelled(label: str) -> Any:
    return _model.classes_[np.flatnonzero(_model.classes_.astype(str) == label)[:1]]


def _strangest(scores: np.ndarray) -> dict[str, Any]:
    chosen = scores.argsort(kind="stable")[:STRANGEST]
    return {
        "outliers": int((scores < _model.offset_).sum()),
        "strangest": [[int(row), float(scores[row])] for row in chosen],
    }


COMMANDS = {"encode": _codings, "anomalies": _scores, "sample": _samples}
ABILITIES = {"encode": "transform", "anomalies": "score_samples", "sample": "sample"}
