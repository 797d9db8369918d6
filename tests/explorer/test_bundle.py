"""The script of the page is what its modules make."""

import shutil
import subprocess
from pathlib import Path

import pytest

from codings import explorer
from tests.explorer.conftest import SOURCES

OPTIONS = "--bundle --minify --format=iife --target=es2022 --charset=ascii --legal-comments=inline"


def test_the_bundle_is_current():
    """As `make page` makes it."""
    page = SOURCES.parent
    esbuild = shutil.which("esbuild", path=page / "node_modules" / ".bin")
    if esbuild is None:
        pytest.skip("the bundle is made with esbuild: make page installs it")
    assert f"esbuild src/main.js {OPTIONS}" in (page / "package.json").read_text()
    command = [esbuild, "src/main.js", *OPTIONS.split()]
    made = subprocess.run(command, cwd=page, capture_output=True, text=True, check=True)
    committed = Path(explorer.__file__).parent / "explorer.js"
    assert made.stdout == committed.read_text()
