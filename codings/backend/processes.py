"""The processes that train together: what one of them says to the others."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from safetensors.numpy import load, save

from codings.backend.lifelines import Lifelines

ROOM = 4096  # bytes of a message, at least

_count, _number = 1, 0
_lifelines: Lifelines | None = None


def joined(count: int, number: int, lifelines: Lifelines) -> None:
    """Notes that this process is the one of that `number`, of `count`."""
    global _count, _number, _lifelines
    _count, _number, _lifelines = count, number, lifelines


def count() -> int:
    """How many there are: 1 without `codings.distribute`."""
    return _count


def is_first() -> bool:
    """Whether this is the process that decides and writes."""
    return _number == 0


def reached() -> AbstractContextManager[None]:
    """Others are waited for within it; raises ConnectionError where one of them has ended."""
    return nullcontext() if _lifelines is None else _lifelines.waiting()


def gathered(numbers: Sequence[int]) -> np.ndarray:
    """What each process has said, (processes, numbers) int32, the same in all of them."""
    own = np.array(numbers, np.int32)
    return own[None] if _count == 1 else _exchanged(own, _together().collect)


def largest(number: int) -> int:
    """The largest of what each process has said."""
    return int(gathered([number]).max())


def told(number: int) -> int:
    """What the first process has said."""
    return int(gathered([number])[0, 0])


def from_first(arrays: Mapping[str, np.ndarray] | None) -> dict[str, np.ndarray] | None:
    """The first process's arrays, or None, in all processes; what others give is not looked at."""
    if _count == 1:
        return None if arrays is None else dict(arrays)
    content = b"" if arrays is None or not is_first() else _packed(arrays)
    length = told(len(content))
    if not length:
        return None
    room = np.zeros(max(1 << (length - 1).bit_length(), ROOM), np.uint8)  # each length is compiled once
    room[: len(content)] = np.frombuffer(content, np.uint8)
    return _unpacked(_exchanged(room, _together().add)[:length].tobytes())


class _Together(NamedTuple):
    """Compiled once: what makes one of the arrays, (processes, n), of which each process has a row."""

    rows: Any  # the sharding
    collect: Callable[[Any], Any]
    add: Callable[[Any], Any]


@cache
def _together() -> _Together:
    import jax
    from jax.sharding import Mesh, NamedSharding, PartitionSpec

    firsts = {device.process_index: device for device in reversed(jax.devices())}
    mesh = Mesh(np.array([firsts[i] for i in range(_count)]), ("process",))
    everywhere = NamedSharding(mesh, PartitionSpec())
    return _Together(
        NamedSharding(mesh, PartitionSpec("process")),
        jax.jit(lambda x: x, out_shardings=everywhere),
        jax.jit(lambda x: x.sum(axis=0, dtype=x.dtype), out_shardings=everywhere),
    )


def _exchanged(own: np.ndarray, compiled: Callable[[Any], Any]) -> np.ndarray:
    import jax

    rows = _together().rows
    piece = jax.device_put(own[None], jax.local_devices()[0])
    whole = jax.make_array_from_single_device_arrays((_count, *own.shape), rows, [piece])
    with reached():
        return np.asarray(compiled(whole))


def _packed(arrays: Mapping[str, np.ndarray]) -> bytes:
    numbered = {f"{i}/{name}": array for i, (name, array) in enumerate(arrays.items())}
    return save({name: np.asarray(array, order="C") for name, array in numbered.items()})


def _unpacked(content: bytes) -> dict[str, np.ndarray]:
    """In their order, which safetensors does not keep."""
    found = load(content)
    return {name.split("/", 1)[1]: found[name] for name in sorted(found, key=_place)}


def _place(name: str) -> int:
    return int(name.split("/", 1)[0])
