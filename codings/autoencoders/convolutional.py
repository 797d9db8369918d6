"""The convolutional autoencoder, for images of any size."""

from collections.abc import Sequence
from typing import ClassVar

import keras
from keras import layers

from codings.autoencoders.base import Autoencoder
from codings.autoencoders.halves import ACTIVATION, ACTIVATIONS, convolutional_halves, sequential
from codings.checks import whole_numbers
from codings.estimator import TakesNoTables
from codings.images import images_only
from codings.parameters import WIDTHS, one_of, option, parameters


@parameters
class ConvolutionalAutoencoder(TakesNoTables, Autoencoder):
    """An autoencoder of convolutions, for images of any size.

    Of grey images it is the book's: the encoder's convolutions (kernel 3) are each followed by pooling that
    halves the image, and the last by a dense layer, which makes the codings. A dense layer starts the decoder
    at the smallest size with as many maps as the first convolution has; transposed convolutions of stride 2
    double it again.

    Images in colour are halved by convolutions of stride 2 (kernel 4), with a linear shortcut past them. A
    dense layer makes an image of the codings, and convolutions refine it: they see it at half its size, twice
    as many maps as the first convolution has, with a residual block, and double them by
    `codings.layers.UpConv2D`. Training begins at principal components, which the linear layers are. Codings
    as few as these keep hardly more of photographs; convolutions learn what goes with it, as edges do.

    Images whose sides are odd come back to their own size, too.

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
    https://doi.org/10.1007/978-3-642-21735-7_7. He et al. (2016), "Deep residual learning for image
    recognition", https://arxiv.org/abs/1512.03385: shortcuts. Dong et al. (2016), "Image super-resolution
    using deep convolutional networks", https://arxiv.org/abs/1501.00092: a blurred image, refined.

    Examples
    --------
    >>> import codings
    >>> X = codings.data.load("sprites", n=100, size=33, channels=3).X
    >>> codings.ConvolutionalAutoencoder(coding_size=10, epochs=1).fit(X).reconstruct(X).shape
    (100, 33, 33, 3)
    """

    filters: Sequence[int] = option(
        WIDTHS,
        "Filters of each of the encoder's convolutions, of which there is at least one. The decoder's are "
        "the same, reversed, without the last; of images in colour twice as many as the first.",
        (16, 32, 64),
    )
    activation: str = option(one_of(ACTIVATIONS), ACTIVATION, "elu")

    _epochs: ClassVar[int] = 10

    def _network(self, shape: tuple[int, ...]) -> keras.Model:
        images_only(self, shape)
        filters = whole_numbers("filters", self.filters)
        halves = convolutional_halves(shape, filters, self.activation, self._output)
        codings = layers.Dense(int(self.coding_size), name="codings")
        return sequential(shape, [*halves.down, codings, *halves.up])
