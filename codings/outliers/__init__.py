"""Outliers: instances that lie far from the usual ones, or are not as the rest of them would have it."""

import codings.backend  # noqa: F401 - before Keras: it chooses the backend, or says which to install
from codings.outliers.committee import Committee
from codings.outliers.detector import OutlierDetector
from codings.outliers.reasons import Reasons
from codings.registry import register

__all__ = ["Committee", "OutlierDetector", "Reasons"]

for _model in (Committee, OutlierDetector):
    register(_model)
