"""Adaptive augmentation: of few images a discriminator sees variants, and cannot learn them by heart."""

from typing import Any

import keras
from keras import ops

from codings import backend
from codings.layers.precision import wide

TARGET = 0.6  # of the mean sign of the scores of real images: more is overfitting
ADAPTATION = 100_000  # images over which the probability may go from 0 to 1
MOST = 0.85  # from 0.9 on what the augmentation does can leak into what is generated
SHIFT, STRETCH, BRIGHTNESS, CONTRAST = 0.125, 0.2, 0.2, 0.5


@keras.saving.register_keras_serializable(package="codings")
class AdaptiveAugmentation(keras.layers.Layer):
    """Changes images in training, more often the more the discriminator has learned by heart.

    The changes: mirrored, left and right; shifted by an eighth of a side at most; stretched; made brighter or
    darker; of more or less contrast. Real and generated images are changed alike, so that what is generated
    is not; all can be differentiated.

    Attributes
    ----------
    probability : keras.Variable, ()
        Of each change, 0 at first. `adapt` moves it.

    Input shape, output shape
        (batch, height, width, channels) in [-1, 1], and the same. Passed through where ``training=False``.

    References
    ----------
    Karras et al. (2020), "Training generative adversarial networks with limited data",
    https://arxiv.org/abs/2006.06676: the control of the probability is theirs, the changes are a few of
    theirs, and they raise it over 500,000 images, since they train for millions.
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator()
        self.probability = self.add_weight(shape=(), initializer="zeros", trainable=False, name="probability")
        self.built = True

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training:
            return inputs
        x, n, (height, width) = wide(inputs), ops.shape(inputs)[0], inputs.shape[1:3]
        flip, right, down, stretch, light, contrast = ops.unstack(self._draws(n, 6), 6, axis=1)
        mirrored, size = ops.where(flip > 0, -1.0, 1.0), ops.exp2(STRETCH * stretch)
        rows = resampling(height, size, SHIFT * height * down)
        columns = resampling(width, mirrored * size, SHIFT * width * right)
        moved = ops.einsum("bij,bjwc->biwc", rows, x)
        moved = ops.einsum("bvw,biwc->bivc", columns, moved)
        factor = ops.exp2(CONTRAST * contrast)[:, None, None, None]
        return ops.cast(moved * factor + BRIGHTNESS * light[:, None, None, None], inputs.dtype)

    def adapt(self, scores: Any) -> None:
        """Moves the probability, given how a discriminator scores a batch of real images, (batch, 1).

        Scores above 0 are of what it takes for real, as `codings.duel.Duel.discriminate` returns them.
        """
        step = ops.shape(scores)[0] / ADAPTATION
        overfit = ops.sign(ops.mean(ops.sign(scores)) - TARGET)
        self.probability.assign(ops.clip(self.probability + step * overfit, 0.0, MOST))

    def _draws(self, n: Any, changes: int) -> Any:
        """(n, changes) from [-1, 1), each 0 unless the change is to happen."""
        draws = backend.uniform((n, 2, changes), self.seed_generator)
        probability = ops.cast(self.probability, draws.dtype)
        return ops.where(draws[:, 0] < probability, 2 * draws[:, 1] - 1, 0.0)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


def resampling(side: int, scale: Any, shift: Any) -> Any:
    """For each instance the matrix, (batch, side, side), that stretches and shifts one axis.

    It interpolates linearly, and mirrors what lies beyond the edge.
    """
    place = ops.arange(side, dtype="float32")
    centre = (side - 1) / 2
    source = (place - centre) * scale[:, None] + centre + shift[:, None]
    folded = (side - 1) - ops.abs(ops.mod(source, 2.0 * (side - 1)) - (side - 1))
    return ops.relu(1 - ops.abs(folded[:, :, None] - place))
