"""How a training grows: with rows, with pixels, with the network's width, with the batch.

    python benchmarks/growth.py            some minutes on two cores alone, 3 GiB in TMPDIR
    python benchmarks/growth.py large      20 minutes, 12 GiB in TMPDIR

Each figure grows as a power of a size: doubled, it takes two to the exponent times as long. The exponents are
those of a straight line through the logarithms, over all sizes and over the last three; the latter is what to
reckon with beyond them. Models have their defaults but for what is said; times are of the median epoch after
the first, which compiles.

Rows: one epoch of the stacked autoencoder, batch 256, on rows of 784 float32 in a memory map, the copy to the
device included; above 1 GiB they are streamed. Each in a process of its own, "MiB" being what the process
holds beyond files that are mapped, and "waiting" the share of the epoch in which nothing was there to train
on.

Large: the same of 10,000,000 rows of 784 bytes, and of a folder of 1,000,000 PNG of 8 x 8 pixels, which is
first read ("reading, s"). What all of this printed in November 2026 are the tables of docs/engine.md.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

ROWS = (1_000, 10_000, 100_000, 300_000, 1_000_000)
LARGE = {"map": 10_000_000, "folder": 1_000_000}
BLOCK = 10_000
LAST = 3  # sizes
LONG, SHORT = 63, 5  # epochs: 63 of 16 steps are compiled by XLA, as long trainings are


def axes():
    """Name: the sizes, and what a size is trained as: a model and its images."""
    import codings

    def images(n, side=28):
        return np.random.default_rng(0).integers(256, size=(n, side, side), dtype=np.uint8)

    def stacked(width=100, batch_size=256):
        return codings.StackedAutoencoder(hidden=(width, width), batch_size=batch_size, epochs=LONG)

    def convolutional(side):
        return codings.ConvolutionalAutoencoder(epochs=SHORT), images(1024, side)

    sides = (16, 32, 64)
    return {
        "stacked, pixels": ((8, 16, 32, 64, 128), lambda side: (stacked(), images(4096, side))),
        "stacked, width": ((64, 128, 256, 512, 1024), lambda width: (stacked(width), images(4096))),
        "stacked, batch": ((32, 64, 128, 256, 512, 1024), lambda b: (stacked(batch_size=b), images(16384))),
        "convolutional, pixels": (sides, convolutional),
        "DCGAN, pixels": (sides, lambda side: (codings.DCGAN(epochs=SHORT), images(256, side))),
        "StyleGAN, pixels": (sides, lambda side: (codings.StyleGAN(epochs=SHORT), images(256, side))),
    }


def seconds(model, X):
    """Of the median epoch after the first."""
    model.set_params(random_state=0, verbose=False).fit(X)
    return statistics.median(model.history_["seconds"][1:])


def exponent(sizes, times):
    return np.polyfit(np.log(sizes), np.log(times), 1)[0]


def show(name, sizes, times, unit="ms"):
    """A row: what each size took, and the exponents."""
    all_of, last = exponent(sizes, times), exponent(sizes[-LAST:], times[-LAST:])
    pairs = "  ".join(f"{size:,}: {took:.3g}" for size, took in zip(sizes, times, strict=True))
    print(f"{name:24}{all_of:6.2f}{last:6.2f}   {unit}  {pairs}", flush=True)


def by_size():
    """What an instance takes, by its pixels, the width of the network and the batch."""
    for name, (sizes, make) in axes().items():
        times = []
        for size in sizes:
            model, X = make(size)
            times.append(1e3 * seconds(model, X) / len(X))
        show(name, [size**2 for size in sizes] if "pixels" in name else sizes, times)


def private():
    """MiB that this process holds beyond files that are mapped, as Linux counts it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) // 1024


class Most:
    """A context: the most private memory within it, looked at by a thread."""

    def __enter__(self):
        self.mib, self._done = private(), threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def _look(self):
        while not self._done.wait(0.02):
            self.mib = max(self.mib, private())

    def __exit__(self, *error):
        self._done.set()
        self._thread.join()


class Waiting:
    """A context: how long a training waits for its chunks, in seconds."""

    def __enter__(self):
        from codings.training.feed import Feed

        self.seconds, self._feed, self._epoch = 0.0, Feed, Feed.epoch
        Feed.epoch = lambda *args, **where: self._timed(self._epoch(*args, **where))
        return self

    def _timed(self, chunks):
        while True:
            began = time.perf_counter()
            chunk = next(chunks, None)
            self.seconds += time.perf_counter() - began
            if chunk is None:
                return
            yield chunk

    def __exit__(self, *error):
        self._feed.epoch = self._epoch


def rows_of(X):
    """One epoch of rows: seconds, MiB, and the share of waiting."""
    from codings import StackedAutoencoder

    how = {"epochs": 1, "batch_size": 256, "scaling": "pixels", "random_state": 0, "verbose": False}
    StackedAutoencoder(**how).fit(np.zeros((512, *X.shape[1:]), X.dtype))  # loads libraries
    before, began = private(), time.perf_counter()
    with Most() as most, Waiting() as waiting:
        StackedAutoencoder(**how).fit(X)
    took = time.perf_counter() - began
    return took, most.mib - before, waiting.seconds / took


def mapped(path, n, dtype):
    """Random rows of 784, as a memory map."""
    array = np.lib.format.open_memmap(path, "w+", dtype, (n, 784))
    random = np.random.default_rng(0)
    for i in range(0, n, BLOCK):
        shape = array[i : i + BLOCK].shape
        block = random.integers(256, size=shape, dtype=np.uint8) if dtype == "uint8" else random.random(shape)
        array[i : i + BLOCK] = block
    array.flush()
    return np.load(path, mmap_mode="r")


def folder(path, n):
    """Small grey images, a thousand in each folder."""
    from PIL import Image

    random = np.random.default_rng(0)
    for i in range(n // 1000):
        (path / f"{i:04}").mkdir(parents=True)
        for j, pixels in enumerate(random.integers(256, size=(1000, 8, 8), dtype=np.uint8)):
            Image.fromarray(pixels).save(path / f"{i:04}" / f"{j}.png")


def alone(kind, n):
    """In this process: what the rows of a kind take, as a line of figures."""
    with tempfile.TemporaryDirectory() as scratch:
        path, reading = Path(scratch, "rows"), 0.0
        if kind == "folder":
            import codings

            folder(path, n)
            began = time.perf_counter()
            X = codings.data.load(path).X
            reading = time.perf_counter() - began
        else:
            X = mapped(path.with_suffix(".npy"), n, "uint8" if kind == "map" else "float32")
        print(*rows_of(X), X.nbytes / 2**30, reading)


def by_rows(kinds):
    """A line for each kind and number of rows, each in a process of its own."""
    print(f"{'rows':>11}{'GiB':>7}{'seconds':>9}{'us a row':>10}{'MiB':>7}{'waiting':>9}{'reading, s':>12}")
    times = []
    for kind, n in kinds:
        command = [sys.executable, __file__, kind, str(n)]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        took, mib, share, gib, reading = map(float, out.splitlines()[-1].split())
        times.append(took)
        print(
            f"{n:>11,}{gib:7.2f}{took:9.2f}{1e6 * took / n:10.1f}{mib:7.0f}{share:9.1%}{reading:12.0f}",
            flush=True,
        )
    return times


def main(asked):
    if len(asked) == 2:
        alone(asked[0], int(asked[1]))
    elif asked == ["large"]:
        by_rows(LARGE.items())
    else:
        times = by_rows([("floats", n) for n in ROWS])
        print(f"{'':24}{'all':>6}{'last':>6}")
        show("rows", ROWS, times, "s")
        by_size()


if __name__ == "__main__":
    main(sys.argv[1:])
