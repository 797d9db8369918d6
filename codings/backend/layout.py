"""How arrays lie on several devices of JAX: whole on each of them, or split along one axis."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import jax
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

AXIS = "data"

_splitting: ContextVar["Layout | None"] = ContextVar("splitting", default=None)


class Layout:
    """Devices that each train on a part of every batch.

    Variables are whole on each device. The compiler divides what follows from a batch that is split, and adds
    up across devices whatever a step sums over instances: gradients, and the statistics of a batch.

    Parameters
    ----------
    devices : sequence of jax.Device
        Those of all processes, in an order on which these agree.
    """

    def __init__(self, devices: Sequence[Any]):
        self.mesh = Mesh(np.array(devices), (AXIS,))
        self.count = len(devices)
        here = jax.process_index()
        self._places = [i for i, device in enumerate(devices) if device.process_index == here]
        self._own = [devices[i] for i in self._places]

    def sharding(self, *axes: str | None) -> NamedSharding:
        return NamedSharding(self.mesh, PartitionSpec(*axes))

    def parts(self, batch: int) -> list[slice]:
        """Which places of a batch this process's devices have, a slice a device.

        Raises ValueError if the devices do not divide the batch.
        """
        share, rest = divmod(batch, self.count)
        if rest:
            raise ValueError(
                f"batches of {batch} instances cannot be divided among {self.count} devices: choose a "
                f"batch_size that is a multiple of {self.count}, and not above the number of instances."
            )
        return [slice(i * share, (i + 1) * share) for i in self._places]

    def whole(self, array: Any) -> jax.Array:
        """`array`, the same in every process, on each device."""
        pieces = [jax.device_put(array, device) for device in self._own]
        return jax.make_array_from_single_device_arrays(array.shape, self.sharding(), pieces)

    def split(self, arrays: Sequence[np.ndarray], axis: int) -> jax.Array:
        """One array, split along `axis`, of the pieces that this process's devices have of it."""
        shape = list(arrays[0].shape)
        shape[axis] *= self.count
        pieces = [jax.device_put(a, device) for a, device in zip(arrays, self._own, strict=True)]
        sharding = self.sharding(*[None] * axis, AXIS)
        return jax.make_array_from_single_device_arrays(tuple(shape), sharding, pieces)

    def own(self, array: jax.Array) -> jax.Array:
        """What this process's first device has of it."""
        return array.addressable_data(0)

    def take(self, array: Any, rows: Any, spec: PartitionSpec) -> Any:
        """Each device's part of a batch: the `rows` that it has of an `array`, which lies as `spec` says.

        Where the array is split, rows are counted within a device's own piece.
        """
        by_rows = PartitionSpec(AXIS)
        return jax.shard_map(
            lambda array, rows: array[rows],
            mesh=self.mesh,
            in_specs=(spec, by_rows),
            out_specs=by_rows,
        )(array, rows)

    @contextmanager
    def splitting(self) -> Iterator[None]:
        """A step is traced within it: what is drawn there is split, as batches are."""
        token = _splitting.set(self)
        try:
            yield
        finally:
            _splitting.reset(token)


def split_if_batch(x: Any) -> Any:
    """Where a step is traced for several devices: `x` split by instances, so that each has its part.

    What a network makes of draws alone, as a generator does, follows from no batch of data: each device
    would compute all of it.
    """
    layout = _splitting.get()
    if layout is None or x.ndim == 0 or x.shape[0] % layout.count:
        return x
    return jax.lax.with_sharding_constraint(x, layout.sharding(AXIS))
