"""Layers where Keras's dtype policy has them see 16 bits."""

import keras
import numpy as np
import pytest
from keras import ops

from codings import backend, layers

IMAGES, ROWS = (4, 8, 8, 2), (4, 6)
LAYERS = {
    "adaptive augmentation": (lambda how: layers.AdaptiveAugmentation(**how), [IMAGES]),
    "adaptive normalization": (lambda how: layers.AdaptiveInstanceNormalization(**how), [IMAGES, ROWS]),
    "binarize": (lambda how: layers.Binarize(**how), [ROWS]),
    "constant": (lambda how: layers.ConstantInput(4, 2, **how), [ROWS]),
    "dropout": (lambda how: layers.Dropout(0.5, **how), [ROWS]),
    "convolution": (lambda how: layers.EqualizedConv2D(3, 3, **how), [IMAGES]),
    "dense": (lambda how: layers.EqualizedDense(3, **how), [ROWS]),
    "gaussian noise": (lambda how: layers.GaussianNoise(2.0, **how), [ROWS]),
    "latent loss": (lambda how: layers.LatentLoss(**how), [ROWS, ROWS]),
    "minibatch": (lambda how: layers.MinibatchStdev(**how), [ROWS]),
    "noise injection": (lambda how: layers.NoiseInjection(**how), [IMAGES]),
    "output noise": (lambda how: layers.OutputNoise(True, **how), [ROWS]),
    "pixel normalization": (lambda how: layers.PixelNormalization(**how), [IMAGES]),
    "probabilities": (lambda how: layers.Probabilities(2, (3,), True, **how), [ROWS]),
    "redraw": (lambda how: layers.Redraw(**how), [ROWS]),
    "replay": (lambda how: layers.ReplayBuffer(**how), [ROWS]),
    "sampling": (lambda how: layers.Sampling(**how), [ROWS, ROWS]),
    "style mixing": (lambda how: layers.StyleMixing(3, **how), [ROWS, ROWS]),
    "up-sampling": (lambda how: layers.UpConv2D(3, **how), [IMAGES]),
}
REMEMBERING = ("replay", "style mixing")  # what a call assigns would hold JAX's trace of a gradient


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_16_bits_in_and_out_with_finite_gradients(name, policy):
    make, shapes = LAYERS[name]
    layer = make({"dtype": policy})
    for value in (0.0, 1.0):
        inputs = [ops.full(shape, value, policy.removeprefix("mixed_")) for shape in shapes]
        layer(inputs if len(inputs) > 1 else inputs[0])  # which builds it
        if name == "adaptive augmentation":
            layer.probability.assign(1.0)

        def call(x, layer=layer, others=inputs[1:]):
            how = {"training": True} if layer._call_has_training_arg else {}
            found = layer([x, *others] if others else x, **how)
            found = found[0] if isinstance(found, tuple) else found
            assert keras.backend.standardize_dtype(found.dtype) == policy.removeprefix("mixed_")
            return ops.cast(found, "float32")

        assert np.isfinite(ops.convert_to_numpy(call(inputs[0]))).all()
        if name in REMEMBERING:
            continue
        slope = backend.input_gradient(call, inputs[0])
        assert slope is None or np.isfinite(ops.convert_to_numpy(ops.cast(slope, "float32"))).all()


def test_layers_within_a_layer_have_its_policy():
    layer = layers.AdaptiveInstanceNormalization(dtype="mixed_float16")
    layer.build([IMAGES, ROWS])
    assert layer.affine.dtype_policy.name == "mixed_float16"


def test_the_sparsity_penalty_is_finite_where_a_unit_is_always_active():
    penalty = layers.KLDivergenceRegularizer(1.0)
    for activation in (0.0, 1.0):
        found = penalty(ops.full((4, 3), activation, "float16"))
        assert float(found) == pytest.approx(float(penalty(ops.full((4, 3), activation))), rel=1e-3)


@pytest.mark.parametrize(
    "layer",
    [lambda: layers.Dropout(0.5), lambda: layers.GaussianNoise(0.5), lambda: layers.EqualizedDense(3)],
)
def test_a_mask_passes(layer, random):
    x = random.random((4, 6, 3)).astype("float32")
    short, x[:, 3:] = x[:, :3], 0
    last = keras.layers.LSTM(2)
    network = keras.Sequential([keras.Input((None, 3)), keras.layers.Masking(), layer(), last])
    np.testing.assert_allclose(network(x), network(short), rtol=1e-5)
