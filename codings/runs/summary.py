"""What a run's folder tells of it, without a framework."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from codings.catalogue import MODELS
from codings.diagnostics import Finding, Observation
from codings.files import read_history
from codings.locking import owner
from codings.pages import Shown
from codings.runs.captions import pictures
from codings.runs.ending import DIVERGED, FAILED, FINISHED, INTERRUPTED, to_go_on
from codings.runs.figures import FIGURES, Figures, read_figures
from codings.runs.observed import OBSERVATIONS, findings, nothing_wrong, read_observations
from codings.runs.run import HISTORY, MODEL, PICTURES, SAVED, Run, load

TRAINS, KILLED = "still training", "killed"  # of which no file tells
CLOCK = "%Y-%m-%d %H:%M %Z"


@dataclass(frozen=True)
class Summary:
    """A run under the name by which it is told from others.

    Attributes
    ----------
    name : str
    run : Run
    history : dict of str to array, (epochs,)
        The epochs that were finished.
    observations : list of Observation
        Of a GAN, one an epoch; of others none.
    ending : dict
        How training ended: "finished", "interrupted", "diverged", "failed", "killed", or "still training";
        and what is "said" of it.
    findings : list of Finding
        What was wrong with a GAN at the end.
    figures : Figures or None
        Those that `codings evaluate` has measured, if it has.
    pictures : dict of str to Shown
    """

    name: str
    run: Run

    @cached_property
    def history(self) -> dict[str, np.ndarray]:
        path = self.run.folder / HISTORY
        return read_history(path) if path.is_file() else {}

    @cached_property
    def observations(self) -> list[Observation]:
        path = self.run.folder / OBSERVATIONS
        return read_observations(path) if path.is_file() else []

    @cached_property
    def findings(self) -> list[Finding]:
        return findings(self.observations, self.run.config) if self.observations else []

    @property
    def nothing_wrong(self) -> str:
        """What is to be said of a GAN without findings."""
        return nothing_wrong(self.observations)

    @cached_property
    def figures(self) -> Figures | None:
        path = self.run.folder / FIGURES
        return read_figures(path) if path.is_file() else None

    @cached_property
    def pictures(self) -> dict[str, Shown]:
        return pictures(self.run.folder / PICTURES, self.name)

    @property
    def epochs(self) -> int:
        """How many were finished."""
        return max(map(len, self.history.values()), default=0)

    @property
    def _epochs_of_all(self) -> str:
        """How many were finished, and of how many, if a file tells."""
        return f"{self.epochs}" if self.planned is None else f"{self.epochs} of {self.planned}"

    @property
    def planned(self) -> int | None:
        """How many epochs there shall be; None if no file tells, as a model may choose that itself."""
        config = self.run.config
        return config.get("planned", config["arguments"]["epochs"])

    @property
    def result(self) -> dict[str, Any] | None:
        """The figures of its last epoch; None if it has gone on since they were written, or has none."""
        found = self.run.result
        return found if found is not None and found["epochs"] == self.epochs else None

    @property
    def is_finished(self) -> bool:
        """Whether training came to its end; one that goes on has no ending yet, or another."""
        if self.result is None:
            return False
        found = self.run.ending
        as_planned = self.epochs == self.run.config.get("planned", self.epochs)
        return as_planned if found is None else found["how"] == FINISHED

    @cached_property
    def ending(self) -> dict[str, Any]:
        """How training ended, and what is said of it; see `codings.runs.ending`."""
        found = self.run.ending
        if self.is_finished:
            return {"how": FINISHED, "said": ""}
        if found is not None and found["how"] != FINISHED:
            return found
        process = owner(self.run.folder)
        return {"how": KILLED, "said": ""} if process is None else {"how": TRAINS, "said": process}

    @property
    def has_model(self) -> bool:
        """Whether there is a saved model: that of the end, or of an earlier one."""
        return (self.run.folder / MODEL / SAVED).is_file()

    @property
    def unfinished(self) -> str | None:
        """What is to be said of a run that is not finished."""
        how, said = self.ending["how"], self.ending["said"]
        epochs = f"{self._epochs_of_all} epochs"
        go_on = to_go_on(self.run.folder)
        model = "The model of then is kept." if self.has_model else "There is no model yet."
        return {
            FINISHED: None,
            INTERRUPTED: f"{self.name} was interrupted by {said} after {epochs}. {model} {go_on}",
            DIVERGED: f"{self.name} diverged after {epochs}: {said}",
            FAILED: f"{self.name} failed after {epochs}: {said}",
            TRAINS: f"{self.name} is being trained by {said}: {epochs} are done.",
            KILLED: f"{self.name} was killed after {epochs}, or the machine went down. {go_on}",
        }[how]

    @property
    def call(self) -> str:
        """How Python makes the model."""
        name, arguments = self.run.config["model"], self.run.config["arguments"]
        return next((model.call(arguments) for model in MODELS if model.name == name), name)

    @property
    def overview(self) -> dict[str, str]:
        """What it is, and what came of it, in words."""
        config, instances, result = self.run.config, self.run.config["instances"], self.result or {}
        seconds = result.get("seconds", float(np.sum(self.history.get("seconds", 0.0))))
        parameters, memory = (self.run.result or {}).get("parameters"), result.get("peak_memory_gib")
        last = {k: column[-1] for k, column in self.history.items() if k.endswith("loss") and len(column)}
        return {
            "state": self.ending["how"],
            "model": config["model"],
            "data": f"{config['data']}, each {' x '.join(map(str, config['shape']))}",
            "instances": f"{instances['training']:,} trained on, {instances['validation']:,} held out",
            "begun": f"{datetime.fromisoformat(config['started']):{CLOCK}}",
            "epochs": self._epochs_of_all,
            "parameters": "" if parameters is None else f"{parameters:,}",
            "seconds": f"{seconds:,.1f}",
            "memory": "" if memory is None else f"{memory:.2f} GiB",
            **{in_words(name): f"{value:.4g}" for name, value in last.items() if np.isfinite(value)},
            **({"mean squared error": f"{result['mse']:.4g}"} if "mse" in result else {}),
        }


def summaries(folders: Sequence[str | os.PathLike[str]]) -> list[Summary]:
    """Of the runs in these folders, each under its folder's name, or its path where several have that.

    Raises ValueError if there is no run in one, or one is given twice.
    """
    paths = [Path(folder) for folder in folders]
    real = [path.resolve() for path in paths]
    for path, resolved in zip(paths, real, strict=True):
        if real.count(resolved) > 1:
            raise ValueError(f"{path} is given twice: name each run once.")
    return [Summary(name, load(path)) for name, path in zip(distinct_names(paths), paths, strict=True)]


def distinct_names(paths: Sequence[Path]) -> list[str]:
    """Of folders; their paths where several have the same name."""
    names = [path.resolve().name for path in paths]
    return names if len({*names}) == len(names) else list(map(str, paths))


def in_words(loss: str) -> str:
    return loss.replace("val_", "validation ").replace("_", " ")
