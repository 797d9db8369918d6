"""The documentation hangs together: no page is lost, no link is dead, and the commands shown exist."""

import ast
import builtins
import re
import shlex
import textwrap
import tomllib
from pathlib import Path

import pytest

import codings
from codings.cli import main

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
NOT_OURS = {"_build", "course"}  # what a build makes, and the notebooks that it copies
PAGES = [path for path in sorted(DOCS.rglob("*.md")) if not NOT_OURS & {*path.relative_to(DOCS).parts[:-1]}]
READ = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *PAGES]
HERE = re.compile(  # an address of this repository, whose README is read elsewhere, too
    r"https://(?:github\.com/codings-project/codings/(?:blob|tree)|raw\.githubusercontent\.com/codings-project/codings)/main/"
)

TOCTREE = re.compile(r"^```\{toctree\}\n(.*?)^```", re.M | re.S)
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.M | re.S)
BLOCK = re.compile(r"^ *```python\n(.*?)^ *```", re.M | re.S)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"^\$ (?:\w+=\S+ )*codings (.*?)(?:  +#.*)?$", re.M)

RUN = [path for path in READ if path.stem not in ("CONTRIBUTING", "engine")]  # which show parts of programs
each_page = pytest.mark.parametrize("path", READ, ids=lambda path: str(path.relative_to(ROOT)))


def entries(page):
    """The pages in the toctrees of a page."""
    for tree in TOCTREE.findall(page.read_text()):
        for line in tree.splitlines():
            if line and not line.startswith(":"):
                yield (page.parent / f"{line}.md").resolve()


def reached(page):
    """`page`, and all pages that toctrees lead to from there."""
    below = [entry for entry in entries(page) if "*" not in entry.name]
    return {page}.union(*map(reached, below))


def anchors(page):
    """The names of a page's headings, as links have them."""
    headings = re.findall(r"^#+ (.*)$", CODE.sub("", page.read_text()), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_reached():
    assert reached(DOCS / "index.md") == set(PAGES)


def test_the_page_of_benchmarks_has_them_all():
    told = (DOCS / "benchmarks.md").read_text()
    run = {path.name for path in (ROOT / "benchmarks").glob("*.py") if "__main__" in path.read_text()}
    assert not [name for name in run - {"chapter.py"} if f"`{name}`" not in told]  # of which chapter.md is


@each_page
def test_links_lead_somewhere(path):
    for link in LINK.findall(CODE.sub("", path.read_text())):
        ours = HERE.match(link)
        if "://" in link and not ours:
            continue
        target, _, anchor = link[ours.end() if ours else 0 :].partition("#")
        page = (ROOT if ours else path.parent) / target if target else path
        if page.parent == DOCS / "course":  # where a build puts them
            page = ROOT / "notebooks" / page.name
        assert page.exists(), link
        assert not anchor or anchor in anchors(page), link


def test_the_front_page_holds_wherever_it_is_shown():
    links = LINK.findall(CODE.sub("", (ROOT / "README.md").read_text()))
    assert [link for link in links if "://" not in link] == []
    assert any(link.endswith("CHANGELOG.md") for link in links)


def test_the_citation_is_of_this_version():
    yaml = pytest.importorskip("yaml")
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert cited["version"] == codings.__version__
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert cited["repository-code"] == project["urls"]["Repository"]


@pytest.mark.parametrize("path", RUN, ids=lambda path: path.name)
def test_code_uses_no_name_before_it_is_defined(path):
    """Nothing is run: the blocks of a page, one after the other, define the names that they use."""
    known = {*dir(builtins), "__name__"}
    for block in BLOCK.findall(path.read_text()):
        tree = ast.parse(textwrap.dedent(block))
        known |= {name for node in ast.walk(tree) for name in defined(node)}
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert used <= known, f"{used - known} in:\n{block}"


def defined(node):
    """The names that one node of a program's tree defines."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [(alias.asname or alias.name).split(".")[0] for alias in node.names]
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.arg):
        return [node.arg]
    return [node.id] if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else []


@each_page
def test_commands_parse(path, tmp_path, monkeypatch):
    """Names of commands and options exist, and their values are of the right type; nothing is run."""
    monkeypatch.chdir(tmp_path)
    config = tmp_path / "runs" / "first" / "config.json"  # which --config reads
    config.parent.mkdir(parents=True)
    config.write_text('{"format": 1, "model": "stacked", "arguments": {}}')
    for line in COMMAND.findall(path.read_text()):
        name, *args = shlex.split(line)
        parse(main.commands[name], args, line)


def parse(command, args, line):
    if hasattr(command, "commands"):
        assert args[0] in command.list_commands(None), line
        command, args = command.get_command(None, args[0]), args[1:]
    command.make_context(command.name, list(args))
