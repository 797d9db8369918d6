"""The sparse autoencoder, few of whose many coding units are active at a time."""

from collections.abc import Sequence
from numbers import Real
from typing import Any, ClassVar, NamedTuple

import keras
import numpy as np
from keras import layers
from sklearn.utils._param_validation import Interval, StrOptions

from codings.autoencoders.base import Autoencoder
from codings.autoencoders.halves import dense_halves, sequential
from codings.catalogue import ACTIVATIONS
from codings.checks import whole_numbers
from codings.layers import KLDivergenceRegularizer

WEIGHTS = {"l1": 1e-4, "kl": 5e-3}
ACTIVE = 0.1


class Sparsity(NamedTuple):
    """How sparse codings are: their mean, in [0, 1], and the share of them above 0.1."""

    mean_activation: float
    active: float


class SparseAutoencoder(Autoencoder):
    r"""An autoencoder with more codings than it needs, and a price on using them.

    The codings are sigmoid units, in [0, 1]. Besides the mean squared error it minimises a penalty:

    - "l1": the sum of an instance's codings, times `weight`;
    - "kl": the divergence of each unit's mean activation over the batch from `target`, summed over the
      units, times `weight` and divided by the batch size (as Keras divides every activity penalty).
      It punishes means that are far from the target more than the first does, and spares those at it.

    Parameters
    ----------
    coding_size : int
        The width of the coding layer.
    penalty : "l1" or "kl"
    weight : float, optional
        At least 0. Without it, the book's: 1e-4 for "l1", 5e-3 for "kl".
    target : float
        The mean activation that "kl" pulls each unit towards, between 0 and 1.
    hidden : sequence of int
        The widths of the encoder's hidden layers; the decoder's are the same, reversed.
    activation : str
        Of the hidden layers.
    epochs, batch_size : int
        A batch is cut to the data where these are fewer.
    learning_rate : float, optional
        The peak of Adam's, which climbs for 200 steps and then falls along a cosine. Without it, 0.15
        over the square root of the widest layer's width.
    random_state : int, RandomState or None
        A number gives the same weights each time.
    verbose : bool
        Show a progress bar on a terminal.

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

    _parameter_constraints: ClassVar[dict[str, list]] = {
        **Autoencoder._parameter_constraints,
        "penalty": [StrOptions(set(WEIGHTS))],
        "weight": [Interval(Real, 0, None, closed="left"), None],
        "target": [Interval(Real, 0, 1, closed="neither")],
        "hidden": ["array-like"],
        "activation": [StrOptions(set(ACTIVATIONS))],
    }

    _beta_2: ClassVar[float] = 0.99  # sparse units have large gradients seldom

    def __init__(
        self,
        coding_size: int = 300,
        *,
        penalty: str = "kl",
        weight: float | None = None,
        target: float = 0.1,
        hidden: Sequence[int] = (100,),
        activation: str = "elu",
        epochs: int = 20,
        batch_size: int = 32,
        learning_rate: float | None = None,
        random_state: int | np.random.RandomState | None = None,
        verbose: bool = True,
    ):
        self.coding_size = coding_size
        self.penalty = penalty
        self.weight = weight
        self.target = target
        self.hidden = hidden
        self.activation = activation
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.random_state = random_state
        self.verbose = verbose

    def sparsity(self, X: Any) -> Sparsity:
        """The mean activation of the codings of `X`, (n, ...), and the share that is active (above 0.1).

        `codings.plots.sparsity` draws the activations and each unit's mean.
        """
        codings = self.transform(X)
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
            return keras.regularizers.L1(weight)
        return KLDivergenceRegularizer(weight, self.target)

    @property
    def _validation_batch(self) -> int:
        return self.batch_size  # the divergence depends on how many instances a mean is of
