"""What a run of a GAN keeps of its training: figures after each epoch, and the same codings drawn again."""

import warnings
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from codings.data import rows
from codings.diagnostics import Finding, Observation, Watch
from codings.diagnostics.observation import FEWEST
from codings.images import is_image
from codings.metrics import AIMS, aim_in_words
from codings.runs.drawing import drawing, save
from codings.runs.observed import OBSERVATIONS, write_observations

DRAWN = 10
MOST_ROWS = 10
FRAME_MILLISECONDS = 250
MEASURES = ("coverage", "separation", "memorisation")  # of an observation: those over time, in a picture


class Snapshots(keras.callbacks.Callback):
    """After each epoch, what the generator makes of the same codings; with labels, one of each class."""

    def __init__(self, gan: Any):
        super().__init__()
        self.gan = gan
        self.taken: list[np.ndarray] = []

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        codings = np.random.default_rng(0).standard_normal((DRAWN, self.gan._coding_width))
        classes = self.gan.classes_
        self.taken.append(
            self.gan.inverse_transform(codings, None if classes is None else np.resize(classes, DRAWN))
        )

    def draw(self, folder: Path) -> None:
        """Writes them: training.png, a row an epoch, at most ten of them, and training.gif, all of them."""
        from codings import plots

        chosen = np.unique(np.linspace(0, len(self.taken) - 1, MOST_ROWS).round().astype(int))
        with drawing("training"), plots.on_any_ground():
            bounds = self.gan.range_.bounds
            rows = plots.rows({f"epoch {i + 1}": self.taken[i] for i in chosen}, bounds=bounds)
            save(rows, folder / "training.png")
            first, *others = (plots.grid(images, DRAWN // 2, bounds=bounds) for images in self.taken)
            film = {"save_all": True, "append_images": others, "duration": FRAME_MILLISECONDS, "loop": 0}
            save(first, folder / "training.gif", **film)


class Watching:
    """What watches over the training of a run: nothing, unless it is of a GAN.

    Parameters
    ----------
    estimator : an estimator
    X, y : array or DataFrame, (n, ...), and array, (n,), or None
        What it is trained on.
    held_out : tuple
        The same of instances that are held out; where there are none, half of the others stand for them.
    report : callable, optional
        Called with each finding that is new.
    """

    def __init__(
        self,
        estimator: Any,
        X: Any,
        y: np.ndarray | None,
        held_out: tuple[Any, np.ndarray | None],
        report: Callable[[Finding], Any] | None = None,
    ):
        self.estimator = estimator
        self.watch = self.snapshots = None
        if not estimator.can("judge"):
            return
        X_valid, y_valid = held_out
        if X_valid is None:
            half = len(X) // 2
            X, X_valid = rows(X, slice(half, None)), rows(X, slice(half))
            y_valid = None if y is None else y[:half]
        if min(len(X), len(X_valid)) >= FEWEST:
            self.watch = _watch(estimator, X, X_valid, y_valid, report)
        if is_image(X.shape[1:]):
            self.snapshots = Snapshots(estimator)

    @property
    def callbacks(self) -> list[keras.callbacks.Callback]:
        return [callback for callback in (self.watch, self.snapshots) if callback is not None]

    def keep(self, folder: Path) -> None:
        """Writes what was observed, if there was a watch."""
        if self.watch is not None:
            write_observations(folder / OBSERVATIONS, self.watch.observations)

    def draw(self, folder: Path, only: Collection[str] | None = None) -> None:
        """Writes the pictures of the training, if there are any, and of these names."""
        if self.snapshots is not None and (only is None or "training" in only):
            self.snapshots.draw(folder)
        if self.watch is not None and (only is None or "measures" in only):
            with drawing("measures"):
                save(self._measures(self.watch.observations), folder / "measures.png")

    def _measures(self, seen: Sequence[Observation]) -> Any:
        """Both losses, and what was measured after each epoch."""
        from codings import plots

        found = {f"{m}, {aim_in_words(AIMS[m])}": [getattr(o, m) for o in seen] for m in MEASURES}
        measures = {name: values for name, values in found.items() if not np.isnan(values).all()}
        with plots.on_any_ground():
            return plots.losses_and_measures(self.estimator.history_, measures)


def _watch(
    estimator: Any, X: Any, X_valid: Any, y_valid: Any, report: Callable[[Finding], Any] | None
) -> Watch | None:
    """None, with a warning, where there is nothing to hold samples against."""
    try:
        return Watch(estimator, X, X_valid, y_valid, report=report)
    except ValueError as error:
        warnings.warn(f"nothing watches over this training: {error}", stacklevel=3)
        return None
