"""Text from data is drawn letter for letter."""

import io

import numpy as np
import pytest

from codings import plots

ODD = ["a $ and", "$\\frac{1$", "_hidden", "\\alpha^2"]


def drawn(figure):
    """What stands on a figure, once it has been drawn."""
    figure.savefig(io.BytesIO())
    return {text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))}


@pytest.mark.parametrize("codings", [np.eye(4, 2)])
def test_classes_in_the_map(codings):
    assert drawn(plots.codings_map(codings, labels=np.arange(4), classes=ODD)) >= set(ODD)


def test_titles_of_rows_and_of_instances():
    images, tables = np.zeros((1, 2, 2)), np.zeros((1, 3))
    assert drawn(plots.rows(dict.fromkeys(ODD, images))) >= set(ODD)
    assert drawn(plots.rows(dict.fromkeys(ODD, tables))) >= set(ODD)
    four = np.zeros((4, 2, 2))
    assert drawn(plots.explained(four, four, four, ODD)) >= set(ODD)
