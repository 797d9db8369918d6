"""How Sphinx builds these pages: without a network, and with no script or font that a reader must fetch."""

import re
import shutil
import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.inspect import signature as find_signature
from sphinx.util.inspect import stringify_signature

import codings

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # for formulas.py, lessons.py, explorers.py and checks.py

project = "codings"
author = "The codings authors"
copyright = "2026, the codings authors"
release = version = codings.__version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "formulas",
    "lessons",
    "explorers",
    "checks",
]
exclude_patterns = ["_build"]
suppress_warnings = ["toc.empty_glob"]  # the course has as many notebooks as there are
default_role = "py:obj"  # a name in backquotes links to what it names, or is code where that has no page

myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # the notebooks are committed with their results

autodoc_inherit_docstrings = False  # Keras's layers and scikit-learn's estimators have their own pages
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings give types and shapes
napoleon_google_docstring = False
SHAPES = ("Input shape", "Output shape", "Input shape, output shape")  # titles without a line below
napoleon_custom_sections = [("Attributes", "params_style"), *SHAPES]

html_theme = "furo"
html_title = "codings"
html_static_path = ["_static"]
html_css_files = ["codings.css"]
html_copy_source = False
html_show_sphinx = False

# MathJax would be a script from elsewhere, or megabytes of it in here; imgmath needs LaTeX.
html_math_renderer = "mathml"  # formulas.py


def _copy_notebooks() -> None:
    """The notebooks as they are committed, into a folder of these pages: Sphinx reads nothing above it."""
    course = HERE / "course"
    shutil.rmtree(course, ignore_errors=True)
    course.mkdir()
    for notebook in (HERE.parent / "notebooks").glob("[0-9][0-9]_*.ipynb"):
        shutil.copy2(notebook, course)  # with its time: one that has not changed is not read again


def _made_by_others(app: Sphinx, what: str, name: str, obj: Any, *about: Any) -> bool | None:
    """True of scikit-learn's methods for metadata routing, and of named tuples' fields: they are left out.

    The class's docstring says what the fields are; Python says "Alias for field number 0".
    """
    is_field = str(obj.__doc__).startswith("Alias for field number")
    return True if is_field or re.fullmatch(r"set_\w+_request", name) else None


def _underline_shapes(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    for place in reversed([i for i, line in enumerate(lines) if line in SHAPES]):
        lines.insert(place + 1, "-" * len(lines[place]))


def _arguments(
    app: Sphinx, what: str, name: str, obj: Any, options: Any, signature: str, returns: str
) -> tuple[str, str] | None:
    """What a layer's constructor takes: Keras hides it behind a `__new__` of its own."""
    if signature != "(*args, **kwargs)":
        return None
    found = find_signature(obj.__init__, bound_method=True)
    return stringify_signature(found, show_annotation=False), returns


def setup(app: Sphinx) -> None:
    _copy_notebooks()
    app.connect("autodoc-skip-member", _made_by_others)
    app.connect("autodoc-process-docstring", _underline_shapes, priority=400)  # napoleon comes at 500
    app.connect("autodoc-process-signature", _arguments)
