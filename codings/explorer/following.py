"""What a page tells of a training while it lasts."""

import math
from pathlib import Path
from typing import Any

import numpy as np

MOST_EPOCHS = 1_000  # that a curve shows
STOPPED = "the training was asked to stop: it keeps a checkpoint, and goes on with codings resume."


def following(folder: Path | None) -> dict[str, Any]:
    """Of a run, for JSON: its state, losses, samples, and what the diagnosis finds.

    Raises LookupError where there is no run, but a saved model alone.
    """
    if folder is None:
        raise LookupError("there is no run here, but a saved model: its training cannot be followed.")
    from codings.runs.summary import summaries

    (run,) = summaries([folder])
    return {
        "state": run.ending["how"],
        "said": run.unfinished,
        "model": run.has_model,
        "epochs": run.epochs,
        "of": run.planned,
        "history": {name: list(map(_number, _some(values))) for name, values in run.history.items()},
        "findings": [
            {"name": one.name, "said": f"{one.seen}. {one.meaning}", "remedy": one.remedy}
            for one in run.findings
        ],
        "pictures": [
            {"source": one.source, "alt": one.alt, "caption": one.caption} for one in run.pictures.values()
        ],
    }


def stop(folder: Path | None) -> str:
    """Asks the process that trains the run in `folder` to stop, and keep a checkpoint.

    Raises ValueError if it is no process of this machine.
    """
    from codings.locking import owning

    process = None if folder is None else owning(folder)
    if process is None:
        raise ValueError("no process of this machine trains this run: there is nothing to stop.")
    process.terminate()
    return STOPPED


def _some(values: np.ndarray) -> np.ndarray:
    """Evenly chosen, with the last: more than a curve shows would only take time."""
    step = max(-(-len(values) // MOST_EPOCHS), 1)
    return values[(len(values) - 1) % step :: step]


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
