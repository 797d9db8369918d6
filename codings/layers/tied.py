"""Tied weights: a decoder that uses the encoder's, transposed."""

from typing import Any

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="codings")
class DenseTranspose(keras.layers.Layer):
    """A dense layer whose kernel is another dense layer's, transposed: the same variable, no copy.

    It computes ``activation(x @ dense.kernel.T + bias)`` and owns nothing but the bias. An update of
    either layer's kernel is an update of both.

    Parameters
    ----------
    dense : keras.layers.Dense
        Built before this layer is.
    activation : str or callable, optional
        As in `keras.layers.Dense`.

    Input shape
        (..., dense.units)

    Output shape
        (..., inputs of `dense`)

    Raises
    ------
    ValueError
        If `dense` is not built, or the input's last axis is not ``dense.units`` long.

    Examples
    --------
    >>> inputs = keras.Input((784,))
    >>> dense = keras.layers.Dense(30)
    >>> outputs = DenseTranspose(dense, activation="sigmoid")(dense(inputs))
    >>> keras.Model(inputs, outputs).count_params()  # 784 * 30 + 30 + 784
    24334

    References
    ----------
    Géron, "Hands-On Machine Learning", the chapter on autoencoders, section "Tying Weights".
    """

    def __init__(self, dense: keras.layers.Dense, activation: Any = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.dense = dense
        self.activation = keras.activations.get(activation)

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        if not self.dense.built:
            raise ValueError(f"DenseTranspose needs {self.dense.name!r} built: call that layer first.")
        if input_shape[-1] != self.dense.units:
            raise ValueError(
                f"DenseTranspose of {self.dense.name!r} takes {self.dense.units} inputs, "
                f"the layer's units; it was given {input_shape[-1]}."
            )
        self.bias = self.add_weight(shape=(self.dense.kernel.shape[0],), initializer="zeros", name="bias")

    def call(self, inputs: Any) -> Any:
        return self.activation(ops.matmul(inputs, ops.transpose(self.dense.kernel)) + self.bias)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return (*input_shape[:-1], self.dense.kernel.shape[0])

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "dense": keras.saving.serialize_keras_object(self.dense),
            "activation": keras.activations.serialize(self.activation),
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "DenseTranspose":
        dense = keras.saving.deserialize_keras_object(config.pop("dense"))
        return cls(dense, **config)
