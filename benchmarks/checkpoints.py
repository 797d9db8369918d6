"""What checkpoints cost: the same training with them and without, in turn.

    python benchmarks/checkpoints.py        a quarter of an hour on two cores, nothing beside it

Each model is trained on drawn images for some epochs, five times with checkpoints and five times without.
They come every 6 seconds here, twenty times as often as by default, unless that would take more than 2 % of
the time. "a checkpoint" is the median time that the training stands still for one, to read the weights and
write them. "here" is the share that all of them took of the trainings' time, and "by default" that of one
every 120 seconds. "ratio" is the median, over the pairs, of the time with them over that without, and half of
the pairs have ratios in the middle half.

Printed on 27 November 2026, nothing beside it (TensorFlow 2.21, Keras 3.15.1):

                     a checkpoint     here  by default   ratio     middle half
    stacked               0.015 s    0.51%       0.01%   0.932  0.889 to 1.029
    convolutional         0.015 s    0.47%       0.01%   1.025  1.001 to 1.034
    dcgan                 0.043 s    0.86%       0.04%   1.027  0.943 to 1.036
    stylegan              0.051 s    1.23%       0.04%   0.984  0.976 to 1.093
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tempfile
import time
from contextlib import contextmanager
from statistics import median
from typing import ClassVar

import numpy as np

import codings
from codings import estimator
from codings.training.checkpoints import Checkpoints
from codings.training.pace import ClockPace

ROUNDS = 5
SECONDS = 6.0
MODELS = {
    "stacked": (codings.StackedAutoencoder(30, epochs=60), "sprites:n=20000,size=28"),
    "convolutional": (codings.ConvolutionalAutoencoder(30, epochs=3), "sprites:n=5000,size=28"),
    "dcgan": (codings.DCGAN(epochs=2), "sprites:n=3000,size=28"),
    "stylegan": (codings.StyleGAN(epochs=2), "sprites:n=3000,size=28"),
}


class Timed(ClockPace):
    """A pace that notes how long each checkpoint holds the training up."""

    held: ClassVar[list[float]] = []

    @contextmanager
    def saving(self):
        with super().saving():
            yield
        self.held.append(self._cost)


def seconds(model, X, checkpoint):
    started = time.perf_counter()
    model.set_params(verbose=False, random_state=0).fit(X, checkpoint=checkpoint)
    return time.perf_counter() - started


def with_and_without(model, X):
    """Seconds of a training with checkpoints, and of one without."""
    without = seconds(model, X, None)
    with tempfile.TemporaryDirectory() as folder:
        return seconds(model, X, Checkpoints(folder, minutes=SECONDS / 60)), without


def main():
    estimator.ClockPace = Timed
    print(f"{'':15}{'a checkpoint':>14}{'here':>9}{'by default':>12}{'ratio':>8}{'middle half':>16}")
    for name, (model, source) in MODELS.items():
        X = codings.data.load(source).X
        Timed.held.clear()
        pairs = np.array([with_and_without(model, X) for _ in range(ROUNDS)])
        each, here = median(Timed.held), sum(Timed.held) / pairs[:, 0].sum()
        low, middle, high = np.quantile(pairs[:, 0] / pairs[:, 1], [0.25, 0.5, 0.75])
        half = f"{low:.3f} to {high:.3f}"
        print(f"{name:15}{each:12.3f} s{here:9.2%}{each / 120:12.2%}{middle:8.3f}{half:>16}", flush=True)


if __name__ == "__main__":
    main()
