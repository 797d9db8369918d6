"""What a trained row is measured by."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from codings.chapter.rows import DISTANCE, Row
from codings.runs import Plan, Run
from codings.runs.run import observations

SAMPLES = 5000  # of a GAN, at most: as many as there are instances held out


def measured(row: Row, plan: Plan, run: Run) -> dict[str, Any]:
    """The loss that the row's figure is of, its parts, what else it is held against, and findings."""
    if row.loss == DISTANCE:
        return _of_samples(plan, run)
    result = run.result or {}
    error = result["mse"]
    parts = {"mean squared error": error, "penalties": result["val_loss"] - error}
    beside = {"pca": pca_error(plan, run)} if row.is_pca else {}
    return {"loss": result["val_loss"], "parts": parts, **beside}


def pca_error(plan: Plan, run: Run) -> float:
    """The mean squared error, on what is held out, of as many components as there are codings."""
    from sklearn.decomposition import PCA

    X = np.asarray(plan.data.X)
    scale = run.estimator.range_
    trained, held_out = (scale.apply(X[rows]).reshape(-1, X[0].size) for rows in plan.split)
    pca = PCA(run.config["arguments"]["coding_size"]).fit(trained)
    return float(np.square(held_out - pca.inverse_transform(pca.transform(held_out))).mean())


def mean_of(parts: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each figure over the seeds that have it: what would mean nothing was left out."""
    names = dict.fromkeys(name for each in parts for name in each)
    return {name: float(np.mean([each[name] for each in parts if name in each])) for name in names}


def _of_samples(plan: Plan, run: Run) -> dict[str, Any]:
    from codings.metrics import FewSamplesWarning
    from codings.runs.evaluation import NotMeasuredWarning, evaluate
    from codings.runs.observed import OBSERVATIONS, findings
    from codings.runs.report import keep
    from codings.spaces import default_space

    trained, held_out = plan.split
    space = default_space(plan.data)
    with warnings.catch_warnings():  # that samples are few: their number stands in the report
        warnings.simplefilter("ignore", FewSamplesWarning)
        warnings.simplefilter("ignore", NotMeasuredWarning)
        found = evaluate(run.estimator, plan.data, trained, held_out, space, min(SAMPLES, plan.held_out))
    keep(run, found)
    values = {m.name: m.value if isinstance(m.value, float) else m.value.value for m in found if not m.label}
    watched = (run.folder / OBSERVATIONS).is_file()  # not where there were too few instances
    said = [str(finding) for finding in findings(observations(run.folder), run.config)] if watched else []
    return {
        "loss": values.pop(DISTANCE),
        "parts": values,
        "space": f"{space}, {min(SAMPLES, plan.held_out)} samples",
        "findings": said,
    }
