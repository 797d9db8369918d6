"""A run's folder: what was trained on what, the model, its losses, pictures and figures.

Importing this loads no framework.
"""

from codings.runs.planning import Plan, can_resume, check_free, plan, resume, train
from codings.runs.run import Run, estimator_in, load, observations, saved_model

__all__ = [
    "Plan",
    "Run",
    "can_resume",
    "check_free",
    "estimator_in",
    "load",
    "observations",
    "plan",
    "resume",
    "saved_model",
    "train",
]
