"""Training into a folder: what can be refused is refused before a framework is loaded."""

import math
import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import codings
from codings.catalogue import MODELS, Model
from codings.data import Dataset, address, find_encoding, is_table, rows
from codings.data import load as load_data
from codings.data.fingerprint import of_dataset
from codings.files import write_json
from codings.locking import Lock, is_free
from codings.runs.memory import PeakMemory
from codings.runs.pictures import check_names
from codings.runs.run import CHECKPOINTS, CONFIG, FORMAT, MODEL, PICTURES, RESULT, Run, load
from codings.runs.split import Rows, held_out, split_rows

if TYPE_CHECKING:
    from codings.diagnostics import Finding
    from codings.runs.watching import Watching


@dataclass(frozen=True)
class Plan:
    """A training that has passed every check so far; see `plan`."""

    model: Model
    arguments: dict[str, Any]
    source: str
    folder: Path
    validation: float
    data: Dataset
    pictures: Collection[str] | None = None
    resumed: Mapping[str, Any] | None = None

    @cached_property
    def held_out(self) -> int:
        """How many instances are not trained on."""
        return held_out(len(self.data.X), self.validation)

    @cached_property
    def split(self) -> tuple[Rows, Rows]:
        """Which rows are trained on, and which are held out."""
        return split_rows(self.data.X, self.held_out)

    def train(
        self,
        callbacks: Sequence[Any] = (),
        report: Callable[["Finding"], Any] | None = None,
        minutes: float = 2.0,
    ) -> Run:
        """Trains, with these Keras callbacks besides, and writes the folder: from when training begins.

        There is a checkpoint every so many `minutes`, above 0; where the run has some, it goes on from the
        newest. What is found wrong with a GAN while it trains is given to `report`.

        Raises
        ------
        ValueError
            If the model refuses an argument or the data; there is no folder then. If another process trains
            into the same folder.
        FloatingPointError
            If training diverges. The folder then holds the last good model, and no result.
        Interrupted
            A KeyboardInterrupt: after Ctrl-C, SIGTERM or SIGHUP. The folder then holds a checkpoint to go on
            from, and the model as far as it came.
        """
        estimator = self.model.estimator()(**self.arguments)
        from codings.training.interrupt import SIGNALS, Held, Interrupted

        try:
            with self._claimed(), Held(SIGNALS) as held:
                self._train(estimator, callbacks, report, minutes, held.check)
        except Interrupted as error:
            raise Interrupted(error.number, f"To go on: codings resume {self.folder}") from error
        return load(self.folder)

    @contextmanager
    def _claimed(self) -> Iterator[None]:
        """The folder is this process's alone within; if training does not begin, it goes again."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with Lock(self.folder):
            if self.resumed is None:
                check_free(self.folder)
            try:
                yield
            finally:
                if not (self.folder / CONFIG).exists():
                    shutil.rmtree(self.folder, ignore_errors=True)

    def _train(
        self,
        estimator: Any,
        callbacks: Sequence[Any],
        report: Callable[["Finding"], Any] | None,
        minutes: float,
        check: Callable[[], None],
    ) -> None:
        from keras.callbacks import LambdaCallback

        from codings.runs.journal import Journal
        from codings.runs.watching import Watching
        from codings.training.checkpoints import Checkpoints
        from codings.training.interrupt import Interrupted

        begin = LambdaCallback(on_train_begin=lambda logs: self._begin(estimator))
        chosen, others = self.split
        X, y = self._instances(chosen)
        X_valid, y_valid = self._instances(others) if self.held_out else (None, None)
        validation = X_valid if y_valid is None else (X_valid, y_valid)
        watching = Watching(estimator, X, y, (X_valid, y_valid), report)
        own = [begin, Journal(estimator, self.folder), *watching.callbacks]
        try:
            with PeakMemory() as peak:
                estimator.fit(
                    X,
                    y,
                    validation=validation,
                    callbacks=[*own, *callbacks],
                    checkpoint=Checkpoints(self.folder / CHECKPOINTS, minutes=minutes),
                )
        except (FloatingPointError, Interrupted) as error:
            self._keep(estimator, watching)
            if isinstance(error, Interrupted):
                raise
            raise FloatingPointError(f"{error} The model is in {self.folder / MODEL}.") from error
        self._keep(estimator, watching)
        write_json(self.folder / RESULT, _figures(estimator, X_valid) | {"peak_memory_gib": peak.gib})
        from codings.runs.drawing import pictures_may_fail
        from codings.runs.pictures import draw
        from codings.runs.report import REPORT, write_report

        pictures = self.folder / PICTURES
        shown = others if self.held_out else chosen
        with pictures_may_fail(pictures):
            draw(pictures, estimator, self.data, chosen, shown, self.pictures, check)
            check()
            watching.draw(pictures, self.pictures)
            write_report([self.folder], self.folder / REPORT)

    def _instances(self, chosen: Rows) -> tuple[Any, np.ndarray | None]:
        """Of the data, (n, ...), with their labels, (n,), if the model is to be conditional."""
        X, y, classes = rows(self.data.X, chosen), self.data.y, self.data.classes
        if y is None or not self.arguments.get("conditional"):
            return X, None
        return X, np.array(classes)[y[chosen]] if classes else y[chosen]

    def _begin(self, estimator: Any) -> None:
        write_json(self.folder / CONFIG, self._config(estimator))

    def _keep(self, estimator: Any, watching: "Watching") -> None:
        watching.keep(self.folder)
        estimator.save(self.folder / MODEL)
        from codings.runs.journal import keep_history

        keep_history(self.folder, estimator.history_)

    def _config(self, estimator: Any) -> dict[str, Any]:
        params = {option.name: getattr(estimator, option.name) for option in self.model.options}
        now = datetime.now(UTC).isoformat(timespec="seconds")
        if self.resumed is not None:
            arguments = {**self.resumed["arguments"], "epochs": params["epochs"]}
            return {
                **self.resumed,
                "arguments": arguments,
                "resumed": [*self.resumed.get("resumed", []), now],
            }
        return {
            "format": FORMAT,
            "model": self.model.name,
            "arguments": {k: list(v) if isinstance(v, tuple) else v for k, v in params.items()},
            "data": self.source,
            "fingerprint": of_dataset(self.data),
            "pictures": None if self.pictures is None else list(self.pictures),
            "validation": self.validation,
            "instances": {"training": len(self.data.X) - self.held_out, "validation": self.held_out},
            "shape": list(self.data.X.shape[1:]),
            "versions": _versions(),
            "started": now,
        }


def plan(
    model_name: str,
    arguments: dict[str, Any],
    source: str,
    folder: str | os.PathLike[str],
    validation: float = 0.1,
    pictures: Collection[str] | None = None,
) -> Plan:
    """Reads the data, and checks all that can be checked without loading a framework; writes nothing.

    Parameters
    ----------
    model_name : str
        Its name in `codings.catalogue`.
    arguments : dict
        The constructor's; those that are left out have their defaults.
    source : str
        As `codings.data.load` takes it.
    folder : path
        Where the run is written: a new one, or an empty one.
    validation : float
        A share below 1, or a whole number of instances that are not trained on; 0 for none. They are chosen
        at random, the same ones each time; of a memory map they are the last rows.
    pictures : collection of str, optional
        The names of those that are drawn, see `codings.runs.pictures`; without it, all that suit the model
        and the data.

    Raises
    ------
    ValueError
        If there is no such model, argument, picture or data, `folder` holds something, `validation` leaves
        nothing to train on, or a conditional model is asked for and the data have no labels.
    """
    model, folder = _find(model_name), Path(folder)
    known = {option.name for option in model.options}
    for name in arguments:
        if name not in known:
            raise ValueError(f"{model_name} has no argument {name!r}; it has {', '.join(sorted(known))}.")
    check_names(pictures or ())
    check_free(folder)
    data = load_data(source)
    held_out(len(data.X), validation)
    if is_table(data.X):
        find_encoding(data.X, what=data.name)
    if arguments.get("conditional") and data.y is None:
        raise ValueError(
            f"--conditional needs labels, and {data.name} has none: name the column that holds them, as in "
            "flowers.csv:label=species, or take data that have some."
        )
    if arguments.get("random_state") is None:  # drawn here, so that the run's folder tells it
        arguments = {**arguments, "random_state": int(np.random.default_rng().integers(2**31))}
    return Plan(model, dict(arguments), address(source), folder, validation, data, pictures)


def train(
    model_name: str,
    arguments: dict[str, Any],
    source: str,
    folder: str | os.PathLike[str],
    validation: float = 0.1,
    pictures: Collection[str] | None = None,
    callbacks: Sequence[Any] = (),
) -> Run:
    """Trains a model into a folder: `plan`, whose parameters these are, and `Plan.train`."""
    return plan(model_name, arguments, source, folder, validation, pictures).train(callbacks)


def resume(folder: str | os.PathLike[str], epochs: int | None = None) -> Plan:
    """The training of a run that was interrupted, or killed, to go on from its newest checkpoint.

    Parameters
    ----------
    folder : path
        Of the run.
    epochs : int, optional
        As many in all as it shall have now, if not those that were asked for. The learning rate then takes
        the place that it has at that epoch of the longer training.

    Raises
    ------
    ValueError
        If there is no run, or its data are not there any more, or have changed.
    """
    run = load(folder)
    config = run.config
    arguments = {**config["arguments"], **({} if epochs is None else {"epochs": epochs})}
    run.check_unchanged()
    return Plan(
        _find(config["model"]), arguments, config["data"], run.folder, config["validation"], run.data,
        config.get("pictures"), resumed=config,
    )  # fmt: skip


def can_resume(folder: Path) -> bool:
    """Whether a run has a checkpoint to go on from."""
    return any((folder / CHECKPOINTS).glob("epoch-*"))


def check_free(folder: Path) -> None:
    """Raises ValueError if `folder` holds anything, or is not a folder."""
    if folder.is_dir() and is_free(folder):
        return
    if folder.exists():
        what = "holds a run already" if (folder / CONFIG).is_file() else "exists and is not an empty folder"
        raise ValueError(f"{folder} {what}: choose another folder, or remove it.")


def _find(name: str) -> Model:
    for model in MODELS:
        if model.name == name:
            return model
    raise ValueError(f"there is no model {name!r}; there are {', '.join(model.name for model in MODELS)}.")


def _figures(estimator: Any, validation: Any) -> dict[str, Any]:
    """The figures of a training, with the last value of each loss, and the error where there is one."""
    history = estimator.history_
    networks = [getattr(estimator, name) for name in estimator._saved_networks]
    last = {name: float(column[-1]) for name, column in history.items() if name != "seconds"}
    figures = {
        "epochs": history.epochs,
        "parameters": sum(network.count_params() for network in networks),
        "seconds": float(history["seconds"].sum()),
        **{name: value if math.isfinite(value) else None for name, value in last.items()},
    }
    if validation is not None and estimator.can("score"):
        figures["mse"] = -estimator.score(validation)
    return figures


def _versions() -> dict[str, str]:
    import keras

    backend = keras.backend.backend()
    return {
        "codings": codings.__version__,
        "keras": keras.__version__,
        "backend": backend,
        backend: sys.modules[backend].__version__,
        "python": sys.version.split()[0],
    }
