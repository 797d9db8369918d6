"""Several small autoencoders in one network, each trained on a few rows of its own."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import layers

from codings.autoencoders.base import Autoencoder
from codings.autoencoders.halves import HIDDEN, chain
from codings.autoencoders.likelihoods import LIKELIHOODS
from codings.checks import whole_numbers
from codings.data.dataset import rows
from codings.estimator import FitPlan
from codings.layers import Dropout
from codings.parameters import OPEN_SHARE, POSITIVE_INTEGER, WIDTHS, option, parameters
from codings.training.seeding import shared_seed

ACTIVATION = "elu"
WIDE = 8.0  # times the usual variance of weights: from there more outliers are found (benchmarks/outliers.py)


@parameters
class Committee(Autoencoder):
    """Small denoising autoencoders side by side, what `OutlierDetector` is made of by default, for tables.

    Each member sees `rows` instances of its own, drawn at random: the few outliers among them differ from
    member to member, and none is learned by all. Its input loses a share of its entries in training, so that
    each entry is expected from the others. All members are trained at once, as one network, whose codings are
    those of all members side by side, and whose reconstruction is the mean of theirs. Categories of a table
    are met by squared errors, as numbers are.

    Attributes
    ----------
    autoencoder_, encoder_, decoder_ : keras.Model
        Codings are (n, members * coding_size).
    history_ : History
        "loss", the mean over the members, one value an epoch.
    range_ : Range
        How the data are scaled for the networks.

    References
    ----------
    Chen et al. (2017), "Outlier detection with autoencoder ensembles",
    https://doi.org/10.1137/1.9781611974973.11: members that differ. Aggarwal and Sathe (2015), "Theoretical
    foundations and algorithms for outlier ensembles", https://doi.org/10.1145/2830544.2830549: few rows each.
    Vincent et al. (2010), "Stacked denoising autoencoders", https://jmlr.org/papers/v11/vincent10a.html

    Examples
    --------
    >>> import codings
    >>> from codings.outliers import Committee
    >>> X = codings.data.load("digits").X
    >>> Committee(members=4, epochs=2).fit(X).transform(X).shape
    (1797, 64)
    """

    coding_size: int = option(
        POSITIVE_INTEGER, "Width of each member's codings; cut to the number of features.", 16, kw_only=False
    )
    members: int = option(POSITIVE_INTEGER, "How many autoencoders there are.", 8)
    rows: int = option(POSITIVE_INTEGER, "How many instances each of them sees, if there are as many.", 256)
    level: float = option(OPEN_SHARE, "Share of the entries that are set to 0 in training.", 0.3)
    hidden: Sequence[int] = option(WIDTHS, HIDDEN, (32,))
    epochs: int | None = 125
    batch_size: int = 64

    def _network(self, shape: tuple[int, ...]) -> keras.Model:
        features, hidden = int(np.prod(shape)), whole_numbers("hidden", self.hidden)
        width = min(int(self.coding_size), features)
        down = [self._dense(units, ACTIVATION) for units in hidden]
        up = [self._dense(units, ACTIVATION) for units in reversed(hidden)]
        x = keras.Input(shape)
        each = layers.RepeatVector(self.members, name="each")(layers.Flatten()(x))
        code = chain(each, [Dropout(self.level), *down, self._dense(width)])
        codings = layers.Reshape((self.members * width,), name="codings")(code)
        back = layers.Reshape((self.members, width))(codings)
        reconstructed = chain(back, [*up, self._dense(features, self._output, name="reconstructed")])
        mean = layers.GlobalAveragePooling1D()(reconstructed)
        return keras.Model(x, layers.Reshape(shape)(mean), name="autoencoder")

    def _dense(self, units: int, activation: str = "linear", **kwargs: Any) -> layers.EinsumDense:
        """A dense layer for each member: (batch, members, inputs) to (batch, members, units)."""
        gain = 2.0 if activation == ACTIVATION else 1.0
        return layers.EinsumDense(
            "bmi,mio->bmo",
            (self.members, units),
            bias_axes="mo",
            activation=activation,
            kernel_initializer=keras.initializers.VarianceScaling(
                gain * WIDE, "fan_in", input_axes=(1,), output_axes=(2,)
            ),
            **kwargs,
        )

    def _with_probabilities(self, network: keras.Model) -> keras.Model:
        return network

    def _plan(self, X: Any) -> FitPlan:
        return super()._plan(rows(X, slice(self.rows)))  # an epoch is as long as what a member sees

    def _rows(self, X: Any, y: Any, classes: np.ndarray | None) -> tuple:
        """One instance for each member a row, (rows, members, features) as networks see them."""
        random = np.random.default_rng(shared_seed(self.random_state))
        drawn = (np.sort(random.permutation(len(X))[: self.rows]) for _ in range(self.members))
        seen = [self.range_.apply(rows(X, chosen)) for chosen in drawn]
        return (np.stack([x.reshape(len(x), -1) for x in seen], axis=1),)

    def _loss(self, batch: tuple, training: bool) -> Any:
        return LIKELIHOODS[self.likelihood].loss(batch[0], self._members(batch[0], training=training), None)

    def _adopt(self, autoencoder: keras.Model) -> None:
        super()._adopt(autoencoder)
        each, reconstructed = (autoencoder.get_layer(name).output for name in ("each", "reconstructed"))
        self._members = keras.Model(each, reconstructed, name="members")
