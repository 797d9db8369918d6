"""What Keras callbacks see of a training, and which of them it takes."""

from collections.abc import Sequence
from typing import Any

import keras

from codings.training.optimizer import StageOptimizer
from codings.training.phase import Stage

REFUSED = {
    "BackupAndRestore": "it restores weights alone, neither optimizers nor the place in the data: keep the "
    "weights by keras.callbacks.ModelCheckpoint instead",
    "OrbaxCheckpoint": "it keeps the state of a compiled Keras model: keep the weights by "
    "keras.callbacks.ModelCheckpoint instead",
    "SwapEMAWeights": "models here keep their averaged weights in a network of their own: a GAN draws with "
    "them by average=True",
}


@keras.saving.register_keras_serializable(package="codings")
class Networks(keras.Model):
    """Every network that is trained, as the one `model` that Keras callbacks see.

    It can be saved, whole or its weights alone, and loaded by `keras.saving.load_model`.

    Parameters
    ----------
    networks : sequence of keras.Model

    Attributes
    ----------
    networks : list of keras.Model
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
        networks = (phase.network for stage in stages for phase in stage.phases)
        return cls(list({id(network): network for network in networks}.values()))

    def follow(self, stage: Stage) -> None:
        """From now on the optimizer is that of `stage`."""
        self.optimizer = StageOptimizer([phase.optimizer for phase in stage.phases])

    def get_config(self) -> dict[str, Any]:
        return {"networks": [keras.saving.serialize_keras_object(network) for network in self.networks]}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Networks":
        return cls([keras.saving.deserialize_keras_object(network) for network in config["networks"]])


def listed(callbacks: Any) -> list[keras.callbacks.Callback]:
    """Callbacks as a list: of none, of one, or of several.

    Raises ValueError if one is no Keras callback, or is one that would not do what it is for.
    """
    callbacks = [] if callbacks is None else callbacks
    callbacks = list(callbacks) if isinstance(callbacks, Sequence) else [callbacks]
    for callback in callbacks:
        if not isinstance(callback, keras.callbacks.Callback):
            raise ValueError(
                f"callbacks holds {callback!r}: give keras.callbacks.Callback objects, one or a list of them."
            )
        for name in REFUSED.keys() & {cls.__name__ for cls in type(callback).__mro__}:
            raise ValueError(f"{name} cannot be used here: {REFUSED[name]}.")
    return callbacks
