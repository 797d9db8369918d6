"""The notebooks: each is a text file, and beside it what comes out when it is run."""

import re
import sys
from pathlib import Path

import jupytext
import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

FOLDER = Path(__file__).parent.parent / "notebooks"
TEXTS = sorted(FOLDER.glob("[0-9]*.py"))


@pytest.fixture(params=TEXTS, ids=lambda path: path.stem)
def pair(request):
    """The cells of the text, and those that were executed."""
    executed = nbformat.read(request.param.with_suffix(".ipynb"), as_version=4)
    return jupytext.read(request.param).cells, executed.cells


def test_there_is_one_for_each_section():
    assert [path.stem[:2] for path in TEXTS] == [f"{number:02}" for number in range(1, 18)]


def test_what_was_executed_is_the_text(pair):
    text, executed = pair
    assert [(cell.cell_type, cell.source) for cell in executed] == [
        (cell.cell_type, cell.source) for cell in text
    ]


def test_every_cell_was_executed_in_order_and_nothing_complained(pair):
    code = [cell for cell in pair[1] if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert {output.output_type for output in outputs} <= {"execute_result", "display_data", "stream"}
    assert not [output for output in outputs if output.get("name") == "stderr"]
    assert any("image/png" in output.get("data", {}) for output in outputs)


def test_nothing_in_it_is_of_one_machine(pair):
    everything = "\n".join(str(cell) for cell in pair[1])
    assert not re.search(r"/(home|tmp|work|root|Users)/", everything)


def test_it_says_what_to_try_and_where_it_comes_from(pair):
    prose = "\n".join(cell.source for cell in pair[0] if cell.cell_type == "markdown")
    assert re.search(r"^## (Sources|Where to read on)", prose, re.MULTILINE)
    assert len(prose) > 2000


@pytest.mark.slow
@pytest.mark.parametrize("text", TEXTS, ids=lambda path: path.stem)
def test_it_runs(text, monkeypatch):
    """Each cell, with few images and epochs. A kernel for each notebook would import TensorFlow each time."""
    monkeypatch.setenv("CODINGS_QUICK", "1")
    monkeypatch.chdir(FOLDER)
    monkeypatch.syspath_prepend(str(FOLDER))
    monkeypatch.delitem(sys.modules, "course", raising=False)
    shell = InteractiveShell(config=Config(HistoryManager={"enabled": False}))
    for cell in jupytext.read(text).cells:
        if cell.cell_type == "code":
            shell.run_cell(cell.source).raise_error()
