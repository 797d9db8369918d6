"""The last layer of what draws rows of a table: numbers, and probabilities of categories."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from codings import backend
from codings.layers.precision import wide

TEMPERATURE = 0.5  # of the softmax through which gradients pass
TINY = 1e-6  # below which no uniform draw is taken, for its logarithm


@keras.saving.register_keras_serializable(package="codings")
class Probabilities(keras.layers.Layer):
    """Makes probabilities of a row's last entries: a sigmoid of each mask, a softmax of each block.

    What comes before them, the numbers, is left as it is; see `codings.data.encoding.Parts`.

    Parameters
    ----------
    masks : int
        How many entries tell whether a number is missing.
    blocks : sequence of int
        The widths of the blocks of categories, which are the last entries.
    straight_through : bool
        Whether masks and categories are drawn in training: 0 or 1, with the gradient of a softmax of the
        logits plus Gumbel noise. So a discriminator cannot tell them from real ones by that alone.

    Input shape, output shape
        (batch, width), and the same.

    References
    ----------
    Jang, Gu and Poole (2017), "Categorical reparameterization with Gumbel-softmax",
    https://arxiv.org/abs/1611.01144
    """

    def __init__(self, masks: int, blocks: Sequence[int], straight_through: bool = False, **kwargs: Any):
        super().__init__(**kwargs)
        self.masks = masks
        self.blocks = tuple(blocks)
        self.straight_through = straight_through
        self.seed_generator = keras.random.SeedGenerator()
        self.built = True

    def call(self, inputs: Any, training: bool = False) -> Any:
        logits = wide(inputs)
        first = logits.shape[-1] - sum(self.blocks)
        ends = [first - self.masks, first]
        for width in self.blocks[:-1]:
            ends.append(ends[-1] + width)
        numbers, masks, *blocks = ops.split(logits, ends, axis=-1) if self.blocks else _two(logits, ends[0])
        drawn = bool(training) and self.straight_through
        made = [self._bits(masks, drawn)] if self.masks else []
        made += [self._one_hot(block, drawn) for block in blocks]
        return ops.cast(ops.concatenate([numbers, *made], axis=-1), inputs.dtype)

    def _bits(self, logits: Any, drawn: bool) -> Any:
        if not drawn:
            return ops.sigmoid(logits)
        noisy = logits + self._gumbel(logits) - self._gumbel(logits)
        return _through(ops.cast(noisy > 0, logits.dtype), ops.sigmoid(noisy / TEMPERATURE))

    def _one_hot(self, logits: Any, drawn: bool) -> Any:
        if logits.shape[-1] == 1:  # Keras would warn of a softmax of one
            return ops.ones_like(logits)
        if not drawn:
            return ops.softmax(logits, axis=-1)
        noisy = logits + self._gumbel(logits)
        hard = ops.one_hot(ops.argmax(noisy, axis=-1), logits.shape[-1], dtype=logits.dtype)
        return _through(hard, ops.softmax(noisy / TEMPERATURE, axis=-1))

    def _gumbel(self, logits: Any) -> Any:
        uniform = ops.cast(backend.uniform(ops.shape(logits), self.seed_generator), logits.dtype)
        return -ops.log(-ops.log(ops.clip(uniform, TINY, 1 - TINY)))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        own = {"masks": self.masks, "blocks": self.blocks, "straight_through": self.straight_through}
        return {**super().get_config(), **own}


def _two(inputs: Any, end: int) -> list:
    """Numbers and masks, where there are no categories."""
    return ops.split(inputs, [end], axis=-1)


def _through(hard: Any, soft: Any) -> Any:
    """The values of `hard`, with the gradient of `soft`."""
    return hard + (soft - ops.stop_gradient(soft))
