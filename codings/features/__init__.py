"""Spaces in which generated instances are measured: a classifier's, Inception's, or the pixels' own."""

import codings.backend  # noqa: F401 - before Keras: it chooses the backend, or says which to install
from codings.features.classifier import classifier
from codings.features.inception import inception
from codings.features.space import Features, pixels

__all__ = ["Features", "classifier", "inception", "pixels"]
