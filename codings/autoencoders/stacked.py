"""The stacked autoencoder: several layers, which may share their weights with the decoder's."""

from collections.abc import Sequence
from numbers import Integral
from typing import ClassVar

import keras
import numpy as np
from keras import layers
from sklearn.utils._param_validation import StrOptions

from codings.autoencoders.base import Autoencoder
from codings.catalogue import ACTIVATIONS
from codings.layers import DenseTranspose

INITIALIZERS = {"selu": "lecun_normal"} | dict.fromkeys(("linear", "sigmoid", "tanh"), "glorot_uniform")


class StackedAutoencoder(Autoencoder):
    """A deep autoencoder of dense layers, its decoder the mirror image of its encoder.

    It minimises the mean squared error between instances and their reconstructions. The codings are
    linear; the output is a sigmoid where the data are pixels, and linear where they are not.

    Parameters
    ----------
    coding_size : int
        The width of the coding layer. It may be larger than the input (an overcomplete autoencoder).
    hidden : sequence of int
        The widths of the encoder's hidden layers; the decoder's are the same, reversed.
    activation : str
        Of the hidden layers.
    tied : bool
        The decoder uses the encoder's weights, transposed: about half the parameters.
    epochs, batch_size : int
        A batch is cut to the data where these are fewer.
    learning_rate : float, optional
        The peak of Adam's, which climbs for 200 steps and then falls along a cosine. Without it, 0.15
        over the square root of the widest layer's width, the input's among them: wide layers get
        stuck at rates that narrow ones need.
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

    See Also
    --------
    LinearAutoencoder : without hidden layers and activations.
    codings.layers.DenseTranspose : the layer behind `tied`.

    References
    ----------
    Géron, "Hands-On Machine Learning", sections "Stacked Autoencoders" and "Tying Weights". Hinton
    and Salakhutdinov (2006), "Reducing the dimensionality of data with neural networks",
    https://doi.org/10.1126/science.1127647. Klambauer et al. (2017), "Self-normalizing neural
    networks" (SELU with LeCun's initialisation), https://arxiv.org/abs/1706.02515

    Examples
    --------
    >>> import codings
    >>> X = codings.data.load("digits").X
    >>> model = codings.StackedAutoencoder(coding_size=10, epochs=2).fit(X)
    >>> model.transform(X).shape
    (1797, 10)
    """

    _parameter_constraints: ClassVar[dict[str, list]] = {
        **Autoencoder._parameter_constraints,
        "hidden": ["array-like"],
        "activation": [StrOptions(set(ACTIVATIONS))],
        "tied": ["boolean"],
    }

    def __init__(
        self,
        coding_size: int = 30,
        *,
        hidden: Sequence[int] = (100,),
        activation: str = "elu",
        tied: bool = False,
        epochs: int = 20,
        batch_size: int = 32,
        learning_rate: float | None = None,
        random_state: int | np.random.RandomState | None = None,
        verbose: bool = True,
    ):
        self.coding_size = coding_size
        self.hidden = hidden
        self.activation = activation
        self.tied = tied
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.random_state = random_state
        self.verbose = verbose

    def _network(self, shape: tuple[int, ...]) -> keras.Model:
        hidden = self._hidden_widths()
        down = [self._dense(width, self.activation) for width in hidden]
        codings = layers.Dense(int(self.coding_size), name="codings")
        x = inputs = keras.Input(shape)
        for layer in (layers.Flatten(), *down, codings):
            x = layer(x)
        output = "sigmoid" if self.range_.bounded else "linear"
        activations = [*[self.activation] * len(hidden), output]
        if self.tied:
            pairs = zip([codings, *reversed(down)], activations, strict=True)
            up = [DenseTranspose(dense, activation) for dense, activation in pairs]
        else:
            widths = [*reversed(hidden), int(np.prod(shape))]
            up = [self._dense(*pair) for pair in zip(widths, activations, strict=True)]
        for layer in (*up, layers.Reshape(shape)):
            x = layer(x)
        return keras.Model(inputs, x, name="autoencoder")

    def _hidden_widths(self) -> list[int]:
        if not all(isinstance(width, Integral) and width > 0 for width in self.hidden):
            raise ValueError(f"hidden={self.hidden!r} must be widths of layers: positive whole numbers.")
        return [int(width) for width in self.hidden]

    def _dense(self, units: int, activation: str) -> layers.Dense:
        kernel = INITIALIZERS.get(activation, "he_normal")
        return layers.Dense(units, activation=activation, kernel_initializer=kernel)
