"""Phases, stages and the one loop that trains every model of the package."""

import codings.backend  # noqa: F401 - before Keras: it chooses the backend, or says which to install
from codings.interrupt import Interrupted
from codings.training.average import Average
from codings.training.checkpoints import Checkpoints
from codings.training.history import History
from codings.training.optimizer import adam
from codings.training.phase import Phase, Stage
from codings.training.position import Position
from codings.training.schedule import warm_cosine
from codings.training.training import Training, fit

__all__ = [
    "Average",
    "Checkpoints",
    "History",
    "Interrupted",
    "Phase",
    "Position",
    "Stage",
    "Training",
    "adam",
    "fit",
    "warm_cosine",
]
