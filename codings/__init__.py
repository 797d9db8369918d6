"""Autoencoders and GANs as scikit-learn estimators on Keras 3.

Names are resolved on first use, so that ``import codings`` loads no framework.
"""

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from codings.catalogue import MODELS

__version__ = "0.1.0"

# Keras reads this once, when it is imported: here, before any module of the package can import it.
if "KERAS_BACKEND" not in os.environ and find_spec("tensorflow") is None and find_spec("jax") is not None:
    os.environ["KERAS_BACKEND"] = "jax"

_HOMES = {model.class_name: model.module for model in MODELS} | {
    "Checkpoints": "codings.training.checkpoints",
    "OutlierDetector": "codings.outliers.detector",
    "PretrainedClassifier": "codings.autoencoders.pretrained",
    "distribute": "codings.backend.distribution",
    "load": "codings.saving",
    "register": "codings.registry",
}
_PACKAGES = (
    "autoencoders", "backend", "chapter", "data", "diagnostics", "engines", "gans", "layers", "losses",
    "metrics", "outliers", "parts", "plots", "runs", "spaces", "training", "trials",
)  # fmt: skip

__all__ = [*_HOMES, *_PACKAGES]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        import_module("codings.backend")  # before Keras: it says what to install where there is no backend
        return getattr(import_module(_HOMES[name]), name)
    if name in _PACKAGES:
        return import_module(f"codings.{name}")
    raise AttributeError(f"module 'codings' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
