"""Networks as lists of operations with their weights, which the page evaluates without a framework.

`page/network.js` is the other half: it has a function for each of the operations here.
"""

import base64
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import keras

MOST_WEIGHTS = 4_000_000  # 21 MB of a page
UNCHANGED = ("Dropout", "GaussianNoise", "SaltAndPepper", "Identity", "OutputNoise", "Flatten", "Reshape")
POINTWISE = {"ReLU": "relu", "Binarize": "step"}
ACTIVATIONS = (
    "linear",
    "relu",
    "leaky_relu",
    "elu",
    "selu",
    "silu",
    "sigmoid",
    "tanh",
    "softplus",
    "gelu",
    "step",
)


class NotPortable(ValueError):
    """A network has what the page cannot evaluate; the sentence says what."""


class Writer:
    """Lists the operations of networks: what each is computed from is told by numbers in the list."""

    def __init__(self) -> None:
        self.operations: list[dict[str, Any]] = []
        self._weights = 0

    def add(self, operation: dict[str, Any], inputs: Sequence[int], shape: Sequence[int | None]) -> int:
        self.operations.append({**operation, "inputs": list(inputs), "shape": list(shape)})
        return len(self.operations) - 1

    def array(self, values: Any) -> str:
        """Weights, as float32 in base64."""
        from keras import ops

        flat = np.ascontiguousarray(ops.convert_to_numpy(values), "<f4")
        self._weights += flat.size
        if self._weights > MOST_WEIGHTS:
            raise NotPortable(f"the network has more than {MOST_WEIGHTS:,} weights")
        return base64.b64encode(flat.tobytes()).decode()

    def network(self, network: "keras.Model", inputs: Sequence[int]) -> int:
        """Adds what a network does to `inputs`; returns the number of its output."""
        graph = getattr(network, "_functional", network)  # of a Sequential
        numbers = {id(tensor): i for tensor, i in zip(graph.inputs, inputs, strict=True)}
        for depth in sorted(graph._nodes_by_depth, reverse=True):
            for node in graph._nodes_by_depth[depth]:
                if not node.is_input:
                    given = [numbers[id(tensor)] for tensor in node.input_tensors]
                    (output,) = node.output_tensors
                    numbers[id(output)] = self._layer(node.operation, given, output.shape[1:])
        (output,) = graph.outputs
        return numbers[id(output)]

    def _layer(self, layer: Any, given: Sequence[int], shape: Sequence[int]) -> int:
        if hasattr(layer, "_nodes_by_depth") or hasattr(layer, "_functional"):
            return self.network(layer, given)
        return self.add(self._operation(layer), given, shape)

    def _operation(self, layer: Any) -> dict[str, Any]:
        kind = type(layer).__name__
        if kind in UNCHANGED:
            return {"op": "same"}
        if kind in POINTWISE:
            return {"op": "activation", "activation": [POINTWISE[kind], 0]}
        write = getattr(self, f"_{kind.lower()}", None)
        if write is None:
            raise NotPortable(f"the network has a layer of the kind {kind}")
        return write(layer)

    def _activation(self, layer: Any) -> dict[str, Any]:
        return {"op": "activation", "activation": _activation(layer)}

    def _leakyrelu(self, layer: Any) -> dict[str, Any]:
        return {"op": "activation", "activation": ["leaky_relu", float(layer.negative_slope)]}

    def _concatenate(self, layer: Any) -> dict[str, Any]:
        return {"op": "concatenate"}

    def _add(self, layer: Any) -> dict[str, Any]:
        return {"op": "add"}

    def _pixelnormalization(self, layer: Any) -> dict[str, Any]:
        return {"op": "pixel_normalization", "epsilon": float(getattr(layer, "epsilon", 1e-8))}

    def _batchnormalization(self, layer: Any) -> dict[str, Any]:
        from keras import ops

        mean, variance = map(ops.convert_to_numpy, (layer.moving_mean, layer.moving_variance))
        scale = 1 / np.sqrt(variance + layer.epsilon)
        scale = scale * ops.convert_to_numpy(layer.gamma) if layer.scale else scale
        shift = -mean * scale + (ops.convert_to_numpy(layer.beta) if layer.center else 0)
        return {"op": "affine", "scale": self.array(scale), "shift": self.array(shift)}

    def _dense(self, layer: Any) -> dict[str, Any]:
        return self._weighted("dense", layer.kernel, layer.bias, _activation(layer))

    def _densetranspose(self, layer: Any) -> dict[str, Any]:
        from keras import ops

        return self._weighted("dense", ops.transpose(layer.dense.kernel), layer.bias, _activation(layer))

    def _equalizeddense(self, layer: Any) -> dict[str, Any]:
        return self._weighted("dense", layer.effective_kernel, *_equalized(layer))

    def _conv2d(self, layer: Any) -> dict[str, Any]:
        if layer.groups != 1 or layer.dilation_rate != (1, 1):
            raise NotPortable("the network has dilated or grouped convolutions")
        return self._convolution("conv2d", layer, layer.kernel, layer.bias, _activation(layer))

    def _conv2dtranspose(self, layer: Any) -> dict[str, Any]:
        if layer.dilation_rate != (1, 1) or layer.output_padding is not None:
            raise NotPortable("the network has dilated or padded convolutions")
        return self._convolution("conv2d_transpose", layer, layer.kernel, layer.bias, _activation(layer))

    def _tiedconv2dtranspose(self, layer: Any) -> dict[str, Any]:
        if layer.output_padding is not None:
            raise NotPortable("the network has padded convolutions")
        activation = _activation(layer)
        return self._convolution("conv2d_transpose", layer.conv, layer.conv.kernel, layer.bias, activation)

    def _equalizedconv2d(self, layer: Any) -> dict[str, Any]:
        return self._convolution("conv2d", layer, layer.effective_kernel, *_equalized(layer))

    def _equalizedconv2dtranspose(self, layer: Any) -> dict[str, Any]:
        return self._convolution("conv2d_transpose", layer, layer.effective_kernel, *_equalized(layer))

    def _maxpooling2d(self, layer: Any) -> dict[str, Any]:
        if layer.padding != "valid" or tuple(layer.strides) != tuple(layer.pool_size):
            raise NotPortable("the network pools with an overlap")
        return {"op": "max_pooling", "size": list(layer.pool_size)}

    def _cropping2d(self, layer: Any) -> dict[str, Any]:
        return {"op": "cropping", "before": [layer.cropping[0][0], layer.cropping[1][0]]}

    def _convolution(self, op: str, layer: Any, kernel: Any, bias: Any, activation: list) -> dict[str, Any]:
        strides = layer.strides if isinstance(layer.strides, tuple) else (layer.strides, layer.strides)
        return self._weighted(op, kernel, bias, activation) | {
            "size": list(kernel.shape[:2]),
            "strides": list(strides),
            "padded": getattr(layer, "padding", "same") == "same",
        }

    def _weighted(self, op: str, kernel: Any, bias: Any, activation: list) -> dict[str, Any]:
        biased = None if bias is None else self.array(bias)
        return {"op": op, "kernel": self.array(kernel), "bias": biased, "activation": activation}


def portable(network: "keras.Model", conditions: int = 0) -> dict[str, Any]:
    """A network as JSON; `conditions` is how many classes its second input has, one-hot, if it has one.

    Raises NotPortable if it has what the page cannot evaluate.
    """
    writer = Writer()
    inputs = [writer.add({"op": "input"}, [], tensor.shape[1:]) for tensor in network.inputs]
    output = writer.network(network, inputs)
    return {"operations": writer.operations, "output": output, "conditions": conditions}


def _activation(layer: Any) -> list:
    import keras

    found = keras.activations.serialize(layer.activation)
    name = (
        found if isinstance(found, str) else str(found["config"]).removeprefix("codings>")
    )  # one of our own
    slope = 0.2 if name == "leaky_relu" else 0  # Keras's
    if name not in ACTIVATIONS:
        raise NotPortable(f"the network has the activation {name}")
    return [name, slope]


def _equalized(layer: Any) -> tuple[Any, list]:
    """The bias as it is used, and no activation."""
    return (None if layer.bias is None else layer.rate * layer.bias), ["linear", 0]
