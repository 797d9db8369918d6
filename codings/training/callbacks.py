"""What Keras callbacks see of a training, and which of them it takes."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from codings.backend.scope import unique
from codings.training.optimizer import StageOptimizer
from codings.training.phase import Stage

REFUSED = {
    keras.callbacks.BackupAndRestore: "it restores weights alone, neither optimizers nor the place in the "
    "data: keep the weights by keras.callbacks.ModelCheckpoint instead",
    keras.callbacks.OrbaxCheckpoint: "it keeps the state of a compiled Keras model: keep the weights by "
    "keras.callbacks.ModelCheckpoint instead",
    keras.callbacks.SwapEMAWeights: "models here keep their averaged weights in a network of their own: a "
    "GAN draws with them by average=True",
}

UNLISTED = {"layers", "networks", "optimizer"}


@keras.saving.register_keras_serializable(package="codings")
class Networks(keras.Model):
    """Every network of a training, as the one `model` that Keras callbacks see.

    It can be saved, whole or its weights alone, without the optimizers. What `keras.saving.load_model` loads
    has as many networks with the same weights; layers that these share in training are each one's own then.

    Parameters
    ----------
    networks : sequence of keras.Model

    Attributes
    ----------
    networks : list of keras.Model
        Those that are trained, then their averages.
    optimizer : keras.optimizers.Optimizer
        Those of the stage that trains; see `codings.training.optimizer.StageOptimizer`.
    stop_training : bool
        Set it to end the training after the compiled call that runs.
    """

    def __init__(self, networks: Sequence[keras.Model], **kwargs: Any):
        super().__init__(**kwargs)
        self.networks = list(networks)
        self.stop_training = False
        self.built = True

    @classmethod
    def of(cls, stages: Sequence[Stage]) -> "Networks":
        """Those of all stages, each once."""
        trained = [phase.network for stage in stages for phase in stage.phases]
        return cls(unique([*trained, *(a.averaged for stage in stages for a in stage.averages)]))

    def follow(self, stage: Stage) -> None:
        """From now on the optimizer is that of `stage`."""
        self.optimizer = StageOptimizer([phase.optimizer for phase in stage.phases])

    def get_config(self) -> dict[str, Any]:
        configs = map(keras.saving.serialize_keras_object, self.networks)
        return {"networks": [_separate(config, i) for i, config in enumerate(configs)]}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Networks":
        return cls([keras.saving.deserialize_keras_object(network) for network in config["networks"]])

    def __dir__(self) -> list[str]:
        # Keras saves what is listed here, a layer that networks share in one place only: the methods below
        # do it instead.
        return [name for name in super().__dir__() if name not in UNLISTED]

    def save_own_variables(self, store: Any) -> None:
        """Writes each weight once, and which of them each network has in which place."""
        weights = self._all_weights()
        own = unique(weights)
        place = {id(weight): i for i, weight in enumerate(own)}
        store["places"] = np.array([place[id(weight)] for weight in weights])
        for i, weight in enumerate(own):
            store[str(i)] = weight

    def load_own_variables(self, store: Any) -> None:
        weights, places = self._all_weights(), store["places"]
        if len(weights) != len(places):
            raise ValueError(
                f"the file is of networks with {len(places)} weights, and these have {len(weights)}: give "
                "that of the same model with the same arguments."
            )
        for weight, place in zip(weights, places, strict=True):
            weight.assign(store[str(place)])

    def _all_weights(self) -> list[keras.Variable]:
        return [weight for network in self.networks for weight in network.weights]


def _separate(config: Any, number: int) -> Any:
    """The configuration of a network that shares objects only within itself.

    Keras cannot build functional models that share layers with others.
    """
    if isinstance(config, dict):
        named = {key: _separate(value, number) for key, value in config.items()}
        shared = named.get("shared_object_id")
        return named if shared is None else {**named, "shared_object_id": f"{number}/{shared}"}
    return [_separate(value, number) for value in config] if isinstance(config, list) else config


def listed(callbacks: Any) -> list[keras.callbacks.Callback]:
    """Callbacks as a list: of none, of one, or of several.

    Raises ValueError if one is no Keras callback, or is one that would not do what it is for.
    """
    if isinstance(callbacks, keras.callbacks.CallbackList):
        callbacks = callbacks.callbacks
    several = isinstance(callbacks, Sequence) and not isinstance(callbacks, str)
    callbacks = [] if callbacks is None else list(callbacks) if several else [callbacks]
    for callback in callbacks:
        if not isinstance(callback, keras.callbacks.Callback):
            raise ValueError(
                f"callbacks holds {callback!r}: give keras.callbacks.Callback objects, one or a list of them."
            )
        for refused, why in REFUSED.items():
            if isinstance(callback, refused):
                raise ValueError(f"{refused.__name__} cannot be used here: {why}.")
    return callbacks
