"""The two mixtures of Gaussians in the plane on which a GAN's lost modes can be counted.

Lin, Khetan, Fanti and Oh, "PacGAN: The power of two samples in generative adversarial networks", 2018,
section 4.1: https://arxiv.org/abs/1712.04086
"""

import numpy as np

from codings.data.dataset import Dataset

RING_STD = 0.01
GRID_STD = 0.05


def ring_centres() -> np.ndarray:
    """The means of the ring's modes, (8, 2), float64: equally spaced on the circle of radius 1."""
    angles = 2 * np.pi * np.arange(8) / 8
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def grid_centres() -> np.ndarray:
    """The means of the grid's modes, (25, 2), float64: every pair from -4, -2, 0, 2, 4."""
    steps = np.arange(-4.0, 5.0, 2.0)
    return np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 2)


def ring(n: int = 100_000, seed: int = 0) -> Dataset:
    """Eight Gaussians of standard deviation 0.01 on a circle: X is (n, 2), float32; y is the mode."""
    return _mixture("ring", ring_centres(), RING_STD, n, seed)


def grid(n: int = 100_000, seed: int = 0) -> Dataset:
    """Twenty-five Gaussians of standard deviation 0.05 on a grid: X is (n, 2), float32; y is the mode."""
    return _mixture("grid", grid_centres(), GRID_STD, n, seed)


def _mixture(name: str, centres: np.ndarray, std: float, n: int, seed: int) -> Dataset:
    """Draw `n` points, each from a mode picked uniformly among `centres`, (modes, 2)."""
    if n < 1 or seed < 0:
        raise ValueError(f"{name} needs n >= 1 and seed >= 0, not n={n} and seed={seed}")
    rng = np.random.default_rng(seed)
    y = rng.integers(len(centres), size=n)
    X = centres[y] + std * rng.standard_normal((n, 2))
    return Dataset(name, X.astype(np.float32), y, tuple(str(mode) for mode in range(len(centres))))
