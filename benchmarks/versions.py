"""Two checkouts of the package, epoch by epoch in turn: does a step take longer than it did?

    python benchmarks/versions.py OTHER [--epochs 15]        about 5 minutes on two cores, nothing beside it

OTHER is the folder of the other checkout, for example of ``git worktree add ../former 51617a5``. A process
of each trains the same models on the same random images, on the backend that KERAS_BACKEND names; while one
trains an epoch the other waits. The ratio is the median, over pairs of epochs but the first two, which
compile, and the last, of this one's time over the other's; half of the pairs have ratios in the middle half.

Ratios of a network differ by a tenth and more from one pair of processes to the next, for as long as these
run; and the machine's speed moves by a tenth from one second to the next. So it is run several times. Beside
51617a5 on 27 November 2026, on two cores with nothing beside it, once with --epochs 20 and four times with
--epochs 8, on TensorFlow it had these ratios, their median first:

    dense, batch 32        0.998   0.942 0.974 0.998 1.095 1.176
    dense, batch 256       0.972   0.913 0.948 0.972 0.993 1.091
    dense, 64 images       1.047   0.995 1.045 1.047 1.051 1.058
    variational            1.047   0.987 0.994 1.047 1.076 1.079
    denoising              1.008   0.967 0.986 1.008 1.020 1.026
    GAN                    1.038   0.908 0.972 1.038 1.046 1.148
    convolutional          0.965   0.944 0.949 0.965 0.980 1.045
    DCGAN                  0.979   0.911 0.957 0.979 1.014 1.043
    StyleGAN               1.035   0.890 1.008 1.035 1.079 1.224

And on JAX, on 28 November 2026, four times with --epochs 8, in turn with a checkout of the same commit, which
shows how far two processes of one program are apart here:

                           beside 51617a5                    beside itself
    dense, batch 32        1.010   0.929 0.960 1.061 1.067   0.916   0.862 0.890 0.943 0.943
    dense, batch 256       0.978   0.887 0.942 1.015 1.106   0.978   0.957 0.974 0.981 1.063
    dense, 64 images       0.974   0.944 0.952 0.996 1.032   0.990   0.972 0.978 1.002 1.011
    variational            0.966   0.888 0.952 0.981 1.006   1.039   0.965 0.994 1.085 1.092
    denoising              0.995   0.935 0.964 1.026 1.092   1.023   0.921 0.998 1.048 1.065
    GAN                    1.035   0.922 1.008 1.062 1.071   0.966   0.919 0.960 0.972 0.982
"""

import argparse
import os
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
    while all(heads := [side.stdout.readline().strip() for side in sides]):
        name, count = heads[0].split(":")
        pairs = []
        for i in range(int(count)):
            order = sides if i % 2 else sides[::-1]
            took = {side.pid: epoch_of(side) for side in order}
            pairs.append([took[side.pid] for side in sides])
        mine, theirs = np.array(pairs[COMPILING:-1]).T  # in the last the first one builds what comes next
        low, ratio, high = np.quantile(mine / theirs, [0.25, 0.5, 0.75])
        times = f"{np.median(mine):9.3f} {np.median(theirs):9.3f}"
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
