"""Which trials a study has, and which comes next: several processes take from one storage."""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optuna import Study, Trial
    from optuna.trial import FrozenTrial


def states(*names: str) -> list[Any]:
    """Optuna's states of trials, by their names."""
    from optuna.trial import TrialState

    return [TrialState[name] for name in names]


def pruned() -> type[Exception]:
    """What ends a trial that is stopped early."""
    from optuna import TrialPruned

    return TrialPruned


def counted(study: Study) -> list[FrozenTrial]:
    """Trials that are done, or being done."""
    return study.get_trials(deepcopy=False, states=tuple(states("COMPLETE", "PRUNED", "RUNNING")))


def next_trial(study: Study, trials: int) -> Trial | None:
    """A trial to do, unless there are so many. Where processes ask at once, the first ones have it."""
    if len(counted(study)) >= trials:
        return None
    trial = study.ask()
    trial.set_user_attr("process", {"process": os.getpid(), "machine": platform.node()})
    if sum(one.number < trial.number for one in counted(study)) < trials:
        return trial
    study.tell(trial, state=states("FAIL")[0])
    return None


def is_over(trial: FrozenTrial) -> bool:
    """Whether the process that did a trial has ended, as far as this machine knows."""
    import psutil

    owner = trial.user_attrs.get("process")
    if owner is None or owner["machine"] != platform.node():
        return False
    return owner["process"] == os.getpid() or not psutil.pid_exists(owner["process"])
