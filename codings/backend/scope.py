"""What both backends share: what a loss may assign, what a step changes, and the seeds of one step.

Keras layers that draw (Dropout, a Sampling layer) keep a counter in a variable. The engine gives
these variables their value anew at each step, from the seed and the step's number alone: nothing
of them needs saving, and a run that is resumed draws what it would have drawn.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import keras
import numpy as np
from keras.src.backend.common.global_state import get_global_attribute, set_global_attribute

DRAWS_PER_STEP = 256  # room that each generator's counter has before it meets the next step's


@cache
def step_seeds() -> keras.random.SeedGenerator:
    """The generator that losses draw from, through `uniform` and `normal` without a seed of their own.

    Made when it is first asked for: it starts the framework, after which no devices or processes can join.
    """
    return keras.random.SeedGenerator(0)


class LossScope(keras.StatelessScope):
    """Within it a phase's loss is computed, on given values of variables; it refuses what would be lost.

    Layers may assign while they are called: the moving averages of the phase's own network are kept, those of
    others are left out. What the loss itself assigns would be lost, and is an error. So is drawing from a
    generator that belongs to none of the phases' networks: each step would draw the same.

    Parameters
    ----------
    phase : Phase
    mapping : sequence of pairs
        Variables and their values.
    seeds : sequence of pairs
        The generators' states at this step.
    """

    def __init__(
        self,
        phase: Any,
        mapping: Sequence[tuple[keras.Variable, Any]],
        seeds: Sequence[tuple[keras.Variable, Any]],
    ):
        super().__init__([*mapping, *seeds], collect_losses=True)
        self.phase = phase
        self._seeds = {id(state) for state, _ in seeds}

    def add_update(self, update: tuple[keras.Variable, Any]) -> None:
        variable, _ = update
        if is_seed(variable):
            self._check_seed(variable)
        elif get_global_attribute("current_call_ctx") is None:  # which Keras sets while a layer is called
            raise ValueError(
                f"phase {self.phase.name!r}: its loss assigns to {variable.path!r}, which would be lost. "
                "Assign in the phase's `after`, to an untrainable variable of its network."
            )
        super().add_update(update)

    def _check_seed(self, state: keras.Variable) -> None:
        if id(state) not in self._seeds:
            raise ValueError(
                f"phase {self.phase.name!r}: its loss draws from {state.path!r}, a generator of no network "
                "that is trained, which would draw the same at each step: use codings.backend.normal or "
                "uniform."
            )

    def statistics(self) -> list:
        """The new value of each of the network's moving averages, None where it has none."""
        return [self.get_current_value(v) for v in statistics(self.phase.network)]


@contextmanager
def shapes_only() -> Iterator[None]:
    """Within it the variables of new layers have shapes, but neither values nor memory."""
    waiting = list(get_global_attribute("uninitialized_variables") or [])
    try:
        with keras.StatelessScope(initialize_variables=False):
            yield
    finally:  # else the next scope would initialise them
        set_global_attribute("uninitialized_variables", waiting)


def split(result: Any) -> tuple[Any, tuple]:
    """What a loss returned: the scalar, and what it hands to the phase's `after`."""
    if isinstance(result, tuple):
        return result[0], result[1:]
    return result, ()


def unique(variables: Iterable[keras.Variable]) -> list[keras.Variable]:
    """`variables` without repetitions, in order: networks may share weights."""
    return list({id(v): v for v in variables}.values())


def is_seed(variable: keras.Variable) -> bool:
    return variable.name == "seed_generator_state"


def seed_states(networks: Iterable[keras.Model]) -> list[keras.Variable]:
    """The counters of every layer of `networks` that draws, and that of the losses."""
    states = [v for network in networks for v in network.variables if is_seed(v)]
    return unique([*states, step_seeds().state])


def statistics(network: keras.Model) -> list[keras.Variable]:
    """What a network changes while it is called: its moving averages, without the seeds."""
    return [v for v in network.non_trainable_variables if not is_seed(v)]


def keys(seed: Sequence[int], phases: int, generators: int) -> np.ndarray:
    """Random words below 2**31 - 2, (phases, generators) int32: one for each generator in each phase."""
    random = np.random.default_rng(seed)
    return random.integers(2**31 - 2, size=(phases, generators), dtype=np.int32)


def seeds_at(step: Any, row: Any, states: Sequence[keras.Variable]) -> list[tuple[keras.Variable, Any]]:
    """The state of every generator at `step` (a scalar tensor), from one phase's `row` of the keys."""
    counter = keras.ops.bitwise_and(step * DRAWS_PER_STEP, 2**31 - 1)
    return [
        (state, keras.ops.cast(keras.ops.stack([row[i], counter]), state.dtype))
        for i, state in enumerate(states)
    ]


def given(inputs: Sequence[Any]) -> Any:
    """Inputs as a Keras model takes them: the one, or a list of several."""
    return inputs[0] if len(inputs) == 1 else list(inputs)
