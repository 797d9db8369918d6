"""The spread of instances around what a decoder makes of codings."""

import math
from typing import Any

import keras
from keras import ops

INITIAL = math.log(0.5)  # with which squared errors count as they are
LEAST = 1e-3  # a variance: else columns of few values would be learned to the last digit, and nothing else


@keras.saving.register_keras_serializable(package="codings")
class OutputNoise(keras.layers.Layer):
    """Holds the variance of normal noise around a decoder's means, which it passes on unchanged.

    Parameters
    ----------
    by_column : bool
        Whether each entry of the last axis has a variance of its own, which training learns. Otherwise there
        is one for all, 1/2 at first.

    Input shape, output shape
        (batch, ..., columns), and the same.

    References
    ----------
    Rybkin, Daniilidis and Levine (2021), "Simple and effective VAE training with calibrated decoders",
    https://arxiv.org/abs/2006.13202
    """

    def __init__(self, by_column: bool, **kwargs: Any):
        super().__init__(**kwargs)
        self.supports_masking = True
        self.by_column = by_column

    def build(self, input_shape: tuple) -> None:
        self.raw = self.add_weight(
            shape=input_shape[-1:] if self.by_column else (),
            initializer=keras.initializers.Constant(INITIAL),
            trainable=self.by_column,
            name="raw",
        )

    @property
    def log_variance(self) -> Any:
        """A tensor, (columns,) or ()."""
        return ops.log(LEAST + ops.exp(self.raw)) if self.by_column else ops.convert_to_tensor(self.raw)

    def call(self, inputs: Any) -> Any:
        return inputs

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "by_column": self.by_column}
