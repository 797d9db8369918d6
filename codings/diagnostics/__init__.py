"""Whether a GAN is training, collapsing or diverging, and what to do: figures in, named findings out."""

from typing import Any

from codings.diagnostics.difficulties import diagnose
from codings.diagnostics.finding import Finding
from codings.diagnostics.observation import Observation, Reference

__all__ = ["Finding", "Observation", "Reference", "Watch", "diagnose"]


def __getattr__(name: str) -> Any:
    if name == "Watch":  # the one name that loads a framework
        import codings.backend  # noqa: F401 - before Keras: it chooses the backend, or says which to install
        from codings.diagnostics.watch import Watch

        return Watch
    raise AttributeError(f"module 'codings.diagnostics' has no attribute {name!r}")
