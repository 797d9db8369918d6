"""Two checkouts of the package, in turn: does a step take longer than it did?

    python benchmarks/versions.py OTHER [--rounds 5]        about 12 minutes on two cores, nothing beside it

OTHER is the folder of the other checkout, for example of ``git worktree add ../former 51617a5``. Each round
is a process of each, one after the other, on the backend that KERAS_BACKEND names; both train the same
models on the same random images. A model's time is the median of its epochs after the first, which compiles;
the ratio is the median over the rounds of this one's time over the other's.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

HERE = Path(__file__).resolve().parents[1]
QUIET = {"verbose": False, "random_state": 0}


def cases():
    """Name: a model, and how many images of 28x28 it is trained on. On JAX without slow convolutions."""
    import keras

    import codings

    dense = {
        "dense, batch 32": (codings.StackedAutoencoder(epochs=6, **QUIET), 20_000),
        "dense, batch 256": (codings.StackedAutoencoder(epochs=6, batch_size=256, **QUIET), 60_000),
        "dense, 64 images": (codings.StackedAutoencoder(10, hidden=(16,), epochs=300, **QUIET), 64),
        "variational": (codings.VariationalAutoencoder(epochs=6, **QUIET), 60_000),
        "denoising": (codings.DenoisingAutoencoder(epochs=6, **QUIET), 20_000),
        "GAN": (codings.GAN(epochs=6, **QUIET), 10_000),
    }
    if keras.backend.backend() == "jax":
        return dense
    return dense | {
        "convolutional": (codings.ConvolutionalAutoencoder(epochs=6, **QUIET), 4_000),
        "DCGAN": (codings.DCGAN(filters=8, epochs=6, **QUIET), 1_000),
        "StyleGAN": (codings.StyleGAN(filters=4, epochs=6, **QUIET), 1_000),
    }


def measure():
    """Prints each case's milliseconds a step, of the package that this process imports."""
    found = {}
    for name, (model, n) in cases().items():
        X = np.random.default_rng(0).integers(0, 256, (n, 28, 28), dtype=np.uint8)
        seconds = model.fit(X).history_["seconds"][1:]
        found[name] = 1e3 * statistics.median(seconds) / -(-n // min(model.batch_size, n))
    print(json.dumps(found))


def measured(checkout):
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    command = [sys.executable, str(Path(__file__).resolve()), "--measure"]
    out = subprocess.run(command, env=environment, cwd=checkout, check=True, capture_output=True, text=True)
    return json.loads(out.stdout.splitlines()[-1])


def compare(other, rounds):
    pairs = [(measured(HERE), measured(other)) for _ in range(rounds)]
    print(f"{'model':18} {'this, ms':>9} {'other, ms':>9} {'ratio':>6}   all ratios")
    for name in pairs[0][0]:
        mine, theirs = ([pair[side][name] for pair in pairs] for side in (0, 1))
        ratios = [a / b for a, b in zip(mine, theirs, strict=True)]
        every = " ".join(f"{ratio:.2f}" for ratio in sorted(ratios))
        times = f"{statistics.median(mine):9.3f} {statistics.median(theirs):9.3f}"
        print(f"{name:18} {times} {statistics.median(ratios):6.3f}   {every}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("other", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--measure", action="store_true")
    asked = parser.parse_args()
    measure() if asked.measure else compare(asked.other.resolve(), asked.rounds)


if __name__ == "__main__":
    main()
