"""The page within a notebook."""

from __future__ import annotations

from html import escape
from typing import Any

from codings.explorer.single_file import MOST_IN_FILE, file_page
from codings.explorer.subject import subject_of

HEIGHT = 780  # pixels


class Exploring:
    """The page of a model, which a notebook shows below a cell that ends in it.

    Attributes
    ----------
    html : str
        The page as one text.
    lacking : list of str
        What it cannot do, a sentence each.
    """

    def __init__(self, html: str, lacking: list[str]):
        self.html, self.lacking = html, lacking

    def _repr_html_(self) -> str:
        frame = f'<iframe srcdoc="{escape(self.html)}" sandbox="allow-scripts allow-downloads"'
        return f'{frame} style="width:100%; height:{HEIGHT}px; border:0"></iframe>'

    def __repr__(self) -> str:
        return "\n".join(["A page that a notebook shows.", *self.lacking])


def explore(estimator: Any, X: Any, y: Any = None) -> Exploring:
    """See `codings.decoding.Decoding.explore`."""
    return Exploring(*file_page(subject_of(estimator, X, y, most=MOST_IN_FILE)))
