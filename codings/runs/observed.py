"""What was observed of a GAN after each epoch, in a file of its run."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from codings.diagnostics import Finding, Observation, diagnose
from codings.files import conforming, read_json, write_json
from codings.runs.schemas import Observations

OBSERVATIONS = "observations.json"


def write_observations(path: Path, observations: Sequence[Observation]) -> None:
    plain = [{**asdict(seen), "shares": seen.shares.tolist()} for seen in observations]
    write_json(path, {"observations": [_without_nan(seen) for seen in plain]})


def read_observations(path: Path) -> list[Observation]:
    """Raises ValueError if the file is damaged."""
    known = conforming(path, read_json(path), Observations)["observations"]
    return [Observation(**{**_with_nan(seen), "shares": np.array(seen["shares"])}) for seen in known]


def findings(observations: Sequence[Observation], config: Mapping[str, Any]) -> list[Finding]:
    """What was wrong with the GAN of a run's `config`, by what was observed of it."""
    trained_on = config["instances"]["training"]
    return diagnose(observations, config["arguments"], config["shape"], trained_on)


def nothing_wrong(observations: Sequence[Observation]) -> str:
    """What is to be said where there are no findings."""
    if any(seen.settled for seen in observations):
        return "Nothing is wrong that the figures of the training would show."
    return "The GAN was still growing, and its figures say nothing yet."


def _without_nan(figures: dict[str, Any]) -> dict[str, Any]:
    return {k: None if isinstance(v, float) and not np.isfinite(v) else v for k, v in figures.items()}


def _with_nan(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {k: float("nan") if v is None else v for k, v in figures.items()}
