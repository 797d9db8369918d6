"""A Keras model as boxes: its layers, with what each reads and how large its output is."""

import math
import re
from dataclasses import dataclass, field
from typing import Any

LONG = 13  # letters, above which the name of a class is broken before a capital


@dataclass
class Box:
    """A layer, and those after it that leave its output's size as it is.

    Parameters
    ----------
    words : list of str
        Lines that say what it is.
    shape : tuple
        Of its output, without the batch.
    weights : int
        How many there are that no box before has.
    parents : list of int
        The indices of the boxes that it reads.
    column : int
        How many boxes, at most, lie between it and an input.
    """

    words: list[str]
    shape: tuple[int | None, ...]
    weights: int
    parents: list[int]
    column: int
    is_read: bool = False

    @property
    def size(self) -> int:
        """How many numbers an instance has here."""
        return math.prod(side or 1 for side in self.shape)


@dataclass
class Boxes:
    """The boxes of a network, in the order in which they are computed."""

    boxes: list[Box] = field(default_factory=list)
    counted: set[int] = field(default_factory=set)

    def add_network(self, network: Any, given: list[list[int]]) -> list[int]:
        """Adds a network's layers; `given` are the boxes of its inputs, and those of its outputs return."""
        if not hasattr(network, "operations"):  # a Sequential model is a chain
            last = given[0] if given else [self._add(["input"], network.input_shape[1:], 0, [])]
            for layer in network.layers:
                last = self._add_layer(layer, [last])
            return last
        config = network.get_config()
        read = {layer["name"]: _histories(layer["inbound_nodes"][:1]) for layer in config["layers"]}
        made = dict(zip(_names(config["input_layers"]), given, strict=False))
        for layer in network.operations:
            if layer.name not in made:
                made[layer.name] = self._add_layer(layer, [made[name] for name in read[layer.name]])
        return [box for name in _names(config["output_layers"]) for box in made[name]]

    def _add_layer(self, layer: Any, given: list[list[int]]) -> list[int]:
        if isinstance(getattr(layer, "layers", None), list):
            return self.add_network(layer, given)
        parents = sorted({box for boxes in given for box in boxes})
        if not hasattr(layer, "weights"):  # a slice, or another operation that is no layer
            return parents
        output = layer.output[0] if isinstance(layer.output, list | tuple) else layer.output
        shape, weights = tuple(output.shape[1:]), self._weights(layer)
        if type(layer).__name__ == "InputLayer":
            return [self._add(["input"], shape, 0, [])]
        if len(parents) == 1 and not hasattr(layer, "kernel"):
            before = self.boxes[parents[0]]
            if before.size == math.prod(side or 1 for side in shape) and not before.is_read:
                before.words += _words(layer)
                before.shape, before.weights = shape, before.weights + weights
                return parents
        return [self._add(_words(layer), shape, weights, parents)]

    def _weights(self, layer: Any) -> int:
        new = [weight for weight in layer.weights if id(weight) not in self.counted]
        self.counted |= {id(weight) for weight in new}
        return sum(math.prod(weight.shape) for weight in new)

    def _add(self, words: list[str], shape: tuple, weights: int, parents: list[int]) -> int:
        column = 1 + max((self.boxes[parent].column for parent in parents), default=-1)
        for parent in parents:
            self.boxes[parent].is_read = True
        self.boxes.append(Box(words, shape, weights, parents, column))
        return len(self.boxes) - 1


def _words(layer: Any) -> list[str]:
    """Lines that say what a layer is: its class, its kernel and its activation."""
    name = type(layer).__name__
    words = _broken(name)
    kernel = getattr(layer, "kernel_size", None)
    if isinstance(kernel, tuple):
        stride = max(getattr(layer, "strides", (1,)))
        words.append("x".join(map(str, kernel)) + (f", stride {stride}" if stride > 1 else ""))
    activation = getattr(getattr(layer, "activation", None), "__name__", "linear")
    return words if activation in ("linear", name.lower()) else [*words, activation]


def _broken(name: str) -> list[str]:
    """The name of a class in lines of some letters: AdaptiveInstance, Normalization."""
    lines = [""]
    for part in re.findall(r"[A-Z][a-z]+(?:\dD)?|[A-Z0-9]+(?![a-z])|[a-z_]+", name) or [name]:
        if lines[-1] and len(lines[-1] + part) > LONG:
            lines.append("")
        lines[-1] += part
    return lines


def _histories(nodes: Any) -> list[str]:
    """The names of the layers whose outputs a layer reads, as a model's configuration has them."""
    if isinstance(nodes, dict):
        history = nodes.get("keras_history")
        return [history[0]] if history else _histories(list(nodes.values()))
    if isinstance(nodes, list | tuple):
        return [name for node in nodes for name in _histories(node)]
    return []


def _names(ends: Any) -> list[str]:
    """The names of input or output layers: a model has one, [name, node, tensor], or a list of these."""
    return [ends[0]] if isinstance(ends[0], str) else [end[0] for end in ends]
