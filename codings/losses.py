"""What the phases minimise: scalars from tensors, in `keras.ops`."""

from typing import Any

from keras import ops


def reconstruction(x: Any, reconstructed: Any) -> Any:
    """The mean squared error over every entry of every instance.

    Parameters
    ----------
    x, reconstructed : tensor, (batch, ...)
        In the range in which the network sees the data: pixels in [0, 1].

    Returns
    -------
    tensor, ()
    """
    return ops.mean(ops.square(x - reconstructed))
