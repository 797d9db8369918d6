"""All that training changes: the variables of networks and optimizers."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from codings.backend.scope import is_seed, unique


class State:
    """Every variable that phases change, in order, each once: those of networks, then those of optimizers.

    Seeds are not among them: what is drawn follows from a training's seed and the step's number.

    Parameters
    ----------
    phases : sequence of Phase
    networks : sequence of keras.Model, optional
        Others that are kept beside those of the phases, such as moving averages.
    """

    def __init__(self, phases: Sequence[Any], networks: Sequence[keras.Model] = ()):
        of_networks = [*(phase.network for phase in phases), *networks]
        weights = [v for network in of_networks for v in network.variables if not is_seed(v)]
        slots = [v for phase in phases for v in phase.optimizer.variables]
        self.variables = unique([*weights, *slots])
        self._place = {id(v): i for i, v in enumerate(self.variables)}

    def places(self, variables: Sequence[keras.Variable]) -> list[int]:
        """Where in the list of all each of these stands."""
        return [self._place[id(v)] for v in variables]

    def read(self) -> list:
        """Their values, tensors on the device."""
        return [v.value for v in self.variables]

    def write(self, values: Sequence[Any]) -> None:
        """Gives each variable its value, a tensor or an array of the variable's own shape.

        Raises ValueError if there are not as many, or one has another shape; nothing is changed then.
        """
        found, own = ([tuple(x.shape) for x in side] for side in (values, self.variables))
        if found != own:
            raise ValueError(
                f"the state has {len(own)} variables, and {len(found)} values of other shapes do not fit: "
                "give those of a training of the same model with the same arguments."
            )
        for v, value in zip(self.variables, values, strict=True):
            v.assign(value)

    def arrays(self) -> list[np.ndarray]:
        """Copies of their values, which later steps leave alone."""
        return [np.array(v.numpy()) for v in self.variables]  # on JAX a view of what is donated
