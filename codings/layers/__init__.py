"""The chapter's layers and regularisers for any Keras 3 model: registered, serialisable, on every backend."""

import codings.backend  # noqa: F401 - before Keras: it chooses the backend, or says which to install
from codings.layers.augment import AdaptiveAugmentation
from codings.layers.binary import Binarize
from codings.layers.equalized import EqualizedConv2D, EqualizedConv2DTranspose, EqualizedDense
from codings.layers.growth import FadeIn, MirrorPadding2D, PixelNormalization
from codings.layers.masking import EndMasking
from codings.layers.minibatch import MinibatchStdev, PackChannels
from codings.layers.noise import Dropout, GaussianNoise
from codings.layers.output_noise import OutputNoise
from codings.layers.probabilities import Probabilities
from codings.layers.replay import ReplayBuffer
from codings.layers.sampling import LatentLoss, Sampling
from codings.layers.scaling import Scaling, Unscaling
from codings.layers.sparsity import KLDivergenceRegularizer
from codings.layers.spectral import SpectralNormalization
from codings.layers.style import (
    AdaptiveInstanceNormalization,
    ConstantInput,
    NoiseInjection,
    Redraw,
    StyleMixing,
    Truncation,
)
from codings.layers.tied import DenseTranspose, TiedConv2DTranspose
from codings.layers.upsampling import EqualizedUpConv2D, UpConv2D

__all__ = [
    "AdaptiveAugmentation",
    "AdaptiveInstanceNormalization",
    "Binarize",
    "ConstantInput",
    "DenseTranspose",
    "Dropout",
    "EndMasking",
    "EqualizedConv2D",
    "EqualizedConv2DTranspose",
    "EqualizedDense",
    "EqualizedUpConv2D",
    "FadeIn",
    "GaussianNoise",
    "KLDivergenceRegularizer",
    "LatentLoss",
    "MinibatchStdev",
    "MirrorPadding2D",
    "NoiseInjection",
    "OutputNoise",
    "PackChannels",
    "PixelNormalization",
    "Probabilities",
    "Redraw",
    "ReplayBuffer",
    "Sampling",
    "Scaling",
    "SpectralNormalization",
    "StyleMixing",
    "TiedConv2DTranspose",
    "Truncation",
    "Unscaling",
    "UpConv2D",
]
