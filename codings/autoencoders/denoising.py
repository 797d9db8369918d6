"""The denoising autoencoder, which learns to undo the noise that it is shown."""

from collections.abc import Sequence
from numbers import Real
from typing import Any, ClassVar

import keras
import numpy as np
from keras import layers
from sklearn.utils._param_validation import Interval, StrOptions

from codings.autoencoders.base import Autoencoder
from codings.autoencoders.halves import dense_halves, sequential
from codings.catalogue import ACTIVATIONS
from codings.checks import whole_numbers
from codings.layers import Dropout, GaussianNoise
from codings.training.seeding import draw_seed

NOISES: dict[str, type[keras.layers.Layer]] = {"dropout": Dropout, "gaussian": GaussianNoise}


class DenoisingAutoencoder(Autoencoder):
    """A stacked autoencoder that is trained to reconstruct clean instances from noisy ones.

    Noise is drawn anew at every step, and in training only; the loss compares with the clean instance.
    What comes out of it removes noise, and its codings have to tell what belongs together in an instance.

    Parameters
    ----------
    coding_size : int
        The width of the coding layer.
    noise : "dropout" or "gaussian"
        Entries set to 0 (the others are scaled up in return, as dropout does), or normal noise added.
    level : float
        The share of entries that are dropped, at least 0 and below 1; or the noise's standard deviation,
        at least 0, in the range that the network sees: pixels in [0, 1], other data in units of their own
        standard deviation.
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
        "loss", on noisy instances, and, with `validation`, "val_loss", on clean ones; one value an epoch.
    range_ : Range
        How the data are scaled for the networks.

    References
    ----------
    Vincent et al. (2010), "Stacked denoising autoencoders: Learning useful representations in a deep
    network with a local denoising criterion", https://jmlr.org/papers/v11/vincent10a.html. Géron, "Hands-On
    Machine Learning", section "Denoising Autoencoders".

    Examples
    --------
    >>> import codings
    >>> X = codings.data.load("digits").X
    >>> model = codings.DenoisingAutoencoder(noise="gaussian", level=0.3, epochs=2).fit(X)
    >>> noisy = model.corrupt(X, random_state=0)
    >>> model.denoise(noisy).shape
    (1797, 8, 8)
    """

    _parameter_constraints: ClassVar[dict[str, list]] = {
        **Autoencoder._parameter_constraints,
        "noise": [StrOptions(set(NOISES))],
        "level": [Interval(Real, 0, None, closed="left")],
        "hidden": ["array-like"],
        "activation": [StrOptions(set(ACTIVATIONS))],
    }

    def __init__(
        self,
        coding_size: int = 30,
        *,
        noise: str = "dropout",
        level: float = 0.5,
        hidden: Sequence[int] = (100,),
        activation: str = "leaky_relu",
        epochs: int = 20,
        batch_size: int = 32,
        learning_rate: float | None = None,
        random_state: int | np.random.RandomState | None = None,
        verbose: bool = True,
    ):
        self.coding_size = coding_size
        self.noise = noise
        self.level = level
        self.hidden = hidden
        self.activation = activation
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.random_state = random_state
        self.verbose = verbose

    def denoise(self, X: Any) -> np.ndarray:
        """Noisy instances `X`, (n, ...), with the noise removed: in the range and dtype of the fit.

        It is `reconstruct` by the name of its use, and raises what that does.
        """
        return self.reconstruct(X)

    def corrupt(self, X: Any, random_state: int | np.random.RandomState | None = None) -> np.ndarray:
        """`X`, (n, ...), with noise as in training: something to denoise.

        Floats in the units of `X`, which may leave its range: dropout scales what it keeps, and normal
        noise has no bounds.
        """
        random = np.random.default_rng(draw_seed(random_state))

        def noisy(block: np.ndarray) -> np.ndarray:
            x = self.range_.apply(block)
            if self.noise == "gaussian":
                x += self.level * random.standard_normal(x.shape, np.float32)
            else:
                x *= (random.random(x.shape, np.float32) >= self.level) / (1 - self.level)
            return x * np.float32(self.range_.scale) + np.float32(self.range_.offset)

        return self._by_blocks(noisy, self._checked(X))

    def _network(self, shape: tuple[int, ...]) -> keras.Model:
        if self.noise == "dropout" and self.level >= 1:
            raise ValueError(
                f"level={self.level} must be below 1 for dropout: it is the share that is dropped."
            )
        halves = dense_halves(shape, whole_numbers("hidden", self.hidden), self.activation, self._output)
        codings = layers.Dense(int(self.coding_size), name="codings")
        return sequential(shape, [NOISES[self.noise](self.level), *halves.down, codings, *halves.up])
