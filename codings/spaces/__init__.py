"""Spaces in which generated instances are measured: of networks trained on the data, Inception's, pixels.

Names are resolved on first use, so that their table, `SPACES`, is there without a framework.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from codings.spaces.choices import SPACES, default_space

if TYPE_CHECKING:
    from codings.spaces.classifier import classifier_space
    from codings.spaces.contrastive import contrastive_space
    from codings.spaces.inception import inception_space
    from codings.spaces.space import Space, pixel_space

__all__ = [
    "SPACES",
    "Space",
    "classifier_space",
    "contrastive_space",
    "default_space",
    "inception_space",
    "pixel_space",
]

_HOMES = {
    "Space": "space",
    "classifier_space": "classifier",
    "contrastive_space": "contrastive",
    "inception_space": "inception",
    "pixel_space": "space",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'codings.spaces' has no attribute {name!r}")
    import_module("codings.backend")  # before Keras: it says what to install where there is no backend
    return getattr(import_module(f"codings.spaces.{_HOMES[name]}"), name)
