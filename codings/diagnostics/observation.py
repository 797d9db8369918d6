"""What is seen of a GAN at one moment: samples against data, and how the discriminator judges both."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import roc_auc_score

from codings.metrics.data_copying import nearer
from codings.metrics.nearest import nearest_distances
from codings.metrics.neighbours import are_points, copies, covered, middle_of, reach

BINS = 25
NEIGHBOURS = 5
FEWEST = 20  # instances of each kind, and to a bin
SEARCHED = 300  # generated instances that are looked for among all of the training


@dataclass(frozen=True)
class Observation:
    """Figures of a GAN at one moment of its training.

    Parameters
    ----------
    epoch : int
        Counted from 1.
    discriminator_loss, generator_loss : float
        Means over the epoch; NaN where they are not known.
    separation : float
        The area under the ROC curve of the discriminator's scores, held-out instances against generated
        ones: 0.5 where it cannot tell them apart, 1 where it never errs.
    slope : float
        The norm of the gradient that the generator's loss has at a generated instance, on average.
    spread : float
        The generated instances' mean squared distance from their mean, over that of the data: 1 is right.
    drift : float
        The squared distance of the two means, over the data's mean squared distance from theirs: 0 is right.
    coverage : float
        The share of held-out instances that have a generated one in their neighbourhood; see
        `codings.metrics.density_coverage`. It is 0.97 of instances of the same distribution, and as many.
        NaN where a tenth of the held-out instances or more are there five times: their neighbourhoods are
        points.
    shares : array, (bins,)
        The generated instances' share of each cluster of the data, over the data's own: 1 is right, and 0
        is a mode that is missing.
    memorisation : float
        See `codings.metrics.memorisation`: 0.5 is right, 1 is copies. Of the first 300 generated instances,
        against all of the training.
    chessboard : float
        See `codings.metrics.chessboard`: 1 is right. NaN of what is no image, or of too few pixels.
    settled : bool
        False of a GAN that still grows: it draws coarsely, and nothing is wrong with it.
    """

    epoch: int
    discriminator_loss: float
    generator_loss: float
    separation: float
    slope: float
    spread: float
    drift: float
    coverage: float
    shares: np.ndarray
    memorisation: float
    chessboard: float = float("nan")
    settled: bool = True


class Reference:
    """What generated instances are held against: features of the data, and how these spread.

    Parameters
    ----------
    train, held_out : array, (n, width) and (m, width)
        Features of instances that the GAN is trained on, and of others of the same kind.
    all_trained : callable, optional
        Gives features of all instances of the training, as an iterable of arrays, (block, width). Copies
        are looked for among these; without it, among `train`, which then has to be all.

    Attributes
    ----------
    has_coverage : bool
        False where rows repeat, and neighbourhoods are points.

    Raises
    ------
    ValueError
        If there are fewer than 20 of either, or those of the training are all the same.
    """

    def __init__(
        self,
        train: np.ndarray,
        held_out: np.ndarray,
        all_trained: Callable[[], Iterable[np.ndarray]] | None = None,
    ):
        fewest = min(len(train), len(held_out))
        if fewest < FEWEST:
            raise ValueError(f"there are {fewest} instances to diagnose by: give {FEWEST} or more of each.")
        self.train, self.held_out = (np.asarray(rows, dtype=np.float64) for rows in (train, held_out))
        distinct = len(copies(self.train))
        if distinct == 1:
            raise ValueError("the instances to diagnose by are all the same: give some that differ.")
        self._mean = self.train.mean(0)
        self._variance = _variance(self.train)
        bins = min(BINS, fewest // FEWEST, distinct)
        self._middle = middle_of(self.train)
        self._bins = KMeans(bins, n_init=3, random_state=0).fit(self.train - self._middle)
        self._shares = self._spread_over_bins(self.train)
        self.has_coverage = are_points(self.held_out, NEIGHBOURS) is None
        self._centred = self.held_out - self._middle
        self._radii = reach(self._centred, NEIGHBOURS)
        self._all_trained = all_trained or (lambda: [self.train])
        self._distances = nearest_distances(self.held_out, self._all_trained())

    def observe(
        self,
        fake: np.ndarray,
        *,
        scores: np.ndarray,
        fake_scores: np.ndarray,
        slope: float,
        epoch: int = 1,
        discriminator_loss: float = float("nan"),
        generator_loss: float = float("nan"),
        chessboard: float = float("nan"),
        settled: bool = True,
    ) -> Observation:
        """The figures of generated instances, given by their features, (k, width).

        `scores`, (m,), and `fake_scores`, (k,), are the discriminator's, of held-out and generated ones. The
        `chessboard` is measured of images, which features are not.
        """
        fake = np.asarray(fake, dtype=np.float64)
        real = np.concatenate([np.ones(len(scores)), np.zeros(len(fake_scores))])
        return Observation(
            epoch=epoch,
            discriminator_loss=discriminator_loss,
            generator_loss=generator_loss,
            separation=float(roc_auc_score(real, np.concatenate([scores, fake_scores]))),
            slope=slope,
            spread=_variance(fake) / self._variance,
            drift=float(np.square(fake.mean(0) - self._mean).sum()) / self._variance,
            coverage=self._covered(fake),
            shares=self._spread_over_bins(fake) / self._shares,
            memorisation=nearer(
                nearest_distances(fake[:SEARCHED], self._all_trained()), self._distances
            ).value,
            chessboard=chessboard,
            settled=settled,
        )

    def _covered(self, rows: np.ndarray) -> float:
        if not self.has_coverage:
            return float("nan")
        fake = rows[: len(self.held_out)] - self._middle
        return float(covered(self._centred, self._radii, fake).mean())

    def _spread_over_bins(self, rows: np.ndarray) -> np.ndarray:
        counts = np.bincount(self._bins.predict(rows - self._middle), minlength=self._bins.n_clusters)
        return counts / len(rows)


def _variance(rows: np.ndarray) -> float:
    return float(rows.var(axis=0).sum())
