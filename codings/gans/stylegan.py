"""StyleGAN: a latent is mapped to styles, and each layer of the generator is given one."""

from collections.abc import Sequence
from contextlib import nullcontext
from numbers import Integral, Real
from typing import Any, ClassVar

import keras
import numpy as np
from sklearn.utils.validation import check_is_fitted

from codings.backend.calls import predict
from codings.checks import check_codings, check_latents
from codings.gans.adversaries import Adversaries
from codings.gans.networks import joined
from codings.gans.projection import projected
from codings.gans.pyramid import Pyramidal, PyramidDiscriminator
from codings.gans.synthesis import mapping, synthesis, without_noise
from codings.layers import Redraw, StyleMixing, Truncation, Unscaling
from codings.parameters import POSITIVE_INTEGER, SHARE, Seed, option, parameters

GROUPS = ("coarse", "middle", "fine")


@parameters
class StyleGAN(Pyramidal):
    """A GAN for images, with styles for coarse, middle and fine traits.

    It is for images of 8 to 128 pixels a side. Its generator begins with a constant, and is told at
    each layer in which style to go on. Its codings are mapped, by dense layers, to latents: what varies in
    the data is less entangled there. Every layer of the synthesis gets a latent, the same or another; it
    scales and shifts the layer's feature maps. Those of the coarse resolutions decide position and shape,
    those of the fine ones colour and texture. What is left to chance in an image comes from noise that is
    added at each layer.

    Attributes
    ----------
    generator_, discriminator_, classes_, history_, range_ : see `GAN`
        The generator has two networks within it, its layers "mapping", from codings to latents, (n,
        coding_size), and "synthesis", from a latent for each layer, (n, layers, coding_size), to images.
    layers_ : dict
        The layers that decide on coarse, middle and fine traits: ranges, by these names. Of images of 8x8
        pixels there are two layers, neither of them "middle".

    See Also
    --------
    ProGAN : grows through the resolutions instead.

    References
    ----------
    Karras et al. (2019), "A style-based generator architecture for generative adversarial networks",
    https://arxiv.org/abs/1812.04948; without the growth, as in Karras et al. (2020), "Analyzing and improving
    the image quality of StyleGAN", https://arxiv.org/abs/1912.04958. Géron, "Hands-On Machine Learning",
    section "StyleGANs".

    Examples
    --------
    >>> import codings
    >>> X = codings.data.load("digits").X
    >>> model = codings.StyleGAN(8, filters=4, epochs=1, random_state=0).fit(X)
    >>> model.sample(5, truncation=0.7).shape
    (5, 8, 8)
    """

    coding_size: int = option(
        POSITIVE_INTEGER,
        "Width of the codings, and of the latents. Codings are drawn from a standard normal distribution.",
        64,
        kw_only=False,
    )
    mixing: float = option(
        SHARE,
        "Share of images that are drawn in two styles while training. A second latent takes over at some "
        "layer. The more of them, the better styles of different images go together, and the less various "
        "the samples are.",
        0.1,
    )
    r1: float | None = 0.1
    epochs: int = 6
    learning_rate: float = 0.02

    abilities: ClassVar[tuple[str, ...]] = ("latents", "synthesize", "mix", "project")

    @property
    def layers_(self) -> dict[str, range]:
        number = self._synthesis.input_shape[1]
        groups = GROUPS if number >= len(GROUPS) else (GROUPS[0], GROUPS[-1])  # 8x8 pixels: two layers
        ends = np.cumsum([len(part) for part in np.array_split(np.arange(number), len(groups))]).tolist()
        return {name: range(a, b) for name, a, b in zip(groups, [0, *ends], ends, strict=False)}

    def sample(
        self,
        n: int = 1,
        *,
        y: Any = None,
        truncation: float = 1.0,
        noise: bool = True,
        random_state: Seed = None,
    ) -> np.ndarray:
        """New instances, (n, ...) in the range and dtype of the fit, from codings drawn at random.

        Parameters
        ----------
        n : int
        y : a label, or array-like, (n,), optional
            Of a conditional model, which label each shall have; without it they are drawn, as often as in
            the training data.
        truncation : float in [0, 1]
            How far the latents are from their average: 1 as they are, less for images that are more usual and
            less various, 0 for one image only.
        noise : bool
            Whether noise is added at each layer.
        random_state : int, RandomState or None

        Raises
        ------
        ValueError
            If `n` is below 1, `truncation` is not in [0, 1], `y` holds a label that `fit` has not seen, or
            it was given no labels.
        """
        codings, y = self.sample_codings(n, y=y, random_state=random_state)
        return self.synthesize(self.latents(codings, y, truncation=truncation), noise=noise)

    def latents(self, X: Any, y: Any = None, *, truncation: float = 1.0) -> np.ndarray:
        """What the mapping makes of codings, (n, coding_size): (n, layers, coding_size), all layers alike.

        A conditional model needs their labels `y`: (n,), or one for all. `truncation`: see `sample`. Raises
        ValueError if it is not in [0, 1], or the codings have another width.
        """
        check_is_fitted(self)
        if not (isinstance(truncation, Real) and 0 <= truncation <= 1):
            raise ValueError(f"truncation={truncation!r} must be a number from 0 to 1.")
        codings = check_codings(self, X)
        inputs = np.concatenate([codings, *self._labels(y, len(codings))], axis=1)
        mapped = predict(self.generator_.get_layer("mapping"), inputs)
        truncated = self._average + np.float32(truncation) * (mapped - self._average)
        return np.repeat(truncated[:, None], self._synthesis.input_shape[1], axis=1)

    def synthesize(self, latents: Any, *, noise: bool = True) -> np.ndarray:
        """The instances of latents, (n, layers, coding_size): (n, ...) in the data's own range.

        Without `noise` there is only what the latents say. Raises ValueError if the latents are of another
        shape.
        """
        check_is_fitted(self)
        latents = check_latents(latents, self._synthesis.input_shape[1:])
        with nullcontext() if noise else without_noise(self._synthesis):
            return self._by_blocks(lambda block: self.range_.undo(predict(self._synthesis, block)), latents)

    def mix(self, a: Any, b: Any, layers: str | Sequence[int], *, y: Any = None) -> np.ndarray:
        """The instances of codings `a`, but with the styles of codings `b` at some layers.

        Parameters
        ----------
        a, b : array-like, (n, coding_size)
            The same number of each.
        layers : "coarse", "middle", "fine", or sequence of int
            Which layers get the style of `b`, from 0, the coarsest.
        y : a label, or array-like, (n,)
            Of a conditional model.

        Returns
        -------
        array, (n, ...)

        Raises
        ------
        ValueError
            If there are no such layers, or `a` and `b` differ in their number of rows.
        """
        numbers = np.iterable(layers) and all(isinstance(i, Integral) for i in layers)
        if not isinstance(layers, str) and not numbers:
            raise ValueError(
                f"layers={layers!r} must be one of {', '.join(self.layers_)}, or a list of whole numbers."
            )
        mine, theirs = self.latents(a, y), self.latents(b, y)
        if len(mine) != len(theirs):
            raise ValueError(f"a has {len(mine)} codings and b {len(theirs)}: give as many of each.")
        chosen = self._chosen(layers)
        mine[:, chosen] = theirs[:, chosen]
        return self.synthesize(mine)

    def project(self, X: Any, *, steps: int = 300) -> np.ndarray:
        """The latents whose images are nearest to instances `X`, (n, ...): (n, layers, coding_size).

        They are sought by gradient descent in `steps` steps, from the average latent, for the least mean
        squared error at several resolutions, with the noise as `synthesize` adds it: that gives their images.
        Raises ValueError if `X` has another shape than what was fitted, or `steps` is below 1.

        Source: Abdal, Qin and Wonka (2019), "Image2StyleGAN", https://arxiv.org/abs/1904.03189, with pixels
        in the place of the features of a network.
        """
        X = self._checked(X)
        if not isinstance(steps, Integral) or steps < 1:
            raise ValueError(f"steps={steps!r} must be a whole number, 1 or more.")
        return projected(self._synthesis, self.range_.apply(X), self._average, steps)

    @property
    def _synthesis(self) -> keras.Model:
        return self.generator_.get_layer("synthesis")

    @property
    def _average(self) -> np.ndarray:
        """The average latent, (coding_size,)."""
        return keras.ops.convert_to_numpy(self.generator_.get_layer("style_mixing").average)

    def _chosen(self, chosen: str | Sequence[int]) -> list[int]:
        if isinstance(chosen, str):
            if chosen not in self.layers_:
                raise ValueError(
                    f"layers={chosen!r} must be one of {', '.join(self.layers_)}, or numbers of layers."
                )
            return list(self.layers_[chosen])
        number = self._synthesis.input_shape[1]
        if not all(i in range(number) for i in chosen):
            raise ValueError(f"layers={chosen!r} must be numbers from 0 to {number - 1}: there are {number}.")
        return list(chosen)

    def _adversaries(self, shape: tuple[int, ...], n: int) -> Sequence[Adversaries]:
        pyramid, augmentation = self._pyramid(shape), self._augmentation(n)
        discriminator, width = (
            PyramidDiscriminator(pyramid, augmentation, hidden=False),
            int(self.coding_size),
        )

        def generate(codings: Any, labels: list) -> Any:
            to_latents = mapping(joined(codings, labels).shape[-1], width)
            to_images = synthesis(pyramid, width, self._output)
            pair = [to_latents(joined(c, labels)) for c in (codings, Redraw()(codings))]
            mixed = StyleMixing(to_images.input_shape[1], self.mixing, name="style_mixing")(pair)
            return to_images(mixed)

        networks = self._networks_of(generate, discriminator, shape, discriminator.dense)
        return [Adversaries(*networks, self.epochs, augmentation)]

    def _data_decoder(self) -> keras.Model:
        """From codings, labels if there are any, and a truncation, (n, 1) in [0, 1], to data."""
        codings, *labels = (keras.Input(x.shape[1:], name=x.name) for x in self.generator_.inputs)
        truncation = keras.Input((1,), name="truncation")
        mapped = self.generator_.get_layer("mapping")(joined(codings, labels))
        truncated = Truncation(self._average, name="towards_average")([mapped, truncation])
        latents = keras.layers.RepeatVector(self._synthesis.input_shape[1])(truncated)
        data = Unscaling(self.range_)(self._synthesis(latents))
        return keras.Model([codings, *labels, truncation], data, name="generator")
