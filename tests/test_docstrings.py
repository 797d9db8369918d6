"""The examples in the docstrings run, and print what stands there."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import codings

ROOT = Path(codings.__file__).parent
WITH_EXAMPLES = [path for path in sorted(ROOT.rglob("*.py")) if ">>> " in path.read_text()]


def module(path):
    return import_module(".".join(path.relative_to(ROOT.parent).with_suffix("").parts))


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_examples(path):
    """A module's examples; progress bars stay away where standard error is no terminal, as it is here."""
    found = doctest.testmod(module(path))
    assert found.attempted > 0
    assert found.failed == 0, "see what was printed"
