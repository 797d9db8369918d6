"""The table of models: what the command line lists, without loading a framework.

It is read from catalogue.json, which `make catalogue` makes from the models' signatures and docstrings.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".json")
TYPES: dict[str, type] = {"bool": bool, "int": int, "float": float, "str": str}


@dataclass(frozen=True)
class Option:
    """A constructor's argument as an option of the command line.

    Parameters
    ----------
    name : str
    kind : bool, int, float or str
    several : bool
        Whether it is any number of them, separated by commas.
    default : object
    help : str
        A sentence.
    choices : tuple of str
    range : str
        The numbers that it may be, ``(0, 1]`` for instance; empty where any will do.
    optional : bool
        Whether it may be None although that is not its default.
    """

    name: str
    kind: type
    several: bool
    default: Any
    help: str
    choices: tuple[str, ...] = ()
    range: str = ""
    optional: bool = False

    @property
    def may_be_none(self) -> bool:
        return self.optional or self.default is None

    def admits(self, number: float) -> bool:
        """Whether a number is in the range."""
        if not self.range:
            return True
        low, high = map(float, self.range[1:-1].split(","))
        above = number >= low if self.range[0] == "[" else number > low
        return above and (number <= high if self.range[-1] == "]" else number < high)


@dataclass(frozen=True)
class Model:
    """An estimator, by its name on the command line.

    Parameters
    ----------
    name, class_name, module : str
    summary : str
        A sentence.
    abilities : tuple of str
        The methods that commands may ask for.
    options : tuple of Option
    """

    name: str
    class_name: str
    module: str
    summary: str
    abilities: tuple[str, ...]
    options: tuple[Option, ...]

    def estimator(self) -> Any:
        """The class. This loads the framework."""
        return getattr(import_module(self.module), self.class_name)

    @property
    def defaults(self) -> dict[str, Any]:
        """Of the constructor's arguments, as JSON has them."""
        return {option.name: _as_json(option.default) for option in self.options}

    def call(self, arguments: Mapping[str, Any]) -> str:
        """How Python makes it, with those of the `arguments`, as JSON has them, that are not its defaults."""
        defaults = self.defaults
        own = {k: v for k, v in arguments.items() if k not in defaults or defaults[k] != v}
        return f"{self.class_name}({', '.join(f'{name}={value!r}' for name, value in own.items())})"


def _as_json(default: Any) -> Any:
    return list(default) if isinstance(default, tuple) else default


def _option(entry: dict[str, Any]) -> Option:
    default, choices = entry["default"], tuple(entry["choices"])
    default = tuple(default) if isinstance(default, list) else default
    return Option(**{**entry, "kind": TYPES[entry["kind"]], "default": default, "choices": choices})


def _model(entry: dict[str, Any]) -> Model:
    options = tuple(map(_option, entry["options"]))
    return Model(**{**entry, "abilities": tuple(entry["abilities"]), "options": options})


MODELS = tuple(map(_model, json.loads(FILE.read_text(encoding="utf-8"))["models"]))
