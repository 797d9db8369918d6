"""What a model draws codings from, as the page has it: `page/src/prior.js` draws from it."""

from typing import Any

import numpy as np

from codings.autoencoders.mixture import Mixture


def prior(estimator: Any) -> dict[str, Any] | None:
    """Of a fitted model, for JSON; None of one that draws nothing.

    "shares" of its labels, and the "mixture" of normal distributions that its codings come from: weights, in
    all and by class, means, and what standard normal numbers are multiplied by. Each is None where labels are
    as likely, or codings standard normal or the same in each class; see `sample_codings`.
    """
    if not estimator.can("sample_codings"):
        return None
    shares = getattr(estimator, "class_prior_", None)
    rows, by_class = (getattr(estimator, name, None) for name in ("mixture_", "class_weights_"))
    return {
        "shares": None if shares is None else shares.tolist(),
        "mixture": None if rows is None else _listed(Mixture.of(rows), by_class),
    }


def _listed(mixture: Mixture, by_class: np.ndarray | None) -> dict[str, list | None]:
    return {
        "weights": mixture.weights.tolist(),
        "by_class": None if by_class is None else by_class.tolist(),
        "means": mixture.means.tolist(),
        "factors": np.linalg.cholesky(mixture.covariances).tolist(),
    }
