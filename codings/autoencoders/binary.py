"""The binary autoencoder: codings of bits, by which similar instances are found (semantic hashing)."""

from collections.abc import Sequence
from numbers import Integral
from typing import Any, ClassVar

import keras
import numpy as np
from keras import layers

from codings.autoencoders.base import Autoencoder
from codings.autoencoders.halves import ACTIVATION, ACTIVATIONS, HIDDEN, dense_halves, sequential
from codings.checks import whole_numbers
from codings.estimator import FitPlan
from codings.layers import Binarize
from codings.parameters import POSITIVE_INTEGER, WIDTHS, one_of, option, parameters

QUERIES, DISTANCES = 256, 1 << 24  # at most, whose distances to all hashes are in memory at a time


@parameters
class BinaryAutoencoder(Autoencoder):
    """An autoencoder whose codings are bits, to find similar instances.

    The bits are a hash that similar instances share, or nearly so. The coding layer is a step, trained by the
    straight-through estimator; the codings are 0 or 1 in training as afterwards. The book instead adds strong
    noise before a sigmoid, which pushes it to the extremes without reaching them.

    Attributes
    ----------
    autoencoder_, encoder_, decoder_ : keras.Model
    hashes_ : array, (n, ceil(coding_size / 8)) uint8
        The hashes of the instances of `fit`, eight bits to a byte, among which `similar` looks.
    history_ : History
        "loss" and, with `validation`, "val_loss", one value an epoch.
    range_ : Range
        How the data are scaled for the networks.

    See Also
    --------
    codings.layers.Binarize : the step with a gradient.

    References
    ----------
    Salakhutdinov and Hinton (2009), "Semantic hashing", https://doi.org/10.1016/j.ijar.2008.11.006. Géron,
    "Hands-On Machine Learning", the exercise on hashing autoencoders.

    Examples
    --------
    >>> import codings
    >>> X = codings.data.load("digits").X
    >>> model = codings.BinaryAutoencoder(coding_size=16, epochs=2).fit(X)
    >>> distances, rows = model.similar(X[:3], k=5)
    >>> rows.shape
    (3, 5)
    """

    _saved_arrays: ClassVar[tuple[str, ...]] = ("hashes_",)

    coding_size: int = option(POSITIVE_INTEGER, "Number of bits of a coding.", 16, kw_only=False)
    hidden: Sequence[int] = option(WIDTHS, HIDDEN, (100,))
    activation: str = option(one_of(ACTIVATIONS), ACTIVATION, "elu")

    abilities: ClassVar[tuple[str, ...]] = ("hash", "similar")

    def hash(self, X: Any) -> np.ndarray:
        """The bits of `X`, (n, coding_size) uint8, each 0 or 1. `numpy.packbits` makes bytes of them."""
        return self._codings_of(self._checked(X)).astype(np.uint8)

    def similar(self, X: Any, k: int = 10) -> tuple[np.ndarray, np.ndarray]:
        """The instances of `fit` that are nearest to those of `X` by Hamming distance.

        Parameters
        ----------
        X : array-like, (n, ...)
        k : int
            How many to find for each, from 1 to the number of instances of `fit`.

        Returns
        -------
        distances : array, (n, k) int64
            The number of bits that differ, ascending.
        rows : array, (n, k) int64
            Rows of the array that was given to `fit`; at equal distance, the earlier one first.

        Raises
        ------
        ValueError
            If `k` is out of its range, or no whole number.
        """
        bits = np.packbits(self.hash(X), axis=1)
        if not isinstance(k, Integral) or not 1 <= k <= len(self.hashes_):
            raise ValueError(
                f"k={k} must be a whole number from 1 to {len(self.hashes_)}, the number of instances of fit."
            )
        often = max(1, min(QUERIES, DISTANCES // len(self.hashes_)))
        found = [self._nearest(bits[i : i + often], k) for i in range(0, len(bits), often)]
        distances, rows = (np.concatenate(part) for part in zip(*found, strict=True))
        return distances, rows

    def _nearest(self, bits: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        differing = np.bitwise_count(bits[:, None] ^ self.hashes_).sum(-1, dtype=np.int16)
        rows = np.argsort(differing, axis=1, kind="stable")[:, :k]  # of 16 bits: a radix sort
        return np.take_along_axis(differing, rows, axis=1).astype(np.int64), rows

    def _plan(self, X: np.ndarray) -> FitPlan:
        def keep_hashes(*labels: Any) -> None:
            self.hashes_ = np.packbits(self._codings_of(X).astype(np.uint8), axis=1)

        self.hashes_ = np.empty((0, -(-int(self.coding_size) // 8)), np.uint8)  # so callbacks can save it
        return super()._plan(X)._replace(finish=keep_hashes)

    def _network(self, shape: tuple[int, ...]) -> keras.Model:
        halves = dense_halves(shape, whole_numbers("hidden", self.hidden), self.activation, self._output)
        bits = [layers.Dense(int(self.coding_size)), Binarize(name="codings")]
        return sequential(shape, [*halves.down, *bits, *halves.up])
