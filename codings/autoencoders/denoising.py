"""The denoising autoencoder, which learns to undo the noise that it is shown."""

from collections.abc import Sequence
from typing import Any, ClassVar

import keras
import numpy as np
from keras import layers

from codings.autoencoders.base import Autoencoder
from codings.autoencoders.halves import ACTIVATION, ACTIVATIONS, HIDDEN, dense_halves, sequential
from codings.checks import whole_numbers
from codings.layers import Dropout, GaussianNoise
from codings.parameters import NOT_NEGATIVE, WIDTHS, Seed, one_of, option, parameters
from codings.training.seeding import draw_seed

NOISES: dict[str, type[keras.layers.Layer]] = {"dropout": Dropout, "gaussian": GaussianNoise}

FAR = 8  # deviations: no draw of a normal distribution lies beyond


@parameters
class DenoisingAutoencoder(Autoencoder):
    """A stacked autoencoder that learns to remove noise.

    It is trained to reconstruct clean instances from noisy ones. Noise is drawn anew at every step, and in
    training only; the loss compares with the clean instance. Its codings have to tell what belongs together
    in an instance.

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

    noise: str = option(
        one_of(tuple(NOISES)),
        "Kind of noise: dropout sets entries to 0, gaussian adds normal noise. Dropout scales up the entries "
        "that it keeps.",
        "dropout",
    )
    level: float = option(
        NOT_NEGATIVE,
        "Share of entries that are dropped, below 1, or standard deviation of the normal noise. The latter "
        "is in the range that the network sees: pixels in [0, 1], other data in units of their own standard "
        "deviation.",
        0.5,
    )
    hidden: Sequence[int] = option(WIDTHS, HIDDEN, (100,))
    activation: str = option(one_of(ACTIVATIONS), ACTIVATION, "leaky_relu")

    abilities: ClassVar[tuple[str, ...]] = ("denoise", "corrupt")

    def denoise(self, X: Any) -> np.ndarray:
        """Noisy instances `X`, (n, ...), with the noise removed: in the range of the fit.

        It is `reconstruct` by the name of its use, and raises what that does.
        """
        return self.reconstruct(X)

    def corrupt(self, X: Any, random_state: Seed = None) -> np.ndarray:
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
            return self.range_.place(x)

        return self._by_blocks(noisy, self._checked(X))

    @property
    def _noise_reach(self) -> tuple[float, float]:
        if self.noise == "gaussian":
            return FAR * self.level, FAR * self.level
        return 0.0, self.level / max(1 - self.level, 1e-9)

    def _network(self, shape: tuple[int, ...]) -> keras.Model:
        if self.noise == "dropout" and self.level >= 1:
            raise ValueError(
                f"level={self.level} must be below 1 for dropout: it is the share that is dropped."
            )
        halves = dense_halves(shape, whole_numbers("hidden", self.hidden), self.activation, self._output)
        codings = layers.Dense(int(self.coding_size), name="codings")
        return sequential(shape, [NOISES[self.noise](self.level), *halves.down, codings, *halves.up])
