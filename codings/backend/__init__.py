"""The one place where a framework is imported: the same names on TensorFlow and on JAX.

Keras decides which (``KERAS_BACKEND``, or its configuration file); `codings` itself only prefers JAX where
TensorFlow is not installed. See `codings.backend.on_tensorflow` for what each name does.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # the backend's start-up chatter

try:
    import keras
except ModuleNotFoundError as error:
    if error.name not in {"tensorflow", "jax", "torch"}:
        raise
    raise ImportError(
        f"Keras wants its backend {error.name!r}, which is not installed: "
        "pip install 'codings[cpu]' for TensorFlow, or 'codings[jax]' and set KERAS_BACKEND=jax."
    ) from None

if keras.backend.backend() == "tensorflow":
    from codings.backend.on_tensorflow import (
        compile_losses,
        compile_model,
        compile_steps,
        input_gradient,
        lacks_memory,
        normal,
        parts,
        plain_names,
        to_device,
        to_devices,
        uniform,
    )
elif keras.backend.backend() == "jax":
    from codings.backend.on_jax import (
        compile_losses,
        compile_model,
        compile_steps,
        input_gradient,
        lacks_memory,
        normal,
        parts,
        plain_names,
        to_device,
        to_devices,
        uniform,
    )
else:
    raise ImportError(
        f"codings trains on TensorFlow and on JAX, not on {keras.backend.backend()!r}: "
        "set KERAS_BACKEND to 'tensorflow' or 'jax'."
    )

from codings.backend.state import State

__all__ = [
    "State",
    "compile_losses",
    "compile_model",
    "compile_steps",
    "input_gradient",
    "lacks_memory",
    "normal",
    "parts",
    "plain_names",
    "to_device",
    "to_devices",
    "uniform",
]
