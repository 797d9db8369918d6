"""A training that is killed at random moments, and resumed each time, beside one that is left alone.

    python benchmarks/killed.py [EPOCHS]        three seconds an epoch, on two cores; 200 epochs by default

`codings train` trains a convolutional autoencoder on drawn images, twice, each time on a thread of its own.
One training is left alone. The other is killed by SIGKILL after half a minute to three minutes, at random,
and taken up by `codings resume`, until it has come to its end. The weights, the history but for the seconds,
and the codings of all images must be the same to the last bit, and nothing may lie about.

`python benchmarks/killed.py 1250` was run on 27 November 2026, on two cores that did other work, too
(TensorFlow 2.21, Keras 3.15.1), and printed "1250 epochs: 5142 s left alone; killed 49 times in 5764 s; the
same:", and of weights, history, codings and files each was True.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

DATA = "sprites:n=4000,size=28"
CODINGS = (sys.executable, "-m", "codings")
ONE_THREAD = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1", "OMP_NUM_THREADS": "1"}


def train(folder, epochs):
    return (*CODINGS, "train", "convolutional", "--data", DATA, "--epochs", str(epochs), "--run", str(folder),
            "--random-state", "0", "--no-pictures", "--checkpoint-minutes", "0.1")  # fmt: skip


def started(command):
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ | ONE_THREAD)


def disturbed(folder, epochs):
    """Kills until the training has ended, and returns how often."""
    kills, moments, command = 0, random.Random(0), train(folder, epochs)
    while True:
        process = started(command)
        try:
            process.wait(timeout=moments.uniform(30, 180))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            kills += 1
            begun = any((folder / "checkpoints").glob("epoch-*"))
            command = (*CODINGS, "resume", str(folder), "--checkpoint-minutes", "0.1") if begun else command
            if not begun and folder.exists():
                subprocess.run(["rm", "-r", str(folder)], check=True)
            continue
        assert process.returncode == 0, process.returncode
        return kills


def main(epochs):
    import codings

    with tempfile.TemporaryDirectory() as scratch:
        killed, alone = Path(scratch, "killed"), Path(scratch, "alone")
        beginning = time.perf_counter()
        undisturbed = started(train(alone, epochs))
        kills = disturbed(killed, epochs)
        seconds = time.perf_counter() - beginning
        assert undisturbed.wait() == 0, undisturbed.returncode
        a, b = (codings.load(folder) for folder in (killed, alone))
        X = codings.data.load(DATA).X
        same = {
            "weights": all(map(np.array_equal, a.autoencoder_.get_weights(), b.autoencoder_.get_weights())),
            "history": all(np.array_equal(a.history_[k], b.history_[k]) for k in ("loss", "val_loss")),
            "codings": np.array_equal(a.transform(X), b.transform(X)),
            "files": not [p for p in killed.rglob(".*") if p.name != ".lock"],
        }
        print(f"{a.history_.epochs} epochs: {sum(b.history_['seconds']):.0f} s left alone;", end=" ")
        print(f"killed {kills} times in {seconds:.0f} s; the same:", same)


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
