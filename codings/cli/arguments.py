"""What the commands that apply a trained model share: their arguments, and how data and model are opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from codings.cli import completion
from codings.cli.output import Output
from codings.cli.quiet import load_backend, quiet_start

if TYPE_CHECKING:
    import numpy as np

    from codings.data import Dataset

SHOWN = 20  # labels in an error

folder = click.argument("folder", metavar="DIR", shell_complete=completion.folders)
checkpoint_minutes = click.option(
    "--checkpoint-minutes",
    "minutes",
    type=click.FloatRange(min=0, min_open=True),
    default=2.0,
    show_default=True,
    help="Minutes from one checkpoint to the next.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def as_typed(value: Any) -> str | None:
    """A value of a file as one types it: of numbers, click would make 2 of 2.7, and 1 of true."""
    if value is None:
        return None
    return ",".join(map(_typed, value)) if isinstance(value, list | tuple) else _typed(value)


def _typed(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


class Numbers(click.ParamType):
    """Any number of numbers, separated by commas."""

    name = "numbers"

    def __init__(self, kind: type):
        self.kind = kind

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple:
        typed = as_typed(value)
        try:
            return tuple(self.kind(part) for part in typed.split(",")) if typed else ()
        except ValueError:
            what = "integers" if self.kind is int else "numbers"
            self.fail(
                f"{typed!r} is not a list of {what}: separate them by commas, as in 200,100", param, ctx
            )


class Names(click.ParamType):
    """Any number of names, separated by commas."""

    name = "names"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple:
        parts = value.split(",") if isinstance(value, str) else value
        return tuple(str(part).strip() for part in parts if str(part).strip())


class OrNone(click.ParamType):
    """Another type, or None, which the word says."""

    def __init__(self, kind: Any):
        self.kind = click.types.convert_type(kind)
        self.name = self.kind.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return None if value == "None" else self.kind.convert(value, param, ctx)


def data(help: str, required: bool = True) -> Any:
    return click.option(
        "--data", "source", metavar="DATA", required=required, help=help, shell_complete=completion.data
    )


def output(*endings: str, default: str = "", required: bool = True) -> Any:
    """Required, unless it is said otherwise, or with the name of a file in DIR that commands write to."""
    help = f"The file to write: {', '.join(endings)}." + (f"  [default: {default} in DIR]" if default else "")
    return click.option(
        "-o",
        "--output",
        type=Output(*endings),
        required=required and not default,
        help=help,
    )


def count(default: int, help: str) -> Any:
    least = click.IntRange(min=1)
    return click.option("-n", "--count", type=least, default=default, show_default=True, help=help)


def label(help: str) -> Any:
    return click.option("--label", metavar="NAME", help=help)


def read(folder: str, source: str) -> Dataset:
    """The data, after checking that `folder` holds a model: all of this without a framework."""
    from codings import data, runs

    with quiet_start():
        runs.saved_model(folder)
        found = data.load(source)
    note(found.notes)
    return found


def note(notes: Iterable[str]) -> None:
    """Prints what was decided about data, on standard error."""
    for said in notes:
        click.echo(said, err=True)


def matched(estimator: Any, data: Dataset) -> Any:
    """The instances of `data`, their columns as the estimator knows them by name.

    Raises ValueError if columns are missing or too many, or hold what those of the training did not.
    """
    from codings.data import Encoding, is_table
    from codings.data.matching import check_columns, matched

    X, notes = matched(data.X, getattr(estimator, "feature_names_in_", None), data.name)
    note(notes)
    if isinstance(estimator.range_, Encoding) and is_table(X):
        check_columns(estimator.range_, X, data.name)
    return X


def estimator(folder: str, method: str) -> Any:
    """The fitted estimator in `folder`; raises ValueError if it has no such method."""
    from codings import runs

    runs.saved_model(folder)
    with quiet_start():
        load_backend()
        found = runs.estimator_in(folder)
    if not found.can(method):
        cannot = f"{type(found).__name__} cannot {method.replace('_', ' ')}"
        raise ValueError(f"{cannot}: {_able(method)} (see codings models).")
    return found


def labels(estimator: Any, label: str, count: int) -> np.ndarray:
    """The class that is written `label`, (count,) times; raises ValueError if the model has no such class."""
    import numpy as np

    classes = getattr(estimator, "classes_", None)
    if classes is None:
        raise ValueError(
            f"--label {label} means nothing here: this {type(estimator).__name__} was trained without labels."
        )
    found = np.flatnonzero(classes.astype(str) == label)
    if not len(found):
        names = ", ".join(map(str, classes[:SHOWN])) + (" and others" if len(classes) > SHOWN else "")
        raise ValueError(f"there is no label {label!r}; there are {names}.")
    return np.repeat(classes[found[:1]], count)


def check_rows(data: Dataset, rows: Sequence[int]) -> None:
    """Raises ValueError if the data lack one of these rows."""
    for row in rows:
        if not 0 <= row < len(data.X):
            raise ValueError(f"there is no row {row}: the data have rows 0 to {len(data.X) - 1}.")


def drawn(estimator: Any, seeds: Sequence[int]) -> np.ndarray:
    """A coding drawn from each seed, (seeds, coding_size)."""
    import numpy as np

    width = estimator._coding_width
    return np.stack([np.random.default_rng(seed).standard_normal(width) for seed in seeds])


def _able(method: str) -> str:
    from codings.catalogue import MODELS

    names = [model.name for model in MODELS if method in model.abilities]
    return f"{', '.join(names)} can" if names else "no model of this version can"
