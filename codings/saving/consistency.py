"""Whether the parts of a saved estimator go together: names, arguments, range and networks."""

from collections.abc import Collection, Mapping
from typing import Any

from sklearn.frozen import FrozenEstimator

from codings.data.encoding import Encoding
from codings.registry import registered_class
from codings.saving.description import Fitted, Param, Saved, Unfitted

ROUNDING = 1e-6


def check_parts(saved: Saved, cls: Any) -> None:
    """Raises ValueError unless the networks, arrays and models are those that the class has, and each column
    of the history has as many epochs."""
    _check_names("networks", saved.networks, cls._saved_networks)
    _check_names("arrays", {*cls._saved_arrays, *saved.arrays}, cls._saved_arrays)
    _check_names("models", saved.models, {*cls._saved_models, *_fitted(saved.params)})
    if len({len(column) for column in saved.history.values()}) > 1:
        raise ValueError("history: its columns are of different lengths")


def with_params(cls: Any, params: Mapping[str, Param], models: Mapping[str, Any]) -> Any:
    """An estimator with these arguments, each in the range that the class has declared.

    What is missing is an argument of a newer version than the one that saved it: it has its default.
    """
    unknown = sorted({*params} - {*cls._get_param_names()})
    if unknown:
        raise ValueError(
            f"params: it has {', '.join(unknown)}, which {cls.__name__} has not in this version of codings"
        )
    estimator = cls(**{name: _argument(value, models) for name, value in params.items()})
    estimator._validate_params()
    return estimator


def check_fit(estimator: Any) -> None:
    """Raises ValueError unless the range and the columns are those of instances that the networks take, and
    each label has its share."""
    _check_shares(getattr(estimator, "classes_", None), getattr(estimator, "class_prior_", None))
    columns, names = estimator.n_features_in_, getattr(estimator, "feature_names_in_", None)
    if names is not None and len(names) != columns:
        raise ValueError(f"there are {len(names)} feature names for {columns} features")
    if not hasattr(type(estimator), "_shape"):  # a detector: its autoencoder has been checked
        return
    shape, scale = estimator._shape, estimator.range_
    if isinstance(scale, Encoding):
        expected, width = scale.shape_of(None), len(scale.columns)
    else:
        values = scale.scale if isinstance(scale.scale, tuple) else scale.offset
        expected, width = (*shape[:-1], len(values) if isinstance(values, tuple) else shape[-1]), shape[0]
    if width != columns:
        raise ValueError(f"features: {columns}, but its range and networks are of {width}")
    if expected != shape:
        raise ValueError(f"range: it is of instances of shape {expected}, but its networks are of {shape}")


def _argument(value: Param, models: Mapping[str, Any]) -> Any:
    """A constructor's argument from what JSON holds of it."""
    if isinstance(value, Unfitted):
        return with_params(registered_class(value.model), value.params, {})
    if isinstance(value, Fitted):
        if value.model not in models:
            raise ValueError(f"params: one is the model {value.model!r}, which is not among its models")
        inner = models[value.model]
        return FrozenEstimator(inner) if value.frozen else inner
    return tuple(value) if isinstance(value, list) else value


def _fitted(params: Mapping[str, Param]) -> set[str]:
    return {value.model for value in params.values() if isinstance(value, Fitted)} & params.keys()


def _check_shares(labels: Any, shares: Any) -> None:
    if shares is None:
        return
    fit = labels is not None and shares.shape == labels.shape and shares.dtype.kind == "f"
    if not fit or (shares < 0).any() or abs(shares.sum() - 1) > ROUNDING:
        raise ValueError("class_prior_: it must have a share for each label, 1 in all")


def _check_names(what: str, found: Collection[str], expected: Collection[str]) -> None:
    missing, others = sorted({*expected} - {*found}), sorted({*found} - {*expected})
    if missing or others:
        fault = (
            f"lacks {', '.join(missing)}"
            if missing
            else f"has {', '.join(others)}, which are none of its own"
        )
        raise ValueError(f"{what}: it {fault}")
