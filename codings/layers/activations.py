"""Activations that Keras's own cannot stand in for."""

from typing import Any

import keras
from keras import ops

EDGE = 1 / 255  # one step of a byte


@keras.saving.register_keras_serializable(package="codings")
def silu(x: Any) -> Any:
    """x times its sigmoid, of any shape: like `keras.activations.silu`, but given back after a fit.

    The gradient of TensorFlow's own is written by hand. It is registered for good wherever it is traced, and
    the graph with it: some 5 MiB for each fit. This one's is derived by the backend.

    Source: Ramachandran, Zoph and Le (2017), "Searching for activation functions",
    https://arxiv.org/abs/1710.05941
    """
    return x * ops.sigmoid(x)


@keras.saving.register_keras_serializable(package="codings")
def logit(x: Any) -> Any:
    """The inverse of the sigmoid, of any shape in [0, 1]; nearer to 0 or 1 than 1/255, as of that."""
    x = ops.clip(x, EDGE, 1 - EDGE)
    return ops.log(x / (1 - x))
