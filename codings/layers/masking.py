"""Steps of sequences that are not there."""

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="codings")
class EndMasking(keras.layers.Layer):
    """Masks the steps of sequences that are NaN, which stand after their end: layers above skip them.

    Input shape, output shape
        (batch, steps, features), and the same, with 0 for NaN.
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.supports_masking = True
        self.built = True

    def call(self, inputs: Any) -> Any:
        return ops.where(ops.isnan(inputs), 0.0, inputs)

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        return ops.logical_not(ops.all(ops.isnan(inputs), axis=-1))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return input_shape
