"""Pages of HTML with one look: each a single file, which needs no network and runs no script.

The templates lie beside what fills them; ``page.html`` is what they extend, ``parts.html`` what they share.
Nothing here knows a run or a model, and importing it loads no Jinja2.
"""

from codings.pages.curves import Chart, Line, chart
from codings.pages.inlined import Shown, shown
from codings.pages.tables import Row, Table, row, side_by_side
from codings.pages.templates import render

__all__ = ["Chart", "Line", "Row", "Shown", "Table", "chart", "render", "row", "shown", "side_by_side"]
