"""How good a model is: arrays in, numbers out. Nothing here knows a model."""

from codings.metrics.latent import active_units, log_mean_exp, log_weight, normal_log_density

__all__ = ["active_units", "log_mean_exp", "log_weight", "normal_log_density"]
