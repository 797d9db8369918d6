"""What layers compute in float32 where a mixed policy has them see 16 bits."""

from typing import Any

from keras import backend, ops


def wide(x: Any) -> Any:
    """A tensor as it is, but in float32 if it is of 16 bits: these hold no variance of 1e-8, nor 1 - 1e-6."""
    narrow = backend.standardize_dtype(x.dtype) in ("float16", "bfloat16")
    return ops.cast(x, "float32") if narrow else x
