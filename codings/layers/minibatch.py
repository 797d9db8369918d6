"""Layers through which a discriminator sees more than one instance: what collapses, looks alike."""

from typing import Any

import keras
from keras import ops

from codings.layers.precision import wide


@keras.saving.register_keras_serializable(package="codings")
class MinibatchStdev(keras.layers.Layer):
    r"""Appends to each instance one feature more: how much the features differ over the mini-batch.

    It is the standard deviation of each feature over the batch, averaged over all features: one number
    for the whole batch. Where a generator collapses it is small, and the discriminator can tell.

    Input shape
        (batch, ..., features)

    Output shape
        (batch, ..., features + 1)

    References
    ----------
    Karras et al. (2018), "Progressive growing of GANs", section 3, https://arxiv.org/abs/1710.10196
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.built = True

    def call(self, inputs: Any) -> Any:
        deviations = ops.sqrt(ops.var(wide(inputs), axis=0) + 1e-8)
        mean = ops.cast(ops.mean(deviations), inputs.dtype)
        shape = (*ops.shape(inputs)[:-1], 1)
        return ops.concatenate([inputs, ops.broadcast_to(mean, shape)], axis=-1)

    def compute_output_shape(self, input_shape: Any) -> tuple:
        return (*input_shape[:-1], input_shape[-1] + 1)


@keras.saving.register_keras_serializable(package="codings")
class PackChannels(keras.layers.Layer):
    """Several images side by side in their channels, so that one convolution sees them all.

    Input shape
        (batch, pack, height, width, channels)

    Output shape
        (batch, height, width, pack * channels)

    References
    ----------
    Lin et al. (2018), "PacGAN: The power of two samples in generative adversarial networks",
    https://arxiv.org/abs/1712.04086
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.built = True

    def call(self, inputs: Any) -> Any:
        _, pack, height, width, channels = inputs.shape
        return ops.reshape(ops.transpose(inputs, (0, 2, 3, 1, 4)), (-1, height, width, pack * channels))

    def compute_output_shape(self, input_shape: Any) -> tuple:
        batch, pack, height, width, channels = input_shape
        return (batch, height, width, pack * channels)
