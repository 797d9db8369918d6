"""What is found wrong with a GAN, with the remedies as one types them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codings.diagnostics import Finding

SETTING = re.compile(r'\b(\w+)=(True|False|"[^"]*"|[\w.]+)')
NAMED = re.compile(r"(?<!-)\b(learning_rate|r1|hidden|filters)\b(?!=)")  # without a value beside them


def typed(finding: Finding) -> Finding:
    """The finding with the options of the command line in its remedy: ``--pack 2`` for ``pack=2``."""
    bare = NAMED.sub(lambda match: _dashed(match[1]), finding.remedy)
    return replace(finding, remedy=SETTING.sub(_option, bare))


def _option(match: re.Match) -> str:
    name, value = match.groups()
    if value in ("True", "False"):
        return _dashed(name if value == "True" else f"no-{name}")
    return f"{_dashed(name)} {value.strip(chr(34))}"


def _dashed(name: str) -> str:
    return f"--{name.replace('_', '-')}"
