"""Training steps on TensorFlow, compiled by XLA and as a plain graph: which networks are given to which.

    python benchmarks/compilers.py            about 3 minutes on two cores, nothing beside it

Default models on random images of 28x28 pixels, or of 16x16 where they convolve, batch 32: milliseconds a
step, the median of the epochs after the first, and the seconds that a fit took besides its epochs at that
speed: building, tracing and compiling. The backend is told which to take; left alone it takes XLA where
nothing convolves, and plain graphs for trainings of fewer than 1,000 steps
(`codings/backend/on_tensorflow.py`).

Printed on 28 November 2026 (TensorFlow 2.21, Keras 3.15.1):

                          XLA, ms  plain, ms  ratio  besides, s  plain, s
    dense                    0.69       1.43   2.09         1.6       0.6
    dense, batch 256         3.22       4.19   1.30         1.5       0.7
    dense, batch 1024        9.14      12.09   1.32         1.8       0.7
    variational              3.01       5.45   1.81         3.2       2.0
    GAN                      2.61       6.38   2.44         6.0       2.9
    LSTM                    21.03      25.39   1.21         5.1       2.2
    convolutional           10.06       8.04   0.80         4.1       1.2

"ratio" is plain over XLA. In 1,000 steps a second or two is saved, which is what compiling takes longer.
"""

import os
import statistics
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

import codings
from codings.backend import on_tensorflow

LONG, SHORT = {"epochs": 5}, {"epochs": 3}
MODELS = {  # what is built, the images' side, and the steps of an epoch
    "dense": (lambda: codings.StackedAutoencoder(**LONG), 28, 100),
    "dense, batch 256": (lambda: codings.StackedAutoencoder(**LONG, batch_size=256), 28, 100),
    "dense, batch 1024": (lambda: codings.StackedAutoencoder(**LONG, batch_size=1024), 28, 100),
    "variational": (lambda: codings.VariationalAutoencoder(**LONG), 28, 100),
    "GAN": (lambda: codings.GAN(**LONG), 28, 100),
    "LSTM": (lambda: codings.RecurrentAutoencoder(**SHORT), 28, 20),
    # of larger ones XLA takes minutes
    "convolutional": (lambda: codings.ConvolutionalAutoencoder(**SHORT, filters=(8, 16)), 16, 20),
}


def measure(build, side, steps):
    """Milliseconds a step, and how many seconds the fit took besides."""
    model = build()
    n = steps * model.batch_size
    X = np.random.default_rng(0).integers(256, size=(n, side, side), dtype=np.uint8)
    began = time.perf_counter()
    model.set_params(random_state=0, verbose=False).fit(X)
    took = time.perf_counter() - began
    seconds = statistics.median(model.history_["seconds"][1:])
    return 1e3 * seconds / steps, took - seconds * model.epochs


def main():
    print(f"{'':20}{'XLA, ms':>9}{'plain, ms':>11}{'ratio':>7}{'besides, s':>12}{'plain, s':>10}")
    on_tensorflow.XLA_FROM = 0
    for name, what in MODELS.items():
        found = []
        for xla in (True, False):
            on_tensorflow.suits_xla = lambda networks, xla=xla: xla
            found += measure(*what)
        fast, first, plain, plain_first = found
        print(
            f"{name:20}{fast:9.2f}{plain:11.2f}{plain / fast:7.2f}{first:12.1f}{plain_first:10.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
