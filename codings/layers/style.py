"""Layers of StyleGAN: styles that modulate feature maps, noise beside them, a constant to begin with."""

from typing import Any

import keras
from keras import ops

from codings import backend
from codings.layers.equalized import EqualizedDense
from codings.layers.precision import wide


@keras.saving.register_keras_serializable(package="codings")
class ConstantInput(keras.layers.Layer):
    """A learned feature map, the same for every instance: where the synthesis begins.

    At first it is drawn from the standard normal distribution, as in StyleGAN2. Of ones, as in StyleGAN, the
    first normalisation divides a variance of 0: gradients are then 10,000 times as large, and so is rounding.

    Parameters
    ----------
    side : int
        Its height, and its width unless `width` says another.
    channels : int
    width : int, optional

    Input shape
        (batch, ...): only the batch counts.

    Output shape
        (batch, side, width, channels)

    References
    ----------
    Karras et al. (2019), "A style-based generator architecture for GANs", section 2,
    https://arxiv.org/abs/1812.04948. Karras et al. (2020), https://github.com/NVlabs/stylegan2,
    `training/networks_stylegan2.py`.
    """

    def __init__(self, side: int, channels: int, width: int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.side = side
        self.channels = channels
        self.width = side if width is None else width
        normal = keras.initializers.RandomNormal(stddev=1.0)
        shape = (1, side, self.width, channels)
        self.constant = self.add_weight(shape=shape, initializer=normal, name="constant")
        self.built = True

    def call(self, inputs: Any) -> Any:
        return ops.repeat(self.constant, ops.shape(inputs)[0], axis=0)

    def compute_output_shape(self, input_shape: Any) -> tuple:
        return (input_shape[0], self.side, self.width, self.channels)

    def get_config(self) -> dict[str, Any]:
        own = {"side": self.side, "channels": self.channels, "width": self.width}
        return {**super().get_config(), **own}


@keras.saving.register_keras_serializable(package="codings")
class AdaptiveInstanceNormalization(keras.layers.Layer):
    r"""Gives each feature map the scale and the shift that a style asks for.

    :math:`y_s \frac{x - \mu(x)}{\sigma(x)} + y_b`, with mean and standard deviation of each map of each
    instance, and the scale :math:`y_s` and the shift :math:`y_b` learned affine functions of the latent;
    at first they are 1 and 0 plus what the latent adds.

    Input shape
        A pair: feature maps, (batch, height, width, channels), and latents, (batch, width of a latent).

    Output shape
        (batch, height, width, channels)

    References
    ----------
    Karras et al. (2019), "A style-based generator architecture for GANs", equation 1,
    https://arxiv.org/abs/1812.04948. Huang and Belongie (2017), https://arxiv.org/abs/1703.06868
    """

    def build(self, input_shape: Any) -> None:
        self.affine = EqualizedDense(2 * input_shape[0][-1], dtype=self.dtype_policy)
        self.affine.build(input_shape[1])

    def call(self, inputs: Any) -> Any:
        x, (scale, shift) = wide(inputs[0]), self._style(inputs[1])
        mean = ops.mean(x, axis=(1, 2), keepdims=True)
        variance = ops.mean(ops.square(x - mean), axis=(1, 2), keepdims=True)
        # One factor and one shift for each map: two passes over the maps, not four.
        factor = (1 + scale) * ops.rsqrt(variance + 1e-8)
        return ops.cast(x * factor + (shift - mean * factor), inputs[0].dtype)

    def _style(self, latents: Any) -> Any:
        """Scale and shift of each map, (batch, 1, 1, channels) each."""
        return ops.split(wide(self.affine(latents))[:, None, None, :], 2, axis=-1)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape[0]


@keras.saving.register_keras_serializable(package="codings")
class NoiseInjection(keras.layers.Layer):
    """Adds one image of normal noise to every feature map, as strongly as each map has learned to want it.

    In training the noise is drawn anew at each call; else it is always the same, drawn when the layer was
    built, so that the same codings give the same image.

    Attributes
    ----------
    strength : keras.Variable, (channels,)
        0 at first. With 0 there is no noise.

    Input shape, output shape
        (batch, height, width, channels), and the same.

    References
    ----------
    Karras et al. (2019), "A style-based generator architecture for GANs", section 3.2,
    https://arxiv.org/abs/1812.04948
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator()

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        _, height, width, channels = input_shape
        self.strength = self.add_weight(shape=(channels,), initializer="zeros", name="strength")
        self.still = self.add_weight(
            shape=(1, height, width, 1), initializer="random_normal", trainable=False, name="still"
        )
        self.still.assign(self.still / 0.05)  # Keras's "random_normal" has a standard deviation of 0.05

    def call(self, inputs: Any, training: bool = False) -> Any:
        noise = self.still
        if training:
            noise = backend.normal((ops.shape(inputs)[0], *inputs.shape[1:3], 1), self.seed_generator)
        return inputs + self.strength * ops.cast(noise, inputs.dtype)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


@keras.saving.register_keras_serializable(package="codings")
class StyleMixing(keras.layers.Layer):
    """From two latents, one for each layer of the synthesis: in training the second takes over somewhere.

    Where it does is drawn for each instance; with probability 1 - `mixed` it does not. Otherwise, and
    where ``training=False``, every layer gets the first.

    Parameters
    ----------
    layers : int
        How many layers take a style.
    mixed : float in [0, 1]
        The share of instances that are mixed.

    Attributes
    ----------
    average : keras.Variable, (width,)
        The moving average of the first latents, over some 200 calls in training; at first, of all so far.

    Input shape
        A pair of latents, (batch, width) each.

    Output shape
        (batch, layers, width)

    Raises
    ------
    ValueError
        If `mixed` is not in [0, 1].

    References
    ----------
    Karras et al. (2019), "A style-based generator architecture for GANs", section 3.1 and appendix B,
    https://arxiv.org/abs/1812.04948
    """

    LEAST = 0.005  # share of a call in the average

    def __init__(self, layers: int, mixed: float = 0.9, **kwargs: Any):
        super().__init__(**kwargs)
        if not 0 <= mixed <= 1:
            raise ValueError(f"StyleMixing: mixed={mixed} must be a share, from 0 to 1.")
        self.layers = layers
        self.mixed = mixed
        self.seed_generator = keras.random.SeedGenerator()

    def build(self, input_shape: Any) -> None:
        kind = {"initializer": "zeros", "trainable": False}
        self.average = self.add_weight(shape=(input_shape[0][-1],), name="average", **kind)
        self.calls = self.add_weight(shape=(), name="calls", **kind)

    def call(self, inputs: Any, training: bool = False) -> Any:
        first, second = (ops.expand_dims(latents, 1) for latents in inputs)
        if not training:
            return ops.repeat(first, self.layers, axis=1)
        self._track(ops.mean(first, axis=(0, 1)))
        draws = backend.uniform((ops.shape(first)[0], 2, 1), self.seed_generator)
        place, whether = draws[:, :1], draws[:, 1:]
        crossing = ops.where(whether < self.mixed, 1 + ops.floor(place * (self.layers - 1)), self.layers)
        number = ops.reshape(ops.arange(self.layers, dtype="float32"), (1, self.layers, 1))
        return ops.where(number < crossing, first, second)

    def _track(self, mean: Any) -> None:
        self.calls.assign(self.calls + 1)
        self.average.assign(self.average + ops.maximum(1 / self.calls, self.LEAST) * (mean - self.average))

    def compute_output_shape(self, input_shape: Any) -> tuple:
        batch, width = input_shape[0]
        return (batch, self.layers, width)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "layers": self.layers, "mixed": self.mixed}


@keras.saving.register_keras_serializable(package="codings")
class Truncation(keras.layers.Layer):
    r"""Draws latents towards their average: :math:`\bar w + \psi (w - \bar w)`.

    Parameters
    ----------
    average : array, (width,)

    Input shape
        A pair: latents, (batch, width), and how far they may be from the average, (batch, 1): 1 as they are,
        0 for the average itself.

    Output shape
        (batch, width)

    References
    ----------
    Karras et al. (2019), "A style-based generator architecture for GANs", appendix B,
    https://arxiv.org/abs/1812.04948
    """

    def __init__(self, average: Any, **kwargs: Any):
        super().__init__(**kwargs)
        self.average = [float(x) for x in average]
        self.built = True

    def call(self, inputs: Any) -> Any:
        latents, share = inputs
        average = ops.convert_to_tensor(self.average, dtype=latents.dtype)
        return average + share * (latents - average)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape[0]

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "average": self.average}


@keras.saving.register_keras_serializable(package="codings")
class Redraw(keras.layers.Layer):
    """In training, other codings than those given, from the standard normal distribution; else the same.

    Input shape, output shape
        (batch, coding_size), and the same.
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator()
        self.built = True

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training:
            return inputs
        return ops.cast(backend.normal(ops.shape(inputs), self.seed_generator), inputs.dtype)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape
