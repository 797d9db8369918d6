"""A search: many trials of one model on one storage, by this process and any others."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from codings.data.fingerprint import of_dataset
from codings.trials.queue import counted, is_over, next_trial, pruned, states
from codings.trials.space import Axis

if TYPE_CHECKING:
    from optuna import Study, Trial
    from optuna.trial import FrozenTrial

    from codings.runs import Plan

SQLITE = "sqlite:///"
PATIENCE = 120  # seconds that a process waits for others which write to the same file
FIRST = 5  # trials that are never stopped: they say what is usual
WARM = 2  # epochs after which a trial may be stopped
LOSS, UNCOVERED = "validation loss", "share of held-out instances not covered"


@dataclass(frozen=True)
class Search:
    """A search; `codings.trials.plan_search` makes one.

    Attributes
    ----------
    plan : Plan
        Model, data, split, and the arguments that all trials share.
    space : tuple of Axis
        What differs.
    storage : str
        An address as SQLAlchemy has it, ``sqlite:///trials.db``.
    name : str
        Of the study in the storage.
    """

    plan: Plan
    space: tuple[Axis, ...]
    storage: str
    name: str

    @property
    def measure(self) -> str:
        """What is minimised, in words: as it is after a trial's last epoch."""
        return UNCOVERED if "judge" in self.plan.model.abilities else LOSS

    @cached_property
    def description(self) -> dict[str, Any]:
        """What trials of one study have in common, as JSON has it."""
        return {
            "model": self.plan.model.name,
            "arguments": {k: list(v) if isinstance(v, tuple) else v for k, v in self._given.items()},
            "data": of_dataset(self.plan.data),
            "held out": self.plan.held_out,
            "space": {axis.option: axis.text for axis in self.space},
            "measure": self.measure,
        }

    @property
    def _given(self) -> dict[str, Any]:
        return {name: value for name, value in self.plan.arguments.items() if name != "verbose"}

    def begin(self) -> int:
        """Makes the study, or opens it to go on; how many trials it has.

        A trial that a process of this machine left, killed, is to be done anew. Raises ValueError if the
        study is of another search, and says what differs, or the storage cannot be opened.
        """
        study = self.open(create=True)
        known = study.user_attrs.get("search")
        if known is None:
            study.set_user_attr("search", self.description)
            study.enqueue_trial(self._defaults())
        elif known != self.description:
            raise ValueError(self._differing(known))
        for trial in study.get_trials(deepcopy=False, states=tuple(states("RUNNING"))):
            if is_over(trial):
                study.tell(trial.number, state=states("FAIL")[0])
                study.enqueue_trial(trial.params)
        return len(counted(study))

    def work(self, trials: int, job: int = 0, report: Callable[[FrozenTrial], Any] | None = None) -> None:
        """Does trials until the study has so many in all, those of other processes among them.

        Parameters
        ----------
        trials : int
        job : int
            Which of several processes this is: each draws otherwise.
        report : callable, optional
            Called with each trial that this process has ended.

        Raises
        ------
        ValueError
            If the model refuses arguments of a trial; the sentence names them.
        """
        study = self.open(job=job)
        while (trial := next_trial(study, trials)) is not None:
            try:
                value, state = self._train(trial), states("COMPLETE")[0]
            except pruned():
                value, state = None, states("PRUNED")[0]
            except BaseException:
                study.tell(trial, state=states("FAIL")[0])
                study.enqueue_trial(trial.params)
                raise
            ended = study.tell(trial, value, state=state)
            if report is not None:
                report(ended)

    def _train(self, trial: Trial) -> float:
        from codings.trials.trial import train

        searched = {axis.option: axis.suggest(trial) for axis in self.space}
        try:
            return train(self.plan, trial, {**self.plan.arguments, **searched, "verbose": False})
        except ValueError as error:
            words = ", ".join(f"{name}={value}" for name, value in searched.items())
            raise ValueError(f"trial {trial.number}, {words}: {error}") from error

    def best(self) -> FrozenTrial:
        """The trial with the least measure; raises ValueError if none has come to its end."""
        done = self.open().get_trials(deepcopy=False, states=tuple(states("COMPLETE")))
        if not done:
            raise ValueError(
                f"no trial of {self.name!r} has come to its end yet: do more, with more --trials."
            )
        return min(done, key=lambda trial: trial.value)

    def arguments(self, trial: FrozenTrial) -> dict[str, Any]:
        """A trial's arguments, all that were given or searched, as JSON has them."""
        searched = {axis.option: axis.value(trial.params[axis.option]) for axis in self.space}
        found = {**self._given, **searched}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}

    def config(self, trial: FrozenTrial) -> dict[str, Any]:
        """What `codings train --config` reads, to train a trial's model on the same data."""
        shared = {"data": self.plan.source, "validation": self.plan.validation}
        return {"model": self.plan.model.name, **shared, **self.arguments(trial)}

    def open(self, *, create: bool = False, job: int = 0) -> Study:
        """The study, an `optuna.Study`; raises ValueError if the storage cannot be opened."""
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        try:
            storage = optuna.storages.RDBStorage(self.storage, engine_kwargs=self._engine())
        except Exception as error:  # each database has its own
            raise ValueError(
                f"the storage {self.storage} cannot be opened ({_short(error)}): give {SQLITE}FILE for a "
                "file of this machine, or a database's address as SQLAlchemy has it."
            ) from error
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            if create:
                return optuna.create_study(study_name=self.name, storage=storage, load_if_exists=True)
            study = optuna.load_study(study_name=self.name, storage=storage)
            seed = [self.plan.arguments["random_state"], len(study.get_trials(deepcopy=False)), job]
            study.sampler = optuna.samplers.TPESampler(seed=_seed(seed), constant_liar=True)
        greedy = self.plan.arguments.get("greedy")  # the first epochs are of shallow networks, not alike
        study.pruner = (
            optuna.pruners.NopPruner() if greedy else optuna.pruners.MedianPruner(FIRST, n_warmup_steps=WARM)
        )
        return study

    def _engine(self) -> dict[str, Any]:
        """SQLAlchemy's options. A connection to a file is closed after each use: nobody else would do it."""
        from sqlalchemy.pool import NullPool

        if not self.storage.startswith(SQLITE):
            return {}
        return {"connect_args": {"timeout": PATIENCE}, "poolclass": NullPool}

    def _defaults(self) -> dict[str, Any]:
        """The model's own, where they lie in the space: the first trial has them."""
        defaults = {option.name: option.default for option in self.plan.model.options}
        kept = {axis.option: axis.kept(defaults[axis.option]) for axis in self.space}
        return {name: value for name, value in kept.items() if value is not None}

    def _differing(self, known: Mapping[str, Any]) -> str:
        now = self.description
        differing = [name for name in now if now[name] != known.get(name)]
        told = [f"{name} {_told(known.get(name))}, and now {_told(now[name])}" for name in differing]
        return (
            f"the study {self.name!r} in {self.storage} is of another search: its {'; its '.join(told)}. "
            "Choose another --name, or search as before."
        )


def _seed(parts: Sequence[int]) -> int:
    import numpy as np

    return int(np.random.SeedSequence(parts).generate_state(1)[0])


def _short(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")


def _told(value: Any) -> str:
    if isinstance(value, dict) and "instances" in value:  # a fingerprint
        return f"of shape {tuple(value['shape'])}, {value['instances'].rpartition(' ')[2][:8]}"
    if isinstance(value, dict):
        return ", ".join(f"{name}={one}" for name, one in value.items()) or "none"
    return str(value)
