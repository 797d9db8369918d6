"""The relativistic loss of R3GAN beside the default, on four sets, three seeds each.

    python benchmarks/losses.py fashion-mnist
    python benchmarks/losses.py cifar10.zip --epochs 3
    python benchmarks/losses.py satellite.zip --epochs 3
    python benchmarks/losses.py satellite.zip --drawn --epochs 2      sprites of 128 pixels upon photographs

StyleGAN with its defaults but for the loss, told as in photos.py: by as many samples as there are test
images, in the features of the package's own classifier of these classes.
"""

import argparse
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from photos import parts, row
from PIL import Image

import codings
from codings.data import Dataset, load
from codings.spaces import classifier_space

LOSSES = ("non-saturating", "relativistic")
SEEDS = range(3)
DRAWN_PIXELS = 128
DRAWN_INSTANCES = {"train": 8_000, "test": 2_000}


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
    known = os.path.exists(asked.source)  # else a set by its name
    train, test = parts(asked.source) if known else (load(asked.source), load(asked.source, part="test"))
    if asked.drawn:
        train, test = drawn(train, seed=0), drawn(test, seed=1)
    name = "drawn" if asked.drawn else os.path.basename(asked.source)
    space = classifier_space(train)
    real = space.features(test.X)
    for seed in SEEDS:
        for loss in LOSSES:
            model = codings.StyleGAN(loss=loss, epochs=asked.epochs, random_state=seed, verbose=False)
            start = time.perf_counter()
            model.fit(train.X)
            seconds = time.perf_counter() - start
            samples = model.sample(len(test.X), random_state=seed)
            row(space, f"{name}, {loss}, seed {seed}", test.X, samples, real, seconds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--drawn", action="store_true", help="sprites of 128 pixels upon these photographs")
    main(parser.parse_args())
