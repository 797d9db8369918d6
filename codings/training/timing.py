"""How long a training will take, by some of its steps."""

from collections.abc import Sequence
from typing import Any

from codings import backend
from codings.backend import processes
from codings.training.feed import Feed
from codings.training.pace import now
from codings.training.phase import Stage

LEAST_SECONDS = 1.0  # for which the steps of a stage are timed


def seconds_of(stages: Sequence[Stage], data: Sequence[Any], *, batch_size: int = 32, seed: int = 0) -> float:
    """How many seconds this machine will train these stages, without what compiling takes.

    Some steps of each stage are made and timed, which changes its networks: make them anew to train them.
    Parameters are those of `codings.training.Training`.
    """
    feed = Feed(data, batch_size, seed)
    return sum(stage.epochs * feed.steps * _seconds_a_step(stage, feed, seed) for stage in stages)


def _seconds_a_step(stage: Stage, feed: Feed, seed: int) -> float:
    """Of calls of twice as many steps each time, in which each phase has its turn; the first one compiles."""
    compiled = backend.compile_steps(stage.phases, (seed, 0), stage.epochs * feed.steps)
    chunk = next(iter(feed.epoch(0)))
    compiled(chunk.data, chunk.order, 0, 1, 0)
    steps = max(phase.every for phase in stage.phases)
    while True:
        steps = min(steps, chunk.steps)
        started = now()
        compiled(chunk.data, chunk.order, 0, steps, 0)
        seconds = processes.told(int(1e6 * (now() - started))) / 1e6  # all have to come to the same end
        if seconds > LEAST_SECONDS or steps == chunk.steps:
            return seconds / steps
        steps *= 2
