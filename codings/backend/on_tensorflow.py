"""The engine's work on TensorFlow: the default, and the faster one on CPUs."""

import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from itertools import chain
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from codings.backend import own_pages, scope

XLA_FROM = 1000  # steps: compiling by XLA takes a second or two longer than it saves on fewer

_under_xla: ContextVar[bool] = ContextVar("under_xla", default=False)


def to_device(array: np.ndarray) -> tf.Tensor:
    """A copy of `array` where the networks compute, in its own dtype."""
    copy = own_pages.zeros(array.shape, array.dtype)
    copy[...] = array
    return _shared(copy)


def parts(batch: int) -> list[slice]:
    """Which places of a batch the devices of this process have, a slice a device.

    Raises ValueError if the devices do not divide the batch.
    """
    return [slice(batch)]


def to_devices(arrays: Sequence[np.ndarray], axis: int) -> tf.Tensor:
    """One array, split along `axis`, of the pieces that the devices of this process have of it.

    It may be their own memory: nobody changes them any more.
    """
    return _shared(arrays[0])


def _shared(array: np.ndarray) -> tf.Tensor:
    """A tensor of the memory of `array`, where that can be.

    `tf.constant` copies twice, and frees one of the copies at the next operation.
    """
    on_host = not tf.config.list_physical_devices("GPU") and array.dtype.kind in "iuf"
    if on_host and own_pages.begins_at_page(array):
        return tf.experimental.dlpack.from_dlpack(array.__dlpack__())
    return tf.constant(array)


def lacks_memory(error: BaseException) -> bool:
    """Whether it is the framework's own, of arrays that do not fit into the memory of a device."""
    return isinstance(error, tf.errors.ResourceExhaustedError)


def input_gradient(function: Callable[[Any], Any], x: Any) -> Any:
    """The gradient of the sum of ``function(x)`` with respect to `x`, in `x`'s shape.

    It can itself be differentiated with respect to weights, as gradient penalties need.
    """
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tape.gradient(y, x)


def _draw(sampler: Callable[..., Any], shape: Sequence[int], seed: Any) -> Any:
    # Under XLA on a CPU the default generator costs 35 times Threefry; plain graphs lack Threefry.
    state = (seed or scope.step_seeds()).next()
    key = tf.cast(tf.math.floormod(state, tf.int32.max - 1), tf.int32)
    return sampler(shape, key, alg="threefry" if _under_xla.get() else "auto_select")


def uniform(shape: Sequence[int], seed: keras.random.SeedGenerator | None = None) -> Any:
    """Draws from [0, 1), float32 of `shape`, by the fastest generator at hand.

    Without a `seed`, within the losses of a phase: they follow from fit's seed and the step alone.
    """
    return _draw(tf.random.stateless_uniform, shape, seed)


def normal(shape: Sequence[int], seed: keras.random.SeedGenerator | None = None) -> Any:
    """Draws from the standard normal distribution, float32 of `shape`; see `uniform`."""
    return _draw(tf.random.stateless_normal, shape, seed)


@contextmanager
def plain_names() -> Iterator[None]:
    """Within it every variable has the same name in TensorFlow, and its own in Keras.

    TensorFlow keeps the operation that makes a variable, 35 KiB, for each name that it ever saw, and Keras
    counts its names upwards in each process.
    """

    def create(next_creator: Callable[..., tf.Variable], **how: Any) -> tf.Variable:
        with tf.name_scope("codings/"):  # with the slash it is the whole name, whatever scope is open
            return next_creator(**how | {"name": "variable"})

    with tf.variable_creator_scope(create):
        yield


class _Alone(tf.distribute.ReplicaContext):
    """The one replica, for optimizers: there is nothing to sum over.

    TensorFlow's own `all_reduce` enters a gradient of itself into a registry which is never cleared, and
    which so holds the graph of every training step that was ever compiled.
    """

    def all_reduce(self, reduce_op: Any, value: Any, options: Any = None) -> Any:
        return value


def suits_xla(networks: Sequence[keras.Model]) -> bool:
    """Whether XLA makes their steps faster: on a CPU it does not where there is a convolution.

    ``benchmarks/compilers.py`` has the figures.
    """
    return bool(tf.config.list_physical_devices("GPU")) or not any(map(_convolves, networks))


def _convolves(network: keras.Model) -> bool:
    """Whether a convolution is among the operations of a network, which is traced if one may be.

    A subclass of Keras's Model that has no inputs of its own cannot be, and may hold one.
    """
    if all(len(w.shape) <= 2 for w in network.weights):  # a kernel has more axes
        return False
    if not getattr(network, "inputs", None):
        return True
    called = tf.function(lambda *inputs: network(scope.given(inputs), training=False), autograph=False)
    graph = called.get_concrete_function(*(tf.TensorSpec(x.shape, x.dtype) for x in network.inputs))
    traced = graph.graph.as_graph_def()
    nodes = chain(traced.node, *(function.node_def for function in traced.library.function))
    return any("Conv" in node.op for node in nodes)


def _traced(function: Callable[..., Any], xla: bool, *args: Any) -> Any:
    token = _under_xla.set(xla and not tf.executing_eagerly())  # nor where functions are run eagerly
    try:
        return function(*args)
    finally:
        _under_xla.reset(token)


def _compiled(function: Callable[..., Any], xla: bool) -> Callable[..., Any]:
    # A partial of its own for each function: TensorFlow warns where one function is traced too often.
    return tf.function(partial(_traced, function, xla), jit_compile=xla, autograph=False)


def _update(phase: Any, batch: Any, seeds: list) -> Any:
    """One update of one phase's network, and of nothing else; returns the loss, a float32 scalar."""
    variables = phase.network.trainable_variables
    weights = [tf.convert_to_tensor(v.value) for v in variables]
    mapping = list(zip(variables, weights, strict=True))
    with (
        tf.GradientTape(watch_accessed_variables=False) as tape,
        scope.LossScope(phase, mapping, seeds) as trial,
    ):
        tape.watch(weights)
        loss, seen = scope.split(phase.loss(batch, training=True))
    gradients = tape.gradient(loss, weights, unconnected_gradients="zero")  # as on JAX
    with _Alone(tf.distribute.get_strategy(), 0):
        phase.optimizer.apply(gradients, variables)
    for v, value in zip(scope.statistics(phase.network), trial.statistics(), strict=True):
        if value is not None:
            v.assign(value)
    if phase.after is not None:
        phase.after(*seen)
    return tf.cast(loss, tf.float32)


def compile_steps(
    phases: Sequence[Any], seed: Sequence[int], planned: int = XLA_FROM
) -> Callable[..., np.ndarray]:
    """Compiles many training steps of `phases` into one call.

    Parameters
    ----------
    phases : sequence of Phase
        Updated in this order at every step, each on the same batch.
    seed : sequence of int
        With the step's number, what every draw follows from.
    planned : int
        How many steps there will be: for a few, they are compiled quickly rather than well.

    Returns
    -------
    run : callable
        ``run(data, order, start, stop, step)`` trains on the batches ``order[start:stop]`` and returns
        their losses, (stop - start, phases) float32; 0 where a phase was not due. `data` is a tuple of
        arrays on the device, `order` (steps, batch) int32 tells which of their rows make which batch
        (with several devices, what each has of them; see `to_devices`), and `step` is the number of the
        first of these steps since training began.
    """
    networks = [phase.network for phase in phases]
    states = scope.seed_states(networks)
    keys = tf.constant(scope.keys(seed, len(phases), len(states)))

    def one_step(batch: Any, step: Any) -> Any:
        losses = []
        for phase, row in zip(phases, tf.unstack(keys), strict=True):
            seeds = scope.seeds_at(step, row, states)

            def update(phase: Any = phase, seeds: list = seeds) -> Any:
                return _update(phase, batch, seeds)

            due = tf.equal(step % phase.every, 0)
            losses.append(update() if phase.every == 1 else tf.cond(due, update, lambda: 0.0))
        return tf.stack(losses)

    def many_steps(data: tuple, order: Any, start: Any, stop: Any, step: Any) -> Any:
        def body(i: Any, losses: Any) -> tuple:
            batch = tuple(tf.gather(array, order[i]) for array in data)
            loss = one_step(batch, step + i - start)
            return i + 1, tf.tensor_scatter_nd_update(losses, [[i]], [loss])

        losses = tf.zeros((order.shape[0], len(phases)))
        return tf.while_loop(lambda i, _: i < stop, body, (start, losses))[1]

    compiled = _compiled(many_steps, planned >= XLA_FROM and suits_xla(networks))

    def run(data: tuple, order: Any, start: int, stop: int, step: int) -> np.ndarray:
        losses = compiled(data, order, *(tf.constant(n, tf.int32) for n in (start, stop, step)))
        return losses.numpy()[start:stop]

    return run


def compile_losses(phases: Sequence[Any], seed: Sequence[int]) -> Callable[[tuple], np.ndarray]:
    """Compiles ``losses(batch)``: what every phase's loss is on a batch, (phases,), changing nothing.

    Networks are called with ``training=False``, and the draws are the same at every call.
    """
    networks = [phase.network for phase in phases]
    states = scope.seed_states(networks)
    keys = tf.constant(scope.keys(seed, len(phases), len(states)))

    def losses(batch: tuple) -> Any:
        values = []
        for phase, row in zip(phases, tf.unstack(keys), strict=True):
            with keras.StatelessScope(scope.seeds_at(tf.constant(0), row, states), collect_losses=True):
                loss, _ = scope.split(phase.loss(batch, training=False))
                values.append(tf.cast(loss, tf.float32))
        return tf.stack(values)

    compiled = _compiled(losses, xla=False)
    return lambda batch: compiled(tuple(tf.constant(array) for array in batch)).numpy()


def compile_model(model: keras.Model) -> Callable[..., np.ndarray]:
    """Compiles ``model(x, training=False)`` for batches of any length: an array an input in, one out."""
    network = weakref.proxy(model)  # the caller may keep what is returned for as long as the model lives

    @partial(tf.function, autograph=False)
    def call(*inputs: Any) -> Any:
        return network(scope.given(inputs), training=False)

    # Traced once, and here: of tracings by calls TensorFlow warns after those of five models.
    traced = call.get_concrete_function(*[tf.TensorSpec((None, *x.shape[1:]), x.dtype) for x in model.inputs])
    return lambda *inputs: traced(*map(tf.constant, inputs)).numpy()
