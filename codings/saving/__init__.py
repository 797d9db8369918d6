"""Fitted estimators in a folder: JSON, Keras files and NumPy arrays, no pickle and no code."""

from codings.saving.reading import load
from codings.saving.writing import save

__all__ = ["load", "save"]
