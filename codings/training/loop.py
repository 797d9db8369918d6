"""The one loop. It knows phases, and no model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from codings import backend
from codings.backend import processes
from codings.interrupt import SIGNALS, Held, Interrupted
from codings.training.agreement import share_changes
from codings.training.callbacks import Networks
from codings.training.checkpoints import Checkpoints
from codings.training.feed import Chunk
from codings.training.guard import Guard
from codings.training.pace import now
from codings.training.phase import Phase, Stage
from codings.training.position import Position
from codings.training.progress import Progress
from codings.training.remembered import Remembered

if TYPE_CHECKING:
    from codings.training.training import Training


class Loop:
    """One run of a training, from its position on: what is there only while it runs.

    Parameters
    ----------
    training : Training
        Its position, history and losses go on as the loop does.
    callbacks : sequence of keras.callbacks.Callback
    verbose : bool
        Show a progress bar where standard error is a terminal.
    checkpoints : Checkpoints or None
    """

    def __init__(
        self,
        training: Training,
        callbacks: Sequence[keras.callbacks.Callback],
        verbose: bool,
        checkpoints: Checkpoints | None,
    ):
        self.training = training
        self.given = callbacks
        self.verbose = verbose
        self.checkpoints = checkpoints

    def run(self) -> None:
        """To the end, or until a callback stops; raises what `Training.run` does."""
        training, stages = self.training, self.training.stages
        self.model = Networks.of(stages)
        if training.position.stage < len(stages):
            self.model.follow(stages[training.position.stage])
        with (
            Held() if self.checkpoints is None else Held(SIGNALS) as self.held,
            closing(Progress(self.verbose)) as progress,
        ):
            self.callbacks = keras.callbacks.CallbackList(
                [*self.given, progress],
                model=self.model,
                epochs=sum(stage.epochs for stage in stages),
                steps=training.feed.steps,
                verbose=int(self.verbose),
            )
            self._call_back("on_train_begin")
            training.remembered = Remembered(self.given)
            training.remembered.restore(training.restored)
            while training.position.stage < len(stages) and not self.model.stop_training:
                self._train_stage(stages[training.position.stage])
            self._call_back("on_train_end")
            training.ended = True
            self._checkpoint()

    def _train_stage(self, stage: Stage) -> None:
        """From the position to the stage's last epoch."""
        training = self.training
        (number, first, _), seed, feed = training.position, training.seed, training.feed
        last = sum(s.epochs for s in training.stages[: number + 1]) - 1
        self.compiled = backend.compile_steps(stage.phases, (seed, number), stage.epochs * feed.steps)
        measure = backend.compile_losses(stage.phases, (seed, number, 1))
        self.guard = Guard(stage.phases, lambda: bool(np.isfinite(measure(feed.some())).all()))
        self.model.follow(stage)
        for epoch in range(first, last + 1):
            self._call_back("on_epoch_begin", epoch)
            if self.model.stop_training:
                return
            started = now()
            self._train_epoch(stage, epoch)
            logs = named(stage.phases, self._means(stage.phases))
            if training.validation is not None:
                measured = named(stage.phases, training.validation.mean(measure))
                logs |= {f"val_{name}": loss for name, loss in measured.items()}
            training.history.append(logs | {"seconds": now() - started})
            training.losses = []
            training.position = Position(number + (epoch == last), epoch + 1)
            self._call_back("on_epoch_end", epoch, dict(logs))
            if self.model.stop_training:
                return
            ends = epoch == last and stage is not training.stages[-1]  # the last one's comes with the end
            self._pause(due=ends or training.pace.saves(training.step, soon=True))

    def _train_epoch(self, stage: Stage, epoch: int) -> None:
        """From the position to the epoch's last batch, or until a callback stops."""
        training = self.training
        for chunk in training.feed.epoch(epoch, first=training.position.batch):
            start = 0
            while start < chunk.steps and not self.model.stop_training:
                stop = min(start + training.pace.stride, chunk.steps)
                self._call(stage, chunk, start, stop)
                start = stop
        self.guard.keep(training.step - 1)

    def _call(self, stage: Stage, chunk: Chunk, start: int, stop: int) -> None:
        """One compiled call: the steps on the batches `start` to `stop` of a chunk."""
        training = self.training
        self._call_back("on_train_batch_begin", training.position.batch)
        with training.pace.call():
            losses = self.compiled(chunk.data, chunk.order, start, stop, training.step)
        self.guard.check(losses, training.step)
        training.losses.append(losses)
        training.position = training.position._replace(batch=training.position.batch + stop - start)
        if training.pace.keeps(training.step):
            self.guard.keep(training.step - 1)
        for average in stage.averages:
            average.update()
        self._call_back("on_train_batch_end", training.position.batch - 1, named(stage.phases, losses[-1]))
        if not self.model.stop_training:
            self._pause(due=training.pace.saves(training.step))

    def _pause(self, due: bool) -> None:
        """Between two compiled calls: a checkpoint if it is due, and an end if a signal has come.

        Of several processes any may have got it.
        """
        came = processes.largest(self.held.came or 0)
        if due or came:
            self._checkpoint()
        if came:
            raise Interrupted(came)

    def _call_back(self, moment: str, *what: Any) -> None:
        state = self.training.state
        before = state.read() if processes.count() > 1 else []
        getattr(self.callbacks, moment)(*what)
        share_changes(self.model, state, before)

    def _checkpoint(self) -> None:
        training = self.training
        if self.checkpoints is not None:
            with training.pace.saving():
                losses = {} if training.position.batch else training.history.last
                self.checkpoints.write(training.position, training.arrays(), losses, training.ended)

    def _means(self, phases: Sequence[Phase]) -> list[float]:
        """Each phase's mean loss over those steps of the epoch at which it ran."""
        losses, step = np.concatenate(self.training.losses), self.training.step
        steps = np.arange(step - len(losses), step)
        due = [steps % phase.every == 0 for phase in phases]
        return [float(losses[d, i].mean()) if d.any() else np.nan for i, d in enumerate(due)]


def named(phases: Sequence[Phase], losses: Iterable[float]) -> dict[str, float]:
    """Losses, one for each phase, by the names that they have in a history."""
    names = [f"{phase.name}_loss" for phase in phases] if len(phases) > 1 else ["loss"]
    return dict(zip(names, map(float, losses), strict=True))
