"""Directions in which codings vary most, or in which what is made of them does."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

SHOWN = 6


class Directions(NamedTuple):
    """Parameters
    ----------
    middle : array, (coding_size,)
        Where they start.
    vectors : array, (directions, coding_size)
        Of length 1, at right angles to each other.
    deviations : array, (directions,)
        How far codings spread along each.
    """

    middle: np.ndarray
    vectors: np.ndarray
    deviations: np.ndarray


def of_codings(codings: np.ndarray) -> Directions:
    """The principal components of codings, (n, coding_size): those with the greatest variance first."""
    middle = codings.mean(axis=0, dtype=np.float64)
    centred = codings - middle
    variances, vectors = np.linalg.eigh(centred.T @ centred / max(len(codings) - 1, 1))
    vectors = _turned(vectors[:, ::-1].T[:SHOWN])
    return Directions(middle, vectors, np.sqrt(np.clip(variances[::-1][:SHOWN], 0, None)))


def of_what_is_made(codings: np.ndarray, made: np.ndarray) -> Directions:
    r"""Directions of codings drawn at random that change most what is made of them, (n, features).

    Codings that are drawn vary alike in all directions. So the principal components of what is made of them
    are found, and codings regressed on these: :math:`u_k \propto \mathrm{Cov}(z, c_k)`.

    References
    ----------
    Härkönen et al. (2020), "GANSpace: Discovering interpretable GAN controls", section 2.2,
    https://arxiv.org/abs/2004.02546, where features of an early layer stand in the place of what is made.
    """
    centred = made.reshape(len(made), -1) - made.reshape(len(made), -1).mean(axis=0)
    components, _, _ = np.linalg.svd(centred, full_matrices=False)
    count = min(SHOWN, codings.shape[1], len(codings) - 1)
    middle = codings.mean(axis=0, dtype=np.float64)
    found, _ = np.linalg.qr((codings - middle).T @ components[:, :count])
    vectors = _turned(found.T)
    return Directions(middle, vectors, ((codings - middle) @ vectors.T).std(axis=0))


def told(along: np.ndarray, known: dict[str, np.ndarray], least: float = 0.4) -> str:
    """Which of the numbers that are known of instances, (n,) each, goes with a direction; "" if none does."""
    found = {name: _correlation(along, values) for name, values in known.items()}
    strong = sorted((-abs(r), name, r) for name, r in found.items() if abs(r) >= least)
    return ", ".join(
        f"{'more' if r > 0 else 'less'} {name} (correlation {r:.2f})" for _, name, r in strong[:2]
    )


def changes(at: Callable[[np.ndarray], np.ndarray], directions: Directions, names: list[str]) -> list[str]:
    """The columns that differ most between two deviations to either side, each in units of `at`."""
    said = []
    for vector, deviation in zip(directions.vectors, directions.deviations, strict=True):
        low, high = at(np.stack([directions.middle + s * deviation * vector for s in (-2, 2)]))
        order = np.argsort(-np.abs(high - low))[:3]
        said.append(", ".join(f"{'more' if high[i] > low[i] else 'less'} {names[i]}" for i in order))
    return said


def _turned(vectors: np.ndarray) -> np.ndarray:
    """Each with its greatest entry above 0, so that a page looks the same each time."""
    greatest = np.take_along_axis(vectors, np.abs(vectors).argmax(axis=1)[:, None], axis=1)
    return vectors * np.where(greatest < 0, -1.0, 1.0)


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    if not (np.std(a) > 0 and np.std(b) > 0):
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])
