"""Whether a GAN is training, collapsing or diverging, and what to do: figures in, named findings out."""

import codings.backend  # noqa: F401 - before Keras: it chooses the backend, or says which to install
from codings.diagnostics.difficulties import diagnose
from codings.diagnostics.finding import Finding
from codings.diagnostics.observation import Observation, Reference
from codings.diagnostics.watch import Watch

__all__ = ["Finding", "Observation", "Reference", "Watch", "diagnose"]
