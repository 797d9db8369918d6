"""The pages as a reader gets them. The site is built once, and fails where `docs/checks.py` finds a fault."""

import importlib.util
import itertools
import re
import subprocess
import sys
from pathlib import Path

import pytest

for needed in ("sphinx", "myst_nb", "furo"):
    pytest.importorskip(needed, reason="the documentation is built with codings[docs]")
bs4 = pytest.importorskip("bs4")  # of furo

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
APPLIED = "\u2061"  # MathML's invisible sign between a function and its argument
PRIME = "\u2032"
GAMMA = "\N{MATHEMATICAL BOLD ITALIC SMALL GAMMA}"
CLOSES = {")": "(", "]": "[", "}": "{", "⟩": "⟨", "⌋": "⌊", "⌉": "⌈"}


@pytest.fixture(scope="session")
def site():
    """The folder of the pages, built without a warning: by `make docs`, or what has changed since then."""
    pages, kept = (ROOT / "docs" / "_build" / name for name in ("html", "html/.doctrees/environment.pickle"))
    made_by = [path.stat().st_mtime for path in (ROOT / "docs").glob("*.py")]
    anew = ["-E"] if kept.exists() and max(made_by) > kept.stat().st_mtime else []
    build = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", *anew]
    done = subprocess.run([*build, ROOT / "docs", pages], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return pages


@pytest.fixture(scope="session")
def pages(site):
    """Each page's path, with its tree."""
    return {path: bs4.BeautifulSoup(path.read_text(), "html.parser") for path in sorted(site.rglob("*.html"))}


@pytest.fixture(scope="session")
def formulas(pages):
    """Each formula's page, with its tree."""
    return [(path.stem, formula) for path, page in pages.items() for formula in page("math")]


def module(name):
    """What Sphinx loads from the folder of the documentation."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def said(part):
    """What stands in a part of a formula, in one line."""
    return "".join(part.text.split())


def letters(row):
    """The letters that stand directly in a row; anything else is a blank."""
    parts = row.find_all(recursive=False)
    return "".join(part.text if part.name == "mi" and len(part.text) == 1 else " " for part in parts)


def groups(formula):
    """What must be whole in itself: the formula, its rows, and what is above or below something."""
    yield from [formula, *formula(["mrow", "mtd", "msqrt"])]
    for scheme in formula(list(PARTS)):
        yield from scheme.find_all(recursive=False)[0 if scheme.name == "mfrac" else 1 :]


def is_function(part):
    """Whether it is a name like "log", with or without an index or a power."""
    name = part.find(True) if part.name in ("msub", "msup", "msubsup") else part
    return name.name == "mi" and len(name.text) > 1


def balanced(group):
    """Whether each bracket in it closes the last one that was opened."""
    opened = []
    for sign in (token.text for token in ([group] if group.name == "mo" else group("mo"))):
        if sign in CLOSES.values():
            opened.append(sign)
        elif sign in CLOSES and (not opened or opened.pop() != CLOSES[sign]):
            return False
    return not opened


def test_there_is_a_page_for_each_source(site, pages):
    notebooks = {f"course/{path.stem}" for path in (ROOT / "notebooks").glob("[0-9]*.ipynb")}
    built = {str(path.relative_to(site).with_suffix("")) for path in pages}
    assert len(notebooks) == 17
    assert notebooks | {"index", "how-to/gpu", "reference/losses"} <= built


def test_no_words_are_in_a_formula(formulas):
    """As there are where a dollar is missing, and what stands between two formulas becomes one."""
    for page, formula in formulas:
        for group in groups(formula):
            word = re.search("[a-zA-Z]{4}", letters(group))
            assert not word, f"{page}: {word[0]} in {said(formula)}"


def test_formulas_are_whole(formulas):
    """Each part of a formula is where it belongs: nothing is swallowed by a part that should have ended."""
    assert len(formulas) > 500
    for page, formula in formulas:
        for scheme in formula(list(PARTS)):
            parts = len(scheme.find_all(recursive=False))
            assert parts == PARTS[scheme.name], f"{page}: {scheme.name} of {parts} parts in {said(formula)}"
        for group in groups(formula):
            assert balanced(group), f"{page}: brackets of {said(group)} in {said(formula)}"


def test_functions_do_not_touch_what_they_are_of(formulas):
    """No "log2", but "log 2" and "log(2)"."""
    for page, formula in formulas:
        for row in [formula, *formula(["mrow", "mtd", "msqrt"])]:
            parts = [part for part in row.find_all(recursive=False) if part.text != APPLIED]
            for name, argument in itertools.pairwise(parts):
                touch = is_function(name) and argument.name not in ("mo", "mspace", "mrow", "munder")
                assert not touch or argument.text == PRIME, f"{page}: {said(name)} in {said(formula)}"


def test_indices_are_not_below_an_accent(formulas):
    for page, formula in formulas:
        for scheme in formula("munderover"):
            assert scheme.find(True).name == "mo", f"{page}: {said(scheme)} in {said(formula)}"


def test_bars_of_a_norm_are_of_one_height(formulas):
    """Bars grow with what is in their row: with the same, if one is first and one last in it."""
    for page, formula in formulas:
        for bar in formula("mo", string="‖"):
            row = bar.parent.find_all(recursive=False)
            pair = bar.parent.name == "mrow" and row[0].text == row[-1].text == "‖"
            assert pair or bar.get("stretchy") == "false", f"{page}: {said(formula)}"


def test_the_reparameterisation(pages):
    page = next(page for path, page in pages.items() if path.stem.startswith("08_"))
    (formula,) = [formula for formula in page("math") if "⊙" in formula.text]
    base, power = formula.msup.find_all(recursive=False)
    assert (said(base), said(power)) == ("e", f"{GAMMA}/2")


def test_pages_of_the_course_are_numbered_and_linked(pages):
    course = {path.stem[:2]: page for path, page in pages.items() if path.parent.name == "course"}
    assert [course[number].h1.text.split()[0] for number in ("01", "16")] == ["1.", "16."]
    links = {tag["href"] for tag in course["14"].select("article a.reference.internal")}
    assert any(link.startswith("08_variational_autoencoder.html") for link in links)


def test_pictures_of_the_course_are_described(pages):
    said = [
        tag["alt"]
        for path, page in pages.items()
        if path.parent.name == "course"
        for tag in page.select("article img")
    ]
    assert len(said) > 70
    assert all(len(words) > 15 and "$" not in words for words in said)
    assert len(set(said)) > 0.9 * len(said)


BROKEN = {
    "<p>The mean is $x$.</p>": "LaTeX is left in 'The mean is $x$.'",
    r"<p>about \alpha</p>": r"LaTeX is left in 'about \\alpha'",
    "<p>There are\n- a list</p>": "a list is left in '- a list'",
    "<p>1. one\n2. two</p>": "a list is left in '1. one",
    '<img src="a.png">': "an image is not described: a.png",
    '<img src="a.png" alt="../a.png">': "an image is not described: a.png",
    '<img src="no.png" alt="A picture">': "a link leads nowhere: no.png",
    '<a href="#there">': "a link leads nowhere: #there",
    '<script src="https://example.org/a.js"></script>': "another host is asked for",
}


@pytest.mark.parametrize("html", BROKEN)
def test_broken_pages_are_found(html, tmp_path):
    (tmp_path / "a.png").touch()
    (tmp_path / "page.html").write_text(f"<html><body>{html}</body></html>")
    first, *_ = module("checks").complaints(tmp_path)
    assert first.startswith(f"page.html: {BROKEN[html]}")


def test_whole_pages_are_not_complained_of(tmp_path):
    html = """<p id="here"><strong>1.</strong> One - and <code>$HOME/\\alpha</code>, <a href="#here">here</a>.
    </p><a href="https://example.org">elsewhere</a><math><mi>\\x</mi></math>"""
    (tmp_path / "page.html").write_text(html)
    assert not [*module("checks").complaints(tmp_path)]


MATHML = {
    r"e^{\boldsymbol\gamma} x": f"<msup><mi>e</mi><mi>{GAMMA}</mi></msup><mi>x</mi>",
    r"\boldsymbol{\gamma} = 0": f"<mi>{GAMMA}</mi><mo>=</mo><mn>0</mn>",
    r"2 \log 2": "<mn>2</mn> <mi>log</mi><mo>\u2061</mo> <mn>2</mn>",
    r"-\log(2)": "<mo>\u2212</mo><mi>log</mi><mo>\u2061</mo><mo>(</mo><mn>2</mn><mo>)</mo>",
    r"(t) \sin^2 t": "<mo>(</mo><mi>t</mi><mo>)</mo> <msup><mi>sin</mi><mn>2</mn></msup> <mi>t</mi>",
    r"\tanh'": "<mrow><mi>tanh</mi><mo>\u2061</mo><mi>\u2032</mi></mrow>",
    r"b'_j": "<msub><mrow><mi>b</mi><mi>\u2032</mi></mrow><mi>j</mi></msub>",
    r"\hat{p}_c": "<msub><mover><mi>p</mi><mo>\u02c6</mo></mover><mi>c</mi></msub>",
    r"\lVert x \rVert^2": "<msup><mrow><mo>‖</mo><mi>x</mi><mo>‖</mo></mrow><mn>2</mn></msup>",
    r"\big(t\big)": "<mrow><mo>(</mo><mi>t</mi><mo>)</mo></mrow>",
    r"\overline{ab}": "<mrow><mrow><mi>a</mi><mi>b</mi></mrow></mrow>",
    r"56{,}448": "<mn>56,448</mn>",
}


@pytest.mark.parametrize("latex", MATHML)
def test_what_docutils_reads_wrongly(latex):
    made = re.sub(r">\s+<", "><", module("formulas").mathml(latex))
    made = re.sub(r"<mspace[^>]*></mspace>", " ", made)
    assert re.sub(r'(<\w+)( \w+="[^"]*")+', r"\1", made) == f"<math>{MATHML[latex]}</math>"
