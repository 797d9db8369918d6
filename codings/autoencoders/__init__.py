"""The chapter's autoencoders, each a scikit-learn estimator in a file of its own."""

import codings.backend  # noqa: F401 - before Keras: it chooses the backend, or says which to install
from codings.autoencoders.linear import LinearAutoencoder
from codings.autoencoders.stacked import StackedAutoencoder

__all__ = ["LinearAutoencoder", "StackedAutoencoder"]
