"""`--config FILE`: the options of `codings train` from a file; what the command line says goes before it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from codings.catalogue import MODELS
from codings.cli.arguments import as_typed

OF_A_RUN = ("data", "validation", "pictures")  # what config.json has beside the model's arguments
NOT_IN_FILES = ("config", "json")
ENDINGS = (".json", ".toml", ".yaml", ".yml")


def config_option() -> click.Option:
    return click.Option(
        ["--config"],
        metavar="FILE",
        is_eager=True,
        expose_value=False,
        callback=_read_into,
        type=click.Path(exists=True, dir_okay=False),
        help="Take options from a run's config.json, or from a .toml, .yaml or .json file with their names; "
        "those given here go before it.",
    )


def _read_into(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is None:
        return
    spelled = {_spelled(each): each.name for each in ctx.command.params}
    names = {name: each for name, each in spelled.items() if name not in NOT_IN_FILES}
    arguments = {option.name for model in MODELS if model.name == ctx.info_name for option in model.options}
    ctx.default_map = {}
    for name, given in _options(Path(value), str(ctx.info_name)).items():
        known = name.replace("-", "_")
        if known not in names:
            raise ValueError(
                f"{value} has {name!r}, and {ctx.info_name} no such option: it has {', '.join(names)}."
            )
        if given is not None or known in arguments:  # of which some may be None, whatever their default is
            ctx.default_map[names[known]] = as_typed(given)


def _spelled(param: click.Parameter) -> str:
    """An option's long name, as files have it: ``checkpoint_minutes``."""
    return max(param.opts, key=len).lstrip("-").replace("-", "_")


def _options(path: Path, model: str) -> dict[str, Any]:
    """The options in the file, by their names; raises ValueError if they are another model's."""
    content = _content(path)
    if content.get("model", model) != model:
        raise ValueError(f"{path} is of the model {content['model']}: train that, or choose another file.")
    if "arguments" in content and "format" in content:
        return {name: content[name] for name in OF_A_RUN if name in content} | content["arguments"]
    return {name: value for name, value in content.items() if name != "model"}


def _content(path: Path) -> Mapping[str, Any]:
    if path.suffix.lower() not in ENDINGS:
        raise ValueError(f"{path} must end in one of {', '.join(ENDINGS)}.")
    try:
        content = _parsed(path)
    except (ValueError, OSError) as error:
        raise ValueError(f"{path} cannot be read as {path.suffix[1:]}: {error}") from error
    if not isinstance(content, Mapping) or not all(isinstance(name, str) for name in content):
        raise ValueError(f"{path} must hold names of options and their values, as in epochs = 5.")
    return content


def _parsed(path: Path) -> Any:
    text = path.read_text(encoding="utf-8-sig")  # with a mark, as editors on Windows write it
    if path.suffix.lower() == ".json":
        return json.loads(text)
    if path.suffix.lower() == ".toml":
        return tomllib.loads(text)
    if find_spec("yaml") is None:
        raise ValueError("that needs PyYAML: pip install 'codings[yaml]'")
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
