"""What the files of a reproduction hold: keys, types and ranges. Keys besides these are let through."""

from typing import Annotated, Any, NotRequired, TypedDict

from msgspec import Meta

Count = Annotated[int, Meta(ge=0)]
Positive = Annotated[int, Meta(ge=1)]
Amount = Annotated[float, Meta(ge=0)]


class Arguments(TypedDict):
    """Those of a row's constructor that a report tells in columns."""

    epochs: Positive
    batch_size: Positive


class Record(TypedDict):
    """`row.json`: a row's figures with one seed."""

    seed: Count
    arguments: Arguments
    parameters: Count
    training_seconds: Amount
    seconds: Amount
    peak_memory_gib: Amount
    loss: float
    parts: dict[str, float]
    pca: NotRequired[Amount]
    space: NotRequired[str]
    findings: NotRequired[list[str]]


class Settings(TypedDict):
    """`reproduction.json`: what was asked for, and on what machine."""

    data: str
    quick: bool
    began: str
    machine: str
    versions: dict[str, str]


class Result(TypedDict):
    """A row of `results.json`."""

    name: str
    section: str
    model: str
    arguments: dict[str, Any]
    parameters: Count
    epochs: Positive
    batch: Positive
    seconds: Amount
    peak_memory_gib: Amount
    figure: str
    loss: float
    parts: dict[str, float]
    book: Amount | None
    ratio: float | None
    target: Amount | None
    seeds: Annotated[list[Record], Meta(min_length=1)]


class Results(Settings):
    """`results.json`."""

    seeds: Positive
    rows: list[Result]
