"""The chapter's layers and regularisers for any Keras 3 model: registered, serialisable, on every backend."""

import codings.backend  # noqa: F401 - before Keras: it chooses the backend, or says which to install
from codings.layers.binary import Binarize
from codings.layers.minibatch import MinibatchStdev, PackChannels
from codings.layers.noise import Dropout, GaussianNoise
from codings.layers.replay import ReplayBuffer
from codings.layers.sampling import LatentLoss, Sampling
from codings.layers.sparsity import KLDivergenceRegularizer
from codings.layers.tied import DenseTranspose, TiedConv2DTranspose

__all__ = [
    "Binarize",
    "DenseTranspose",
    "Dropout",
    "GaussianNoise",
    "KLDivergenceRegularizer",
    "LatentLoss",
    "MinibatchStdev",
    "PackChannels",
    "ReplayBuffer",
    "Sampling",
    "TiedConv2DTranspose",
]
