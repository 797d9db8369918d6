"""How good a model is: arrays in, numbers out. Nothing here knows a model."""

from codings.metrics.aims import AIMS, aim_in_words
from codings.metrics.chessboards import chessboard
from codings.metrics.data_copying import memorisation
from codings.metrics.estimate import Estimate, FewSamplesWarning
from codings.metrics.frechet import frechet_distance, frechet_distance_at_infinity
from codings.metrics.inception import inception_score
from codings.metrics.kernel import kernel_distance
from codings.metrics.latent import (
    active_units,
    bernoulli_log_density,
    log_mean_exp,
    log_weight,
    normal_log_density,
)
from codings.metrics.modes import Modes, modes_of_classes, modes_of_mixture
from codings.metrics.neighbours import DensityCoverage, PrecisionRecall, density_coverage, precision_recall

__all__ = [
    "AIMS",
    "DensityCoverage",
    "Estimate",
    "FewSamplesWarning",
    "Modes",
    "PrecisionRecall",
    "active_units",
    "aim_in_words",
    "bernoulli_log_density",
    "chessboard",
    "density_coverage",
    "frechet_distance",
    "frechet_distance_at_infinity",
    "inception_score",
    "kernel_distance",
    "log_mean_exp",
    "log_weight",
    "memorisation",
    "modes_of_classes",
    "modes_of_mixture",
    "normal_log_density",
    "precision_recall",
]
