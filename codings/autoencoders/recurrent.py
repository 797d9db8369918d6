"""The recurrent autoencoder, for sequences."""

import math
from collections.abc import Sequence
from typing import ClassVar

import keras
import numpy as np
from keras import layers

from codings.autoencoders.base import Autoencoder
from codings.autoencoders.halves import dense, sequential
from codings.checks import whole_numbers
from codings.estimator import TakesNoTables
from codings.images import no_tables
from codings.parameters import POSITIVE, WIDTHS, option, optional, parameters


@parameters
class RecurrentAutoencoder(TakesNoTables, Autoencoder):
    """An autoencoder of LSTM layers, for sequences.

    A sequence is read into one coding, and written from it again. The encoder's last layer hands on its last
    output only, which is the coding. The decoder is given the coding at every step. An image is taken for a
    sequence of its rows.

    Forget gates start with the bias log(steps), so that a cell remembers for about as long as a sequence is.

    Attributes
    ----------
    autoencoder_, encoder_, decoder_ : keras.Model
    history_ : History
        "loss" and, with `validation`, "val_loss", one value an epoch.
    range_ : Range
        How the data are scaled for the networks.

    References
    ----------
    Géron, "Hands-On Machine Learning", section "Recurrent Autoencoders". Srivastava, Mansimov and
    Salakhutdinov (2015), "Unsupervised learning of video representations using LSTMs",
    https://arxiv.org/abs/1502.04681. The first bias: Tallec and Ollivier (2018), "Can recurrent neural
    networks warp time?", https://arxiv.org/abs/1804.11188

    Examples
    --------
    >>> import codings, numpy as np
    >>> X = np.sin(np.linspace(0, 9, 40)[:, None] + np.random.default_rng(0).random((200, 1, 2)) * 6)
    >>> codings.RecurrentAutoencoder(coding_size=4, hidden=(16,), epochs=1).fit(X).transform(X).shape
    (200, 4)
    """

    _rate: ClassVar[float] = 0.25
    _beta_2: ClassVar[float] = 0.99

    hidden: Sequence[int] = option(
        WIDTHS,
        "Widths of the encoder's other LSTM layers, for example 200,100. The decoder's are the same, "
        "reversed.",
        (100,),
    )
    learning_rate: float | None = option(
        optional(POSITIVE),
        "Peak learning rate of Adam; by default 0.25 over the square root of the widest kernel's width. An "
        "LSTM layer's kernel is four times as wide as the layer. The rate climbs to its peak in 200 steps, "
        "and then falls along a cosine.",
        None,
    )

    _epochs: ClassVar[int] = 10

    def _network(self, shape: tuple[int, ...]) -> keras.Model:
        no_tables(self, shape, "sequences (n, steps, features), or images, whose rows are the steps")
        steps, features = shape[0], int(np.prod(shape[1:]))
        hidden = whole_numbers("hidden", self.hidden)
        read = [layers.LSTM(width, return_sequences=True) for width in hidden]
        codings = layers.LSTM(int(self.coding_size), name="codings")
        write = [layers.LSTM(width, return_sequences=True) for width in reversed(hidden)]
        last = dense(features, self._output)
        down = [layers.Reshape((steps, features)), *read, codings]
        up = [layers.RepeatVector(steps), *write, last, layers.Reshape(shape)]
        network = sequential(shape, [*down, *up])
        for layer in (*read, codings, *write):
            _remember(layer, steps)
        return network


def _remember(layer: layers.LSTM, steps: int) -> None:
    """Sets the first bias of the forget gates so that a cell's memory spans a sequence of `steps` steps."""
    gates = np.split(keras.ops.convert_to_numpy(layer.cell.bias), 4)
    gates[1] = np.full_like(gates[1], max(1.0, math.log(steps)))  # input, forget, cell, output
    layer.cell.bias.assign(np.concatenate(gates))
