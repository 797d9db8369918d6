"""Imports run one way, frameworks stay in their room, and no name hides a module."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import codings
from codings.catalogue import MODELS

ROOT = Path(codings.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))

ESTIMATORS = {
    "checks",
    "data",
    "decoding",
    "estimator",
    "generative",
    "images",
    "labels",
    "parameters",
    "registry",
}
MAY_IMPORT = {
    "__main__": {"cli"},
    "backend": set(),
    "catalogue": set(),
    "data": {"backend", "files", "logger"},
    "children": set(),
    "files": set(),
    "images": set(),
    "interrupt": set(),
    "labels": set(),
    "locking": set(),
    "logger": set(),
    "metrics": set(),
    "pages": set(),
    "parameters": set(),
    "plots": set(),
    "registry": set(),
    "refusals": {"data"},
    "rollback": set(),
    "checks": {"data", "refusals"},
    "losses": {"backend"},
    "layers": {"backend", "data", "losses"},
    "export": {"files", "layers"},
    "duel": {"backend", "layers", "losses"},
    "training": {"backend", "data", "files", "interrupt", "locking"},
    "continuing": {"backend", "data", "training"},
    # A saved model is loaded by any of the classes that these packages register.
    "saving": {"autoencoders", "backend", "data", "files", "gans", "outliers", "registry", "training"},
    # A model shows itself in a notebook, by what knows models: imported within the method.
    "explorer": {"autoencoders", "data", "files", "images", "locking", "outliers", "pages", "runs"},
    "estimator": {
        "backend",
        "checks",
        "continuing",
        "data",
        "labels",
        "parameters",
        "rollback",
        "saving",
        "training",
    },
    "decoding": {"backend", "checks", "data", "estimator", "explorer", "export", "layers", "parameters"},
    "generative": {"checks", "decoding", "labels", "parameters"},
    "autoencoders": ESTIMATORS | {"backend", "export", "layers", "losses", "metrics", "refusals", "training"},
    "gans": ESTIMATORS | {"backend", "duel", "layers", "losses", "training"},
    "outliers": ESTIMATORS | {"autoencoders", "backend", "layers", "rollback", "saving", "training"},
    "diagnostics": {"backend", "data", "images", "metrics"},
    "spaces": {"backend", "data", "files", "images", "layers", "training"},
    "runs": {
        "catalogue",
        "data",
        "diagnostics",
        "files",
        "images",
        "interrupt",
        "locking",
        "logger",
        "metrics",
        "pages",
        "plots",
        "saving",
        "spaces",
        "training",
    },
    "trials": {"catalogue", "data", "diagnostics", "files", "pages", "plots", "runs"},
    "parts": {"children", "data", "files", "interrupt", "locking", "outliers", "runs"},
    "engines": {"data", "runs"},
    "chapter": {
        "catalogue",
        "data",
        "diagnostics",
        "files",
        "images",
        "locking",
        "metrics",
        "pages",
        "runs",
        "spaces",
    },
    "cli": {
        "backend",
        "catalogue",
        "chapter",
        "children",
        "data",
        "diagnostics",
        "explorer",
        "export",
        "files",
        "images",
        "interrupt",
        "logger",
        "metrics",
        "outliers",
        "parts",
        "plots",
        "runs",
        "saving",
        "trials",
    }
    | {"spaces"},
}
DESCRIBES_MODELS = "cli/catalogue.py"  # which is run by hand, and is no command
PACKAGES = [".".join(f.relative_to(ROOT.parent).parts[:-1]) for f in FILES if f.stem == "__init__"]
ONLY_IN = {
    "tensorflow": ("backend/on_tensorflow.py",),
    "jax": tuple(
        f"backend/{name}.py" for name in ("distribution", "joining", "layout", "on_jax", "processes")
    ),
    "torch": (),
    "matplotlib": ("plots/",),
}


def imported(path):
    """Every dotted name that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: imports are absolute here"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(path):
    return path.relative_to(ROOT).with_suffix("").parts[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path):
    here = room(path)
    if here == "__init__" or path == ROOT / DESCRIBES_MODELS:
        return
    rooms = {name.split(".")[1] for name in imported(path) if name.startswith("codings.")}
    assert rooms - {here, "__version__"} <= MAY_IMPORT[here]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_frameworks_stay_in_their_room(path):
    place = str(path.relative_to(ROOT))
    for name in imported(path):
        homes = ONLY_IN.get(name.split(".")[0])
        assert homes is None or any(place.startswith(home) for home in homes), f"{place} imports {name}"


def test_no_architecture_imports_another():
    architectures = {model.module for model in MODELS}
    for path in (path for room in ("autoencoders", "gans") for path in (ROOT / room).glob("*.py")):
        others = architectures - {f"codings.{path.parent.name}.{path.stem}"}
        if path.stem != "__init__":
            assert not {".".join(name.split(".")[:3]) for name in imported(path)} & others, path


def test_import_codings_loads_no_framework():
    heavy = {"keras", "tensorflow", "jax", "sklearn", "scipy", "pandas", "matplotlib", "PIL", "rich", "click"}
    code = f"import sys, codings; print(sorted({heavy!r} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_import_codings_chooses_jax_where_tensorflow_is_not_installed():
    """Before Keras is there to read it: whatever of the package is imported first, this has run before."""
    pytest.importorskip("jax")
    code = """
import importlib.machinery, os, sys
find = importlib.machinery.PathFinder.find_spec
hide = lambda name, *rest: None if name == "tensorflow" else find(name, *rest)
importlib.machinery.PathFinder.find_spec = hide
import codings
print(os.environ["KERAS_BACKEND"], "keras" in sys.modules)
"""
    environment = {name: value for name, value in os.environ.items() if name != "KERAS_BACKEND"}
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert out.stdout.split() == ["jax", "False"], out.stderr


def test_every_public_name_is_there():
    for name in codings.__all__:
        assert getattr(codings, name) is not None
    assert set(codings.__all__) <= set(dir(codings))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        codings.nonsense  # noqa: B018


FIND_SHADOWED = """
import json, sys
from importlib import import_module
from pkgutil import iter_modules

found = {}
for package in map(import_module, sys.argv[1:]):
    for name in getattr(package, "__all__", ()):
        getattr(package, name)
    names = [module.name for module in iter_modules(package.__path__) if module.name != "__main__"]
    modules = {name: import_module(f"{package.__name__}.{name}") for name in names}
    found[package.__name__] = [name for name in names if getattr(package, name) is not modules[name]]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def shadowed():
    """By package, the submodules that cannot be reached: their name is a function's, or another thing's."""
    command = [sys.executable, "-c", FIND_SHADOWED, *PACKAGES]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_is_shadowed(package, shadowed):
    assert shadowed[package] == []
