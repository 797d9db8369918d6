"""What both backends share: which variables a list of phases holds, and the seeds of one step.

Keras layers that draw (Dropout, a Sampling layer) keep a counter in a variable. The engine gives
these variables their value anew at each step, from the seed and the step's number alone: nothing
of them needs saving, and a run that is resumed draws what it would have drawn.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import keras
import numpy as np

DRAWS_PER_STEP = 256  # room that each generator's counter has before it meets the next step's

step_seeds = keras.random.SeedGenerator(0)
"""The generator that losses draw from, through `uniform` and `normal` without a seed of their own."""


def unique(variables: Iterable[keras.Variable]) -> list[keras.Variable]:
    """`variables` without repetitions, in order: networks may share weights."""
    return list({id(v): v for v in variables}.values())


def is_seed(variable: keras.Variable) -> bool:
    return variable.name == "seed_generator_state"


def seed_states(networks: Iterable[keras.Model]) -> list[keras.Variable]:
    """The counters of every layer of `networks` that draws, and that of the losses."""
    states = [v for network in networks for v in network.variables if is_seed(v)]
    return unique([*states, step_seeds.state])


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
