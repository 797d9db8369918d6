"""The convolutional autoencoder, for images of any size."""

from collections.abc import Sequence
from typing import ClassVar

import keras
import numpy as np
from keras import layers
from sklearn.utils import Tags
from sklearn.utils._param_validation import StrOptions

from codings.autoencoders.base import Autoencoder
from codings.autoencoders.halves import convolutional_halves, sequential
from codings.catalogue import ACTIVATIONS
from codings.checks import images_only, whole_numbers


class ConvolutionalAutoencoder(Autoencoder):
    """An autoencoder of convolutions down to the codings, and of transposed ones back up.

    The encoder's convolutions (kernel 3) are each followed by pooling that halves the image, and the last by
    a dense layer, which makes the codings. A dense layer starts the decoder at the smallest size with
    as many maps as the first convolution has; transposed convolutions of stride 2 double it again. Images
    of any size, odd ones too, come back to their own size.

    Parameters
    ----------
    coding_size : int
        The width of the coding layer.
    filters : sequence of int
        Of the encoder's convolutions, at least one; the decoder's are the same, reversed, without the last.
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
        "loss" and, with `validation`, "val_loss", one value an epoch.
    range_ : Range
        How the data are scaled for the networks.

    References
    ----------
    Géron, "Hands-On Machine Learning", section "Convolutional Autoencoders". Masci et al. (2011), "Stacked
    convolutional auto-encoders for hierarchical feature extraction",
    https://doi.org/10.1007/978-3-642-21735-7_7

    Examples
    --------
    >>> import codings
    >>> X = codings.data.load("sprites", n=100, size=33, channels=3).X
    >>> codings.ConvolutionalAutoencoder(coding_size=10, epochs=1).fit(X).reconstruct(X).shape
    (100, 33, 33, 3)
    """

    _parameter_constraints: ClassVar[dict[str, list]] = {
        **Autoencoder._parameter_constraints,
        "filters": ["array-like"],
        "activation": [StrOptions(set(ACTIVATIONS))],
    }

    def __init__(
        self,
        coding_size: int = 30,
        *,
        filters: Sequence[int] = (16, 32, 64),
        activation: str = "elu",
        epochs: int = 10,
        batch_size: int = 32,
        learning_rate: float | None = None,
        random_state: int | np.random.RandomState | None = None,
        verbose: bool = True,
    ):
        self.coding_size = coding_size
        self.filters = filters
        self.activation = activation
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.random_state = random_state
        self.verbose = verbose

    def _network(self, shape: tuple[int, ...]) -> keras.Model:
        images_only(self, shape)
        filters = whole_numbers("filters", self.filters)
        halves = convolutional_halves(shape, filters, self.activation, self._output)
        codings = layers.Dense(int(self.coding_size), name="codings")
        return sequential(shape, [*halves.down, codings, *halves.up])

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        return tags
