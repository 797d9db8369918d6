"""The linear autoencoder, which performs principal component analysis."""

from typing import ClassVar

import keras
import numpy as np
from keras import layers

from codings.autoencoders.base import Autoencoder
from codings.autoencoders.halves import sequential
from codings.data.range import Range
from codings.data.scaling import find_range
from codings.estimator import FitPlan
from codings.parameters import POSITIVE, POSITIVE_INTEGER, option, optional, parameters


@parameters
class LinearAutoencoder(Autoencoder):
    r"""An undercomplete linear autoencoder, which performs PCA.

    With linear activations and squared errors, the best codings of size k are a projection onto a
    k-dimensional subspace, and the best subspace is the one that the k principal components span:
    the error that is left is :math:`\sum_{i>k} \lambda_i`, the variances of the other components.

    It is the *subspace* that agrees with PCA's and not its axes. Encoder :math:`W` and decoder
    :math:`V` reconstruct :math:`V W x`; for any invertible :math:`A`, the pair :math:`A W` and
    :math:`V A^{-1}` reconstructs just the same. Nothing in the loss prefers one such pair, so the codings
    are the principal components up to a linear map: neither ordered, nor orthogonal, nor of unit length.
    Where two neighbouring variances are nearly equal, the subspace itself is hardly determined. To see
    it, look at the decoder's kernel: the encoder's is free in directions in which the data do not vary.

    Columns of a table are centred, and keep their proportions: standardise them first, as for PCA, where they
    have units of their own.

    Its outputs lie anywhere, so that `likelihood` has to be normal.

    Training starts from an orthogonal projection onto a random subspace, which only has to turn.

    Attributes
    ----------
    autoencoder_, encoder_, decoder_ : keras.Model
    history_ : History
        "loss" and, with `validation`, "val_loss", one value an epoch.
    range_ : Range
        How the data are scaled for the networks.

    References
    ----------
    Géron, "Hands-On Machine Learning", section "Performing PCA with an Undercomplete Linear
    Autoencoder". Baldi and Hornik (1989), "Neural networks and principal component analysis:
    Learning from examples without local minima", https://doi.org/10.1016/0893-6080(89)90014-2

    Examples
    --------
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> pca_like = make_pipeline(StandardScaler(), LinearAutoencoder(coding_size=2))
    """

    coding_size: int = option(
        POSITIVE_INTEGER, "Width of the codings, at most the number of features.", 2, kw_only=False
    )
    learning_rate: float | None = option(
        optional(POSITIVE),
        "Peak learning rate of Adam; by default 0.15 over the square root of the number of features. An "
        "orthogonal projection's weights are of that order. The rate climbs to its peak in 200 steps, and "
        "then falls along a cosine.",
        None,
    )

    def _find_range(self, X: np.ndarray) -> Range:
        centred = self.scaling == "auto" and X.ndim == 2
        return find_range(X, "center" if centred else self.scaling, self.bounds)

    _takes_mixed: ClassVar[bool] = False
    _epochs: ClassVar[int] = 100

    def _plan(self, X: np.ndarray) -> FitPlan:
        if self.likelihood == "bernoulli":
            raise ValueError(
                'likelihood="bernoulli" is of outputs in [0, 1], and those of a linear autoencoder lie '
                "anywhere: leave it out, or take a StackedAutoencoder."
            )
        return super()._plan(X)

    def _network(self, shape: tuple[int, ...]) -> keras.Model:
        features = int(np.prod(shape))
        if self.coding_size > features:
            raise ValueError(
                f"coding_size={self.coding_size} is larger than n_features={features}: a linear autoencoder "
                "can only reduce dimensions, choose a smaller coding_size."
            )
        projection = keras.initializers.Orthogonal()  # the same draw for both, which is one's transpose
        codings = layers.Dense(int(self.coding_size), kernel_initializer=projection, name="codings")
        back = layers.Dense(features, kernel_initializer=projection)
        return sequential(shape, [layers.Flatten(), codings, back, layers.Reshape(shape)])
