"""Memory and time of every measure of samples, 50,000 against 50,000.

    python benchmarks/metrics.py                    half an hour on one busy core

Features are 128 wide, as the package's classifier has them: normally distributed, for the figures do not
matter here. A process of its own for each measure; its peak memory is of everything, libraries included.
The aim: under 2 GB each. In November 2026, on one busy core:

frechet_distance: 10 s, 0.54 GB
kernel_distance: 40 s, 0.41 GB
precision_recall: 822 s, 0.69 GB
density_coverage: 333 s, 0.69 GB
memorisation: 172 s, 0.44 GB
"""

import multiprocessing
import resource
import time

import numpy as np

from codings import metrics

INSTANCES, WIDTH = 50_000, 128
MEASURES = {
    "frechet_distance": lambda real, fake, _: metrics.frechet_distance(real, fake),
    "kernel_distance": lambda real, fake, _: metrics.kernel_distance(real, fake),
    "precision_recall": lambda real, fake, _: metrics.precision_recall(real, fake),
    "density_coverage": lambda real, fake, _: metrics.density_coverage(real, fake),
    "memorisation": metrics.memorisation,
}


def measure(name):
    """Seconds, and the peak of the process in GB."""
    random = np.random.default_rng(0)
    real, fake, held_out = (random.standard_normal((INSTANCES, WIDTH), dtype=np.float32) for _ in range(3))
    start = time.perf_counter()
    MEASURES[name](real, fake, held_out)
    return time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


def main():
    spawn = multiprocessing.get_context("spawn")
    for name in MEASURES:
        with spawn.Pool(1) as process:
            seconds, gigabytes = process.apply(measure, (name,))
        print(f"{name}: {seconds:.0f} s, {gigabytes:.2f} GB", flush=True)


if __name__ == "__main__":
    main()
