"""The recurrent autoencoder, for sequences."""

import math
from collections.abc import Sequence
from typing import ClassVar

import keras
import numpy as np
from keras import layers
from sklearn.utils import Tags

from codings.autoencoders.base import Autoencoder
from codings.autoencoders.halves import dense, sequential
from codings.checks import no_tables, whole_numbers


class RecurrentAutoencoder(Autoencoder):
    """An autoencoder of LSTM layers: a sequence is read into one coding, and written from it again.

    The encoder's last layer hands on its last output only, which is the coding. The decoder is given the
    coding at every step. An image is taken for a sequence of its rows.

    Forget gates start with the bias log(steps), so that a cell remembers for about as long as a sequence is.

    Parameters
    ----------
    coding_size : int
        The width of the coding layer.
    hidden : sequence of int
        The widths of the encoder's other LSTM layers; the decoder's are the same, reversed.
    epochs, batch_size : int
        A batch is cut to the data where these are fewer.
    learning_rate : float, optional
        The peak of Adam's, which climbs for 200 steps and then falls along a cosine. Without it, 0.25
        over the square root of the widest kernel's width, which for LSTM layers is four times their own.
    random_state : int, RandomState or None
        A number gives the same weights each time.
    verbose : bool
        Show a progress bar on a terminal.

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

    _parameter_constraints: ClassVar[dict[str, list]] = {
        **Autoencoder._parameter_constraints,
        "hidden": ["array-like"],
    }

    _rate: ClassVar[float] = 0.25
    _beta_2: ClassVar[float] = 0.99

    def __init__(
        self,
        coding_size: int = 30,
        *,
        hidden: Sequence[int] = (100,),
        epochs: int = 10,
        batch_size: int = 32,
        learning_rate: float | None = None,
        random_state: int | np.random.RandomState | None = None,
        verbose: bool = True,
    ):
        self.coding_size = coding_size
        self.hidden = hidden
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.random_state = random_state
        self.verbose = verbose

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

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        return tags


def _remember(layer: layers.LSTM, steps: int) -> None:
    """Sets the first bias of the forget gates so that a cell's memory spans a sequence of so many steps."""
    gates = np.split(keras.ops.convert_to_numpy(layer.cell.bias), 4)
    gates[1] = np.full_like(gates[1], max(1.0, math.log(steps)))  # input, forget, cell, output
    layer.cell.bias.assign(np.concatenate(gates))
