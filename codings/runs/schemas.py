"""What the files of a run hold: keys, types and ranges. Keys besides these are let through."""

from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, TypedDict

from msgspec import Meta

from codings.catalogue import MODELS, Option
from codings.files import REMEDY, conforming

Count = Annotated[int, Meta(ge=0)]
Positive = Annotated[int, Meta(ge=1)]
Amount = Annotated[float, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, le=1)]


class Instances(TypedDict):
    """How many instances were trained on, and how many were held out."""

    training: Positive
    validation: Count


class Config(TypedDict):
    """`config.json`. An argument that is missing is one of a newer version: it has its default.

    How many epochs were `planned` in all is missing in runs of older versions.
    """

    format: int
    model: str
    arguments: dict[str, Any]
    data: str
    planned: NotRequired[Positive]
    validation: Amount
    instances: Instances
    shape: list[Positive]
    versions: dict[str, str]
    started: str


class Result(TypedDict):
    """`result.json`. Losses are None where they were not finite."""

    epochs: Count
    parameters: Count
    seconds: Amount
    peak_memory_gib: NotRequired[Amount]
    loss: NotRequired[float | None]
    val_loss: NotRequired[float | None]
    mse: NotRequired[Amount]


OfClass = TypedDict("OfClass", {"class": NotRequired[str]})  # a word that no class body may assign to


class Measured(OfClass):
    """An entry of `figures.json`; see `codings.runs.figures.Figures`. None stands for what is not finite."""

    measure: str
    of: str
    value: float | None
    low: NotRequired[float | None]
    high: NotRequired[float | None]
    samples: NotRequired[Count]
    aim: NotRequired[str]
    better: NotRequired[str]


class Figures(TypedDict):
    """`figures.json`."""

    epochs: Count
    measured: list[Measured]


class Ending(TypedDict):
    """`ending.json`. What was `said` is the signal's name, or the error's sentence."""

    how: Literal["finished", "interrupted", "diverged", "failed"]
    said: str
    ended: str


class Observed(TypedDict):
    """An entry of `observations.json`; see `codings.diagnostics.Observation`. None stands for NaN."""

    epoch: Positive
    discriminator_loss: float | None
    generator_loss: float | None
    separation: Share | None
    slope: Amount | None
    spread: Amount | None
    drift: Amount | None
    coverage: Amount | None
    shares: Annotated[list[Amount], Meta(min_length=1)]
    memorisation: Share | None
    chessboard: NotRequired[Amount | None]
    settled: bool


class Observations(TypedDict):
    """`observations.json`."""

    observations: list[Observed]


def checked_config(path: Path, content: dict[str, Any]) -> dict[str, Any]:
    """The content of `path`, with the defaults of arguments that it lacks.

    Raises ValueError unless it is a run's configuration, of a model that there is and arguments that it has.
    """
    config = conforming(path, content, Config)
    model = next((model for model in MODELS if model.name == config["model"]), None)
    if model is None:
        raise ValueError(f"{path} is damaged (model: there is no {config['model']!r}): {REMEDY}.")
    options = {option.name: option for option in model.options}
    for name, value in config["arguments"].items():
        if name not in options:
            raise ValueError(
                f"{path} has the argument {name!r}, which {model.name} has not in this version of codings: "
                "update it, or train again."
            )
        if not _allows(options[name], value):
            raise ValueError(f"{path} is damaged (arguments.{name}: {value!r} is nothing for it): {REMEDY}.")
    return {**content, "arguments": {**model.defaults, **config["arguments"]}}


def _allows(option: Option, value: Any) -> bool:
    """Whether a value is of an option's type, and one of its choices where it has no other values."""
    if value is None:
        return True
    if option.several:
        return isinstance(value, list) and all(_is_a(option.kind, one) for one in value)
    return value in option.choices if option.choices else _is_a(option.kind, value)


def _is_a(kind: type, value: Any) -> bool:
    if isinstance(value, bool) or kind is bool:
        return isinstance(value, bool) and kind is bool
    return isinstance(value, int | float if kind is float else kind)
