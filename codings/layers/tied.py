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
        self.supports_masking = True
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


@keras.saving.register_keras_serializable(package="codings")
class TiedConv2DTranspose(keras.layers.Layer):
    """A transposed convolution whose kernel is another convolution's: the same variable, no copy.

    Without bias and activation it is the adjoint of the convolution, as a transposed matrix is: its
    strides and padding are the convolution's. It owns nothing but the bias.

    Parameters
    ----------
    conv : keras.layers.Conv2D
        Built before this layer is; not dilated, and of one group.
    activation : str or callable, optional
        As in `keras.layers.Conv2DTranspose`.
    output_padding : int or pair of int, optional
        Rows and columns added at one side, below the strides: images of several sizes are convolved to
        the same size, and this says to which of them to come back.

    Input shape
        (batch, height, width, conv.filters)

    Output shape
        (batch, new height, new width, channels that `conv` takes)

    Raises
    ------
    ValueError
        If `conv` is not built, is dilated or grouped, or has another number of filters than the input
        has channels.

    References
    ----------
    Masci et al. (2011), "Stacked convolutional auto-encoders for hierarchical feature extraction",
    https://doi.org/10.1007/978-3-642-21735-7_7
    """

    def __init__(
        self,
        conv: keras.layers.Conv2D,
        activation: Any = None,
        output_padding: int | tuple[int, int] | None = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.conv = conv
        self.activation = keras.activations.get(activation)
        self.output_padding = output_padding

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        conv = self.conv
        if not conv.built:
            raise ValueError(f"TiedConv2DTranspose needs {conv.name!r} built: call that layer first.")
        if conv.groups != 1 or conv.dilation_rate != (1, 1):
            raise ValueError(f"TiedConv2DTranspose takes no dilated or grouped layer, as {conv.name!r} is.")
        if input_shape[-1] != conv.filters:
            raise ValueError(
                f"TiedConv2DTranspose of {conv.name!r} takes {conv.filters} channels, "
                f"the layer's filters; it was given {input_shape[-1]}."
            )
        self.bias = self.add_weight(shape=(conv.kernel.shape[2],), initializer="zeros", name="bias")

    def call(self, inputs: Any) -> Any:
        transposed = ops.conv_transpose(
            inputs,
            self.conv.kernel,
            self.conv.strides,
            self.conv.padding,
            self.output_padding,
            "channels_last",
        )
        return self.activation(transposed + self.bias)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "conv": keras.saving.serialize_keras_object(self.conv),
            "activation": keras.activations.serialize(self.activation),
            "output_padding": self.output_padding,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "TiedConv2DTranspose":
        conv = keras.saving.deserialize_keras_object(config.pop("conv"))
        return cls(conv, **config)
