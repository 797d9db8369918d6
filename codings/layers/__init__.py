"""The chapter's Keras layers, for any Keras 3 model: registered, serialisable, on every backend."""

import codings.backend  # noqa: F401 - before Keras: it chooses the backend, or says which to install
from codings.layers.noise import Dropout, GaussianNoise
from codings.layers.tied import DenseTranspose

__all__ = ["DenseTranspose", "Dropout", "GaussianNoise"]
