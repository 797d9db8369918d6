"""The relativistic loss of R3GAN beside the default, on four sets, three seeds each.

    python benchmarks/losses.py fashion-mnist
    python benchmarks/losses.py cifar10.zip --epochs 3
    python benchmarks/losses.py satellite.zip --epochs 3
    python benchmarks/losses.py satellite.zip --drawn --epochs 3      sprites of 128 pixels upon photographs

StyleGAN with its defaults but for the loss, told as in photos.py: by as many samples as there are test
images, in the features of the package's own classifier of these classes.
"""

import argparse
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from PIL import Image

import codings
from codings.data import Dataset, load
from codings.metrics import density_coverage, frechet_distance, precision_recall
from codings.spaces import classifier_space

LOSSES = ("non-saturating", "relativistic")
SEEDS = range(3)
DRAWN_PIXELS = 128
DRAWN_INSTANCES = {"train": 8_000, "test": 2_000}


def parts(source):
    """Training and test images of a set of its own name, or of a folder with the parts "train" and "test"."""
    if source.endswith(".zip") or os.path.isdir(source):
        return [load(f"{source}:part={part}") for part in ("train", "test")]
    return [load(source), load(source, part="test")]


def drawn(photographs, seed):
    """Sprites in colour, each upon a photograph of `photographs` enlarged; a class is of both theirs."""
    n = min(DRAWN_INSTANCES["train" if seed == 0 else "test"], len(photographs.X))
    sprites = load(f"sprites:n={n},size={DRAWN_PIXELS},channels=3,seed={seed}")
    chosen = np.random.default_rng(seed).permutation(len(photographs.X))[:n]
    ground = np.stack([_enlarged(photographs.X[i]) for i in chosen])
    covered = sprites.X.max(axis=-1, keepdims=True) / np.float32(255)
    X = np.rint(sprites.X + (1 - covered) * ground).astype(np.uint8)
    y = sprites.y * len(photographs.classes) + photographs.y[chosen]
    classes = tuple(f"{shape} on {kind}" for shape in sprites.classes for kind in photographs.classes)
    return Dataset("sprites on photographs", X, y, classes)


def _enlarged(photograph):
    return np.asarray(
        Image.fromarray(photograph).resize((DRAWN_PIXELS, DRAWN_PIXELS), Image.Resampling.BICUBIC)
    )


def main(asked):
    train, test = parts(asked.source)
    if asked.drawn:
        train, test = drawn(train, seed=0), drawn(test, seed=1)
    space = classifier_space(train)
    real = space.features(test.X)
    for seed in SEEDS:
        for loss in LOSSES:
            model = codings.StyleGAN(loss=loss, random_state=seed, verbose=False)
            start = time.perf_counter()
            model.set_params(epochs=asked.epochs).fit(train.X)
            seconds = time.perf_counter() - start
            samples = model.sample(len(test.X), random_state=seed)
            print(f"{train.name:24}{loss:16}seed {seed}  {_measures(real, space.features(samples))}", end="")
            print(f"  {seconds:.0f} s", flush=True)


def _measures(real, fake):
    precision, recall = precision_recall(real, fake)
    coverage = density_coverage(real, fake)[1]
    return (
        f"distance {frechet_distance(real, fake).value:6.2f}  precision {precision.value:.3f}  "
        f"recall {recall.value:.3f}  coverage {coverage.value:.3f}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--drawn", action="store_true", help="sprites of 128 pixels upon these photographs")
    main(parser.parse_args())
