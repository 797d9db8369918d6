"""Formulas as MathML, which browsers show by themselves: no script, no font and no LaTeX is needed.

docutils makes it from LaTeX, and knows less of it. What it does not know is a warning here, and stands on the
page as LaTeX. What it reads wrongly is put right here: some of it in the LaTeX, the rest in the MathML.
"""

import re
import xml.etree.ElementTree as ET
from typing import Any

from docutils.nodes import Element, SkipNode
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import accents, tex2mathml
from sphinx.application import Sphinx
from sphinx.util import logging

IN_LATEX = (
    (r"\\([bB]igg?)\s*([(\[])", r"\\\1l\2"),  # docutils must be told which bracket opens
    (r"\\([bB]igg?)\s*([)\]])", r"\\\1r\2"),
    (r"\\[bB]igg?(?![a-zA-Z])", ""),
    (r"\\boldsymbol(?![a-zA-Z])", r"\\mathbfit"),  # docutils would make all bold that follows
    (r"\\dots(?![a-zA-Z])", r"\\ldots"),
    (r"\\([td]?frac)\s*(\w)\s*(\w)", r"\\\1{\2}{\3}"),
    (r"\\([td]?frac)\s*(\w)\s*{", r"\\\1{\2}{"),
    (r"(\d)\{,\}(\d)", r"\1,\2"),  # thousands: docutils reads this as one number
    (r"(\\[a-zA-Z]+(?:{\w})?|\w)'", r"{\1\\prime}"),
    (r"(?<!\\left)\\l(angle|ceil|floor|[vV]ert)(?![a-zA-Z])", r"\\left\\l\1 "),  # a pair of one height
    (r"(?<!\\right)\\r(angle|ceil|floor|[vV]ert)(?![a-zA-Z])", r"\\right\\r\1 "),
)
APPLIED = "\u2061"  # an invisible sign, between a function and its argument
SCRIPTS = ("msub", "msup", "msubsup")
PRIME = "\u2032"
THIN = "0.1667em"  # what TeX leaves beside a function


def mathml(latex: str, block: bool = False) -> str:
    """MathML of a formula in LaTeX. Raises docutils' MathError for what it cannot read."""
    for pattern, same in IN_LATEX:
        latex = re.sub(pattern, same, latex)
    made = tex2mathml(latex, as_block=block)
    made = made.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "").replace("&ApplyFunction;", APPLIED)
    formula = ET.fromstring(made)
    for element in list(formula.iter()):
        _put_index_beside(element)
        _draw_line_above(element)
    _keep_bars_short(formula)
    for row in list(formula.iter()):
        if row.tag in ("math", "mrow", "mtd", "msqrt"):
            row[:] = _spaced(list(row))
    return ET.tostring(formula, encoding="unicode", short_empty_elements=False)


def _put_index_beside(element: ET.Element) -> None:
    """Puts the index of a letter with an accent beside it: docutils puts it below, as a sum's limit."""
    if element.tag != "munderover" or (element[2].text or "") not in accents.values():
        return
    letter, index, accent = element
    accented = ET.Element("mover", accent="true")
    accented.extend((letter, accent))
    element.tag, element[:] = "msub", [accented, index]


def _draw_line_above(element: ET.Element) -> None:
    """Leaves the line of an overline to the style sheet: no sign of a font is as long as what is below it."""
    if element.tag == "mover" and element[1].text == "_":
        element.tag, element.attrib, element[1:] = "mrow", {"class": "overline"}, []


def _keep_bars_short(formula: ET.Element) -> None:
    """Lets a double bar grow only in a pair: alone it would be as high as the whole formula."""
    paired: list[ET.Element] = []
    for row in formula.iter("mrow"):
        if len(row) and row[0].text == row[-1].text == "‖":
            paired += (row[0], row[-1])
    for sign in formula.iter("mo"):
        if sign.text == "‖" and sign not in paired:
            sign.set("stretchy", "false")


def _spaced(row: list[ET.Element]) -> list[ET.Element]:
    """The row with the spaces that stand in TeX before and after "log" and its like."""
    found: list[ET.Element] = []
    for element in row:
        before = [one for one in found if one.text != APPLIED][-1:]
        if before and (
            (_is_function(before[0]) and _is_operand(element, first=True))
            or (_is_function(element) and _is_operand(before[0], first=False))
        ):
            found.append(ET.Element("mspace", width=THIN))
        found.append(element)
    return found


def _is_function(element: ET.Element) -> bool:
    """Whether it is a name of several letters, with or without an index."""
    name = element[0] if element.tag in SCRIPTS else element
    return name.tag == "mi" and len(name.text or "") > 1


def _is_operand(element: ET.Element, first: bool) -> bool:
    """Whether it begins, or ends, with what needs a space: signs have their own, and "log(" has none."""
    if element.tag == "mrow" and len(element):
        return _is_operand(element[0 if first else -1], first)
    if element.tag in SCRIPTS:
        return _is_operand(element[0], first)
    if element.tag == "mo":
        return not first and element.text in (")", "]")
    return element.tag not in ("mspace", "munder", "munderover") and element.text != PRIME


def _html(translator: Any, node: Element, block: bool) -> str:
    try:
        return mathml(node.astext(), block)
    except MathError as error:
        logging.getLogger(__name__).warning("formula not understood: %s", error, location=node)
        return f"<code>{translator.encode(node.astext())}</code>"


def _inline(translator: Any, node: Element) -> None:
    translator.body.append(_html(translator, node, block=False))
    raise SkipNode  # inside the node is its LaTeX


def _block(translator: Any, node: Element) -> None:
    translator.body.append(f'<div class="formula">{_html(translator, node, block=True)}</div>')
    raise SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
