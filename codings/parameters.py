"""Options of estimators: each declared once, with its default, its range and what it is.

The one place that imports scikit-learn's private module of parameter constraints.
"""

import inspect
import re
from collections.abc import Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from numbers import Integral, Real
from textwrap import fill
from typing import Any, ClassVar, NamedTuple, TypeVar, dataclass_transform, get_origin

import numpy as np
from sklearn.utils._param_validation import Interval, StrOptions

WIDTH = 100  # of a line of a docstring
SECTION = re.compile(r"^(Attributes|See Also|References|Examples)\n-+$", re.MULTILINE)

Class = TypeVar("Class", bound=type)

Seed = int | np.random.RandomState | None
"""The type of each `random_state`."""


class Allowed(NamedTuple):
    """What an option may be: as scikit-learn checks it, and in words.

    Parameters
    ----------
    constraints : list
        As in an estimator's ``_parameter_constraints``.
    words : str
        The type, as it stands in a docstring.
    choices : tuple of str
        Where it is one of these.
    """

    constraints: list
    words: str
    choices: tuple[str, ...] = ()

    @property
    def range(self) -> str:
        """The numbers that it may be, as mathematics writes them: ``(0, 1]``; empty where any will do."""
        return next((_written(one) for one in self.constraints if isinstance(one, Interval)), "")


def _written(one: Interval) -> str:
    """An interval with a bracket where its end belongs to it."""
    low = "-inf" if one.left is None else f"{one.left:g}"
    high = "inf" if one.right is None else f"{one.right:g}"
    left = "[" if one.closed in ("left", "both") else "("
    right = "]" if one.closed in ("right", "both") else ")"
    return f"{left}{low}, {high}{right}"


POSITIVE_INTEGER = Allowed([Interval(Integral, 1, None, closed="left")], "int, 1 or more")
INTEGER = Allowed([Interval(Integral, 0, None, closed="left")], "int, 0 or more")
POSITIVE = Allowed([Interval(Real, 0, None, closed="neither")], "float above 0")
NOT_NEGATIVE = Allowed([Interval(Real, 0, None, closed="left")], "float, 0 or more")
SHARE = Allowed([Interval(Real, 0, 1, closed="both")], "float in [0, 1]")
OPEN_SHARE = Allowed([Interval(Real, 0, 1, closed="neither")], "float in (0, 1)")
FLAG = Allowed(["boolean"], "bool")
VERBOSE = Allowed(["verbose"], "bool, or int, 0 or more")
SEED = Allowed(["random_state"], "int, RandomState or None")
CONTAMINATION = Allowed(
    [StrOptions({"auto"}), Interval(Real, 0, 0.5, closed="right")], '"auto" or float in (0, 0.5]', ("auto",)
)
WIDTHS = Allowed(["array-like"], "sequence of int")
PAIR = Allowed(["array-like"], "pair of float")


def one_of(names: Sequence[str]) -> Allowed:
    """One of these strings."""
    *others, last = (f'"{name}"' for name in names)
    return Allowed([StrOptions(set(names))], f"{', '.join(others)} or {last}", tuple(names))


def instance_of(*classes: type) -> Allowed:
    """An object of one of these classes."""
    return Allowed([*classes], " or ".join(cls.__name__ for cls in classes))


def optional(allowed: Allowed) -> Allowed:
    """That, or None."""
    return Allowed([*allowed.constraints, None], f"{allowed.words}, optional", allowed.choices)


def option(allowed: Allowed, doc: str, default: Any = MISSING, *, kw_only: bool = True) -> Any:
    """Declares an option in the body of a class that `parameters` decorates.

    Parameters
    ----------
    allowed : Allowed
    doc : str
        What it is, for the docstring. The command line shows the first sentence.
    default : object
        Without one it must be given.
    kw_only : bool
        False for the first one, which may be given without its name.
    """
    return field(default=default, kw_only=kw_only, metadata={"allowed": allowed, "doc": doc})


@dataclass_transform(kw_only_default=True, eq_default=False, field_specifiers=(option,))
def parameters(cls: Class) -> Class:
    """Makes an estimator's constructor, constraints and docstring from the options that its body declares.

    It is a dataclass that compares and prints as scikit-learn's estimators do. An option that a base class
    has declared keeps its range and its words where a subclass gives it another default: ``epochs: int = 7``.
    What the class itself declares comes first, in the signature and in the docstring.

    Raises TypeError if an annotation in the body is neither a `ClassVar` nor an option.
    """
    doc = inspect.cleandoc(cls.__dict__.get("__doc__") or "")
    inherited: dict[str, Field] = {}
    for base in reversed(cls.__mro__):
        inherited |= vars(base).get("__dataclass_fields__", {})
    for name, kind in inspect.get_annotations(cls).items():
        default = cls.__dict__.get(name, MISSING)
        if not isinstance(default, Field) and get_origin(kind) is not ClassVar:
            setattr(cls, name, _redeclared(cls, name, inherited, default))
    made: Any = dataclass(kw_only=True, eq=False, repr=False)(cls)
    options = declared(made)
    made._parameter_constraints = {name: one.metadata["allowed"].constraints for name, one in options.items()}
    signature = inspect.signature(made.__init__).parameters
    made.__signature__ = inspect.Signature([signature[name] for name in options])
    made.__doc__ = _documented(doc, options)
    return made


def declared(cls: Any) -> dict[str, Field]:
    """The options of a class that `parameters` has decorated, by name, in the order of its signature.

    Each is a field with its default, and "allowed" and "doc" in its metadata.
    """
    found = {one.name: one for one in fields(cls)}
    introduced: dict[str, type] = {}
    for base in reversed(cls.__mro__):
        introduced |= dict.fromkeys(inspect.get_annotations(base).keys() - introduced.keys(), base)
    names = [
        name for base in cls.__mro__ for name in inspect.get_annotations(base) if introduced[name] is base
    ]
    in_order = {name: found[name] for name in names if name in found}
    return dict(sorted(in_order.items(), key=lambda item: bool(item[1].kw_only)))


def _redeclared(cls: type, name: str, inherited: dict[str, Field], default: Any) -> Any:
    if name not in inherited:
        raise TypeError(f"{cls.__name__}.{name} is no option that a base class has declared: use `option`.")
    former = inherited[name]
    return field(default=default, kw_only=bool(former.kw_only), metadata=former.metadata)


def _documented(doc: str, options: dict[str, Field]) -> str:
    """A docstring with the section of the parameters put before all other sections."""
    section = "\n".join(["Parameters", "-" * len("Parameters"), *map(_described, options.values())])
    found = SECTION.search(doc)
    start = found.start() if found else len(doc)
    return f"{doc[:start].rstrip()}\n\n{section}\n\n{doc[start:]}".rstrip()


def _described(one: Field) -> str:
    allowed, default = one.metadata["allowed"], one.default
    quoted = f'"{default}"' if isinstance(default, str) else default
    shown = "" if default is MISSING or default is None else f", default={quoted}"
    text = fill(
        one.metadata["doc"],
        WIDTH,
        initial_indent="    ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return f"{one.name} : {allowed.words}{shown}\n{text}"
