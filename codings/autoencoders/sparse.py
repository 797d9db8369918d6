"""The sparse autoencoder, few of whose many coding units are active at a time."""

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

import keras
import numpy as np
from keras import layers

from codings.autoencoders.base import Autoencoder
from codings.autoencoders.halves import ACTIVATION, ACTIVATIONS, HIDDEN, dense_halves, sequential
from codings.checks import whole_numbers
from codings.layers import KLDivergenceRegularizer
from codings.parameters import NOT_NEGATIVE, OPEN_SHARE, WIDTHS, one_of, option, optional, parameters

WEIGHTS = {"l1": 1e-4, "kl": 5e-3}
ACTIVE = 0.1


class Sparsity(NamedTuple):
    """How sparse codings are: their mean, in [0, 1], and the share of them above 0.1."""

    mean_activation: float
    active: float


@parameters
class SparseAutoencoder(Autoencoder):
    r"""An autoencoder of many codings, few of them active at a time.

    There are more codings than it needs, and a price on using them. They are sigmoid units, in [0, 1].
    Besides the mean squared error it minimises a penalty:

    - "l1": the sum of an instance's codings, times `weight`;
    - "kl": the divergence of each unit's mean activation over the batch from `target`, summed over the
      units, times `weight` and divided by the batch size (as Keras divides every activity penalty).
      It punishes means that are far from the target more than the first does, and spares those at it.

    Attributes
    ----------
    autoencoder_, encoder_, decoder_ : keras.Model
    history_ : History
        "loss" and, with `validation`, "val_loss", the penalty included; one value an epoch.
    range_ : Range
        How the data are scaled for the networks.

    See Also
    --------
    codings.layers.KLDivergenceRegularizer : the regulariser behind "kl".

    References
    ----------
    Géron, "Hands-On Machine Learning", section "Sparse Autoencoders". Ng (2011), "Sparse autoencoder",
    https://web.stanford.edu/class/cs294a/sparseAutoencoder.pdf

    Examples
    --------
    >>> import codings
    >>> X = codings.data.load("digits").X
    >>> model = codings.SparseAutoencoder(coding_size=100, penalty="kl", epochs=2).fit(X)
    >>> model.sparsity(X)  # doctest: +ELLIPSIS
    Sparsity(mean_activation=..., active=...)
    """

    _beta_2: ClassVar[float] = 0.99  # sparse units have large gradients seldom

    coding_size: int = 300
    penalty: str = option(
        one_of(tuple(WEIGHTS)),
        "Penalty on the codings: l1 on their sum, kl on how far their means are from the target.",
        "kl",
    )
    weight: float | None = option(
        optional(NOT_NEGATIVE),
        "Weight of the penalty; by default the book's, 1e-4 for l1 and 5e-3 for kl.",
        None,
    )
    target: float = option(OPEN_SHARE, "Mean activation towards which kl pulls each unit.", 0.1)
    hidden: Sequence[int] = option(WIDTHS, HIDDEN, (100,))
    activation: str = option(one_of(ACTIVATIONS), ACTIVATION, "elu")

    abilities: ClassVar[tuple[str, ...]] = ("sparsity",)

    def sparsity(self, X: Any) -> Sparsity:
        """The mean activation of the codings of `X`, (n, ...), and the share that is active (above 0.1).

        `codings.plots.sparsity` draws the activations and each unit's mean.
        """
        codings = self._codings_of(self._checked(X))
        return Sparsity(float(codings.mean(dtype=np.float64)), float((codings > ACTIVE).mean()))

    def _network(self, shape: tuple[int, ...]) -> keras.Model:
        halves = dense_halves(shape, whole_numbers("hidden", self.hidden), self.activation, self._output)
        codings = layers.Dense(
            int(self.coding_size), "sigmoid", activity_regularizer=self._regularizer(), name="codings"
        )
        return sequential(shape, [*halves.down, codings, *halves.up])

    def _regularizer(self) -> keras.regularizers.Regularizer:
        weight = WEIGHTS[self.penalty] if self.weight is None else self.weight
        if self.penalty == "l1":
            return keras.regularizers.L1(float(weight))  # of NumPy's Keras takes float64 alone
        return KLDivergenceRegularizer(float(weight), float(self.target))

    @property
    def _validation_batch(self) -> int:
        return self.batch_size  # the divergence depends on how many instances a mean is of
