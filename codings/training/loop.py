"""The one loop. It knows phases, and no model."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing

import keras
import numpy as np

from codings import backend
from codings.training.feed import Chunk, Feed
from codings.training.guard import Guard
from codings.training.history import History
from codings.training.interrupt import Interrupt
from codings.training.phase import Phase, Stage
from codings.training.progress import Progress

CALL_SECONDS = 0.25  # how long Python sleeps while the steps run: it reports this often
VALIDATION_BATCH = 1000


class Networks(keras.Model):
    """Every network that is trained, as the one `model` that Keras callbacks see."""

    def __init__(self, stages: Sequence[Stage]):
        super().__init__()
        phases = [phase for stage in stages for phase in stage.phases]
        self.networks = list({id(phase.network): phase.network for phase in phases}.values())
        self.optimizer = phases[0].optimizer
        self.stop_training = False
        self.built = True


def fit(
    stages: Sequence[Stage],
    data: Sequence[np.ndarray],
    *,
    batch_size: int = 32,
    seed: int = 0,
    validation: Sequence[np.ndarray] | None = None,
    validation_batch: int = VALIDATION_BATCH,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    verbose: bool = False,
    history: History | None = None,
) -> History:
    """Trains the networks of `stages`, in place.

    Parameters
    ----------
    stages : sequence of Stage
        Trained one after the other.
    data : sequence of array, each (n, ...)
        A batch has the same rows of each. uint8 stays uint8; memory maps above 1 GiB are streamed.
    batch_size : int
        Instances a step.
    seed : int
        What every order and every draw follows from, with the number of the epoch or step: the same
        seed gives the same weights, to the last bit, on the same machine and backend, with as many cores:
        sums are split among them, and rounded accordingly.
    validation : sequence of array, each (m, ...), optional
        Measured after each epoch.
    validation_batch : int
        Instances at a time there: it counts where a loss is no mean over instances.
    callbacks : sequence of keras.callbacks.Callback
        `on_train_batch_*` come a few times a second, not at each batch; their `model` holds every
        network. An optimizer's learning rate, `stop_training` and the weights may be changed.
    verbose : bool
        Show a progress bar where standard error is a terminal.
    history : History, optional
        An empty one to fill, epoch by epoch: it is there even if training is interrupted.

    Returns
    -------
    History
        The mean of each phase's loss over each epoch: "loss" where a stage has one phase,
        "<phase>_loss" where it has several, and the same with ``val_`` before it.

    Raises
    ------
    ValueError
        If the arrays of `data` are of different lengths, or empty.
    FloatingPointError
        If a loss or a weight is no longer finite. It names phase and step; the networks hold the last
        weights that were good.
    KeyboardInterrupt
        Between two compiled calls after Ctrl-C; the networks hold the weights of that moment.
    """
    feed = Feed(data, batch_size, seed)
    epochs = sum(stage.epochs for stage in stages)
    model = Networks(stages)
    history = History() if history is None else history
    held_out = [] if validation is None else _batches(validation, validation_batch)
    with closing(Interrupt()) as interrupt, closing(Progress(verbose)) as progress:
        watchers = keras.callbacks.CallbackList(
            [interrupt, *callbacks, progress],
            model=model,
            epochs=epochs,
            steps=feed.steps,
            verbose=int(verbose),
        )
        watchers.on_train_begin()
        for number, stage in enumerate(stages):
            planned = stage.epochs * feed.steps
            run = Runner(stage.phases, (seed, number), feed.steps * history.epochs, planned, model, watchers)
            for logs in _train(stage, run, feed, held_out, history.epochs):
                history.append(logs)
                if model.stop_training:
                    break
            if model.stop_training:
                break
        watchers.on_train_end()
    return history


def _train(
    stage: Stage, run: "Runner", feed: Feed, held_out: Sequence[tuple], first: int
) -> Iterator[dict[str, float]]:
    """Trains one stage, and yields each epoch's losses by name."""
    measure = backend.compile_losses(stage.phases, (*run.seed, 1))
    for epoch in range(first, first + stage.epochs):
        run.watchers.on_epoch_begin(epoch)
        started = time.perf_counter()
        losses = run.epoch(feed, epoch)
        logs = _named(stage.phases, _means(stage.phases, losses, run.step))
        if held_out:
            found = _named(stage.phases, _validate(measure, held_out))
            logs |= {f"val_{name}": loss for name, loss in found.items()}
        run.watchers.on_epoch_end(epoch, dict(logs))
        yield logs | {"seconds": time.perf_counter() - started}


class Runner:
    """Runs the steps of a stage, as many in one compiled call as take a quarter of a second."""

    def __init__(
        self,
        phases: Sequence[Phase],
        seed: tuple[int, int],
        step: int,
        planned: int,
        model: Networks,
        watchers: keras.callbacks.CallbackList,
    ):
        self.phases, self.seed, self.step = phases, seed, step
        self.model, self.watchers = model, watchers
        self._run = backend.compile_steps(phases, seed, planned)
        self._guard = Guard(phases)
        self._stride = 1

    def epoch(self, feed: Feed, number: int) -> np.ndarray:
        """Trains on every batch of an epoch, or until a callback stops; the losses, (steps, phases)."""
        losses: list[np.ndarray] = []
        for chunk in feed.epoch(number):
            losses.extend(self._calls(chunk, feed.steps))
            self._guard.keep(self.step - 1)
            if self.model.stop_training:
                break
        return np.concatenate(losses)

    def _calls(self, chunk: Chunk, epoch_steps: int) -> Iterator[np.ndarray]:
        start = 0
        while start < chunk.steps:
            stop = min(start + self._stride, chunk.steps)
            self.watchers.on_train_batch_begin(self.step % epoch_steps)
            started = time.perf_counter()
            losses = self._run(chunk.data, chunk.order, start, stop, self.step)
            self._stride = _next_stride(self._stride, time.perf_counter() - started)
            self._guard.check(losses, self.step)
            self.step += stop - start
            self.watchers.on_train_batch_end((self.step - 1) % epoch_steps, _named(self.phases, losses[-1]))
            yield losses
            if self.model.stop_training:
                return
            start = stop


def _next_stride(stride: int, seconds: float) -> int:
    if seconds < CALL_SECONDS / 2:
        return 2 * stride
    return max(stride // 2, 1) if seconds > 2 * CALL_SECONDS else stride


def _means(phases: Sequence[Phase], losses: np.ndarray, end: int) -> list[float]:
    """Each phase's mean over the steps at which it ran; `end` is the step after the last."""
    steps = np.arange(end - len(losses), end)
    due = [steps % phase.every == 0 for phase in phases]
    return [float(losses[d, i].mean()) if d.any() else np.nan for i, d in enumerate(due)]


def _named(phases: Sequence[Phase], losses: Iterable[float]) -> dict[str, float]:
    names = [f"{phase.name}_loss" for phase in phases] if len(phases) > 1 else ["loss"]
    return dict(zip(names, map(float, losses), strict=True))


def _batches(arrays: Sequence[np.ndarray], size: int) -> list[tuple]:
    """All rows of `arrays`, in batches of nearly the same length, at most `size`."""
    n = len(arrays[0])
    even = -(-n // -(-n // size))
    return [tuple(array[i : i + even] for array in arrays) for i in range(0, n, even)]


def _validate(measure: Callable[[tuple], np.ndarray], batches: Sequence[tuple]) -> np.ndarray:
    """The mean of each loss over all instances."""
    return np.average([measure(batch) for batch in batches], axis=0, weights=[len(b[0]) for b in batches])
