"""What a search is to be: a model, data and a space, checked before a trial begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

from codings.runs import Plan, plan
from codings.trials.space import find_space
from codings.trials.study import Search


def plan_search(
    model: str,
    source: str,
    *,
    storage: str,
    over: Sequence[str] = (),
    arguments: Mapping[str, Any] | None = None,
    validation: float = 0.1,
    name: str | None = None,
) -> Search:
    """Checks all that can be checked without a framework; `Search.begin` and `Search.work` do the trials.

    Parameters
    ----------
    model : str
        Its name in `codings.catalogue`.
    source : str
        As `codings.data.load` takes it.
    storage : str
        Where trials are kept: ``sqlite:///trials.db``, or another database's address as SQLAlchemy has it.
    over : sequence of str
        What is searched, ``learning_rate=1e-4..1e-2`` for instance; see `find_space`.
    arguments : mapping, optional
        Those that all trials share; others have their defaults, and the seed is 0.
    validation : float
        A share below 1, or a number of instances, that trials are measured on: the same for all.
    name : str, optional
        Of the study; the model's name without it.

    Raises
    ------
    ValueError
        If Optuna is missing, nothing is held out, or for what `codings.runs.plan` and `find_space` refuse.
    """
    if find_spec("optuna") is None:
        raise ValueError("a search needs Optuna: pip install 'codings[search]'.")
    given = dict(arguments or {})
    if given.get("random_state") is None:
        given["random_state"] = 0
    found = plan(model, given, source, Path(f"no-run-{uuid4().hex}"), validation, ())
    if not found.held_out:
        raise ValueError("trials are measured on what is held out: give --validation above 0.")
    _check_coverage(found)
    return Search(found, find_space(found.model, over, given), storage, name or model)


def _check_coverage(found: Plan) -> None:
    """Raises ValueError if a GAN would be measured on too few instances."""
    from codings.diagnostics.observation import FEWEST

    if "judge" in found.model.abilities and found.held_out < FEWEST:
        raise ValueError(
            f"{found.model.name} is measured by what it covers of instances held out, and these are "
            f"{found.held_out}: hold out {FEWEST} or more, with --validation."
        )
