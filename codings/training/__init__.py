"""Phases, stages and the one loop that trains every model of the package."""

from codings.training.history import History
from codings.training.loop import fit
from codings.training.phase import Phase, Stage
from codings.training.schedule import warm_cosine

__all__ = ["History", "Phase", "Stage", "fit", "warm_cosine"]
