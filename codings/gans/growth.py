"""How a GAN grows: the layers of its generator, and the stages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from keras import Sequential, layers

from codings.gans.adversaries import Adversaries
from codings.gans.networks import joined
from codings.gans.pyramid import COARSEST, Pyramid, convolution, doubling, enlarged, leaky, to_image
from codings.layers import EqualizedDense, FadeIn, PixelNormalization
from codings.layers.equalized import RECTIFIED

LOWER = 0.5  # the share of the epochs that all stages but the last have, at most


@dataclass(frozen=True)
class Growth(Adversaries):
    """The networks of one resolution: while its layers fade in, or once they are settled."""

    resolution: int = COARSEST
    fade: FadeIn | None = None


class GrowingGenerator:
    """The layers of a generator that can draw at each of a pyramid's resolutions.

    What it builds for one resolution shares its layers with what it builds for others.
    """

    def __init__(self, pyramid: Pyramid, output: str):
        self.pyramid = pyramid
        width = pyramid.width
        start, (rows, columns) = width(COARSEST), pyramid.coarsest
        self.first = Sequential(
            [
                PixelNormalization(),
                EqualizedDense(rows * columns * start, RECTIFIED / 4),
                layers.Reshape((rows, columns, start)),
                leaky(),
                PixelNormalization(),
                *convolution(start),
                PixelNormalization(),
            ],
            name="first",
        )
        self.up = {
            side: Sequential(
                [doubling(pyramid, width(side)), leaky(), PixelNormalization()], name=f"up_to_{side}"
            )
            for side in pyramid.sides[1:]
        }
        self.to_image = {
            r: Sequential([to_image(pyramid, r), layers.Activation(output)], name=f"to_image_{r}")
            for r in pyramid.resolutions
        }

    def __call__(self, codings: Any, labels: list, resolution: int, fade: FadeIn | None = None) -> Any:
        """Images drawn at a resolution, which may be fading in."""
        features = {COARSEST: self.first(joined(codings, labels))}
        for side in self.pyramid.sides[1:]:
            if side <= self.pyramid.side(resolution):
                features[side] = self.up[side](features[side // 2])

        def drawn(resolution: int) -> Any:
            return self.to_image[resolution](features[self.pyramid.side(resolution)])

        if fade is None:
            return drawn(resolution)
        return fade([enlarged(drawn(resolution // 2), 2), drawn(resolution)])


def stages_of_growth(resolutions: Sequence[int], epochs: int) -> list[tuple[int, bool, int]]:
    """Resolution, whether its layers fade in, and epochs: of each stage of a growth in `epochs` epochs.

    At most half of them are for what comes before the last stage, but one for each stage there. Where there
    are fewer epochs than stages, the first stages are left out.
    """
    coarsest, *others = resolutions
    stages = [(coarsest, False), *((r, fading) for r in others for fading in (True, False))][-epochs:]
    each = max(1, int(LOWER * epochs) // max(len(stages) - 1, 1))
    last = epochs - each * (len(stages) - 1)
    return [(*stage, each) for stage in stages[:-1]] + [(*stages[-1], last)]
