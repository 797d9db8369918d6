"""What many trials found, option by option."""

import pytest

from codings import plots

VALUES = [0.3, 0.1, 0.2]


def test_each_option_has_a_drawing_with_the_best_as_a_star():
    figure = plots.slices(
        {"rate": [0.001, 0.01, 0.1], "activation": ["elu", "relu", "elu"]}, VALUES, "loss", ["rate"]
    )
    rate, activation = figure.axes
    assert (rate.get_title(), activation.get_title()) == ("rate", "activation")
    assert (rate.get_xscale(), activation.get_xscale()) == ("log", "linear")
    assert [label.get_text() for label in activation.get_xticklabels()] == ["elu", "relu"]
    for axes, place in ((rate, 0.01), (activation, 1)):
        dots, star = axes.collections
        assert len(dots.get_offsets()) == 3
        assert star.get_offsets().tolist() == [[place, 0.1]]


@pytest.mark.parametrize("options", [{}, {"rate": [1, 2]}])
def test_columns_that_do_not_fit_are_refused(options):
    with pytest.raises(ValueError, match="an entry for each of the values"):
        plots.slices(options, VALUES, "loss")
