"""The options of a source: written ``name=value,...``, checked against a function's own arguments."""

import inspect
import types
from collections.abc import Callable
from typing import Any, get_args, get_type_hints

import numpy as np

KINDS = {int: "a whole number", float: "a number", str: "text"}


def parse(text: str, what: str) -> dict[str, str]:
    """``"n=5000,size=64"``, the options of `what`, as ``{"n": "5000", "size": "64"}``.

    Raises
    ------
    ValueError
        If a part is not of the form ``name=value``, or names an option again.
    """
    options: dict[str, str] = {}
    for part in text.split(","):
        name, equals, value = part.partition("=")
        name = name.strip()
        if not (name and equals and value):
            raise ValueError(
                f"cannot read {part!r} as an option of {what}: write name=value, separated by commas"
            )
        if name in options:
            raise ValueError(f"the option {name!r} of {what} is given twice")
        options[name] = value
    return options


def defaults(function: Callable[..., Any]) -> dict[str, Any]:
    """The options that a function takes: its arguments that have a default, and these defaults."""
    parameters = inspect.signature(function).parameters.values()
    return {p.name: p.default for p in parameters if p.default is not p.empty}


def bind(function: Callable[..., Any], options: dict[str, Any], what: str) -> dict[str, Any]:
    """Check the options of `what` against the arguments of `function`, and turn text into their types.

    Raises
    ------
    ValueError
        For an option that `function` does not have, or a value that is not of the argument's type.
    """
    known = defaults(function)
    for name in options:
        if name not in known:
            has = f"its options are {', '.join(known)}" if known else "it has none"
            raise ValueError(f"{what} has no option {name!r}: {has}")
    hints = get_type_hints(function)
    return {name: _convert(value, hints[name], name, what) for name, value in options.items()}


def _convert(value: Any, annotation: Any, name: str, what: str) -> Any:
    """`value` as the annotated type, which is int, float or str, or one of these or None."""
    allowed = get_args(annotation) if isinstance(annotation, types.UnionType) else (annotation,)
    if value is None and type(None) in allowed:
        return None
    kind = next(a for a in allowed if a is not type(None))
    message = f"the option {name!r} of {what} must be {KINDS[kind]}, not {value!r}"
    if kind is int and isinstance(value, np.integer):
        return int(value)
    # bool is a kind of int to Python: size=True would otherwise pass for 1.
    if not isinstance(value, (kind, str)) or isinstance(value, bool):
        raise ValueError(message)
    try:
        return kind(value)
    except ValueError:
        raise ValueError(message) from None
