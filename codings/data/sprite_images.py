"""Sprites: small pictures drawn here, of which every factor of variation is known.

In the manner of dSprites (https://github.com/google-deepmind/dsprites-dataset): one shape of a size, an
angle, a position and a colour on black. Unlike there, no two angles of a shape look alike: all lie within
[0, pi / 2), the smallest period among the shapes. All factors are independent of each other.
"""

import math

import numpy as np

from codings.data.dataset import Dataset

SHAPES = ("square", "ellipse", "triangle", "star")
SIZES = (0.2, 0.34)
ANGLES = (0.0, math.pi / 2)
# The largest shape still lies inside the frame at the outermost position.
POSITIONS = (SIZES[1], 1 - SIZES[1])
INTENSITIES = (0.4, 1.0)
BLOCK_PIXELS = 2**18


def sprites(n: int = 10_000, size: int = 32, channels: int = 1, seed: int = 0) -> Dataset:
    """Draw `n` sprites; fewer of the same seed are the first ones of more.

    X is (n, size, size), or (n, size, size, 3) with ``channels=3``; uint8. y is the shape. The factors:

    - shape: index into `classes`;
    - size: radius of the circle around the shape, as a fraction of the frame's side, in `SIZES`;
    - angle: anticlockwise, in radians, in `ANGLES`;
    - x, y: the centre, as fractions of the frame from its left and upper side, in `POSITIONS`;
    - colour: hue in [0, 1) with three channels, intensity in `INTENSITIES` with one.

    Raises
    ------
    ValueError
        If n < 1, seed < 0, `size` is not within 8..256, or `channels` is neither 1 nor 3.
    """
    if n < 1 or seed < 0:
        raise ValueError(f"sprites needs n >= 1 and seed >= 0, not n={n} and seed={seed}")
    if not 8 <= size <= 256:
        raise ValueError(f"sprites needs a size from 8 to 256 pixels, not {size}")
    if channels not in (1, 3):
        raise ValueError(f"sprites needs channels=1 (grey) or channels=3 (RGB), not {channels}")
    factors = _factors(n, channels, seed)
    X = np.empty((n, size, size) if channels == 1 else (n, size, size, 3), np.uint8)
    step = max(1, BLOCK_PIXELS // size**2)
    for start in range(0, n, step):
        part = slice(start, start + step)
        X[part] = _draw({name: values[part] for name, values in factors.items()}, size, channels)
    return Dataset("sprites", X, factors["shape"], SHAPES, factors)


def _factors(n: int, channels: int, seed: int) -> dict[str, np.ndarray]:
    """Independent uniform factors, each (n,)."""
    # Row by row, so that the first rows do not depend on how many follow.
    u = np.random.default_rng(seed).random((n, 6))
    colours = INTENSITIES if channels == 1 else (0.0, 1.0)
    ranges = {"size": SIZES, "angle": ANGLES, "x": POSITIONS, "y": POSITIONS, "colour": colours}
    factors = {"shape": (u[:, 0] * len(SHAPES)).astype(np.int64)}
    for i, (name, (low, high)) in enumerate(ranges.items(), start=1):
        factors[name] = (low + (high - low) * u[:, i]).astype(np.float32)
    return factors


def _draw(factors: dict[str, np.ndarray], size: int, channels: int) -> np.ndarray:
    """The pictures of a block of sprites, (b, size, size) or (b, size, size, 3), uint8."""
    coverage = np.empty((len(factors["shape"]), size, size), np.float32)
    for shape, name in enumerate(SHAPES):
        rows = factors["shape"] == shape
        radius = size * factors["size"][rows, None, None]
        distance = _distance(name, *_polar({k: v[rows] for k, v in factors.items()}, size), radius)
        # A pixel whose centre lies on the outline is half covered: antialiasing to first order.
        coverage[rows] = np.clip(0.5 - distance, 0, 1)
    if channels == 1:
        pictures = coverage * factors["colour"][:, None, None]
    else:
        pictures = coverage[..., None] * _hue(factors["colour"])[:, None, None, :]
    return np.rint(255 * pictures).astype(np.uint8)


def _polar(factors: dict[str, np.ndarray], size: int) -> tuple[np.ndarray, np.ndarray]:
    """Every pixel centre seen from the sprite: distance in pixels and angle, both (b, size, size)."""
    pixels = np.arange(size, dtype=np.float32) + 0.5
    x = pixels[None, None, :] - size * factors["x"][:, None, None]
    y = size * factors["y"][:, None, None] - pixels[None, :, None]
    return np.hypot(x, y), np.arctan2(y, x) - factors["angle"][:, None, None]


def _distance(name: str, rho: np.ndarray, theta: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Signed distance to the outline in pixels, negative inside, (b, size, size)."""
    if name == "ellipse":
        return _ellipse(rho, theta, radius)
    points, inner = {"square": (4, math.sqrt(0.5)), "triangle": (3, 0.5), "star": (4, 0.35)}[name]
    return _star(rho, theta, radius, points, inner)


def _star(rho: np.ndarray, theta: np.ndarray, radius: np.ndarray, points: int, inner: float) -> np.ndarray:
    """A star of `points` points, and notches at `inner` times the radius.

    Folded by its symmetries, its outline is one line, from (radius, 0) to the notch. With
    inner = cos(pi / points) there are no notches, and it is a regular polygon.
    """
    half = math.pi / points
    folded = np.abs((theta + half) % (2 * half) - half)
    tip_to_notch = math.atan2(inner * math.sin(half), inner * math.cos(half) - 1)
    normal = tip_to_notch - math.pi / 2
    line = rho * np.cos(folded - normal) - radius * math.cos(normal)
    # The line runs on beyond the tip, where the blurred edge would reach out of the frame.
    return np.maximum(line, rho - radius)


def _ellipse(rho: np.ndarray, theta: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """An ellipse of half axes radius and radius / 2; the distance is right to first order at its edge."""
    x, y = rho * np.cos(theta) / radius, 2 * rho * np.sin(theta) / radius
    level = np.maximum(np.hypot(x, y), 1e-3)
    slope = np.maximum(np.hypot(x, 2 * y), 1e-3) / radius
    return level * (level - 1) / slope


def _hue(hue: np.ndarray) -> np.ndarray:
    """Full colours of the hues, (b,) in [0, 1), as RGB, (b, 3) in [0, 1]."""
    sixths = (6 * hue[:, None] + np.array([0, 4, 2], np.float32)) % 6
    return np.clip(np.abs(sixths - 3) - 1, 0, 1)
