"""Notebooks as pages: numbered, with links from one to another, and their pictures described in words.

The notebooks themselves stay as they are: all this is put in when Sphinx reads their copies.
"""

import json
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

NUMBERED = re.compile(r"(?<![\w/\[])([Nn]otebook) (\d\d)(?!\w)")
SENTENCE = re.compile(r".+?[.?](?=\s|$)", re.S)
LONGEST = 240  # letters of a description


def _number(app: Sphinx, page: str, source: list[str]) -> None:
    """Changes what is read of a page, `source[0]`, if it is one of the course."""
    if not page.startswith("course/"):
        return
    notebook = json.loads(source[0])
    pages = {path.name[:2]: path.name for path in Path(app.srcdir, "course").glob("*.ipynb")}
    cells = notebook["cells"]
    _title(cells[0], Path(page).name[:2])
    for index, cell in enumerate(cells):
        if cell["cell_type"] == "markdown":
            cell["source"] = _linked(_text(cell).replace("(../docs/pictures/", "(../pictures/"), pages)
        elif any("image/png" in output.get("data", {}) for output in cell["outputs"]):
            cell["metadata"]["mystnb"] = {"image": {"alt": _description(cells, index)}}
    source[0] = json.dumps(notebook)


def _text(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def _title(cell: dict[str, Any], number: str) -> None:
    cell["source"] = _text(cell).replace("# ", f"# {int(number)}. ", 1)


def _linked(text: str, pages: dict[str, str]) -> str:
    """`text` with a link wherever another notebook is called by its number."""

    def link(found: re.Match[str]) -> str:
        target = pages.get(found[2])
        return f"[{found[0]}]({target})" if target else found[0]

    return NUMBERED.sub(link, text)


def _description(cells: list[dict[str, Any]], index: int) -> str:
    """What the text says of the picture of a cell: the first sentence after it, or the last before."""
    after = [cell for cell in cells[index + 1 :] if cell["cell_type"] == "markdown"]
    before = [cell for cell in cells[:index] if cell["cell_type"] == "markdown"]
    for cell, place in [*[(cell, 0) for cell in after[:1]], *[(cell, -1) for cell in before[-1:]]]:
        found = SENTENCE.findall(_plain(_text(cell)))
        if found:
            return found[place].strip()[:LONGEST]
    return "A picture of what the cell computes."


def _plain(text: str) -> str:
    """The paragraphs of a text, without headings, formulas, lists, tables and marks."""
    text = re.sub(r"\$\$.*?\$\$", " ", text, flags=re.S)
    text = re.sub(r"\$[^$]*\$", "", text)
    kept = [part for part in text.split("\n\n") if not part.startswith(("#", "|", "-", "<", "```"))]
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(kept))
    return re.sub(r"\s+", " ", re.sub(r"[*`]", "", text))


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("source-read", _number)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
