import numpy as np
import pytest
from matplotlib.colors import to_rgba

from codings.plots import losses, losses_and_measures


def curves(figure):
    return {line.get_label(): line for line in figure.axes[0].lines}


def test_training_is_solid_and_validation_dashed_in_the_same_colour(draw):
    history = {
        "epoch": [1, 2, 3],
        "generator_loss": [3, 2, 1],
        "discriminator_loss": [1, 2, 3],
        "val_generator_loss": [3, 3, 2],
        "val_discriminator_loss": [2, 2, 2],
        "seconds": [9, 9, 9],
    }
    figure = losses(history)
    draw(figure)
    drawn = curves(figure)
    assert len(drawn) == 4
    colours = []
    for name in ("generator loss", "discriminator loss"):
        training, validation = drawn[name], drawn[f"validation {name}"]
        assert to_rgba(training.get_color()) == to_rgba(validation.get_color())
        assert (training.get_linestyle(), validation.get_linestyle()) == ("-", "--")
        colours.append(to_rgba(training.get_color()))
    assert colours[0] != colours[1]


def test_epochs_are_whole_and_count_from_one(draw):
    for epochs in (1, 2, 7, 50):
        figure = losses({"loss": np.arange(epochs)})
        draw(figure)
        (line,) = figure.axes[0].lines
        np.testing.assert_array_equal(line.get_xdata(), np.arange(1, epochs + 1))
        low, high = figure.axes[0].get_xlim()
        ticks = [t for t in figure.axes[0].get_xticks() if low <= t <= high]
        assert ticks
        assert all(t >= 1 and t == round(t) for t in ticks)


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([10.0, 1.0], "log"),
        ([9.0, 1.0], "linear"),
        ([10.0, 0.0], "linear"),
        ([10.0, -1.0], "linear"),
        ([10.0, np.nan, 0.5], "log"),
        ([np.nan, np.nan], "linear"),
        ([1e5, 1e-5], "log"),
    ],
)
def test_scale(values, scale, draw):
    figure = losses({"loss": values})
    draw(figure)
    assert figure.axes[0].get_yscale() == scale


def test_a_decade_has_readable_ticks(draw):
    figure = losses({"loss": [0.05, 0.02, 0.004]})
    draw(figure)
    labels = {text.get_text() for text in figure.axes[0].get_yticklabels()}
    assert {"0.005", "0.01", "0.02", "0.05"} <= labels


def test_gaps_stay_gaps_and_lone_values_get_a_dot(draw):
    figure = losses({"loss": [4, 3, np.nan, 2, np.inf, 1.5], "val_loss": [None, 3, None, None, 2, None]})
    draw(figure)
    training, validation = figure.axes[0].lines
    np.testing.assert_array_equal(np.isnan(training.get_ydata()), [0, 0, 1, 0, 1, 0])
    assert training.get_markevery() == [3, 5]
    assert validation.get_markevery() == [1, 4]
    assert validation.get_fillstyle() == "none"


def test_connected_values_have_no_dots():
    (line,) = losses({"loss": [3, 2, 1]}).axes[0].lines
    assert line.get_marker() == "None"


def test_the_history_is_left_as_it_was():
    values = np.array([1.0, np.inf])
    losses({"loss": values})
    np.testing.assert_array_equal(values, [1.0, np.inf])


def test_legend_stands_above_the_curves(draw):
    figure = losses({f"{k}_loss": [1, 2] for k in "abcde"})
    draw(figure)
    axes = figure.axes[0]
    assert not axes.get_legend().get_window_extent().overlaps(axes.get_window_extent())


@pytest.mark.parametrize(
    ("history", "message"),
    [
        ({}, "history holds no loss"),
        ({"epoch": [1], "seconds": [2]}, r"history holds no loss, only \['epoch', 'seconds'\]"),
        ({"loss": []}, r"history\['loss'\] must have the shape \(epochs,\)"),
        ({"loss": 0.3}, r"history\['loss'\] must have the shape \(epochs,\)"),
        ({"loss": [[1, 2]]}, r"history\['loss'\] must have the shape \(epochs,\)"),
        ({"loss": ["low"]}, r"history\['loss'\] must hold one number an epoch"),
        ({"loss": [1, 2], "val_loss": [1]}, "history must hold one value an epoch under each key"),
    ],
)
def test_bad_input_is_named(history, message):
    with pytest.raises(ValueError, match=message):
        losses(history)


def test_measures_are_drawn_below_the_losses(draw):
    figure = losses_and_measures(
        {"loss": [3, 2, 1]}, {"coverage": [0.1, 0.5, 0.6], "separation": [1, 0.9, 0.7]}
    )
    draw(figure)
    above, below = figure.axes
    assert [line.get_label() for line in above.lines] == ["loss"]
    assert [line.get_label() for line in below.lines] == ["coverage", "separation"]
    assert above.get_xlim() == below.get_xlim()
    assert below.get_ylabel() == "measure"
    with pytest.raises(ValueError, match="no measures to draw"):
        losses_and_measures({"loss": [1]}, {})


def test_the_legend_of_three_losses_with_their_validation_stays_within_the_figure(draw):
    names = ("discriminator_loss", "generator_loss", "r1_loss")
    figure = losses({prefix + name: [1, 2] for name in names for prefix in ("", "val_")})
    draw(figure)
    legend = figure.axes[0].get_legend().get_window_extent()
    assert legend.x1 <= figure.bbox.x1
    assert figure.axes[0].get_position().width > 0.8
