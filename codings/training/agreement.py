"""What the processes of one training agree on: that they train the same, and what callbacks have changed."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from codings.backend import State, processes
from codings.training.callbacks import Networks
from codings.training.checkpoints import differences

STOP, TEXT = "stop", "text"


def check_alike(training: Mapping[str, Any]) -> None:
    """Raises ValueError, in all processes, unless each has the first one's `training`, as JSON has it."""
    told = processes.from_first({TEXT: np.frombuffer(json.dumps(training).encode(), np.uint8)})
    first = json.loads(told[TEXT].tobytes()) if told else training
    own = json.loads(json.dumps(training))
    found = differences(first, own, verbs=("is {!r} in the first process", "here {!r}"))
    others = np.flatnonzero(processes.gathered([bool(found)])[:, 0])
    if found:
        raise ValueError(
            f"the processes train different things: {'; '.join(found)}. Give all of them the same."
        )
    if len(others):
        raise ValueError(
            f"process {others[0]} trains something else than the first one: give all of them the same data "
            "and arguments."
        )


def share_changes(model: Networks, state: State, before: Sequence[Any]) -> None:
    """Makes what callbacks of the first process have changed since `before` so in all others.

    `before` is what `state` read then: tensors are never changed, but replaced.
    """
    if processes.count() == 1:
        return
    pairs = enumerate(zip(before, state.read(), strict=True))
    changed = {str(i): np.asarray(new) for i, (old, new) in pairs if old is not new}
    stop = {STOP: np.array(True)} if model.stop_training else {}
    told = processes.from_first({**stop, **changed} or None) or {}
    model.stop_training = told.pop(STOP, None) is not None
    if not processes.is_first():
        for place, value in told.items():
            state.variables[int(place)].assign(value)
