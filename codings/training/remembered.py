"""What callbacks remember between epochs, so that a training that is resumed has it again."""

import inspect
import json
from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np

PLAIN = (bool, int, float, str, type(None), np.generic)
OTHERS = {"params", "_model"}  # what Keras itself gives to a callback
TEXT = "callbacks"


class Remembered:
    """What callbacks have come to remember since the training began: numbers, text and arrays of theirs.

    Of a Keras callback these are the attributes that have changed, such as the wait of EarlyStopping and its
    best weights; what it was constructed with stays the user's. A callback that remembers something else has
    ``state_dict()``, which returns what JSON can hold, and ``load_state_dict(state)``.

    Parameters
    ----------
    callbacks : sequence of keras.callbacks.Callback
        As they are when the training has begun.
    """

    def __init__(self, callbacks: Sequence[keras.callbacks.Callback]):
        self._callbacks = callbacks
        self._first = [_attributes(callback) for callback in callbacks]

    def arrays(self) -> dict[str, np.ndarray]:
        """All of it: "callbacks" is JSON as bytes, "callback/2/best_weights/0" an array of the third one."""
        plain: list[dict[str, Any]] = []
        arrays: dict[str, np.ndarray] = {}
        for i, (callback, first) in enumerate(zip(self._callbacks, self._first, strict=True)):
            values: dict[str, Any] = {}
            for name, value in _attributes(callback).items():
                if isinstance(value, list):
                    arrays |= {f"callback/{i}/{name}/{j}": array for j, array in enumerate(value)}
                elif name not in first or first[name] != value:
                    values[name] = value.item() if isinstance(value, np.generic) else value
            own = callback.state_dict() if hasattr(callback, "state_dict") else None
            plain.append({"class": type(callback).__name__, "values": values, "own": own})
        return {TEXT: np.frombuffer(json.dumps(plain).encode(), np.uint8), **arrays}

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Gives each callback what the next one of its class remembered, if there was one."""
        plain = json.loads(arrays[TEXT].tobytes()) if TEXT in arrays else []
        known = dict(enumerate(plain))
        for callback in self._callbacks:
            i = next((i for i, one in known.items() if one["class"] == type(callback).__name__), None)
            if i is None:
                continue
            one = known.pop(i)
            vars(callback).update(one["values"])
            vars(callback).update(_lists(arrays, f"callback/{i}/"))
            if one["own"] is not None:
                callback.load_state_dict(one["own"])


def _attributes(callback: keras.callbacks.Callback) -> dict[str, Any]:
    """Those that are plain, or lists of arrays, and not what the user has constructed it with."""
    chosen = inspect.signature(type(callback)).parameters.keys() | OTHERS
    return {
        name: value
        for name, value in vars(callback).items()
        if name not in chosen and (isinstance(value, PLAIN) or _is_list_of_arrays(value))
    }


def _is_list_of_arrays(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, np.ndarray) for one in value)


def _lists(arrays: Mapping[str, np.ndarray], prefix: str) -> dict[str, list[np.ndarray]]:
    found: dict[str, dict[int, np.ndarray]] = {}
    for key, array in arrays.items():
        if key.startswith(prefix):
            name, place = key.removeprefix(prefix).rsplit("/", 1)
            found.setdefault(name, {})[int(place)] = array
    return {name: [array for _, array in sorted(places.items())] for name, places in found.items()}
