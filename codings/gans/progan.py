"""ProGAN: a GAN whose networks grow, from 4x4 pixels to the images' own."""

from dataclasses import replace
from typing import Any, ClassVar

import keras
import numpy as np
from keras import layers
from sklearn.utils.validation import check_is_fitted

from codings.backend.calls import predict
from codings.checks import check_codings
from codings.estimator import FitPlan
from codings.gans.adversaries import Adversaries, ShowCurrent
from codings.gans.growth import GrowingGenerator, Growth, stages_of_growth
from codings.gans.pyramid import Pyramidal, PyramidDiscriminator
from codings.layers import FadeIn
from codings.parameters import POSITIVE_INTEGER, Seed, option, parameters
from codings.training import Stage


@parameters
class ProGAN(Pyramidal):
    """A GAN that grows with its images, from 4x4 pixels to their full size.

    It is for images of 8 to 128 pixels a side. Its networks begin with images whose shorter side has 4
    pixels, and get layers for twice the sides, again and again. Each resolution above the first has two
    stages. In the first its layers fade in: what is drawn goes from the old image, enlarged, to the new one,
    linearly with the number of images seen. In the second they are settled. Early stages are quick, and teach
    the coarse traits before there are any fine ones.

    Learning rates are equalised (each layer's weights are scaled at each use), the generator's features are
    normalised pixel by pixel, and the discriminator sees how much a mini-batch varies.

    Attributes
    ----------
    generator_, discriminator_, classes_, history_, range_ : see `GAN`
        Of the finest resolution, at the images' own size.
    growth_ : keras.Model
        From codings, and labels, to a list of images: what the generator drew at the end of each resolution,
        (n, height, width, channels).
    settled_ : bool
        False while it grows; so it stays if training is stopped before the last stage.
    resolutions_ : list of int
        Those of `growth_`, in pixels of the shorter side. Where that is no power of two, they have a margin.

    See Also
    --------
    StyleGAN : with styles for each resolution instead of growth.
    DCGAN : smaller and quicker.

    References
    ----------
    Karras et al. (2018), "Progressive growing of GANs for improved quality, stability, and variation",
    https://arxiv.org/abs/1710.10196. Géron, "Hands-On Machine Learning", section "Progressive Growing of
    GANs".

    Examples
    --------
    >>> import codings
    >>> X = codings.data.load("digits").X
    >>> model = codings.ProGAN(filters=4, epochs=3, random_state=0).fit(X)
    >>> model.sample(5).shape, model.sample(5, resolution=4).shape
    ((5, 8, 8), (5, 4, 4))
    """

    _saved_networks: ClassVar[tuple[str, ...]] = (*Pyramidal._saved_networks, "growth_")
    abilities: ClassVar[tuple[str, ...]] = ("resolutions_",)

    coding_size: int = 100
    epochs: int = option(
        POSITIVE_INTEGER,
        "Passes through the training data, in all stages together. The last stage has half of them or more, "
        "and the others share the rest evenly; but each has one at least. Where there are fewer epochs than "
        "stages, the first stages are left out. The learning rate climbs and falls in each stage anew.",
        12,
    )
    learning_rate: float = 0.01

    @property
    def resolutions_(self) -> list[int]:
        return [min(output.shape[1:3]) for output in self.growth_.outputs]

    def sample(
        self,
        n: int = 1,
        *,
        y: Any = None,
        resolution: int | None = None,
        random_state: Seed = None,
    ) -> np.ndarray:
        """New instances, (n, ...) in the range of the fit, from codings drawn at random.

        Parameters
        ----------
        n : int
        y : a label, or array-like, (n,), optional
            Of a conditional model, which label each shall have; without it they are drawn, as often as in
            the training data.
        resolution : int, optional
            One of `resolutions_`: what the generator drew when it had grown to that.
        random_state : int, RandomState or None

        Raises
        ------
        ValueError
            If `n` is below 1, `y` holds a label that `fit` has not seen, or it was given no labels, or
            there is no such resolution.
        """
        codings, y = self.sample_codings(n, y=y, random_state=random_state)
        return self.inverse_transform(codings, y, resolution=resolution)

    def inverse_transform(self, X: Any, y: Any = None, *, resolution: int | None = None) -> np.ndarray:
        """The instances that codings `X`, (n, coding_size), stand for: (n, ...) in the data's own range.

        A conditional model needs their labels `y`: (n,), or one for all. `resolution`: see `sample`.
        """
        if resolution is None:
            return super().inverse_transform(X, y)
        check_is_fitted(self)
        codings = check_codings(self, X)
        if resolution not in self.resolutions_:
            raise ValueError(
                f"resolution={resolution!r} is none of this {type(self).__name__}'s: it has drawn at "
                f"{', '.join(map(str, self.resolutions_))} pixels a side."
            )
        network = self.growth_.get_layer(f"at_{resolution}")

        def drawn(*inputs: np.ndarray) -> np.ndarray:
            images = predict(network, *inputs)
            return self.range_.undo(images if len(self._shape) == 3 else images[..., 0])

        return self._by_blocks(drawn, codings, *self._labels(y, len(codings)))

    def _adversaries(self, shape: tuple[int, ...], n: int) -> list[Growth]:
        pyramid, augmentation = self._pyramid(shape), self._augmentation(n)
        generator = GrowingGenerator(pyramid, self._output)
        discriminator = PyramidDiscriminator(pyramid, augmentation, hidden=True)

        def growth(resolution: int, fades: bool, epochs: int) -> Growth:
            fade = FadeIn() if fades else None
            networks = self._networks_of(
                lambda codings, labels: pyramid.to_own_size(
                    layers.Identity(name="drawn")(generator(codings, labels, resolution, fade))
                ),
                lambda packs: discriminator(packs, resolution, fade),
                shape,
                discriminator.dense,
            )
            return Growth(*networks, epochs, augmentation, resolution, fade)

        return [growth(*stage) for stage in stages_of_growth(pyramid.resolutions, self.epochs)]

    def _plan(self, X: np.ndarray) -> FitPlan:
        plan = super()._plan(X)
        [current] = plan.callbacks
        assert isinstance(current, ShowCurrent)

        def keep_growth(*labels: Any) -> None:
            self.growth_ = self._growth({growth.resolution: growth.averaged for growth in current.shown})

        return plan._replace(finish=keep_growth)

    def _stage(self, adversaries: Adversaries, batch: int, steps_an_epoch: int) -> Stage:
        stage = super()._stage(adversaries, batch, steps_an_epoch)
        assert isinstance(adversaries, Growth)
        fade, steps = adversaries.fade, adversaries.epochs * steps_an_epoch
        if fade is None:
            return stage
        drawing = replace(stage.phase("generator"), after=lambda: fade.advance(1 / steps))
        return replace(stage, phases=[drawing if p.name == drawing.name else p for p in stage.phases])

    def _growth(self, averaged: dict[int, keras.Model]) -> keras.Model:
        """From codings, and labels, to a list of what each of the networks draws, by its resolution."""
        inputs = [keras.Input(x.shape[1:], name=x.name) for x in self.generator_.inputs]
        drawn = []
        for resolution, network in averaged.items():
            own = keras.Model(network.inputs, network.get_layer("drawn").output, name=f"at_{resolution}")
            drawn.append(own(inputs))
        return keras.Model(inputs, drawn, name="growth")
