"""One trial: a training whose validation measure is told to Optuna after each epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import keras

from codings.diagnostics.watch import Watch

if TYPE_CHECKING:
    from optuna import Trial

    from codings.runs import Plan


class Pruning(keras.callbacks.Callback):
    """Tells a trial its measure after each epoch, and stops the training if others stood better there.

    Parameters
    ----------
    trial : optuna.Trial
    watch : Watch, optional
        Of a GAN, called before this: the measure is then the share of held-out instances that nothing
        generated covers. Without it, it is the validation loss.

    Attributes
    ----------
    measured : list of float
        One an epoch.
    stopped : bool
    """

    def __init__(self, trial: Trial, watch: Watch | None = None):
        super().__init__()
        self.trial = trial
        self.watch = watch
        self.measured: list[float] = []
        self.stopped = False

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        value = (logs or {})["val_loss"] if self.watch is None else 1 - self.watch.observations[-1].coverage
        self.measured.append(float(value))
        self.trial.report(self.measured[-1], len(self.measured))
        if self.trial.should_prune():
            self.stopped = self.model.stop_training = True


def train(plan: Plan, trial: Trial, arguments: dict[str, Any]) -> float:
    """Trains the model of a plan with these arguments; returns what is measured after the last epoch.

    Raises
    ------
    optuna.TrialPruned
        If it was stopped, or diverged: the trial's attribute "ended" says which.
    ValueError
        If it is a GAN, and rows repeat so that coverage says nothing.
    """
    from optuna import TrialPruned

    estimator = plan.model.estimator()(**arguments)
    (X, y), (X_valid, y_valid) = (plan.instances(chosen) for chosen in plan.split)
    watch = Watch(estimator, X, X_valid, y_valid) if estimator.can("judge") else None
    if watch is not None and not watch.reference.has_coverage:
        raise ValueError(
            "a GAN is measured by what it covers of instances held out, and a tenth of these or more repeat, "
            "which nothing covers: give data whose instances differ."
        )
    pruning = Pruning(trial, watch)
    try:
        estimator.fit(
            X,
            y,
            validation=X_valid if y_valid is None else (X_valid, y_valid),
            callbacks=[pruning] if watch is None else [watch, pruning],
        )
    except FloatingPointError as error:
        trial.set_user_attr("ended", "diverged")
        raise TrialPruned("diverged") from error
    if pruning.stopped:
        trial.set_user_attr("ended", "stopped")
        raise TrialPruned("stopped")
    return pruning.measured[-1]
