"""Codings of bits."""

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="codings")
class Binarize(keras.layers.Layer):
    """1 where the input is positive and 0 elsewhere, with the gradient of a sigmoid.

    A step has no gradient that could train what comes before it. This layer computes the step, and hands
    gradients back as if it had been the sigmoid: the straight-through estimator.

    Input shape, output shape
        Any, and the same.

    References
    ----------
    Bengio, Léonard and Courville (2013), "Estimating or propagating gradients through stochastic
    neurons for conditional computation", https://arxiv.org/abs/1308.3432
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.supports_masking = True
        self.built = True

    def call(self, inputs: Any) -> Any:
        bits = ops.cast(inputs > 0, inputs.dtype)
        soft = ops.sigmoid(inputs)
        return bits + (soft - ops.stop_gradient(soft))  # the difference is 0 to the last bit

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return input_shape
