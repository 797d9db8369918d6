"""GANs on Fashion MNIST, beside the book's networks and recipe: quality, and speed.

    CODINGS_DATA=../shared/datasets python benchmarks/gans.py --part gan    about 6 minutes on two cores
    ... benchmarks/gans.py --part replay                                    8 minutes
    ... benchmarks/gans.py --part dcgan --epochs 10                         half an hour or more
    ... benchmarks/gans.py --part book-dcgan                                an hour and a half or more
    ... benchmarks/gans.py --part speed                                     5 minutes, nothing beside it

Quality: 10,000 samples against the 10,000 test images, in the features of the package's own classifier, the
same for every row (`codings.spaces.classifier_space`, whose test accuracy is printed); ours with three seeds.
The book's recipe runs in this package's compiled loop, which changes nothing but its speed. The first rows
say what the figures are for training images, and for noise.

Speed: a step of the book's own loop of `train_on_batch` calls, on Keras 3 and on the legacy Keras that the
book is written for (`pip install --no-deps tf-keras`), and the same arithmetic as two phases of the engine,
batch 32, in turn, three rounds, medians; beside them a step of our own recipe. "Peak" is the fastest product
of two 2048 x 2048 float32 matrices in NumPy; the share is that of a step's matrix products and convolutions.

`--part gan` printed, in November 2026 (TensorFlow 2.21, Keras 3.15.1), test accuracy 91.66 %:

                   distance  precision  recall  density  coverage  classes  rarest class  seconds
training images        0.19      0.858   0.858     1.00     0.967       10          9.4 %
noise                272.35      0.014   0.000     0.01     0.001        2          0.0 %
the book's, 10 epochs 127.17     0.634   0.000     0.65     0.107        8          0.0 %       20
the book's, 20 epochs  60.25     0.632   0.029     0.59     0.186       10          0.6 %       41
GAN(), 10 epochs      19.66      0.744   0.404     0.83     0.561       10          7.5 %       32
... seed 1            19.61      0.742   0.419     0.85     0.556       10          7.1 %       30
... seed 2            20.67      0.743   0.398     0.82     0.544       10          7.1 %       29

when `r1` was 5.0; since it follows from the number of entries, 4.9 here, `--part replay` printed, means of
the three seeds (a busy machine), that replay does not help:

GAN()                           20.23    0.733   0.415     0.82     0.548       10          7.7 %
GAN(replay=True)                22.33    0.694   0.375     0.75     0.485       10          7.6 %
no penalty, no batches seen     53.07    0.667   0.035     0.75     0.196       10          0.8 %
... with replay                 56.07    0.689   0.025     0.81     0.212       10          1.7 %

`--part dcgan --epochs 10`, on two cores with AVX-512 whose speed varied, and `--part book-dcgan`, on a GPU
(see `accelerator.py`), where 50 epochs are five minutes; on those two cores they would be 98, by the 63 ms a
step below:

training images                0.19      0.858   0.858     1.00     0.967       10          9.4 %
noise                        272.35      0.014   0.000     0.01     0.001        2          0.0 %
the book's, 2 epochs          30.27      0.458   0.644     0.35     0.299       10          6.0 %
the book's, 4 epochs          31.53      0.518   0.665     0.44     0.363       10          5.7 %
the book's, 8 epochs          29.66      0.571   0.673     0.52     0.419       10          6.2 %
the book's, 13 epochs         24.30      0.510   0.729     0.41     0.429       10          5.3 %
the book's, 25 epochs         23.92      0.558   0.724     0.47     0.461       10          5.5 %
the book's, 50 epochs         23.94      0.547   0.766     0.46     0.480       10          5.6 %
DCGAN(epochs=10)               2.58      0.709   0.735     0.70     0.768       10          8.4 %      535
... seed 1                     2.12      0.701   0.762     0.69     0.768       10          8.5 %      677
... seed 2                     2.61      0.704   0.752     0.69     0.764       10          8.3 %      752

So a tenth of the distance that the book's recipe comes to rest at, and a recall between what that has after
25 epochs and after 50. The 7 epochs of DCGAN() itself, on the GPU in 12 to 15 seconds, and, on two cores
without AVX-512, of two seeds, in 17 minutes each:

DCGAN()                        4.03      0.696   0.709     0.68     0.720       10          8.3 %       15
... seed 1                     4.02      0.695   0.681     0.68     0.729       10          7.7 %       12
... seed 2                     3.57      0.686   0.718     0.67     0.729       10          7.8 %       12
DCGAN(), there                 3.92      0.700   0.706     0.68     0.715       10          7.5 %
... seed 1                     3.83      0.681   0.724     0.67     0.726       10          8.5 %

and the book's, there, 27.45, 30.71 and 29.79 after 2, 4 and 8 epochs, with a recall of 0.728, 0.662, 0.711.

`--part speed`, on two cores with AVX-512, peak 308 GFLOP/s:

gan, ms a step: in phases 1.33, 31% of the peak; our own recipe 1.85; the book's loop on Keras 3 9.5, 7.4
times as long, the book's loop on legacy Keras 28.7, 20.4 times as long
dcgan, ms a step: in phases 63.00, 79% of the peak; our own recipe 39.86; the book's loop on Keras 3 89.9, 1.5
times as long, the book's loop on legacy Keras 115.9, 1.8 times as long

and on two without, peak 153 GFLOP/s, when our own had 64 filters and went down to 7x7 pixels only:

gan, ms a step: in phases 1.56, 39% of the peak; our own recipe 2.29; the book's loop on Keras 3 15.6, 11.2
times as long, the book's loop on legacy Keras 31.1, 20.6 times as long
dcgan, ms a step: in phases 147.00, 47% of the peak; our own recipe 152.38; the book's loop on Keras 3 170.9,
1.2 times as long, the book's loop on legacy Keras 248.5, 1.7 times as long
"""

import argparse
import importlib
import math
import os
import statistics
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from book_gans import Book, classic_loop

from codings import DCGAN, GAN, spaces
from codings.backend.calls import predict
from codings.data import load
from codings.metrics import density_coverage, frechet_distance, modes_of_classes, precision_recall
from codings.training import fit

SEEDS, SAMPLES, ROUNDS = (0, 1, 2), 10_000, 3
BOOK_DCGAN = (2, 4, 8, 13, 25, 50)  # epochs after which the book's is measured
LOOPS = {"Keras 3": "keras", "legacy Keras": "tf_keras"}
XLA_FROM = 1250  # steps: a training of fewer is compiled in another way


class Judge:
    """Measures images in the classifier's features, against the test images."""

    def __init__(self, train, test):
        self.space = spaces.classifier_space(train)
        self.real = self.space.features(test.X)
        accuracy = (self.space.probabilities(test.X).argmax(1) == test.y).mean()
        print(f"{self.space.name}: test accuracy {accuracy:.2%}")

    def row(self, name, images, seconds=0.0):
        fake, labels = self.space.features(images), self.space.probabilities(images).argmax(1)
        precision, recall = precision_recall(self.real, fake)
        density, coverage = density_coverage(self.real, fake)
        print(
            f"{name:28}distance {frechet_distance(self.real, fake).value:7.2f}  "
            f"precision {precision.value:.3f}  recall {recall.value:.3f}  density {density.value:.2f}  "
            f"coverage {coverage.value:.3f}  classes {modes_of_classes(labels, 10).recovered}  "
            f"rarest {np.bincount(labels, minlength=10).min() / len(labels):.1%}  {seconds:.0f} s",
            flush=True,
        )


def ours(judge, name, gan, X):
    for seed in SEEDS:
        start = time.perf_counter()
        gan.set_params(random_state=seed, verbose=False).fit(X)
        seconds = time.perf_counter() - start
        judge.row(f"{name}, seed {seed}", gan.sample(SAMPLES, random_state=seed), seconds)


def books(judge, kind, X, shown):
    """The book's recipe for as many epochs as the last of `shown`, measured after each of these."""
    book, start = Book(kind), time.perf_counter()
    random = np.random.default_rng(0).standard_normal((SAMPLES, book.codings)).astype("float32")

    def measure(epoch, logs):
        if epoch + 1 in shown:
            images = book.pixels(predict(book.generator, random))
            judge.row(f"the book's {kind}, {epoch + 1} epochs", images, time.perf_counter() - start)

    measuring = keras.callbacks.LambdaCallback(on_epoch_end=measure)
    fit([book.stage(shown[-1])], (book.scaled(X),), batch_size=32, callbacks=[measuring])


def gan(_, train, test):
    judge = _judge(train, test)
    books(judge, "gan", train.X, (10, 20))
    ours(judge, "GAN(epochs=10)", GAN(epochs=10), train.X)


def replay(_, train, test):
    """Experience replay, with the recipe and without what else keeps a GAN from forgetting."""
    judge = _judge(train, test)
    bare = {"r1": 0.0, "minibatch_std": False}
    for name, options in {"GAN()": {}, "no penalty, no batches seen": bare}.items():
        for memory in (False, True):
            ours(judge, name + ", replay" * memory, GAN(replay=memory, **options), train.X)


def dcgan(asked, train, test):
    ours(_judge(train, test), f"DCGAN(epochs={asked.epochs})", DCGAN(epochs=asked.epochs), train.X)


def book_dcgan(_, train, test):
    books(_judge(train, test), "dcgan", train.X, BOOK_DCGAN)


def _judge(train, test):
    judge = Judge(train, test)
    judge.row("training images", train.X[:SAMPLES])
    judge.row("noise", np.random.default_rng(0).integers(0, 256, test.X.shape, dtype=np.uint8))
    return judge


def speed(_, train, test):
    print(f"peak {_peak():.0f} GFLOP/s")
    for kind, model, steps in (("gan", GAN(epochs=25), 50), ("dcgan", DCGAN(batch_size=32, epochs=6), 10)):
        X = train.X[: 32 * steps]
        rounds = np.array([_round(kind, model, X) for _ in range(ROUNDS)])
        phases, own, *loops = np.median(rounds, axis=0)
        ratios = np.median(rounds[:, 2:] / rounds[:, :1], axis=0)
        share = _gigaflop(Book(kind)) / phases / _peak()
        print(
            f"{kind}, ms a step: in phases {1e3 * phases:.2f}, {share:.0%} of the peak; our own recipe "
            f"{1e3 * own:.2f}; "
            + ", ".join(
                f"the book's loop on {name} {1e3 * loop:.1f}, {ratio:.1f} times as long"
                for name, loop, ratio in zip(LOOPS, loops, ratios, strict=True)
            ),
            flush=True,
        )


def _round(kind, model, X):
    """Seconds a step: the book's arithmetic in phases, our own recipe, and the book's loop on each Keras."""
    loops = [_book_loop(kind, importlib.import_module(module), X) for module in LOOPS.values()]
    return _book_in_phases(kind, X), _our_step(model, X), *loops


def _our_step(model, X):
    model.set_params(verbose=False).fit(X)
    return 32 * statistics.median(model.history_["seconds"][1:]) / len(X)


def _book_in_phases(kind, X):
    book = Book(kind)
    epochs = max(6, XLA_FROM * 32 // len(X)) if kind == "gan" else 6  # as a whole training is compiled
    history = fit([book.stage(epochs)], (book.scaled(X),), batch_size=32)
    return 32 * statistics.median(history["seconds"][1:]) / len(X)


def _book_loop(kind, of, X):
    step, batches = classic_loop(kind, of), np.split(Book(kind).scaled(X), len(X) // 32)
    for batch in batches:  # which trace and compile
        step(batch)
    start = time.perf_counter()
    for batch in batches:
        step(batch)
    return (time.perf_counter() - start) / len(batches)


def _gigaflop(book):
    """Of a step's products, batch 32: backward to weights, or to inputs, costs as much as forward."""
    drawn, judged = map(_products, (book.generator, book.discriminator))
    discriminate, generate = drawn + 2 * 3 * judged, 3 * drawn + 2 * judged
    return 2 * 32 * (discriminate + generate) / 1e9


def _products(network):
    """Multiplications of one instance's forward pass: each weight's, at each place where it is used."""
    total = 0
    for layer in network.layers:
        if isinstance(layer, keras.layers.Dense | keras.layers.Conv2D | keras.layers.Conv2DTranspose):
            transposed = isinstance(layer, keras.layers.Conv2DTranspose)
            _, *places, _ = (layer.input if transposed else layer.output).shape
            total += math.prod(layer.kernel.shape) * math.prod(places)
    return total


def _peak():
    a = np.random.default_rng(0).random((2048, 2048), dtype=np.float32)
    times = []
    for _ in range(10):
        start = time.perf_counter()
        a @ a
        times.append(time.perf_counter() - start)
    return 2 * 2048**3 / min(times) / 1e9


PARTS = {"gan": gan, "replay": replay, "dcgan": dcgan, "book-dcgan": book_dcgan, "speed": speed}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", choices=PARTS, required=True)
    parser.add_argument("--epochs", type=int, default=DCGAN().epochs, help="Of our own DCGAN.")
    asked = parser.parse_args()
    PARTS[asked.part](asked, load("fashion-mnist"), load("fashion-mnist", part="test"))


if __name__ == "__main__":
    main()
