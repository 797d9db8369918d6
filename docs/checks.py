"""Looks through the pages that were built, as a reader gets them: whatever is broken there is a warning."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from sphinx.application import Sphinx
from sphinx.util import logging

LATEX = re.compile(r".{0,40}(\$|\\[a-zA-Z]+).{0,40}")
MARKS = re.compile(r"(?:^|\n)\s*((?:[-*+]|\d+[.)]) \S.{0,40})")  # of a list that was not read as one
UNSPOKEN = ("code", "pre", "script", "style", "math")


def complaints(folder: Path) -> Iterator[str]:
    """One line for each fault in the pages of a folder."""
    pages = {path: BeautifulSoup(path.read_text(), "html.parser") for path in sorted(folder.rglob("*.html"))}
    names = {path: {tag["id"] for tag in page.find_all(id=True)} for path, page in pages.items()}
    for path, page in pages.items():
        here = str(path.relative_to(folder))
        for found in (
            _left_over(page),
            _broken_lists(page),
            _unnamed_images(page),
            _dead_ends(path, page, names),
        ):
            yield from (f"{here}: {fault}" for fault in found)


def text(tag: Tag) -> str:
    """What is written in it outside code and formulas."""
    parts = (part for part in tag.children if part.name not in UNSPOKEN)
    return "".join(part if isinstance(part, str) else text(part) for part in parts)


def _left_over(page: BeautifulSoup) -> Iterator[str]:
    """A formula that a list cuts in two leaves a dollar in each part."""
    found = LATEX.search(text(page))
    if found:
        yield f"LaTeX is left in {found[0].strip()!r}"


def _broken_lists(page: BeautifulSoup) -> Iterator[str]:
    for paragraph in page.find_all("p"):
        for part in paragraph.find_all(string=True, recursive=False):
            found = MARKS.search(part if part.previous_sibling is None else f".{part}")
            if found:
                yield f"a list is left in {found[1]!r}"


def _unnamed_images(page: BeautifulSoup) -> Iterator[str]:
    """Without a description, or with the name of a file for one."""
    for image in page.find_all("img"):
        said = image.get("alt")
        if said is None or said.endswith((".png", ".svg")):
            yield f"an image is not described: {image.get('src')}"


def _dead_ends(path: Path, page: BeautifulSoup, names: dict[Path, set[str]]) -> Iterator[str]:
    """Links and images within the site that lead nowhere, and what another host would be asked for."""
    for tag in page.find_all(lambda tag: tag.get("href") or tag.get("src")):
        link = tag.get("href") or tag.get("src")
        where = urlsplit(link)
        if where.scheme or where.netloc:
            if tag.name != "a" and where.scheme != "data":
                yield f"another host is asked for {link}"
            continue
        target = (path.parent / unquote(where.path)).resolve() if where.path else path
        anchor = unquote(where.fragment)
        if not target.is_file() or (anchor and target in names and anchor not in names[target]):
            yield f"a link leads nowhere: {link}"


def _complain(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.name == "html":
        for fault in complaints(Path(app.outdir).resolve()):
            logging.getLogger(__name__).warning("%s", fault)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("build-finished", _complain)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
