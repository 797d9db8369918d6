"""What checkpoints cost: the same training with them and without, in turn.

    python benchmarks/checkpoints.py        some minutes on two cores

Each model is trained on drawn images for some epochs, three times with checkpoints and three times without.
They come every 6 seconds here, twenty times as often as by default, unless that would take more than 2 % of
the time. "a checkpoint" is the median time to write one, "share" that over the default's 120 seconds, and
"ratio" the median time of the trainings with checkpoints over that of those without. It has not been run yet.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tempfile
import time
from statistics import median

import codings
from codings.training.checkpoints import Checkpoints

ROUNDS = 3
SECONDS = 6.0
MODELS = {
    "stacked": (codings.StackedAutoencoder(30, epochs=60), "sprites:n=20000,size=28"),
    "convolutional": (codings.ConvolutionalAutoencoder(30, epochs=3), "sprites:n=5000,size=28"),
    "dcgan": (codings.DCGAN(epochs=2), "sprites:n=3000,size=28"),
    "stylegan": (codings.StyleGAN(epochs=2), "sprites:n=3000,size=28"),
}
written: list[float] = []


class Timed(Checkpoints):
    """Checkpoints that note how long each takes."""

    def write(self, *what):
        started = time.perf_counter()
        super().write(*what)
        written.append(time.perf_counter() - started)


def seconds(model, X, checkpoint):
    started = time.perf_counter()
    model.set_params(verbose=False, random_state=0).fit(X, checkpoint=checkpoint)
    return time.perf_counter() - started


def main():
    print(f"{'':15}{'a checkpoint':>14}{'share':>9}{'ratio':>8}")
    for name, (model, source) in MODELS.items():
        X = codings.data.load(source).X
        written.clear()
        with_them, without = [], []
        for _ in range(ROUNDS):
            without.append(seconds(model, X, None))
            with tempfile.TemporaryDirectory() as folder:
                with_them.append(seconds(model, X, Timed(folder, minutes=SECONDS / 60)))
        each = median(written)
        print(f"{name:15}{each:12.3f} s{each / 120:9.2%}{median(with_them) / median(without):8.3f}")


if __name__ == "__main__":
    main()
