"""The generative adversarial network of dense layers, for tables and images."""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

import numpy as np
from keras import layers

from codings.checks import whole_numbers
from codings.gans.adversaries import Adversaries
from codings.gans.base import Adversarial
from codings.gans.networks import joined
from codings.gans.techniques import ChoosesTechniques
from codings.layers import Probabilities
from codings.parameters import WIDTHS, option, parameters


@parameters
class GAN(ChoosesTechniques, Adversarial):
    """A GAN of dense layers, for tables and images.

    A generator draws instances from codings, which are drawn from a standard normal distribution, and a
    discriminator tells them from real ones. Each step has two phases: the discriminator learns to score real
    instances high and generated ones low, and then the generator learns to draw what the discriminator scores
    high.

    Attributes
    ----------
    generator_ : keras.Model
        From codings, (n, coding_size), to instances, of which pixels lie in [-1, 1]. A conditional one takes
        labels, one-hot, as a second input.
    discriminator_ : keras.Model
        From instances, and labels, to scores, (n, 1): high for what looks real. With `pack`, instances
        are (n, pack, ...).
    classes_ : array, (classes,), or None
        The labels, sorted, where it is conditional.
    class_prior_ : array, (classes,), or None
        The share of each in the training data.
    history_ : History
        "discriminator_loss", "generator_loss" and, if there is one, "r1_loss", one value an epoch; with
        `validation` "val_discriminator_loss" and so on.
    range_ : Range
        How the data are scaled for the networks.

    References
    ----------
    Goodfellow et al. (2014), "Generative adversarial networks", https://arxiv.org/abs/1406.2661. The penalty:
    Mescheder, Geiger and Nowozin (2018), https://arxiv.org/abs/1801.04406. Packing: Lin et al. (2018),
    "PacGAN", https://arxiv.org/abs/1712.04086. Spectral normalisation: Miyato et al. (2018),
    https://arxiv.org/abs/1802.05957. The average: Yazici et al. (2019), https://arxiv.org/abs/1806.04498.
    Géron, "Hands-On Machine Learning", section "Generative Adversarial Networks".

    Examples
    --------
    >>> import codings
    >>> X = codings.data.load("digits").X
    >>> codings.GAN(epochs=2).fit(X).sample(16).shape
    (16, 8, 8)
    """

    _takes_mixed: ClassVar[bool] = True

    hidden: Sequence[int] = option(
        WIDTHS,
        "Widths of the generator's hidden layers. The discriminator's are the same, reversed.",
        (100, 150),
    )
    learning_rate: float = 0.0015

    def _adversaries(self, shape: tuple[int, ...], n: int) -> Sequence[Adversaries]:
        networks = self._networks_of(partial(self._generate, shape=shape), self._features, shape)
        return [Adversaries(*networks, self.epochs)]

    def _generate(self, codings: Any, labels: list, shape: tuple[int, ...]) -> Any:
        x = joined(codings, labels)
        for width in whole_numbers("hidden", self.hidden):
            x = layers.Dense(width, kernel_initializer="he_normal", use_bias=False)(x)
            x = layers.BatchNormalization()(x)
            x = layers.ReLU()(x)
        x = layers.Dense(int(np.prod(shape)), activation=self._output)(x)
        x = layers.Reshape(shape)(x)
        parts = self.range_.parts
        if parts is None:
            return x
        return Probabilities(len(parts.masked), parts.blocks, straight_through=True)(x)

    def _features(self, packs: Any) -> Any:
        x = layers.Flatten()(packs)
        for width in reversed(whole_numbers("hidden", self.hidden)):
            x = self._normalized(layers.Dense(width, kernel_initializer="he_normal"))(x)
            x = layers.LeakyReLU(negative_slope=0.2)(x)
        return x
