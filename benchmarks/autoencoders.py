"""The chapter's autoencoders on Fashion MNIST, beside the book's figures and beside `keras.Model.fit`.

    CODINGS_DATA=../shared/datasets python benchmarks/autoencoders.py            about 50 minutes on two cores
    ... benchmarks/autoencoders.py --part losses --rows tied greedy              only these, the rest is kept

The book's split, layers, codings, epochs and batches: the first 55,000 training images to train, the last
5,000 to validate, pixels in [0, 1]. Of each row, the mean of three seeds: "loss" is what the book's figure
measures, the mean squared error with the penalty (sparse) or the latent loss over 784 (variational) added;
"MSE" is without; "activation" is the mean of the codings.

Then, on a quiet machine, the time of the whole training, validation left out, here and by `keras.Model.fit`
on the same network, optimizer and batches: in turn, three rounds of a few epochs on a quarter of the data,
of which the first tells what compilation takes. "times fit" is the median of the rounds' ratios.

It writes autoencoders.json and autoencoders.md beside this file, row by row. The linear autoencoder's
figures, beside PCA's, are in linear.py.
"""

import argparse
import json
import os
import statistics
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from sklearn.base import clone

from codings import (
    BinaryAutoencoder,
    ConvolutionalAutoencoder,
    DenoisingAutoencoder,
    RecurrentAutoencoder,
    SparseAutoencoder,
    StackedAutoencoder,
    VariationalAutoencoder,
)
from codings.data import load

SEEDS = (0, 1, 2)
SHARE, FEW, ROUNDS = 4, 3, 3  # times are of three epochs or more on a fourth of the data, three times
STEPS = 1000  # a stage of fewer is compiled in another way than the whole training's
ROWS = {  # the model, the book's loss, and what this project wants to reach
    "stacked": (StackedAutoencoder(epochs=20), 0.0132, 0.0095),
    "tied": (StackedAutoencoder(tied=True, epochs=10), 0.0133, 0.0107),
    "greedy": (StackedAutoencoder(greedy=True, epochs=25), 0.0133, 0.0107),
    "convolutional": (ConvolutionalAutoencoder(epochs=10), 0.0121, 0.0097),
    "recurrent": (RecurrentAutoencoder(epochs=10), 0.0104, 0.0083),
    "denoising, dropout": (DenoisingAutoencoder(epochs=10), 0.0166, 0.0120),
    "sparse, l1": (SparseAutoencoder(penalty="l1", epochs=10), 0.0111, 0.0089),
    "sparse, kl": (SparseAutoencoder(penalty="kl", epochs=10), 0.0099, 0.0079),
    "variational": (VariationalAutoencoder(epochs=25), 0.0311, 0.0300),
    "binary, 16 bits": (BinaryAutoencoder(epochs=10), 0.0345, 0.0310),
}


def losses(name, pixels, valid):
    """The row's figures of quality: of each seed, and their means."""
    model, seeds = ROWS[name][0], []
    for seed in SEEDS:
        model.set_params(random_state=seed, verbose=False).fit(pixels, validation=valid)
        found = {"loss": model.history_["val_loss"][-1], "MSE": -model.score(valid)}
        seeds.append({key: float(value) for key, value in found.items()})
        seeds[-1]["activation"] = float(model.transform(valid).mean())
        print(name, seed, seeds[-1], flush=True)
    means = {key: float(np.mean([each[key] for each in seeds])) for key in seeds[0]}
    return means | {"parameters": model.autoencoder_.count_params(), "seeds": seeds}


def times(name, pixels, valid):
    """The row's seconds, here and by plain Keras."""
    rounds = [(here(name, pixels), by_fit(name, pixels)) for _ in range(ROUNDS)]
    print(name, rounds, flush=True)
    ours, theirs = map(statistics.median, zip(*rounds, strict=True))
    return {"seconds": ours, "fit": theirs, "times fit": statistics.median(b / a for a, b in rounds)}


def whole(epochs, seconds):
    """The seconds of a training of `epochs` epochs, from those of a few epochs on a share of the data."""
    epoch = statistics.median(seconds[1:])
    return seconds[0] - epoch + epochs * SHARE * epoch


def here(name, pixels):
    model = clone(ROWS[name][0])
    epochs = [stage.epochs for stage in stages(model, pixels)]
    part = pixels[: len(pixels) // SHARE]
    few = max(FEW, -(-STEPS * model.batch_size // len(part)))
    model.set_params(epochs=few * (2 * len(epochs) - 1))  # of greedy stages, the last gets one such part
    seconds = model.fit(part).history_["seconds"]
    parts = np.split(seconds, np.cumsum([stage.epochs for stage in stages(model, pixels)])[:-1])
    return sum(whole(*pair) for pair in zip(epochs, parts, strict=True))


def by_fit(name, pixels):
    part = pixels[: len(pixels) // SHARE]
    model = clone(ROWS[name][0])
    return sum(_stage_by_fit(stage, model.batch_size, part) for stage in stages(model, pixels))


def stages(model, pixels):
    """Fresh networks, in the stages in which `fit` would train them."""
    plan, _ = model._begin(pixels)
    return plan.stages


def _stage_by_fit(stage, batch_size, part):
    class Clock(keras.callbacks.Callback):
        seconds = ()

        def on_epoch_begin(self, epoch, logs=None):
            self.start = time.perf_counter()

        def on_epoch_end(self, epoch, logs=None):
            self.seconds = (*self.seconds, time.perf_counter() - self.start)

    network, clock = stage.phases[0].network, Clock()
    shape = network.input_shape[1:]  # layers in the middle are timed on noise
    x = part if shape == part.shape[1:] else np.random.default_rng(0).random((len(part), *shape), "float32")
    network.compile(keras.optimizers.Adam(1e-3), "mse")
    network.fit(x, x, batch_size=batch_size, epochs=FEW, verbose=0, callbacks=[clock])
    return whole(stage.epochs, clock.seconds)


FORMATS = {
    "book": ".4f",
    "aim": ".4f",
    "loss": ".5f",
    "MSE": ".5f",
    "activation": ".3f",
    "parameters": ",",
    "seconds": ".0f",
    "fit": ".0f",
    "times fit": ".1f",
}


def markdown(rows):
    lines = ["| model | " + " | ".join(FORMATS) + " |", "|---" * (len(FORMATS) + 1) + "|"]
    for row in rows:
        cells = (format(row[key], FORMATS[key]) if key in row else "" for key in FORMATS)
        lines.append(f"| {row['model']} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", choices=("losses", "times"))
    parser.add_argument("--rows", nargs="*", default=list(ROWS))
    parser.add_argument("--json", type=Path, default=Path(__file__).with_suffix(".json"))
    asked = parser.parse_args()
    pixels = load("fashion-mnist").X / np.float32(255)
    for measure in (losses, times):
        for name in asked.rows if asked.part in (None, measure.__name__) else ():
            found = measure(name, pixels[:55000], pixels[55000:])
            keep(asked.json, name, found)
    print(asked.json.with_suffix(".md").read_text())


def keep(path, name, found):
    """Writes what was found of a row beside what was known of it and of the others."""
    known = {row["model"]: row for row in json.loads(path.read_text())} if path.exists() else {}
    _, book, aim = ROWS[name]
    known[name] = {**known.get(name, {}), "model": name, "book": book, "aim": aim, **found}
    rows = [known[each] for each in ROWS if each in known]
    path.write_text(json.dumps(rows, indent=1) + "\n")
    path.with_suffix(".md").write_text(markdown(rows))


if __name__ == "__main__":
    main()
