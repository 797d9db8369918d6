"""What is searched: options of a model, and for each the values that are tried."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codings.catalogue import Model, Option

if TYPE_CHECKING:
    from optuna import Trial

WIDE = 10.0  # ends a factor of this apart, or more, are searched on a logarithmic scale
RATES = "0.0005..0.05"  # around 0.15 over the square root of some hundred columns, the default
ACTIVATIONS = ("elu", "gelu", "relu", "silu")  # of the many that there are
LEVELS = "0.1..0.7"
FILTERS = 16  # where the model goes by the images' size: it, half and twice as many are tried
FLAGS = {"yes": True, "no": False, "true": True, "false": False}
NEVER = {
    "random_state": "the best seed is luck, and luck does not last",
    "verbose": "it changes nothing that is learned",
}
CHANGES_LOSS = (
    "likelihood", "scaling", "bounds", "penalty", "weight", "target", "beta", "conditional", "greedy",
)  # fmt: skip


@dataclass(frozen=True)
class Axis:
    """An option that is searched: in a range, or among choices.

    Parameters
    ----------
    option : str
    text : str
        As the command line has it: ``0.001..0.1``, ``2,8,30``.
    low, high : int or float, optional
        The ends of the range, both included.
    choices : tuple
    """

    option: str
    text: str
    low: float | None = None
    high: float | None = None
    choices: tuple[Any, ...] = ()

    @property
    def is_logarithmic(self) -> bool:
        """Whether the ends of a range lie so far apart that equal ratios count the same, not differences."""
        return self.low is not None and self.high is not None and 0 < WIDE * self.low <= self.high

    def suggest(self, trial: Trial) -> Any:
        """The value of a trial, as the constructor takes it."""
        if self.low is None:
            return self.value(trial.suggest_categorical(self.option, [_name(one) for one in self.choices]))
        ask: Any = trial.suggest_int if isinstance(self.low, int) else trial.suggest_float
        return ask(self.option, self.low, self.high, log=self.is_logarithmic)

    def value(self, kept: Any) -> Any:
        """What a trial has kept, as the constructor takes it."""
        return kept if self.low is not None else next(one for one in self.choices if _name(one) == kept)

    def kept(self, value: Any) -> Any:
        """What a trial keeps of a value; None where it is none of those that are searched."""
        if self.low is None or self.high is None:
            return _name(value) if value in self.choices else None
        return value if value is not None and self.low <= value <= self.high else None


def find_space(
    model: Model, over: Sequence[str] = (), given: Mapping[str, Any] | None = None
) -> tuple[Axis, ...]:
    """What is searched of a model.

    Parameters
    ----------
    model : Model
    over : sequence of str
        ``learning_rate=1e-4..1e-2``, ``coding_size=2,8,30``, ``hidden=100,200x100``: these, and no others.
        Without any, a space that suits the model: rates and widths around their defaults, activations and
        noise.
    given : mapping, optional
        Arguments that are given, and so not searched.

    Raises
    ------
    ValueError
        If there is no such option, it is given twice, or is one that makes losses of trials incomparable, or
        values are not of its type or out of its range.
    """
    given = given or {}
    axes = tuple(_read(model, text) for text in over) if over else _usual(model, given)
    names = [axis.option for axis in axes]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"--over names {name} twice: give all its values at once.")
        if name in given:
            raise ValueError(f"{name} is given, and searched by --over, too: leave one of them out.")
    if not axes:
        raise ValueError(
            "nothing is left to search: name an option with --over, as in learning_rate=1e-4..1e-2."
        )
    return axes


def _usual(model: Model, given: Mapping[str, Any]) -> tuple[Axis, ...]:
    texts = {option.name: _usual_values(option) for option in model.options if option.name not in given}
    return tuple(_read(model, f"{name}={text}") for name, text in texts.items() if text)


def _usual_values(option: Option) -> str:
    """What is tried of an option, if nobody says; empty for one that stays as it is."""
    default = option.default
    if option.name == "learning_rate":
        return RATES if default is None else f"{default / 10:g}..{default * 10:g}"
    if option.name == "hidden" and default:
        return ",".join(map(_name, dict.fromkeys([*_scaled(default), (2 * max(default), *default)])))
    if option.name == "filters":
        return ",".join(map(_name, _scaled(default if option.several else (default or FILTERS,))))
    if option.name == "activation":
        return ",".join(dict.fromkeys([default, *ACTIVATIONS]))
    if option.name == "r1" and default:
        return f"{default / 10:g}..{default * 10:g}"
    return {"noise": ",".join(option.choices), "level": LEVELS}.get(option.name, "")


def _scaled(widths: Sequence[int]) -> list[tuple[int, ...]]:
    """Half as wide, as wide and twice as wide."""
    return [tuple(max(1, round(scale * width)) for width in widths) for scale in (0.5, 1, 2)]


def _read(model: Model, text: str) -> Axis:
    name, equals, values = text.partition("=")
    name, values = name.strip().replace("-", "_"), values.strip()
    if not (name and equals and values):
        raise ValueError(
            f"cannot read --over {text}: write an option and its values, as in learning_rate=1e-4..1e-2 or "
            "coding_size=2,8,30."
        )
    option = _find(model, name)
    ends = values.split("..")
    if len(ends) == 2 and not option.several and option.kind in (int, float):
        low, high = (_number(option, end) for end in ends)
        if not low < high:
            raise ValueError(f"--over {text}: {ends[0]} is not below {ends[1]}.")
        return Axis(name, values, low, high)
    return Axis(name, values, choices=tuple(dict.fromkeys(_choice(option, one) for one in values.split(","))))


def _find(model: Model, name: str) -> Option:
    """The option of that name; raises ValueError if it cannot be searched."""
    options = {option.name: option for option in model.options}
    if name not in options:
        near = difflib.get_close_matches(name, options, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ValueError(f"{model.name} has no option {name!r}: {hint}It has {', '.join(options)}.")
    if name in NEVER:
        raise ValueError(f"{name} is not searched: {NEVER[name]}.")
    if name in CHANGES_LOSS and "judge" not in model.abilities:
        raise ValueError(
            f"{name} is not searched: it changes what the validation loss measures, so that the losses of "
            f"two trials could not be compared. Give it with --{name.replace('_', '-')}."
        )
    return options[name]


def _choice(option: Option, text: str) -> Any:
    text = text.strip()
    if text == "None" and option.may_be_none:
        return None
    if option.several:
        return tuple(_number(option, width) for width in text.split("x"))
    if option.kind is bool:
        if text.lower() not in FLAGS:
            raise ValueError(f"--over {option.name}: {text!r} must be yes or no.")
        return FLAGS[text.lower()]
    if option.kind is str:
        if option.choices and text not in option.choices:
            raise ValueError(f"--over {option.name}: {text!r} must be one of {', '.join(option.choices)}.")
        return text
    return _number(option, text)


def _number(option: Option, text: str) -> int | float:
    """A number of the option's type, in its range."""
    whole = option.kind is int
    try:
        number = int(text) if whole else float(text)
    except ValueError:
        as_in = (
            "200x100, widths with an x between them"
            if option.several
            else "2,8,30"
            if whole
            else "1e-4..1e-2"
        )
        kind = "whole number" if whole else "number"
        raise ValueError(f"--over {option.name}: {text!r} is no {kind}: write {as_in}.") from None
    least = "[1, inf)" if option.several else option.range
    if not math.isfinite(number) or not option.admits(number) or (option.several and number < 1):
        allowed = f": it must lie in {least}" if least else ""
        raise ValueError(f"--over {option.name}: {text} is out of range{allowed}.")
    return number


def _name(value: Any) -> Any:
    """A value as Optuna keeps it among choices: text in the place of a tuple."""
    return "x".join(map(str, value)) if isinstance(value, tuple) else value
