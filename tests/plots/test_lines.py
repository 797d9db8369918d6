"""Rows of a table as lines."""

import numpy as np

from codings.plots.lines import lines


def test_a_dollar_in_a_name_is_a_dollar():
    figure = lines({"it": np.ones((1, 3))}, ("one",), ["$a_$"])
    figure.canvas.draw()  # as a formula it would be refused
    assert figure.axes[0].get_title().replace("\\", "") == "$a_$"


def test_names_stand_above_the_panels():
    table = np.arange(12.0).reshape(3, 4)
    figure = lines({"first": table, "second": table + 1}, ("one", "two"), ["row 7", "row 2", "row 9"])
    panels = [axes for axes in figure.axes if axes.lines]
    assert [axes.get_title() for axes in panels] == ["row 7", "row 2", "row 9"]
    assert [axes.get_title() for axes in lines({"it": table}, ("one",)).axes] == [""] * 3
