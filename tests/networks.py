"""What the Keras models between data and codings promise, of whichever estimator."""

import keras
import numpy as np


def reloaded(network, folder):
    """What Keras makes of the file of a network, in safe mode."""
    path = folder / f"{network.name}.keras"
    network.save(path)
    return keras.saving.load_model(path, compile=False, safe_mode=True)


def check_networks(model, folder, codings, decoded, X=None, beside=()):
    """Raises AssertionError unless `model.networks()` do, before and after Keras saves them, as `model` does.

    Parameters
    ----------
    folder : path
    codings : array, (n, coding_size)
        Of `X`, where the model has an encoder.
    decoded : array, (n, ...)
        What the model makes of the codings.
    X : array, (n, ...), optional
    beside : sequence of array, each (n, ...)
        What the decoder is given besides codings.
    """
    encoder, decoder = model.networks()
    for network in (decoder, reloaded(decoder, folder)):
        inputs = [codings, *beside]
        near(network(inputs if beside else codings), decoded)
    if X is None:
        assert encoder is None
        return
    for network in (encoder, reloaded(encoder, folder)):
        assert network.inputs[0].dtype == model.range_.tensor_dtype
        near(network(X), codings)


def near(found, expected):
    """JAX has no float64 here, and rounds products more. A pixel may be rounded to either side."""
    found = keras.ops.convert_to_numpy(found)
    jax = keras.backend.backend() == "jax"
    dtypes = {expected.dtype.name} | ({"float32"} if jax else set())
    assert found.dtype.name in dtypes - ({"float32"} if expected.dtype == "uint8" else set())
    atol = 1 if expected.dtype == "uint8" else (3e-5 if jax else 1e-5) * max(1, np.abs(expected).max())
    np.testing.assert_allclose(found.astype(float), expected.astype(float), atol=atol)
