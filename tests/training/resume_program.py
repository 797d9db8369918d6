"""Trains in one process, and goes on from the middle in another; what comes out is kept. Run by test_resume.

python resume_program.py train|resume FOLDER
"""

import sys
from pathlib import Path

import keras
import numpy as np

import codings
from codings.training import feed
from codings.training.pace import StepPace

CHUNK = 2 * 32 * 64 * 4  # two batches of digits
SMALL = {"random_state": 0, "verbose": False}
DENSE = {"hidden": (8,), **SMALL}


def cases(digits):
    """Name: a model, what it is fitted on, and after which stage, epoch and batch it is stopped."""
    X, y = digits.X[:150], digits.y[:150] % 3  # five batches of 32 an epoch
    return {
        "streamed": (codings.StackedAutoencoder(3, epochs=2, **DENSE), (X,), (0, 1, 3)),
        "greedy": (codings.StackedAutoencoder(3, greedy=True, epochs=5, **DENSE), (X,), (1, 3, 2)),
        "variational": (
            codings.VariationalAutoencoder(3, epochs=2, batch_size=32, **DENSE), (X, y), (0, 1, 1)
        ),
        "replay": (codings.GAN(4, epochs=2, replay=True, **DENSE), (X, y), (0, 1, 3)),
        "fade-in": (codings.ProGAN(4, filters=2, epochs=3, **SMALL), (X,), (1, 1, 3)),
        "augmentation": (
            codings.StyleGAN(4, filters=2, epochs=2, augment=True, **SMALL), (X,), (0, 1, 2)
        ),
    }  # fmt: skip


class KeepAt(keras.callbacks.Callback):
    """Keeps a training's arrays when it stands at a position, as a process would that is killed there."""

    def __init__(self, training, position, path):
        super().__init__()
        self.training, self.position, self.path = training, position, path

    def on_train_batch_end(self, batch, logs=None):
        if self.training.position == self.position:
            np.savez(self.path, **self.training.arrays())


def begin(model, data):
    held_out = tuple(part[:40] for part in data)
    plan, training = model._begin(*data, validation=held_out if len(data) == 2 else held_out[0])
    model.history_ = training.history
    return plan, training


def outcome(model, X):
    """What users see of a fitted model."""
    if model.can("reconstruct"):
        yield "reconstructed", model.reconstruct(X)
    if model.can("sample"):
        yield "samples", model.sample(20, random_state=0)
    if model.can("resolutions_"):
        yield "coarse", model.sample(20, resolution=4, random_state=0)


def keep(path, model, plan, training, X):
    if plan.finish is not None:
        plan.finish(*training.feed.arrays[1:])
    arrays = training.arrays()
    del arrays["history/seconds"]
    np.savez(path, **arrays, **dict(outcome(model, X)))


def train(name, model, data, position, folder):
    """To the end, a step at a time; on the way its arrays are kept."""
    plan, training = begin(model, data)
    training.pace = StepPace(stride=1, keep=3)
    training.run([*plan.callbacks, KeepAt(training, position, folder / f"{name} stopped.npz")])
    keep(folder / f"{name} whole.npz", model, plan, training, data[0])


def resume(name, model, data, position, folder):
    """From the position to the end, with everything made anew, at the pace of the clock."""
    plan, training = begin(model, data)
    with np.load(folder / f"{name} stopped.npz") as arrays:
        training.restore(dict(arrays))
    training.run(plan.callbacks)
    keep(folder / f"{name} resumed.npz", model, plan, training, data[0])


def main(what, folder):
    resident = feed.RESIDENT_BYTES
    for name, case in cases(codings.data.load("digits")).items():
        feed.RESIDENT_BYTES, feed.CHUNK_BYTES = (0, CHUNK) if name == "streamed" else (resident, 2**26)
        {"train": train, "resume": resume}[what](name, *case, Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
