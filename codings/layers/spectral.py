"""Spectral normalisation: a layer whose kernel has a norm of 1, in training and after it."""

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="codings")
class SpectralNormalization(keras.layers.SpectralNormalization):
    """Calls a layer with its kernel over the kernel's spectral norm, which is found by power iteration.

    Keras's own assigns that to the kernel, and only in training. But here a kernel is the optimizer's, and
    what a layer assigns to it lasts for a step: once trained, the network would be called without it.

    Parameters
    ----------
    layer : keras.Layer
        With a kernel, such as Dense and Conv2D.
    power_iterations : int
        At each call; in training they begin where the last call's ended.

    Input shape, output shape
        Those of `layer`.

    References
    ----------
    Miyato et al. (2018), "Spectral normalization for generative adversarial networks",
    https://arxiv.org/abs/1802.05957
    """

    def call(self, inputs: Any, training: bool = False) -> Any:
        vector_u, kernel = self.normalized_weights()
        if training:
            self.vector_u.assign(vector_u)
        values = {id(v): (v, v.value) for v in self.layer.variables} | {
            id(self.kernel): (self.kernel, kernel)
        }
        with keras.StatelessScope(list(values.values())):
            return self.layer(inputs)
