"""The chapter's autoencoders, each a scikit-learn estimator in a file of its own."""

from codings.autoencoders.linear import LinearAutoencoder
from codings.autoencoders.stacked import StackedAutoencoder

__all__ = ["LinearAutoencoder", "StackedAutoencoder"]
