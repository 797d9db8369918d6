"""Up-sampling and a convolution at once, as one transposed convolution: without a chessboard."""

from typing import Any

import keras
from keras import ops

from codings.layers.equalized import Equalized

BLURS = {"nearest": 1, "bilinear": 3}  # sums of neighbours that make the filters [1, 1] and [1, 3, 3, 1]
SIDE = 3  # of the convolution's kernel


def resized(kernel: Any, interpolation: str) -> Any:
    """The kernel of the one transposed convolution that does what up-sampling and a convolution do.

    Parameters
    ----------
    kernel : tensor, (3, 3, filters, channels)
    interpolation : "nearest" or "bilinear"

    Returns
    -------
    tensor, (side, side, filters, channels)
        With a side of 4, or of 6 if bilinear.
    """
    for i in range(BLURS[interpolation]):
        padded = ops.pad(kernel, ((1, 1), (1, 1), (0, 0), (0, 0)))
        kernel = padded[:-1, :-1] + padded[1:, :-1] + padded[:-1, 1:] + padded[1:, 1:]
        kernel = kernel if i == 0 else kernel / 4
    return kernel


def _checked(layer: keras.Layer, interpolation: str) -> str:
    if interpolation not in BLURS:
        raise ValueError(
            f"{type(layer).__name__}: interpolation={interpolation!r} must be one of {', '.join(BLURS)}."
        )
    return interpolation


@keras.saving.register_keras_serializable(package="codings")
class UpConv2D(keras.layers.Layer):
    """Up-sampling by 2 and a convolution of kernel 3, as one transposed convolution.

    A transposed convolution of stride 2 has weights of its own for each of four neighbouring pixels; where
    they differ, there is a chessboard. Up-sampled and then convolved, neighbours share their weights. Both
    steps are linear: together they are one transposed convolution, whose kernel, of 4 or of 6 if bilinear,
    is made of that of 3 at each step.

    Parameters
    ----------
    filters : int
    interpolation : "nearest" or "bilinear"
        As in Keras's UpSampling2D; beyond the edge bilinear sees zeros.
    padding : "same" or "valid"
        With "valid" all that the kernel reaches is kept: 1 pixel more at each edge, 2 if bilinear.
    activation, use_bias, kernel_initializer : as Keras's Conv2D takes them

    Input shape
        (batch, height, width, channels)

    Output shape
        (batch, 2 * height, 2 * width, filters); with "valid" padding 2 more, or 4.

    Raises
    ------
    ValueError
        If `interpolation` is another.

    References
    ----------
    Odena, Dumoulin and Olah (2016), "Deconvolution and checkerboard artifacts",
    https://doi.org/10.23915/distill.00003. Karras et al. (2019), https://arxiv.org/abs/1812.04948, section 2,
    for bilinear up-sampling.
    """

    def __init__(
        self,
        filters: int,
        interpolation: str = "nearest",
        padding: str = "same",
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.filters = filters
        self.interpolation = _checked(self, interpolation)
        self.padding = padding
        self.activation = keras.activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = keras.initializers.get(kernel_initializer)

    def build(self, input_shape: tuple[int, ...]) -> None:
        channels = input_shape[-1]
        # As of a convolution, (height, width, channels, filters): initialisers find the fan-in there.
        shape = (SIDE, SIDE, channels, self.filters)
        self.kernel = self.add_weight(shape=shape, initializer=self.kernel_initializer, name="kernel")
        if self.use_bias:
            self.bias = self.add_weight(shape=(self.filters,), initializer="zeros", name="bias")

    def call(self, inputs: Any) -> Any:
        kernel = resized(ops.flip(ops.swapaxes(self.kernel, 2, 3), (0, 1)), self.interpolation)
        x = ops.conv_transpose(inputs, kernel, 2, self.padding, data_format="channels_last")
        return self.activation(x + self.bias if self.use_bias else x)

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        batch, height, width, _ = input_shape
        more = 0 if self.padding == "same" else BLURS[self.interpolation] + 1
        return (batch, *(side and 2 * side + more for side in (height, width)), self.filters)

    def get_config(self) -> dict[str, Any]:
        own = {"filters": self.filters, "interpolation": self.interpolation, "padding": self.padding}
        return {
            **super().get_config(),
            **own,
            "activation": keras.activations.serialize(self.activation),
            "use_bias": self.use_bias,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
        }


@keras.saving.register_keras_serializable(package="codings")
class EqualizedUpConv2D(Equalized):
    """An `UpConv2D` whose weights all learn at the same speed; see `EqualizedDense`.

    Parameters
    ----------
    filters : int
    interpolation : see `UpConv2D`
    gain, rate, use_bias : see `EqualizedDense`

    Input shape
        (batch, height, width, channels)

    Output shape
        (batch, 2 * height, 2 * width, filters)

    Raises
    ------
    ValueError
        If `gain` or `rate` is not above 0, or `interpolation` is another.
    """

    def __init__(
        self,
        filters: int,
        interpolation: str = "nearest",
        gain: float = 1.0,
        rate: float = 1.0,
        use_bias: bool = True,
        **kwargs: Any,
    ):
        super().__init__(gain, rate, **kwargs)
        self.filters = filters
        self.interpolation = _checked(self, interpolation)
        self.use_bias = use_bias

    def build(self, input_shape: tuple[int, ...]) -> None:
        channels = input_shape[-1]
        shape = (SIDE, SIDE, self.filters, channels)
        self._add_weights(shape, SIDE**2 * channels, self.filters, self.use_bias)

    def call(self, inputs: Any) -> Any:
        kernel = resized(self.effective_kernel, self.interpolation)
        return self._with_bias(ops.conv_transpose(inputs, kernel, 2, "same", data_format="channels_last"))

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        batch, height, width, _ = input_shape
        return (batch, *(side and 2 * side for side in (height, width)), self.filters)

    def get_config(self) -> dict[str, Any]:
        own = {"filters": self.filters, "interpolation": self.interpolation}
        return {**super().get_config(), **own, "use_bias": self.use_bias}
