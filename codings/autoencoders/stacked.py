"""The stacked autoencoder: several layers, which may share weights, trained together or one at a time."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from keras import layers

from codings import losses
from codings.autoencoders.base import Autoencoder
from codings.autoencoders.halves import ACTIVATION, ACTIVATIONS, HIDDEN, dense_halves, sequential
from codings.checks import whole_numbers
from codings.estimator import FitPlan
from codings.layers import DenseTranspose
from codings.parameters import FLAG, POSITIVE_INTEGER, WIDTHS, one_of, option, parameters
from codings.training import Stage


@parameters
class StackedAutoencoder(Autoencoder):
    """A deep autoencoder of dense layers, for tables and images.

    Its decoder is the mirror image of its encoder. It minimises the mean squared error between instances and
    their reconstructions. The codings are linear; the output is a sigmoid where the data are pixels, and
    linear where they are not.

    Attributes
    ----------
    autoencoder_, encoder_, decoder_ : keras.Model
    history_ : History
        "loss" and, with `validation`, "val_loss", one value an epoch; with `greedy`, of the autoencoder
        that was trained in that epoch.
    range_ : Range
        How the data are scaled for the networks.

    See Also
    --------
    LinearAutoencoder : without hidden layers and activations.
    codings.layers.DenseTranspose : the layer behind `tied`.

    References
    ----------
    Géron, "Hands-On Machine Learning", sections "Stacked Autoencoders", "Tying Weights" and "Training One
    Autoencoder at a Time". Hinton and Salakhutdinov (2006), "Reducing the dimensionality of data with neural
    networks", https://doi.org/10.1126/science.1127647. Bengio et al. (2007), "Greedy layer-wise training of
    deep networks", https://proceedings.neurips.cc/paper/2006/hash/5da713a690c067105aeb2fae32403405

    Examples
    --------
    >>> import codings
    >>> X = codings.data.load("digits").X
    >>> model = codings.StackedAutoencoder(coding_size=10, epochs=2).fit(X)
    >>> model.transform(X).shape
    (1797, 10)
    """

    coding_size: int = option(
        POSITIVE_INTEGER,
        "Width of the codings: how many numbers stand for an instance. It may be larger than the input (an "
        "overcomplete autoencoder).",
        30,
        kw_only=False,
    )
    hidden: Sequence[int] = option(WIDTHS, HIDDEN, (100,))
    activation: str = option(one_of(ACTIVATIONS), ACTIVATION, "elu")
    tied: bool = option(
        FLAG,
        "Let the decoder use the encoder's weights, transposed. That is about half the parameters.",
        False,
    )
    greedy: bool = option(
        FLAG,
        "Train one layer at a time, then all together. Each shallow autoencoder is trained on the codings of "
        "the one before, for two parts of the epochs, and all layers together for one: with one hidden "
        "layer, 25 are 10, 10 and 5.",
        False,
    )

    def _network(self, shape: tuple[int, ...]) -> keras.Model:
        hidden = whole_numbers("hidden", self.hidden)
        down, up = dense_halves(shape, hidden, self.activation, self._output)
        codings = layers.Dense(int(self.coding_size), name="codings")
        if self.tied:
            untied, kernels = up[:-1], [codings, *reversed(down[1:])]
            tied = [DenseTranspose(d, u.activation) for d, u in zip(kernels, untied, strict=True)]
            up = [*tied, up[-1]]
        return sequential(shape, [*down, codings, *up])

    def _plan(self, X: np.ndarray) -> FitPlan:
        plan = super()._plan(X)
        return plan._replace(stages=self._one_by_one(len(X))) if self.greedy else plan

    def _one_by_one(self, n: int) -> list[Stage]:
        """A shallow autoencoder after the other, and then all layers together."""
        pairs, epochs = self._pairs(), self._passes(n)
        if epochs <= len(pairs):
            raise ValueError(
                f"epochs={epochs} are too few for greedy training: {len(pairs)} layers one at a time "
                f"and then all together take {len(pairs) + 1} or more."
            )
        each = max(1, 2 * epochs // (2 * len(pairs) + 1))
        together = self._stage("together", self.autoencoder_, self._loss, n, epochs - each * len(pairs))
        return [*(self._shallow(i, *pair, n, each) for i, pair in enumerate(pairs, 1)), together]

    def _pairs(self) -> list[tuple[keras.Layer, keras.Layer]]:
        """The layers that make a shallow autoencoder each: one of the encoder's, and its counterpart."""
        dense = [layer for layer in self.autoencoder_.layers if layer.weights]
        half = len(dense) // 2
        return list(zip(dense[:half], reversed(dense[half:]), strict=True))

    def _shallow(self, number: int, down: keras.Layer, up: keras.Layer, n: int, epochs: int) -> Stage:
        """One pair of layers, trained on what the layers below make of the data."""
        below = keras.Model(self.autoencoder_.input, down.input)
        inputs = keras.Input(down.input.shape[1:])
        shallow = keras.Model(inputs, up(down(inputs)), name=f"shallow_{number}")

        def loss(batch: tuple, training: bool) -> Any:
            x = below(self._scaled(batch))
            return losses.reconstruction(x, shallow(x, training=training))

        return self._stage(shallow.name, shallow, loss, n, epochs)
