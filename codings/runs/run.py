"""Reading a run's folder."""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codings.data import Dataset
from codings.data import load as load_data
from codings.data.fingerprint import changes
from codings.files import read_history, read_json
from codings.runs.split import Rows, split_rows

if TYPE_CHECKING:
    from codings.training import History

FORMAT = 1
CONFIG, RESULT, HISTORY, MODEL, PICTURES = "config.json", "result.json", "history.csv", "model", "pictures"
CHECKPOINTS = "checkpoints"
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
    ending : dict or None
        "how" training ended ("finished", "interrupted", "diverged" or "failed"), what was "said", and when it
        "ended"; None while it lasts, or if the process was killed.
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
        """Which rows of the data were trained on and which held out; where none were, all are both.

        Raises ValueError if the data are not those of the training.
        """
        self.check_unchanged()
        trained, others = split_rows(self.data.X, self.config["instances"]["validation"])
        return trained, others if self.config["instances"]["validation"] else trained

    def check_unchanged(self) -> None:
        """Raises ValueError if the data are not those of the training."""
        known = self.config.get("fingerprint")  # missing in runs of older versions
        changed = changes(self.data, known) if known else None
        if changed is not None:
            raise ValueError(
                f"{self.config['data']} has changed since {self.folder} was trained on it ({changed}), so "
                "that nobody can tell which instances were held out. Restore the data, or train again."
            )

    @cached_property
    def ending(self) -> dict[str, Any] | None:
        from codings.runs.ending import read_ending

        return read_ending(self.folder)

    @cached_property
    def result(self) -> dict[str, Any] | None:
        path = self.folder / RESULT
        if not path.is_file():
            return None
        from codings.runs.schemas import Result

        return read_json(path, Result)


def load(folder: str | os.PathLike[str]) -> Run:
    """The run in `folder`; raises ValueError if there is none, or one that this version cannot read."""
    folder = Path(folder)
    path = folder / CONFIG
    if not path.is_file():
        raise ValueError(f"{folder} holds no run: there is no {CONFIG} in it.")
    config = read_json(path)
    if config.get("format") != FORMAT:
        raise ValueError(f"{path} has format {config.get('format')}, this codings reads {FORMAT}: update it.")
    from codings.runs.schemas import checked_config

    return Run(folder, checked_config(path, config))


def observations(folder: str | os.PathLike[str]) -> list:
    """What was observed of the GAN in `folder` after each epoch; see `codings.diagnostics.Observation`.

    Raises ValueError if there is no run, it is not of a GAN, too few instances were held out, or it ended
    before its first epoch did.
    """
    run = load(folder)
    from codings.runs.observed import OBSERVATIONS, read_observations

    path = run.folder / OBSERVATIONS
    found = read_observations(path) if path.is_file() else []
    if not found:
        raise ValueError(f"{folder} holds no observations: {_why_unobserved(run)}.")
    return found


def _why_unobserved(run: Run) -> str:
    from codings.diagnostics.observation import FEWEST

    counts = run.config["instances"]
    held_out = counts["validation"] or counts["training"] // 2  # where none were, half stand for them
    if min(held_out, counts["training"]) >= FEWEST:
        return "runs of GANs have them, from epoch 1 on"
    return (
        f"a diagnosis holds {FEWEST} instances of each kind or more against each other, and of these "
        f"{counts['training']:,} were trained on and {counts['validation']:,} held out. Train again with "
        f"more data, or with --validation {FEWEST} or more"
    )


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
        from codings.runs.ending import to_go_on

        left = "holds a run that has left no model yet: it trains, or was killed"
        raise ValueError(f"{folder} {left}. {to_go_on(folder)}")
    return folder / MODEL


def estimator_in(folder: str | os.PathLike[str]) -> Any:
    """The fitted estimator of a run's folder, or of one that an estimator's `save` has written.

    Raises ValueError if `folder` holds neither, or if a file in it is damaged.
    """
    model = saved_model(folder)
    import codings

    return codings.load(model)
