"""In which spaces are known damages told apart, and in the order of their strength?

    python benchmarks/spaces.py DATA...         folders of images with a folder a class, or names of data sets

Half of the images are the data. The other half is damaged, each damage three times as strong as before or
so: blurred, given noise, with patches exchanged, with classes left out. The figure is the Fréchet distance
from the first half, over that of the second half undamaged: 1 is a damage that is not seen. A damage is in
order ("yes") where each step up is farther away than the one before, and the least farther than no damage.
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from scipy.ndimage import gaussian_filter

import codings
from codings.metrics import frechet_distance
from codings.spaces import SPACES

MOST = 4000  # images of each half
PATCHES = 4  # a side


def blurred(X, y, sigma, random):
    return gaussian_filter(X.astype(np.float32), (0, sigma, sigma, *[0] * (X.ndim - 3)))


def noisy(X, y, deviation, random):
    return X + 255 * deviation * random.standard_normal(X.shape)


def exchanged(X, y, pairs, random):
    """Patches of a quarter of the side change places, so many pairs an image."""
    X, side = X.copy(), X.shape[1] // PATCHES
    for image in X:
        for a, b in random.permutation(PATCHES**2)[: 2 * pairs].reshape(pairs, 2):
            places = [
                (
                    slice(i // PATCHES * side, (i // PATCHES + 1) * side),
                    slice(i % PATCHES * side, (i % PATCHES + 1) * side),
                )
                for i in (a, b)
            ]
            first = image[places[0]].copy()
            image[places[0]] = image[places[1]]
            image[places[1]] = first
    return X


def without_classes(X, y, share, random):
    classes = np.unique(y)
    kept = X[y >= classes[int(np.ceil(share * len(classes)))]]
    return kept[random.integers(len(kept), size=len(X))]


DAMAGES = {
    "blur": (blurred, (0.4, 0.8, 1.6)),
    "noise": (noisy, (0.01, 0.03, 0.1)),
    "patches exchanged": (exchanged, (1, 3, 8)),
    "classes left out": (without_classes, (0.1, 0.3, 0.6)),
}


def main(sources):
    for source in sources:
        data = codings.data.load(source)
        order = np.random.default_rng(0).permutation(len(data.X))[: 2 * MOST]
        X, y = data.X[order], data.y[order]
        half = len(X) // 2
        for name in ("pixels", "classifier", "contrastive"):
            features = SPACES[name](data).features
            real = features(X[:half])
            clean = frechet_distance(real, features(X[half:])).value
            for damage, (make, strengths) in DAMAGES.items():
                found = []
                for strength in strengths:
                    made = make(X[half:], y[half:], strength, np.random.default_rng(1))
                    made = np.clip(np.round(made), 0, 255).astype(np.uint8)
                    found.append(frechet_distance(real, features(made)).value / clean)
                ordered = all(a < b for a, b in zip([1.0, *found], found, strict=False))
                row = "".join(f"{value:9.2f}" for value in found)
                print(f"{data.name:14}{name:13}{damage:18}{row}   {'yes' if ordered else 'no'}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
