"""A training: its stages and its data, and where it stands."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from codings.backend import State, processes
from codings.training.callbacks import listed
from codings.training.checkpoints import Checkpoints
from codings.training.feed import Feed
from codings.training.history import History
from codings.training.loop import Loop
from codings.training.pace import ClockPace, FirstPace, Pace
from codings.training.phase import Stage
from codings.training.position import Position
from codings.training.remembered import Remembered
from codings.training.validation import VALIDATION_BATCH, Validation


class Training:
    """A training: what is trained on what, where it stands, and what came of it so far.

    Parameters
    ----------
    stages : sequence of Stage
        Trained one after the other, in place.
    data : sequence of array, each (n, ...)
        A batch has the same rows of each. uint8 stays uint8; memory maps above 1 GiB are streamed.
    batch_size : int
        Instances a step; cut to n where it is larger.
    seed : int
        What every order and every draw follows from, with the position: the same seed gives the same weights,
        to the last bit, on the same machine and backend, with as many cores: sums are split among them,
        and rounded accordingly.
    validation : sequence of array, each (m, ...), optional
        Measured after each epoch.
    validation_batch : int
        Instances at a time there: it counts where a loss is no mean over instances.
    pace : Pace, optional
        How many steps go into a compiled call, and when weights are kept; by the clock without it. Of several
        processes the first decides.
    history : History, optional
        An empty one to fill, epoch by epoch: it is there even if training is interrupted.

    Attributes
    ----------
    state : State
        Every variable that training changes.
    position : Position
        Of the batch that comes next.
    history : History
        The mean of each phase's loss over each epoch that has ended: "loss" where a stage has one phase,
        "<phase>_loss" where it has several, and the same with ``val_`` before it.
    losses : list of array, (steps, phases)
        Of the epoch under way.
    ended : bool
        Whether it has come to its end, which may be the one that a callback chose.

    Raises
    ------
    ValueError
        If the arrays of `data`, or those of `validation`, are of different lengths, or empty, or
        `batch_size` is below 1.
    """

    def __init__(
        self,
        stages: Sequence[Stage],
        data: Sequence[Any],
        *,
        batch_size: int = 32,
        seed: int = 0,
        validation: Sequence[Any] | None = None,
        validation_batch: int = VALIDATION_BATCH,
        pace: Pace | None = None,
        history: History | None = None,
    ):
        self.stages = stages
        self.feed = Feed(data, batch_size, seed)
        self.seed = seed
        self.validation = None if validation is None else Validation(validation, validation_batch)
        own = ClockPace() if pace is None else pace
        self.pace = own if processes.count() == 1 else FirstPace(own)
        self.state = State(
            [phase for stage in stages for phase in stage.phases],
            [average.averaged for stage in stages for average in stage.averages],
        )
        self.position = Position()
        self.history = History() if history is None else history
        self.losses: list[np.ndarray] = []
        self.ended = False
        self.restored: dict[str, np.ndarray] = {}
        self.remembered: Remembered | None = None

    def run(
        self, callbacks: Any = None, *, verbose: bool = False, checkpoints: Checkpoints | None = None
    ) -> History:
        """Trains from the position to the end, or until a callback stops.

        Parameters
        ----------
        callbacks : keras.callbacks.Callback, or sequence of them, optional
            `on_train_batch_*` come a few times a second, not at each batch; their `model` holds every
            network. The learning rate of its optimizer, `stop_training` and the weights may be changed.
        verbose : bool
            Show a progress bar where standard error is a terminal.
        checkpoints : Checkpoints, optional
            Where to write checkpoints, one of them when training is interrupted. SIGTERM and SIGHUP are held
            back then, as Ctrl-C always is.

        Raises
        ------
        ValueError
            If a callback cannot do here what it is for.
        FloatingPointError
            If a loss or a weight is no longer finite. It names phase and step; the networks hold the last
            weights that were good.
        Interrupted
            A KeyboardInterrupt, between two compiled calls after Ctrl-C or another signal that was held back;
            the networks hold the weights of that moment.
        OSError
            If a checkpoint cannot be written; those before it are whole.
        """
        callbacks = listed(callbacks)
        if self.ended:
            Remembered(callbacks).restore(self.restored)
        else:
            Loop(self, callbacks, verbose, checkpoints).run()
        return self.history

    @property
    def step(self) -> int:
        """The number of the step that comes next."""
        return self.position.step(self.feed.steps)

    def arrays(self) -> dict[str, np.ndarray]:
        """All that it takes to go on from here in another process; see `restore`.

        "state/0", "state/1" and so on are the variables, "history/NAME" a column of the history, (epochs,).
        "position", (3,), "seed", (), "ended", (), and "losses", (steps, phases), are the attributes of these
        names, "epochs", (stages,), how many were planned, "steps", (), how many steps an epoch has. What
        callbacks remember is there while they run; see `codings.training.remembered`. They are copies;
        `numpy.savez` keeps them.
        """
        return {
            **{f"state/{i}": array for i, array in enumerate(self.state.arrays())},
            **{f"history/{name}": column for name, column in self.history.items()},
            "position": np.array(self.position),
            "seed": np.array(self.seed),
            "losses": np.concatenate(self.losses) if self.losses else np.empty((0, 0), np.float32),
            "epochs": np.array([stage.epochs for stage in self.stages]),
            "steps": np.array(self.feed.steps),
            "ended": np.array(self.ended),
            **({} if self.remembered is None else self.remembered.arrays()),
        }

    def restore(self, arrays: dict[str, np.ndarray]) -> None:
        """Puts this training, made anew from the same stages and data, where `arrays` were taken.

        `run` then goes on from there; callbacks get back what they remembered, if they are of the same
        classes. The last stage that has begun may have another number of epochs now. Where an epoch has
        another number of steps now, of other data or batches, the one under way begins again, and the
        learning rate takes the place that it has at that epoch.

        Parameters
        ----------
        arrays : dict of str to array
            What `arrays` returned, in this process or another: ``dict(numpy.load(path))`` of a file.

        Raises
        ------
        ValueError
            If they are of another seed, of networks of other shapes, or of stages that began at other epochs;
            nothing is changed then.
        """
        if int(arrays["seed"]) != self.seed:
            raise ValueError(
                f"the arrays are of seed {int(arrays['seed'])}, this training is of {self.seed}."
            )
        planned, now = arrays["epochs"].tolist(), [stage.epochs for stage in self.stages]
        position = Position(*map(int, arrays["position"])).in_stages(planned, now)
        self.state.write([arrays[f"state/{i}"] for i in range(len(self.state.variables))])
        of_history = {k.removeprefix("history/"): v for k, v in arrays.items() if k.startswith("history/")}
        self.history.replace(of_history)
        self.position = position
        self.ended = bool(arrays["ended"]) and planned == now
        self.losses = [arrays["losses"]] if len(arrays["losses"]) else []
        self.restored = arrays
        if int(arrays.get("steps", self.feed.steps)) != self.feed.steps:
            self._count_anew()

    def _count_anew(self) -> None:
        """Begins the epoch under way again, and tells each optimizer of the steps before it."""
        self.position, self.losses = self.position._replace(batch=0), []
        counted: dict[int, int] = {}
        end = 0
        for stage in self.stages:
            first, end = end, end + stage.epochs * self.feed.steps
            for phase in stage.phases:
                due = phase.runs(min(end, max(first, self.step))) - phase.runs(first)
                counted[id(phase.optimizer)] = counted.get(id(phase.optimizer), 0) + due
                phase.optimizer.iterations.assign(counted[id(phase.optimizer)])


def fit(
    stages: Sequence[Stage], data: Sequence[Any], *, callbacks: Any = None, verbose: bool = False, **how: Any
) -> History:
    """Trains the networks of `stages`, in place, from the beginning to the end.

    It makes a `Training` and runs it: the parameters, and what is raised, are those of `Training` and
    `Training.run`. Returns its history.
    """
    return Training(stages, data, **how).run(callbacks, verbose=verbose)
