"""The map from data as people have them to what networks see, and back, as layers."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import keras

from codings.data.encoding import Encoding
from codings.data.range import Range
from codings.data.stored import read_range


class RangeLayer(keras.layers.Layer):
    """What the layers below share: the range whose map they are.

    Parameters
    ----------
    range : Range or Encoding, or mapping of its fields
        See `codings.data.range.Range`. An encoding's tensors are what its `numeric` gives.
    """

    def __init__(self, range: Range | Encoding | Mapping[str, Any], **kwargs: Any):
        super().__init__(autocast=False, **kwargs)
        self.range = read_range(range) if isinstance(range, Mapping) else range
        self.built = True

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "range": asdict(self.range)}


@keras.saving.register_keras_serializable(package="codings")
class Scaling(RangeLayer):
    """From instances in their own range and dtype to what networks see.

    Input shape
        (batch, ...), of the range's dtype. Where the backend has no float64, as JAX by default, it is
        float32.

    Output shape
        (batch, ...) float32
    """

    def call(self, inputs: Any) -> Any:
        return self.range.scale_tensor(inputs)

    def compute_output_spec(self, inputs: Any) -> keras.KerasTensor:
        return keras.KerasTensor(inputs.shape, "float32")


@keras.saving.register_keras_serializable(package="codings")
class Unscaling(RangeLayer):
    """From what networks return to instances in their own range and dtype, clipped and rounded to it.

    Input shape
        (batch, ...) float32

    Output shape
        (batch, ...), of the range's dtype, float32 for float64 where the backend has none.
    """

    def call(self, inputs: Any) -> Any:
        return self.range.unscale_tensor(inputs)

    def compute_output_spec(self, inputs: Any) -> keras.KerasTensor:
        return keras.KerasTensor(inputs.shape, self.range.tensor_dtype)
