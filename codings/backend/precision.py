"""The precision in which networks compute."""

import keras


def check_precision() -> None:
    """Raises ValueError where Keras's dtype policy would make layers of another type than float32."""
    name = keras.config.dtype_policy().name
    if name != "float32":
        raise ValueError(
            f"Keras's dtype policy is {name}, and models here compute in float32: call "
            'keras.config.set_dtype_policy("float32") before.'
        )
