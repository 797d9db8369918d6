"""The options of a source: written ``name=value,...``, checked against a function's own arguments."""

import inspect
import re
import types
from collections.abc import Callable
from typing import Any, NamedTuple, Self, get_args, get_type_hints

import numpy as np

FLAGS = {"yes": True, "no": False, "true": True, "false": False}
PART = re.compile(r"""([^,=]*)(=("[^"]*"|'[^']*'|,(?=,|$)|[^,]*))?(,|$)""", re.DOTALL)


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int

    @classmethod
    def of(cls, value: Any) -> Self:
        """That of ``64``, a square, or ``"64x48"``, width x height; raises ValueError for anything else."""
        if isinstance(value, tuple | list):
            width, height = value
        else:
            match = re.fullmatch(r"\s*(-?\d+)(?:\s*[x\u00d7]\s*(-?\d+))?\s*", str(value), re.IGNORECASE)
            if match is None:
                raise ValueError(f"{value!r} is no size")
            width, height = match[1], match[2] or match[1]
        return cls(int(width), int(height))

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


def _flag(value: Any) -> bool:
    return FLAGS[str(value).strip().lower()]


KINDS: dict[type, tuple[str, Callable[[Any], Any]]] = {
    bool: ("yes or no", _flag),
    Size: ("a whole number of pixels, or width x height as in 64x48", Size.of),
    int: ("a whole number", int),
    float: ("a number", float),
    str: ("text", str),
}
"""The types that options have: what each is in words, and what makes it of text."""


def parse(text: str, what: str) -> dict[str, str]:
    """``"n=5000,size=64"``, the options of `what`, as ``{"n": "5000", "size": "64"}``.

    A value that holds a comma stands in quotes, as in ``label="a,b"``; one comma alone needs none: ``sep=,``.

    Raises
    ------
    ValueError
        If a part is not of the form ``name=value``, or names an option again.
    """
    options: dict[str, str] = {}
    for part in _parts(text):
        name, equals, value = part.partition("=")
        name = name.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        if not (name and equals and value):
            raise ValueError(
                f"cannot read {part!r} as an option of {what}: write name=value, separated by commas"
            )
        if name in options:
            raise ValueError(f"the option {name!r} of {what} is given twice")
        options[name] = value
    return options


def _parts(text: str) -> list[str]:
    """The text between commas that are neither quoted nor a value of their own."""
    parts, start = [], 0
    while match := PART.match(text, start):
        parts.append(text[start : match.start(4)])
        start = match.end()
        if not match[4]:
            return parts
    return text.split(",")  # something stands behind a closing quote


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
    """`value` as the annotated type, or as the first of several that it can be; None stays, where allowed."""
    allowed = get_args(annotation) if isinstance(annotation, types.UnionType) else (annotation,)
    if value is None and type(None) in allowed:
        return None
    kinds = [kind for kind in KINDS if kind in allowed]
    for kind in kinds:
        try:
            if _may_be(value, kind):
                return KINDS[kind][1](value)
        except (ValueError, TypeError, KeyError):
            continue
    words = ", or ".join(KINDS[kind][0] for kind in kinds)
    raise ValueError(f"the option {name!r} of {what} must be {words}, not {value!r}")


def _may_be(value: Any, kind: type) -> bool:
    # bool is a kind of int to Python: size=True would otherwise pass for 1.
    if isinstance(value, bool):
        return kind is bool
    if isinstance(value, np.integer):
        return kind in (int, Size)
    return isinstance(value, (kind, str)) or (kind is Size and isinstance(value, int | tuple | list))
