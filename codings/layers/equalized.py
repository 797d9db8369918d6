"""Equalised learning rate: weights are drawn from a standard normal distribution, and scaled at each use."""

import math
from typing import Any

import keras
from keras import ops

from codings.layers.strided import KERNEL, spread

RECTIFIED = math.sqrt(2)  # the gain before a rectifier, which halves the variance


class Equalized(keras.layers.Layer):
    """What the layers below share: a kernel of unit variance, used times ``gain / sqrt(fan in)``."""

    def __init__(self, gain: float, rate: float, **kwargs: Any):
        super().__init__(**kwargs)
        if gain <= 0 or rate <= 0:
            raise ValueError(f"{type(self).__name__}: gain={gain} and rate={rate} must be above 0.")
        self.gain = float(gain)  # one of NumPy's would make the kernel float64
        self.rate = float(rate)

    def _add_weights(self, shape: tuple[int, ...], fan_in: int, units: int, use_bias: bool) -> None:
        normal = keras.initializers.RandomNormal(stddev=1 / self.rate)
        self._scale = self.rate * self.gain / math.sqrt(fan_in)
        self.kernel = self.add_weight(shape=shape, initializer=normal, name="kernel")
        self.bias = self.add_weight(shape=(units,), initializer="zeros", name="bias") if use_bias else None

    @property
    def effective_kernel(self) -> Any:
        """The weights as they are used."""
        return self.kernel * self._scale

    def _with_bias(self, x: Any) -> Any:
        return x if self.bias is None else x + self.rate * self.bias

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "gain": self.gain, "rate": self.rate}


@keras.saving.register_keras_serializable(package="codings")
class EqualizedDense(Equalized):
    r"""A dense layer whose weights all learn at the same speed, however many inputs each unit has.

    The kernel is drawn from :math:`N(0, 1 / r^2)`, and what the layer computes with is
    :math:`r \, g \, w / \sqrt{n}`: of a standard deviation of the gain over the root of the fan-in, as in
    He's initialisation. Adam moves each weight by the learning rate; so it moves each by the same share.

    Parameters
    ----------
    units : int
    gain : float
        Of the layer: the root of 2 before a rectifier.
    rate : float
        The learning rate of this layer, as a multiple of the optimizer's.
    use_bias : bool

    Input shape
        (batch, ..., features)

    Output shape
        (batch, ..., units)

    Raises
    ------
    ValueError
        If `gain` or `rate` is not above 0.

    References
    ----------
    Karras et al. (2018), "Progressive growing of GANs", section 4.1, https://arxiv.org/abs/1710.10196
    """

    def __init__(
        self, units: int, gain: float = 1.0, rate: float = 1.0, use_bias: bool = True, **kwargs: Any
    ):
        super().__init__(gain, rate, **kwargs)
        self.units = units
        self.use_bias = use_bias

    def build(self, input_shape: tuple[int, ...]) -> None:
        self._add_weights((input_shape[-1], self.units), input_shape[-1], self.units, self.use_bias)

    def call(self, inputs: Any) -> Any:
        return self._with_bias(ops.matmul(inputs, self.effective_kernel))

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return (*input_shape[:-1], self.units)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "units": self.units, "use_bias": self.use_bias}


class EqualizedConvolution(Equalized):
    """What the convolutions share: a square kernel, and "same" padding."""

    def __init__(
        self,
        filters: int,
        kernel_size: int = KERNEL,
        gain: float = 1.0,
        rate: float = 1.0,
        use_bias: bool = True,
        **kwargs: Any,
    ):
        super().__init__(gain, rate, **kwargs)
        self.filters = filters
        self.kernel_size = kernel_size
        self.use_bias = use_bias

    def _add_kernel(self, inputs: int, outputs: int, met: int) -> None:
        side = self.kernel_size
        self._add_weights((side, side, inputs, outputs), side**2 * met, self.filters, self.use_bias)

    def get_config(self) -> dict[str, Any]:
        own = {"filters": self.filters, "kernel_size": self.kernel_size, "use_bias": self.use_bias}
        return {**super().get_config(), **own}


@keras.saving.register_keras_serializable(package="codings")
class EqualizedConv2D(EqualizedConvolution):
    """A convolution with "same" padding whose weights all learn at the same speed; see `EqualizedDense`.

    Parameters
    ----------
    filters, kernel_size : int
    gain, rate, use_bias : see `EqualizedDense`

    Input shape
        (batch, height, width, channels)

    Output shape
        (batch, height, width, filters)

    Raises
    ------
    ValueError
        If `gain` or `rate` is not above 0.
    """

    def build(self, input_shape: tuple[int, ...]) -> None:
        self._add_kernel(input_shape[-1], self.filters, input_shape[-1])

    def call(self, inputs: Any) -> Any:
        return self._with_bias(ops.conv(inputs, self.effective_kernel, 1, "same", "channels_last"))

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return (*input_shape[:-1], self.filters)


@keras.saving.register_keras_serializable(package="codings")
class EqualizedUpConv2D(EqualizedConvolution):
    """`UpConv2D`, which doubles the side; its weights all learn at the same speed: see `EqualizedDense`.

    Parameters
    ----------
    filters : int
    gain, rate, use_bias : see `EqualizedDense`

    Input shape
        (batch, height, width, channels)

    Output shape
        (batch, 2 * height, 2 * width, filters)

    Raises
    ------
    ValueError
        If `gain` or `rate` is not above 0.
    """

    def build(self, input_shape: tuple[int, ...]) -> None:
        self._add_kernel(self.filters, input_shape[-1], input_shape[-1])

    def call(self, inputs: Any) -> Any:
        kernel = spread(self.effective_kernel)
        return self._with_bias(ops.conv_transpose(inputs, kernel, 2, "same", data_format="channels_last"))

    def compute_output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        batch, height, width, _ = input_shape
        return (batch, 2 * height, 2 * width, self.filters)


@keras.saving.register_keras_serializable(package="codings")
class EqualizedDownConv2D(EqualizedConvolution):
    """`DownConv2D`, which halves the side; its weights all learn at the same speed: see `EqualizedDense`.

    Parameters
    ----------
    filters : int
    gain, rate, use_bias : see `EqualizedDense`

    Input shape
        (batch, height, width, channels), both sides even

    Output shape
        (batch, height / 2, width / 2, filters)

    Raises
    ------
    ValueError
        If `gain` or `rate` is not above 0.
    """

    def build(self, input_shape: tuple[int, ...]) -> None:
        self._add_kernel(input_shape[-1], self.filters, input_shape[-1])

    def call(self, inputs: Any) -> Any:
        kernel = spread(self.effective_kernel) / 4
        return self._with_bias(ops.conv(inputs, kernel, 2, "same", "channels_last"))

    def compute_output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        batch, height, width, _ = input_shape
        return (batch, -(-height // 2), -(-width // 2), self.filters)
