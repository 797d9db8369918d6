"""The chapter's autoencoders on Fashion MNIST, beside the book's figures and beside `keras.Model.fit`.

    CODINGS_DATA=../shared/datasets python benchmarks/autoencoders.py [NAME ...]   about 35 minutes on two cores

The book's split, layers, codings, epochs and batches: the first 55,000 training images to train, the last
5,000 to validate, pixels in [0, 1]. "Loss" is what the book's figure measures: the mean squared error, with
the penalty (sparse) or the latent loss over 784 (variational) added; "MSE" is without. Of each row the mean of
three seeds. "Seconds" are a whole training's, compilation included; "fit" is what `keras.Model.fit` takes
for the same network, optimizer, batches and epochs, from three epochs on a quarter of the data measured
directly after; "times fit" is the median of the ratio over the seeds.

It writes autoencoders.json and autoencoders.md beside this file, row by row; with names, it replaces only
those rows. The linear autoencoder's figures, beside PCA's, are printed by `python benchmarks/linear.py`.
"""

import json
import os
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

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
SHARE = 4  # of the data, of which plain Keras is timed on one
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
HERE = Path(__file__).parent
COLUMNS = ("model", "book", "aim", "loss", "MSE", "parameters", "seconds", "fit", "times fit", "notes")


def train(model, seed, pixels, valid):
    """The fitted model's losses and the seconds that training took."""
    start = time.perf_counter()
    model.set_params(random_state=seed, verbose=False).fit(pixels, validation=valid)
    seconds = time.perf_counter() - start
    return {"loss": model.history_["val_loss"][-1], "MSE": -model.score(valid), "seconds": seconds}


def by_fit(model, pixels):
    """Seconds that plain Keras takes for the model's stages, compilation included."""
    part = pixels[: len(pixels) // SHARE]
    return sum(_stage_by_fit(stage, model.batch_size, part) for stage in model._stages(len(pixels)))


def _stage_by_fit(stage, batch_size, part):
    class Clock(keras.callbacks.Callback):
        times = ()

        def on_epoch_begin(self, epoch, logs=None):
            self.start = time.perf_counter()

        def on_epoch_end(self, epoch, logs=None):
            self.times = (*self.times, time.perf_counter() - self.start)

    network, clock = keras.models.clone_model(stage.phases[0].network), Clock()
    shape = network.input_shape[1:]  # a layer in the middle is timed on noise
    x = part if shape == part.shape[1:] else np.random.default_rng(0).random((len(part), *shape), "float32")
    network.compile(keras.optimizers.Adam(1e-3), "mse")
    network.fit(x, x, batch_size=batch_size, epochs=3, verbose=0, callbacks=[clock])
    first, *later = clock.times
    epoch = statistics.median(later)
    return first - epoch + stage.epochs * SHARE * epoch


def notes(model, valid):
    if isinstance(model, SparseAutoencoder):
        return f"mean activation {model.sparsity(valid).mean_activation:.3f}"
    if isinstance(model, VariationalAutoencoder):
        return f"{model.active_units(valid)} active units"
    return ""


def row(name, pixels, valid):
    model, book, aim = ROWS[name]
    seeds = []
    for seed in SEEDS:
        ours = train(model, seed, pixels, valid)
        seeds.append(ours | {"fit": by_fit(model, pixels)})
        print(name, seed, {key: round(float(value), 5) for key, value in seeds[-1].items()}, flush=True)
    return {
        "model": name,
        "book": book,
        "aim": aim,
        "loss": float(np.mean([each["loss"] for each in seeds])),
        "MSE": float(np.mean([each["MSE"] for each in seeds])),
        "parameters": model.autoencoder_.count_params(),
        "seconds": statistics.median(each["seconds"] for each in seeds),
        "fit": statistics.median(each["fit"] for each in seeds),
        "times fit": statistics.median(each["fit"] / each["seconds"] for each in seeds),
        "notes": notes(model, valid),
        "seeds": seeds,
    }


FORMATS = {"loss": ".5f", "MSE": ".5f", "parameters": ",", "seconds": ".0f", "fit": ".0f", "times fit": ".1f"}


def markdown(rows):
    lines = ["| " + " | ".join(COLUMNS) + " |", "|---" * len(COLUMNS) + "|"]
    for found in rows:
        cells = (format(found[column], FORMATS.get(column, "")) for column in COLUMNS)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main():
    pixels = load("fashion-mnist").X / np.float32(255)
    train_on, valid = pixels[:55000], pixels[55000:]
    kept = HERE / "autoencoders.json"
    found = {each["model"]: each for each in json.loads(kept.read_text())} if kept.exists() else {}
    for name in sys.argv[1:] or ROWS:
        found[name] = row(name, train_on, valid)
        rows = [found[each] for each in ROWS if each in found]
        kept.write_text(json.dumps(rows, indent=1) + "\n")
        (HERE / "autoencoders.md").write_text(markdown(rows))
    print(markdown(rows))


if __name__ == "__main__":
    main()
