"""Phases, stages and the one loop that trains every model of the package."""

import codings.backend  # noqa: F401 - before Keras: it chooses the backend, or says which to install
from codings.training.history import History
from codings.training.loop import fit
from codings.training.phase import Phase, Stage
from codings.training.schedule import warm_cosine

__all__ = ["History", "Phase", "Stage", "fit", "warm_cosine"]
