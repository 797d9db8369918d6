"""Modes recovered on PacGAN's ring and grid: this package's GAN, with and without packing.

    python benchmarks/modes.py                       about 20 minutes on two cores

The data, the measure and the size of the sample are the paper's (Lin et al. 2018, section 4.1,
https://arxiv.org/abs/1712.04086): 8 normal distributions on a circle of radius 1, deviation 0.01, or 25 on a
grid from -4 to 4, deviation 0.05; 100,000 points; of 2,500 samples, those within three deviations of a mode
are of high quality, and a mode is recovered where one of them lies at it. Networks and schedule are not: see
SETTINGS for ours; theirs are 4 layers of 400 units against 3 of 200 maxout units, 400 epochs of 1,000 steps.
Ten trials, mean and standard error.

Not yet run whole, and not yet where it should be.
"""

import argparse
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import time

import numpy as np

from codings import GAN
from codings.data import load
from codings.data.mixtures import grid_centres, ring_centres
from codings.metrics import modes_of_mixture

TRIALS, SAMPLES = 10, 2500
SETTINGS = {"coding_size": 2, "hidden": (128, 128, 128), "batch_size": 256, "epochs": 20}
MIXTURES = {"ring": (ring_centres(), 0.01), "grid": (grid_centres(), 0.05)}
PUBLISHED = """
PacGAN, table 1: modes of 8, high quality %, reverse KL; modes of 25, ...
GAN        6.3 +- 0.5  98.2  0.45    17.3 +- 0.8  94.8  0.70
ALI        6.6 +- 0.3  97.6  0.36    24.1 +- 0.4  95.7  0.14
PacGAN2    7.9 +- 0.1  95.6  0.07    23.8 +- 0.7  91.3  0.13
PacGAN3    7.8 +- 0.1  97.7  0.10    24.6 +- 0.4  94.2  0.06
PacGAN4    7.8 +- 0.1  95.9  0.07    24.8 +- 0.2  93.6  0.04
"""


def trial(name, X, seed, **options):
    """Modes, share of high quality, reverse KL and seconds."""
    start = time.perf_counter()
    gan = GAN(**SETTINGS, **options, random_state=seed, verbose=False).fit(X)
    centres, deviation = MIXTURES[name]
    found = modes_of_mixture(gan.sample(SAMPLES, random_state=seed), centres, deviation)
    return found.recovered, 100 * found.high_quality, found.reverse_kl, time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--packs", type=int, nargs="*", default=[1, 2, 3, 4])
    parser.add_argument("--trials", type=int, default=TRIALS)
    asked = parser.parse_args()
    for name, (centres, _) in MIXTURES.items():
        X = load(name).X
        for pack in asked.packs:
            trials = np.array([trial(name, X, seed, pack=pack) for seed in range(asked.trials)])
            mean, error = trials.mean(0), trials.std(0, ddof=1) / len(trials) ** 0.5
            print(
                f"{name}, pack={pack}: {mean[0]:.1f} +- {error[0]:.1f} modes of {len(centres)}, "
                f"{mean[1]:.1f} +- {error[1]:.1f} % of high quality, "
                f"reverse KL {mean[2]:.2f} +- {error[2]:.2f}, "
                f"{mean[3]:.0f} s a trial",
                flush=True,
            )
    print(PUBLISHED)


if __name__ == "__main__":
    main()
