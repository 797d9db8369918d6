"""The engine's work on JAX: for accelerators and clusters. `on_tensorflow` has each name's docstring."""

import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import Any

import jax
import keras
import numpy as np
from jax.sharding import PartitionSpec

from codings.backend import distribution, processes, scope
from codings.backend.layout import Layout, split_if_batch
from codings.backend.state import State


def to_device(array: np.ndarray) -> jax.Array:
    layout = distribution.layout()
    return jax.device_put(array) if layout is None else layout.whole(array)


def parts(batch: int) -> list[slice]:
    layout = distribution.layout()
    return [slice(batch)] if layout is None else layout.parts(batch)


def to_devices(arrays: Sequence[np.ndarray], axis: int) -> jax.Array:
    layout = distribution.layout()
    return jax.device_put(arrays[0]) if layout is None else layout.split(arrays, axis)


def lacks_memory(error: BaseException) -> bool:
    return isinstance(error, jax.errors.JaxRuntimeError) and "RESOURCE_EXHAUSTED" in str(error)


def input_gradient(function: Callable[[Any], Any], x: Any) -> Any:
    return jax.grad(lambda x: function(x).sum())(x)


def _key(seed: Any) -> Any:
    return jax.random.wrap_key_data((seed or scope.step_seeds()).next(), impl="threefry2x32")


def uniform(shape: Sequence[int], seed: keras.random.SeedGenerator | None = None) -> Any:
    return split_if_batch(jax.random.uniform(_key(seed), shape))


def normal(shape: Sequence[int], seed: keras.random.SeedGenerator | None = None) -> Any:
    return split_if_batch(jax.random.normal(_key(seed), shape))


@contextmanager
def plain_names() -> Iterator[None]:
    yield


def _put(values: Sequence[Any], places: Sequence[int], new: Sequence[Any]) -> list:
    changed = list(values)
    for place, value in zip(places, new, strict=True):
        changed[place] = value
    return changed


def _whole(layout: Layout | None, values: list) -> list:
    return values if layout is None else [layout.whole(value) for value in values]


def _own(layout: Layout | None, values: list) -> list:
    """As variables hold them: on one device of this process, where all that is no training may use them."""
    return values if layout is None else [layout.own(value) for value in values]


def _taken(layout: Layout | None, array: Any, spec: PartitionSpec | None, rows: Any) -> Any:
    return array[rows] if layout is None else layout.take(array, rows, spec)


def _traced_for(layout: Layout | None) -> AbstractContextManager[None]:
    return nullcontext() if layout is None else layout.splitting()


def _update(phase: Any, state: State, values: list, batch: Any, seeds: list) -> tuple[list, Any]:
    """One update of one phase's network, and of nothing else: the new values, and the loss."""
    own, slots, moving = map(
        state.places,
        (phase.network.trainable_variables, phase.optimizer.variables, scope.statistics(phase.network)),
    )

    def loss_of(weights: list) -> tuple[Any, tuple]:
        mapping = list(zip(state.variables, _put(values, own, weights), strict=True))
        with scope.LossScope(phase, mapping, seeds) as trial:
            loss, seen = scope.split(phase.loss(batch, training=True))
        return loss, (trial.statistics(), seen)

    weights = [values[i] for i in own]
    (loss, (statistics, seen)), gradients = jax.value_and_grad(loss_of, has_aux=True)(weights)
    weights, moments = phase.optimizer.stateless_apply([values[i] for i in slots], gradients, weights)
    values = _put(values, [*own, *slots, *moving], [*weights, *moments, *statistics])
    if phase.after is not None:
        with keras.StatelessScope(list(zip(state.variables, values, strict=True))) as later:
            phase.after(*seen)
        values = [later.get_current_value(v) for v in state.variables]
    return values, loss.astype("float32")


def compile_steps(
    phases: Sequence[Any], seed: Sequence[int], planned: int | None = None
) -> Callable[..., np.ndarray]:
    layout = distribution.layout()
    state = State(phases)
    states = scope.seed_states([phase.network for phase in phases])
    keys = scope.keys(seed, len(phases), len(states))

    def one_step(values: list, batch: Any, step: Any) -> tuple[list, Any]:
        losses = []
        for phase, row in zip(phases, keys, strict=True):
            seeds = scope.seeds_at(step, row, states)

            def update(values: list, phase: Any = phase, seeds: list = seeds) -> tuple[list, Any]:
                return _update(phase, state, values, batch, seeds)

            def skip(values: list) -> tuple[list, Any]:
                return values, jax.numpy.float32(0)

            due = step % phase.every == 0
            values, loss = update(values) if phase.every == 1 else jax.lax.cond(due, update, skip, values)
            losses.append(loss)
        return values, jax.numpy.stack(losses)

    whole = None if layout is None else layout.sharding()

    @partial(jax.jit, donate_argnums=0, static_argnums=6, out_shardings=whole)
    def many_steps(
        values: list, data: tuple, order: Any, start: Any, stop: Any, step: Any, specs: tuple
    ) -> tuple:
        def body(i: Any, carried: tuple) -> tuple:
            values, losses = carried
            batch = tuple(_taken(layout, *one, order[i]) for one in zip(data, specs, strict=True))
            with _traced_for(layout):
                values, loss = one_step(values, batch, step + i - start)
            return values, losses.at[i].set(loss)

        losses = jax.numpy.zeros((order.shape[0], len(phases)))
        return jax.lax.fori_loop(start, stop, body, (values, losses))

    def run(data: tuple, order: Any, start: int, stop: int, step: int) -> np.ndarray:
        specs = tuple(None if layout is None else array.sharding.spec for array in data)
        with processes.reached():
            values, losses = many_steps(
                _whole(layout, state.read()), data, order, *map(np.int32, (start, stop, step)), specs
            )
            state.write(_own(layout, values))  # at once: the values that were read have been donated
            return np.asarray(losses)[start:stop]

    return run


def compile_losses(phases: Sequence[Any], seed: Sequence[int]) -> Callable[[tuple], np.ndarray]:
    layout = distribution.layout()
    state = State(phases)
    states = scope.seed_states([phase.network for phase in phases])
    keys = scope.keys(seed, len(phases), len(states))

    @partial(jax.jit, out_shardings=None if layout is None else layout.sharding())
    def losses(values: list, batch: tuple) -> Any:
        with _traced_for(layout):
            return losses_on(values, tuple(map(split_if_batch, batch)))

    def losses_on(values: list, batch: tuple) -> Any:
        found = []
        for phase, row in zip(phases, keys, strict=True):
            mapping = [*zip(state.variables, values, strict=True), *scope.seeds_at(0, row, states)]
            with keras.StatelessScope(mapping, collect_losses=True):
                loss, _ = scope.split(phase.loss(batch, training=False))
                found.append(loss.astype("float32"))
        return jax.numpy.stack(found)

    def measure(batch: tuple) -> np.ndarray:
        with processes.reached():
            return np.asarray(losses(_whole(layout, state.read()), batch))

    return measure


def compile_model(model: keras.Model) -> Callable[..., np.ndarray]:
    network = weakref.proxy(model)

    @jax.jit
    def compiled(values: list, inputs: tuple) -> Any:
        with keras.StatelessScope(list(zip(network.variables, values, strict=True))):
            return network(scope.given(inputs), training=False)

    return lambda *inputs: np.asarray(compiled([v.value for v in network.variables], inputs))
