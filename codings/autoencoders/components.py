"""Linear shortcuts that begin as principal components: photographs have little else that few codings keep."""

from typing import Any

import keras
import numpy as np
from sklearn.decomposition import PCA

from codings.data.dataset import rows
from codings.data.encoding import Encoding
from codings.data.memmap import allowed
from codings.data.range import Range

ROWS, ENTRIES = 5000, 1 << 26  # of which they are found, at most
SHARE = 8  # of the bytes that a map may have in memory, where that was said: PCA makes copies
LEAST = 0.01  # of the first component's deviation: those that hardly vary are not blown up
UNITS = 6, 0.5  # of Keras's hard sigmoid: the inverse of its slope, and what it has at 0


def begin_at_components(autoencoder: keras.Model, X: Any, range_: Range | Encoding) -> None:
    """Makes the linear autoencoder of an `autoencoder`'s shortcuts PCA of `X`, and what is beside it silent.

    So training begins at the error of as many principal components, and convolutions learn what is left.
    Codings begin whitened: each with a variance of 1.
    Autoencoders without shortcuts stay as they are, and so do those of images that are all alike.

    Parameters
    ----------
    autoencoder : keras.Model
        Its layer "codings" sees features of convolutions, and then the pixels. "shortcut" leads from codings
        to pixels, of bounded images before a hard sigmoid, and "convolved" is added to them.
    X : array, (n, ...)
        Evenly chosen rows count, 5,000 at most, and fewer where the memory of a map is limited.
    range_ : Range or Encoding
        How `X` is scaled for the networks.

    References
    ----------
    Krähenbühl et al. (2016), "Data-dependent initializations of convolutional neural networks",
    https://arxiv.org/abs/1511.06856. Goyal et al. (2017), https://arxiv.org/abs/1706.02677, section 5.1: a
    residual branch whose last layer begins at 0.
    """
    names = [layer.name for layer in autoencoder.layers]
    if "shortcut" not in names or len(X) < 2:
        return
    codings, shortcut, convolved = map(autoencoder.get_layer, ("codings", "shortcut", "convolved"))
    width = int(np.prod(X.shape[1:]))
    some = range_.apply(rows(X, slice(None, None, -(-len(X) // _most(X, width))))).reshape(-1, width)
    if not np.ptp(some, axis=0).any():
        return
    size = min(codings.units, width, len(some) - 1)
    pca = PCA(size, svd_solver="randomized", random_state=0).fit(some)
    deviation = np.sqrt(pca.explained_variance_)[:, None]
    deviation = np.maximum(deviation, LEAST * deviation.max())
    down, up = (np.zeros(layer.kernel.shape) for layer in (codings, shortcut))
    down[-width:, :size] = (pca.components_ / deviation).T
    offset = np.zeros(codings.units)
    offset[:size] = -pca.mean_ @ down[-width:, :size]
    scale, middle = UNITS if range_.bounded else (1, 0)
    up[:size] = pca.components_ * deviation * scale
    codings.set_weights([down, offset])
    shortcut.set_weights([up, (pca.mean_ - middle) * scale])
    convolved.set_weights([np.zeros(weights.shape) for weights in convolved.weights])


def _most(X: Any, width: int) -> int:
    """How many rows of so many numbers are looked at."""
    limit = allowed(X)
    entries = ENTRIES if limit is None else min(ENTRIES, limit // SHARE // np.dtype(np.float32).itemsize)
    return max(min(ROWS, entries // width), 2)
