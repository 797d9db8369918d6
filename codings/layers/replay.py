"""Experience replay: the discriminator is shown what the generator made earlier, too."""

from typing import Any

import keras
from keras import ops

from codings import backend


@keras.saving.register_keras_serializable(package="codings")
class ReplayBuffer(keras.layers.Layer):
    """Remembers rows of earlier batches, and puts them in the place of half of each batch.

    The first half of a batch passes through; for the rest come rows drawn from memory, where there are
    some. Then the first half is remembered, in the place of the oldest. Without ``training`` everything
    passes through, and nothing is remembered.

    Parameters
    ----------
    batches : int
        Of how many batches the first half is remembered, 1 or more.

    Input shape, output shape
        (batch, ...), batch being the same at every call, and 2 or more

    Raises
    ------
    ValueError
        If `batches` is below 1, or the layer is built for batches of unknown size or of one row.

    References
    ----------
    Géron, "Hands-On Machine Learning", section "The Difficulties of Training GANs". Lin (1992),
    "Self-improving reactive agents based on reinforcement learning, planning and teaching",
    https://doi.org/10.1007/BF00992699
    """

    def __init__(self, batches: int = 10, **kwargs: Any):
        super().__init__(**kwargs)
        if batches < 1:
            raise ValueError(f"ReplayBuffer: batches={batches} must be 1 or more.")
        self.batches = batches
        self.seed_generator = keras.random.SeedGenerator()

    def build(self, input_shape: Any) -> None:
        batch, *shape = input_shape
        if batch is None or batch < 2:
            raise ValueError(f"ReplayBuffer: batch={batch} must be a number of rows, 2 or more.")
        rows = self.batches * (batch // 2)
        self.memory = self.add_weight(
            shape=(rows, *shape), initializer="zeros", trainable=False, name="memory"
        )
        self.seen = self.add_weight(
            shape=(), dtype="int32", initializer="zeros", trainable=False, name="seen"
        )

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training:
            return inputs
        half = inputs.shape[0] // 2
        fresh, rest = inputs[:half], inputs[half:]
        memory, seen, rows = self.memory.value, self.seen.value, self.memory.shape[0]
        known = ops.minimum(seen, rows)
        draws = backend.uniform((rest.shape[0],), self.seed_generator)
        places = ops.cast(ops.floor(draws * ops.cast(known, "float32")), "int32")
        remembered = ops.take(memory, ops.minimum(places, ops.maximum(known - 1, 0)), axis=0)
        start = (seen % rows, *(0,) * (len(inputs.shape) - 1))
        self.memory.assign(ops.slice_update(memory, start, ops.cast(fresh, memory.dtype)))
        self.seen.assign(seen + half)
        return ops.concatenate([fresh, ops.where(known > 0, remembered, rest)], axis=0)

    def compute_output_shape(self, input_shape: Any) -> tuple:
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "batches": self.batches}
