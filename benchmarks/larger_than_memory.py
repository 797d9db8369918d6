"""Memory of a training on ten times as much data as it may have in memory.

    python benchmarks/larger_than_memory.py         some minutes on two cores, and 2 GiB in TMPDIR

1 GiB of random pixels, as a .npy file of 64 x 64 in three colours or as a folder of 4,096 grey .bmp files of
512 x 512, trains a stacked autoencoder for two epochs, with `memory="100MiB"` and, of the .npy file, without.
Each row is a process of its own. "base" is what it has in memory after the same model was fitted to a
fortieth of the instances, for as many steps. "load" and "fit" are the most that it has beyond that while data
are read, and while it trains; pages of files that are mapped count.

Printed on 28 November 2026 on two cores that did other work, too (TensorFlow 2.21, Keras 3.15.1):

   data  memory  base MiB  load   fit  seconds
    npy  100MiB       941     0   133       90
 folder  100MiB      1189    37   233       78
    npy    none      1001     0   172       38

A .npy file is mapped without a budget, too. Before chunks had memory of their own
(`codings/backend/own_pages.py`), "fit" was 172, 208 and 488. The seconds hang on what else the cores did.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

KINDS = {"npy": (87_382, 64, 64, 3), "folder": (4096, 512, 512)}
BATCHES = {"npy": 128, "folder": 16}
ROWS = (("npy", "100MiB"), ("folder", "100MiB"), ("npy", "none"))


def write(kind, path):
    n, *shape = KINDS[kind]
    random = np.random.default_rng(0)
    if kind == "npy":
        X = np.lib.format.open_memmap(path, "w+", np.uint8, (n, *shape))
        for i in range(0, n, 1000):
            X[i : i + 1000] = random.integers(256, size=X[i : i + 1000].shape, dtype=np.uint8)
        return
    from PIL import Image

    path.mkdir()
    for i in range(n):
        Image.fromarray(random.integers(256, size=shape, dtype=np.uint8)).save(path / f"{i}.bmp")


def row(kind, path, memory):
    import codings
    from codings.runs.memory import PeakMemory

    n, *shape = KINDS[kind]
    how = {"hidden": (16,), "epochs": 2, "batch_size": BATCHES[kind], "random_state": 0, "verbose": False}
    few = np.random.default_rng(0).integers(256, size=(n // 40, *shape), dtype=np.uint8)
    codings.StackedAutoencoder(4, **how | {"epochs": 80}).fit(few)  # as many steps: compiled alike
    del few
    with PeakMemory() as base:
        time.sleep(1)
    with PeakMemory() as load:
        data = codings.data.load(path, memory=None if memory == "none" else memory)
    started = time.perf_counter()
    with PeakMemory() as fit:
        codings.StackedAutoencoder(4, **how).fit(data.X)
    seconds = time.perf_counter() - started
    beyond = [round(1024 * (peak.gib - base.gib)) for peak in (load, fit)]
    print(
        f"{kind:>7} {memory:>7} {1024 * base.gib:>9.0f} {beyond[0]:>5} {beyond[1]:>5} {seconds:>8.0f}",
        flush=True,
    )


def main():
    print("   data  memory  base MiB  load   fit  seconds", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        paths = {"npy": Path(scratch, "a.npy"), "folder": Path(scratch, "photos")}
        for kind, path in paths.items():
            write(kind, path)
        for kind, memory in ROWS:
            subprocess.run([sys.executable, __file__, kind, str(paths[kind]), memory], check=True)


if __name__ == "__main__":
    row(*sys.argv[1:]) if len(sys.argv) > 1 else main()
