"""A plan carried out: a model is trained into a run's folder."""

import math
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import keras

import codings
from codings.data.fingerprint import of_dataset
from codings.diagnostics import Finding
from codings.files import write_json
from codings.interrupt import SIGNALS, Held, Interrupted
from codings.locking import Lock
from codings.runs.drawing import pictures_may_fail
from codings.runs.ending import begin_again, to_go_on, write_ending
from codings.runs.journal import Journal, keep_history
from codings.runs.memory import PeakMemory
from codings.runs.pictures import draw
from codings.runs.planning import Plan, check_free
from codings.runs.report import REPORT, write_report
from codings.runs.run import CHECKPOINTS, CONFIG, FORMAT, MODEL, PICTURES, RESULT, Run, load
from codings.runs.watching import Watching
from codings.saving.writing import plain
from codings.training.checkpoints import Checkpoints


class Begin(keras.callbacks.Callback):
    """Writes what is trained, when training begins: what is refused before leaves the folder as it was."""

    def __init__(self, plan: Plan, estimator: Any):
        super().__init__()
        self.plan, self.estimator = plan, estimator
        self.begun = False

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        begin_again(self.plan.folder)
        config = _config(self.plan, self.estimator) | {"planned": self.params["epochs"]}
        write_json(self.plan.folder / CONFIG, plain(config))
        self.begun = True


def trained(
    plan: Plan, callbacks: Sequence[Any], report: Callable[[Finding], Any] | None, minutes: float
) -> Run:
    """The run that comes of a plan; see `codings.runs.Plan.train`."""
    estimator = plan.model.estimator()(**plan.arguments)
    try:
        with _claimed(plan), Held(SIGNALS) as held:
            watching = _fit(plan, estimator, callbacks, report, minutes)
            _draw(plan, estimator, watching, held.check)
    except Interrupted as error:
        raise Interrupted(error.number, to_go_on(plan.folder)) from error
    return load(plan.folder)


def followed(plan: Plan) -> None:
    """Trains with the first process, which does all else; see `codings.runs.Plan.follow`."""
    (X, y), (X_valid, y_valid) = _data(plan)
    estimator = plan.model.estimator()(**plan.arguments)
    with Held(SIGNALS):
        estimator.fit(X, y, validation=X_valid if y_valid is None else (X_valid, y_valid))


def _data(plan: Plan) -> tuple:
    """Instances and labels to train on, and those that are held out."""
    chosen, others = plan.split
    return plan.instances(chosen), plan.instances(others) if plan.held_out else (None, None)


@contextmanager
def _claimed(plan: Plan) -> Iterator[None]:
    """The folder is this process's alone within; if training does not begin, it goes again."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    with Lock(plan.folder):
        if plan.resumed is None:
            check_free(plan.folder)
        try:
            yield
        finally:
            if not (plan.folder / CONFIG).exists():
                shutil.rmtree(plan.folder, ignore_errors=True)


def _fit(
    plan: Plan,
    estimator: Any,
    callbacks: Sequence[Any],
    report: Callable[[Finding], Any] | None,
    minutes: float,
) -> Watching:
    """Trains, and writes all but pictures."""
    (X, y), (X_valid, y_valid) = _data(plan)
    watching = Watching(estimator, X, y, (X_valid, y_valid), report)
    begin = Begin(plan, estimator)
    own = [begin, Journal(estimator, plan.folder), *watching.callbacks]
    try:
        with PeakMemory() as peak:
            estimator.fit(
                X,
                y,
                validation=X_valid if y_valid is None else (X_valid, y_valid),
                callbacks=[*own, *callbacks],
                checkpoint=Checkpoints(plan.folder / CHECKPOINTS, minutes=minutes),
            )
    except FloatingPointError as error:
        _keep(plan, estimator, watching)
        write_ending(plan.folder, error)
        write_report([plan.folder], plan.folder / REPORT)
        raise FloatingPointError(f"{error} The model is in {plan.folder / MODEL}.") from error
    except Interrupted as error:
        _keep(plan, estimator, watching)
        write_ending(plan.folder, error)
        raise
    except Exception as error:
        with suppress(OSError):  # of the same disk that is full
            if begin.begun:
                write_ending(plan.folder, error)
        raise
    _keep(plan, estimator, watching)
    write_json(plan.folder / RESULT, _figures(estimator, X_valid) | {"peak_memory_gib": peak.gib})
    write_ending(plan.folder)
    return watching


def _keep(plan: Plan, estimator: Any, watching: Watching) -> None:
    watching.keep(plan.folder)
    estimator.save(plan.folder / MODEL)
    keep_history(plan.folder, estimator.history_)


def _draw(plan: Plan, estimator: Any, watching: Watching, check: Callable[[], None]) -> None:
    """Pictures and a page; `check` is called between them, and raises where a signal has come."""
    pictures = plan.folder / PICTURES
    chosen, others = plan.split
    with pictures_may_fail(pictures):
        shown = others if plan.held_out else chosen
        draw(pictures, estimator, plan.data, chosen, shown, plan.pictures, check)
        check()
        watching.draw(pictures, plan.pictures)
        write_report([plan.folder], plan.folder / REPORT)


def _config(plan: Plan, estimator: Any) -> dict[str, Any]:
    params = {option.name: getattr(estimator, option.name) for option in plan.model.options}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if plan.resumed is not None:
        arguments = {**plan.resumed["arguments"], "epochs": params["epochs"]}
        return {**plan.resumed, "arguments": arguments, "resumed": [*plan.resumed.get("resumed", []), now]}
    return {
        "format": FORMAT,
        "model": plan.model.name,
        "arguments": params,
        "data": plan.source,
        "fingerprint": of_dataset(plan.data),
        "pictures": None if plan.pictures is None else list(plan.pictures),
        "validation": plan.validation,
        "instances": {"training": len(plan.data.X) - plan.held_out, "validation": plan.held_out},
        "shape": list(plan.data.X.shape[1:]),
        "versions": _versions(),
        "started": now,
    }


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
    backend = keras.backend.backend()
    return {
        "codings": codings.__version__,
        "keras": keras.__version__,
        "backend": backend,
        backend: sys.modules[backend].__version__,
        "python": sys.version.split()[0],
    }
