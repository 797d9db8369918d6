"""Equalised learning rate: weights are drawn from a standard normal distribution, and scaled at each use."""

import math
from typing import Any

import keras
from keras import ops

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
        self.supports_masking = True

    def build(self, input_shape: tuple[int, ...]) -> None:
        self._add_weights((input_shape[-1], self.units), input_shape[-1], self.units, self.use_bias)

    def call(self, inputs: Any) -> Any:
        return self._with_bias(ops.matmul(inputs, self.effective_kernel))

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return (*input_shape[:-1], self.units)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "units": self.units, "use_bias": self.use_bias}


@keras.saving.register_keras_serializable(package="codings")
class EqualizedConv2D(Equalized):
    """A convolution with "same" padding whose weights all learn at the same speed; see `EqualizedDense`.

    Parameters
    ----------
    filters : int
    kernel_size : int
    gain, rate, use_bias : see `EqualizedDense`
    strides : int

    Input shape
        (batch, height, width, channels)

    Output shape
        (batch, height / strides, width / strides, filters)

    Raises
    ------
    ValueError
        If `gain` or `rate` is not above 0.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int,
        gain: float = 1.0,
        rate: float = 1.0,
        use_bias: bool = True,
        strides: int = 1,
        **kwargs: Any,
    ):
        super().__init__(gain, rate, **kwargs)
        self.filters = filters
        self.kernel_size = kernel_size
        self.use_bias = use_bias
        self.strides = strides

    def build(self, input_shape: tuple[int, ...]) -> None:
        side, channels = self.kernel_size, input_shape[-1]
        shape = (side, side, channels, self.filters)
        self._add_weights(shape, side**2 * channels, self.filters, self.use_bias)

    def call(self, inputs: Any) -> Any:
        kernel = self.effective_kernel
        return self._with_bias(ops.conv(inputs, kernel, self.strides, "same", "channels_last"))

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        batch, height, width, _ = input_shape
        return (batch, *(side and -(-side // self.strides) for side in (height, width)), self.filters)

    def get_config(self) -> dict[str, Any]:
        own = {"filters": self.filters, "kernel_size": self.kernel_size, "strides": self.strides}
        return {**super().get_config(), **own, "use_bias": self.use_bias}


@keras.saving.register_keras_serializable(package="codings")
class EqualizedConv2DTranspose(Equalized):
    """A transposed convolution whose weights all learn at the same speed; see `EqualizedDense`.

    The fan-in is how many weights each pixel of the output meets: ``kernel_size ** 2 / strides ** 2`` of each
    channel.

    Parameters
    ----------
    filters : int
    kernel_size : int
        A multiple of `strides`, or some pixels would meet more weights than others.
    strides : int
        How many times larger the output is.
    gain, rate, use_bias : see `EqualizedDense`

    Input shape
        (batch, height, width, channels)

    Output shape
        (batch, strides * height, strides * width, filters)

    Raises
    ------
    ValueError
        If `gain` or `rate` is not above 0, or `kernel_size` is no multiple of `strides`.
    """

    def __init__(
        self,
        filters: int,
        kernel_size: int,
        strides: int,
        gain: float = 1.0,
        rate: float = 1.0,
        use_bias: bool = True,
        **kwargs: Any,
    ):
        super().__init__(gain, rate, **kwargs)
        if kernel_size % strides:
            raise ValueError(
                f"{type(self).__name__}: kernel_size={kernel_size} must be a multiple of strides={strides}."
            )
        self.filters = filters
        self.kernel_size = kernel_size
        self.strides = strides
        self.use_bias = use_bias

    def build(self, input_shape: tuple[int, ...]) -> None:
        side, channels = self.kernel_size, input_shape[-1]
        shape, met = (side, side, self.filters, channels), (side // self.strides) ** 2 * channels
        self._add_weights(shape, met, self.filters, self.use_bias)

    def call(self, inputs: Any) -> Any:
        kernel = self.effective_kernel
        return self._with_bias(
            ops.conv_transpose(inputs, kernel, self.strides, "same", data_format="channels_last")
        )

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        batch, height, width, _ = input_shape
        return (batch, *(side and self.strides * side for side in (height, width)), self.filters)

    def get_config(self) -> dict[str, Any]:
        own = {"filters": self.filters, "kernel_size": self.kernel_size, "strides": self.strides}
        return {**super().get_config(), **own, "use_bias": self.use_bias}
