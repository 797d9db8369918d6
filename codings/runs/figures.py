"""The figures of a run that were measured after it, in a file of its folder."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from codings.files import read_json, write_json
from codings.metrics import AIMS
from codings.runs import schemas

if TYPE_CHECKING:
    from codings.runs.evaluation import Measure

FIGURES = "figures.json"
REMEDY = "remove it, and measure again by codings evaluate"


class Figures(NamedTuple):
    """What was measured, and after how many epochs.

    `measured` has a dict for each figure: its "measure", "value", "aim" and "of", as
    `codings.runs.evaluation.Measure` has them, of an estimate "low", "high" and "samples", and of one class
    alone its "class".
    """

    epochs: int
    measured: list[dict[str, Any]]


def plain(measure: "Measure") -> dict[str, Any]:
    """A measure as JSON has it: None stands for what is not finite."""
    value = measure.value
    figures = _finite({"value": value} if isinstance(value, float) else value._asdict())
    one_class = {} if measure.label is None else {"class": measure.label}
    return {"measure": measure.name, **figures, "aim": measure.aim, "of": measure.of, **one_class}


def keep_figures(folder: Path, measures: Sequence["Measure"], epochs: int) -> None:
    """Writes them into a run's folder, in the place of the same measures of the same thing.

    Those that were measured after another number of `epochs` are of another model, and are dropped.
    """
    path = folder / FIGURES
    known = read_figures(path) if path.is_file() else Figures(epochs, [])
    kept = known.measured if known.epochs == epochs else []
    each = {_key(one): one for one in [*kept, *map(plain, measures)]}
    write_json(path, {"epochs": epochs, "measured": list(each.values())})


def read_figures(path: Path) -> Figures:
    """Raises ValueError if the file is damaged; the sentence says where."""
    content = read_json(path, schemas.Figures, REMEDY)
    return Figures(content["epochs"], [_with_aim(one) for one in content["measured"]])


def _key(one: dict[str, Any]) -> tuple[str | None, ...]:
    return one["measure"], one["of"], one.get("class")


def _with_aim(one: dict[str, Any]) -> dict[str, Any]:
    """A figure; one of before aims had names said only whether higher or lower is "better"."""
    better = one.pop("better", "")
    return {"aim": AIMS.get(one["measure"], better), **one}


def _finite(figures: dict[str, Any]) -> dict[str, Any]:
    return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in figures.items()}
