"""The chapter's autoencoders, each a scikit-learn estimator in a file of its own, and a classifier on top."""

import codings.backend  # noqa: F401 - before Keras: it chooses the backend, or says which to install
from codings.autoencoders.binary import BinaryAutoencoder
from codings.autoencoders.convolutional import ConvolutionalAutoencoder
from codings.autoencoders.denoising import DenoisingAutoencoder
from codings.autoencoders.linear import LinearAutoencoder
from codings.autoencoders.pretrained import PretrainedClassifier
from codings.autoencoders.recurrent import RecurrentAutoencoder
from codings.autoencoders.sparse import SparseAutoencoder
from codings.autoencoders.stacked import StackedAutoencoder
from codings.autoencoders.variational import VariationalAutoencoder
from codings.registry import register

__all__ = [
    "BinaryAutoencoder",
    "ConvolutionalAutoencoder",
    "DenoisingAutoencoder",
    "LinearAutoencoder",
    "PretrainedClassifier",
    "RecurrentAutoencoder",
    "SparseAutoencoder",
    "StackedAutoencoder",
    "VariationalAutoencoder",
]

for _model in (
    LinearAutoencoder,
    StackedAutoencoder,
    ConvolutionalAutoencoder,
    RecurrentAutoencoder,
    DenoisingAutoencoder,
    SparseAutoencoder,
    VariationalAutoencoder,
    BinaryAutoencoder,
    PretrainedClassifier,
):  # in the chapter's order, which is that of the command line
    register(_model)
