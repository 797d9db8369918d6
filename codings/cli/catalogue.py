"""Writes catalogue.json from the models' signatures and docstrings: `make catalogue`."""

import json
from collections.abc import Sequence
from dataclasses import MISSING, Field
from types import NoneType
from typing import Any, get_args, get_origin

from codings import autoencoders, gans
from codings.catalogue import FILE, TYPES
from codings.decoding import Decoding
from codings.parameters import declared
from codings.registry import registered_classes

PYTHON = {"warm_start"}  # what a process that trains once has no use for


def catalogue() -> dict[str, Any]:
    """What the command line lists: the package's models that it can train."""
    packages = [package.__name__ for package in (autoencoders, gans)]  # whichever was imported first
    own = [cls for name in packages for cls in registered_classes() if cls.__module__.startswith(name)]
    return {"models": [_model(cls) for cls in own if issubclass(cls, Decoding)]}


def as_text() -> str:
    """The catalogue as the file holds it."""
    return json.dumps(catalogue(), indent=1) + "\n"


def _model(cls: Any) -> dict[str, Any]:
    abilities = {name for base in cls.__mro__ for name in vars(base).get("abilities", ())}
    return {
        "name": cls.__name__.removesuffix("Autoencoder").lower(),
        "class_name": cls.__name__,
        "module": cls.__module__,
        "summary": cls.__doc__.splitlines()[0],
        "abilities": sorted(abilities),
        "options": [_option(name, one) for name, one in declared(cls).items() if name not in PYTHON],
    }


def _option(name: str, one: Field) -> dict[str, Any]:
    kinds = _kinds(one.type)
    first, _, _ = one.metadata["doc"].partition(". ")
    optional = {"optional": True} if NoneType in kinds and one.default is not None else {}
    return optional | {
        "name": name,
        "kind": next(kind for kind, cls in TYPES.items() if cls in kinds),
        "several": Sequence in kinds,
        "default": None if one.default is MISSING else one.default,
        "help": first.rstrip(".") + ".",
        "choices": list(one.metadata["allowed"].choices),
        "range": one.metadata["allowed"].range,
    }


def _kinds(annotation: Any) -> set[Any]:
    """The types that an annotation is made of, that of a sequence among them."""
    return {get_origin(annotation) or annotation}.union(*map(_kinds, get_args(annotation)))


if __name__ == "__main__":
    FILE.write_text(as_text(), encoding="utf-8")
