"""Reading a run's folder."""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codings.data import Dataset
from codings.data import load as load_data
from codings.files import read_history, read_json
from codings.runs.split import Rows, split_rows

if TYPE_CHECKING:
    from codings.training import History

FORMAT = 1
CONFIG, RESULT, HISTORY, MODEL, PICTURES = "config.json", "result.json", "history.csv", "model", "pictures"
HISTORY_LINES = "history.jsonl"
SAVED = "model.json"  # what a folder holds that an estimator's own `save` has written


@dataclass(frozen=True)
class Run:
    """A run's folder. Only `config` is read at once; `estimator` and `history` load the framework.

    Attributes
    ----------
    folder : Path
    config : dict
        The model and its arguments, the data, what was held out, versions, and when training began.
    estimator : a fitted estimator
    history : History
        The epochs that were finished.
    data : Dataset
        Read again from where it was.
    split : pair of rows
        Which were trained on, and which held out.
    result : dict or None
        The figures; None if training did not come to its end.
    """

    folder: Path
    config: dict[str, Any]

    @cached_property
    def estimator(self) -> Any:
        return estimator_in(self.folder)

    @cached_property
    def history(self) -> "History":
        from codings.training import History

        path = self.folder / HISTORY
        return History(read_history(path) if path.is_file() else None)

    @cached_property
    def data(self) -> Dataset:
        return load_data(self.config["data"])

    @cached_property
    def split(self) -> tuple[Rows, Rows]:
        """Which rows of the data were trained on and which held out; where none were, all are both."""
        trained, others = split_rows(self.data.X, self.config["instances"]["validation"])
        return trained, others if self.config["instances"]["validation"] else trained

    @cached_property
    def result(self) -> dict[str, Any] | None:
        path = self.folder / RESULT
        return read_json(path) if path.is_file() else None


def load(folder: str | os.PathLike[str]) -> Run:
    """The run in `folder`; raises ValueError if there is none, or one that this version cannot read."""
    folder = Path(folder)
    path = folder / CONFIG
    if not path.is_file():
        raise ValueError(f"{folder} holds no run: there is no {CONFIG} in it.")
    config = read_json(path)
    if config.get("format") != FORMAT:
        raise ValueError(f"{path} has format {config.get('format')}, this codings reads {FORMAT}: update it.")
    return Run(folder, config)


def observations(folder: str | os.PathLike[str]) -> list:
    """What was observed of the GAN in `folder` after each epoch; see `codings.diagnostics.Observation`.

    Raises ValueError if there is no run, it is not of a GAN, or it ended before its first epoch did.
    """
    run = load(folder)
    from codings.runs.observed import OBSERVATIONS, read_observations

    path = run.folder / OBSERVATIONS
    found = read_observations(path) if path.is_file() else []
    if not found:
        raise ValueError(f"{folder} holds no observations: runs of GANs have them, from epoch 1 on.")
    return found


def saved_model(folder: str | os.PathLike[str]) -> Path:
    """The folder of the saved model: that of a run, or `folder` itself where an estimator was saved to it.

    It loads no framework. Raises ValueError if `folder` holds neither.
    """
    folder = Path(folder)
    if (folder / SAVED).is_file():
        return folder
    if not (folder / CONFIG).is_file():
        there = "holds no run and no saved model" if folder.is_dir() else "is not a folder"
        raise ValueError(f"{folder} {there}: give the folder of `codings train --run`, or of `save`.")
    if not (folder / MODEL / SAVED).is_file():
        raise ValueError(f"{folder} holds a run that left no model: it was stopped too early, train again.")
    return folder / MODEL


def estimator_in(folder: str | os.PathLike[str]) -> Any:
    """The fitted estimator of a run's folder, or of one that an estimator's `save` has written.

    Raises ValueError if `folder` holds neither, or if a file in it is damaged.
    """
    model = saved_model(folder)
    import codings

    return codings.load(model)
