"""The generative adversarial network of dense layers, for tables and images."""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

import numpy as np
from keras import layers

from codings.checks import whole_numbers
from codings.gans.base import Adversarial, joined
from codings.gans.contest import Contest


class GAN(Adversarial):
    """A generator that draws instances, and a discriminator that tells them from real ones: dense layers.

    Each step has two phases: the discriminator learns to score real instances high and generated ones low,
    and then the generator learns to draw what the discriminator scores high.

    Parameters
    ----------
    coding_size : int
        The width of the codings, which are drawn from a standard normal distribution.
    hidden : sequence of int
        The widths of the generator's hidden layers; the discriminator's are the same, reversed.
    loss : str
        What the two networks minimise: "non-saturating", "minimax", "least-squares", "hinge" or
        "wasserstein", the last with a gradient penalty; see `codings.losses.ADVERSARIAL`.
    r1 : float, optional
        The weight of the R1 penalty on the discriminator's slope at real instances; 0 for none. Without it,
        the number of an instance's entries over 160, 4.9 for 28x28 pixels; but 0 for the Wasserstein loss.
        For tables it fades as the learning rate falls.
    every : int
        The penalty is taken at every so manieth step, and counts as many times as much.
    critic_steps : int
        Steps of the discriminator to one of the generator; 5 suit the Wasserstein loss.
    pack : int
        How many instances the discriminator judges together: more than one show it a collapse.
    minibatch_std : bool, optional
        Show the discriminator how much a batch varies, to the same end. Without it, images do, tables do not.
    spectral : bool
        Hold the spectral norm of each of the discriminator's layers at 1.
    average : bool
        Draw with a moving average of the generator's weights, over the last 1,000 steps or a twentieth
        of the training if that is less.
    replay : bool
        Experience replay: half of the generated instances that the discriminator sees are earlier ones.
    conditional : bool, optional
        Whether `fit` uses labels. Where nothing is said, it does so if it is given some.
    epochs, batch_size : int
        A batch is cut to the data where these are fewer.
    learning_rate : float
        The peak of Adam's for both networks, which climbs for 200 steps and then falls along a cosine.
    random_state : int, RandomState or None
        A number gives the same weights each time.
    verbose : bool
        Show a progress bar on a terminal.

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

    _parameter_constraints: ClassVar[dict[str, list]] = {
        **Adversarial._parameter_constraints,
        "hidden": ["array-like"],
    }

    def __init__(
        self,
        coding_size: int = 30,
        *,
        hidden: Sequence[int] = (100, 150),
        loss: str = "non-saturating",
        r1: float | None = None,
        every: int = 1,
        critic_steps: int = 1,
        pack: int = 1,
        minibatch_std: bool | None = None,
        spectral: bool = False,
        average: bool = True,
        replay: bool = False,
        conditional: bool | None = None,
        epochs: int = 10,
        batch_size: int = 32,
        learning_rate: float = 0.0015,
        random_state: int | np.random.RandomState | None = None,
        verbose: bool = True,
    ):
        self.coding_size = coding_size
        self.hidden = hidden
        self.loss = loss
        self.r1 = r1
        self.every = every
        self.critic_steps = critic_steps
        self.pack = pack
        self.minibatch_std = minibatch_std
        self.spectral = spectral
        self.average = average
        self.replay = replay
        self.conditional = conditional
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.random_state = random_state
        self.verbose = verbose

    def _contests_for(self, shape: tuple[int, ...]) -> list[Contest]:
        return [self._opposed(partial(self._drawn, shape=shape), partial(self._seen, shape=shape), shape)]

    def _drawn(self, codings: Any, labels: list, shape: tuple[int, ...]) -> Any:
        x = joined(codings, labels)
        for width in whole_numbers("hidden", self.hidden):
            x = layers.Dense(width, kernel_initializer="he_normal", use_bias=False)(x)
            x = layers.BatchNormalization()(x)
            x = layers.ReLU()(x)
        x = layers.Dense(int(np.prod(shape)), activation=self._output)(x)
        return layers.Reshape(shape)(x)

    def _seen(self, packs: Any, shape: tuple[int, ...]) -> Any:
        x = layers.Flatten()(packs)
        for width in reversed(whole_numbers("hidden", self.hidden)):
            x = self._limited(layers.Dense(width, kernel_initializer="he_normal"))(x)
            x = layers.LeakyReLU(negative_slope=0.2)(x)
        return x
