"""Two checkouts of the package, epoch by epoch in turn: does a step take longer than it did?

    python benchmarks/versions.py OTHER [--epochs 15]        about 4 minutes on two cores, nothing beside it

OTHER is the folder of the other checkout, for example of ``git worktree add ../former 51617a5``. A process
of each trains the same models on the same random images, on the backend that KERAS_BACKEND names; while one
trains an epoch the other waits. The ratio is the median, over pairs of epochs after the first two, which
compile, of this one's time over the other's; half of the pairs have ratios in the middle half.

Printed in November 2026 on two shared cores, beside 51617a5, by the version whose inside was rebuilt. The
machine's speed moves by a tenth from one second to the next, so that a ratio of slow steps, of which there
are few pairs, is good to some 5 %: an earlier run had 1.02, 1.01 and 1.05 for the last three.

    TensorFlow          this, ms other, ms  ratio  middle half
    dense, batch 32        0.657     0.651  1.003  0.978-1.032
    dense, batch 256       3.244     3.391  1.007  0.864-1.125
    dense, 64 images       3.453     3.295  1.023  0.911-1.144
    variational            2.692     2.648  1.008  0.995-1.021
    denoising              0.711     0.639  1.028  1.012-1.234
    GAN                    3.501     3.430  0.991  0.968-1.211
    convolutional         22.220    22.268  0.991  0.930-1.025
    DCGAN                 42.432    40.787  1.064  0.989-1.148
    StyleGAN              27.526    26.943  1.065  0.979-1.106

    JAX
    dense, batch 32        0.670     0.666  1.005  0.987-1.036
    dense, batch 256       3.328     3.330  1.028  0.953-1.068
    dense, 64 images       2.041     2.179  0.944  0.788-1.117
    variational            3.079     2.865  1.013  0.997-1.107
    denoising              0.988     0.980  1.001  0.976-1.070
    GAN                    3.220     2.916  1.016  0.946-1.111
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

HERE = Path(__file__).resolve().parents[1]
COMPILING = 2  # epochs


def cases(epochs):
    """Name: a model, and how many images of 28x28 it is trained on. On JAX without slow convolutions."""
    import keras

    import codings

    how = {"epochs": epochs, "verbose": False, "random_state": 0}
    dense = {
        "dense, batch 32": (codings.StackedAutoencoder(**how), 20_000),
        "dense, batch 256": (codings.StackedAutoencoder(batch_size=256, **how), 30_000),
        "dense, 64 images": (codings.StackedAutoencoder(10, hidden=(16,), **how | {"epochs": 300}), 64),
        "variational": (codings.VariationalAutoencoder(**how), 20_000),
        "denoising": (codings.DenoisingAutoencoder(**how), 20_000),
        "GAN": (codings.GAN(**how), 4_000),
    }
    if keras.backend.backend() == "jax":
        return dense
    return dense | {
        "convolutional": (codings.ConvolutionalAutoencoder(**how), 1_000),
        "DCGAN": (codings.DCGAN(filters=8, **how), 500),
        "StyleGAN": (codings.StyleGAN(filters=4, **how), 500),
    }


def measure(epochs):
    """Trains each case, an epoch for each line that comes in, and prints its milliseconds a step."""
    import keras

    class Turns(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            sys.stdin.readline()
            self.started = time.perf_counter()

        def on_epoch_end(self, epoch, logs=None):
            print(1e3 * (time.perf_counter() - self.started) / self.params["steps"], flush=True)

    for name, (model, n) in cases(epochs).items():
        X = np.random.default_rng(0).integers(0, 256, (n, 28, 28), dtype=np.uint8)
        print(f"{name}:{model.epochs}", flush=True)
        model.fit(X, callbacks=[Turns()])
    print("", flush=True)


def started(checkout, epochs):
    """The process of a checkout, whose two pipes are text."""
    command = [sys.executable, str(Path(__file__).resolve()), "--measure", "--epochs", str(epochs)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(checkout)}, cwd=checkout, **pipes)


def epoch_of(process):
    process.stdin.write("\n")
    process.stdin.flush()
    return float(process.stdout.readline())


def compare(other, epochs):
    sides = started(HERE, epochs), started(other, epochs)
    print(f"{'model':18} {'this, ms':>9} {'other, ms':>9} {'ratio':>6} {'middle half':>12}")
    while name := {side.stdout.readline().strip() for side in sides}.pop():
        name, count = name.split(":")
        pairs = []
        for i in range(int(count)):
            order = sides if i % 2 else sides[::-1]
            took = {side.pid: epoch_of(side) for side in order}
            pairs.append([took[side.pid] for side in sides])
        mine, theirs = np.array(pairs[COMPILING:]).T
        low, ratio, high = np.quantile(mine / theirs, [0.25, 0.5, 0.75])
        times = f"{statistics.median(mine):9.3f} {statistics.median(theirs):9.3f}"
        print(f"{name:18} {times} {ratio:6.3f}  {low:.3f}-{high:.3f}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("other", nargs="?", type=Path)
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--measure", action="store_true")
    asked = parser.parse_args()
    measure(asked.epochs) if asked.measure else compare(asked.other.resolve(), asked.epochs)


if __name__ == "__main__":
    main()
