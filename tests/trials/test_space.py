"""What a search tries of each option."""

import pytest

from codings.catalogue import MODELS
from codings.trials import find_space

BY_NAME = {model.name: model for model in MODELS}


def axes(name, *over, **given):
    return {axis.option: axis for axis in find_space(BY_NAME[name], over, given)}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_model_has_a_space_whose_values_it_takes(model):
    options = {option.name: option for option in model.options}
    for axis in find_space(model):
        option = options[axis.option]
        ends = [end for end in (axis.low, axis.high) if end is not None]
        assert all(option.admits(end) for end in ends)
        assert ends or len(axis.choices) > 1
        assert axis.low is None or axis.low < axis.high


def test_rates_and_widths_lie_around_the_defaults():
    found = axes("dcgan")
    assert (found["learning_rate"].low, found["learning_rate"].high) == (1e-4, 1e-2)
    assert found["learning_rate"].is_logarithmic
    assert axes("stacked")["hidden"].choices == ((50,), (100,), (200,), (200, 100))


def test_what_is_given_is_not_searched():
    assert "hidden" in axes("stacked")
    assert "hidden" not in axes("stacked", hidden=(10,))


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ("learning_rate=1e-4..1e-2", (1e-4, 1e-2, ())),
        ("learning-rate=None,0.1", (None, None, (None, 0.1))),
        ("coding_size=2..30", (2, 30, ())),
        ("coding_size=2,8,30", (None, None, (2, 8, 30))),
        ("hidden=100,200x100", (None, None, ((100,), (200, 100)))),
        ("tied=yes,no", (None, None, (True, False))),
        ("activation=elu,relu", (None, None, ("elu", "relu"))),
    ],
)
def test_it_is_narrowed_in_words(over, expected):
    [axis] = find_space(BY_NAME["stacked"], [over])
    assert (axis.low, axis.high, axis.choices) == expected


@pytest.mark.parametrize(("ends", "is_logarithmic"), [("1..9", False), ("1..10", True)])
def test_a_decade_or_more_is_searched_by_ratios(ends, is_logarithmic):
    [axis] = find_space(BY_NAME["stacked"], [f"coding_size={ends}"])
    assert axis.is_logarithmic == is_logarithmic


@pytest.mark.parametrize(
    ("name", "over", "sentence"),
    [
        ("stacked", "coding_sise=2", "did you mean 'coding_size'?"),
        ("stacked", "coding_size", "cannot read --over coding_size"),
        ("stacked", "coding_size=0,2", r"0 is out of range: it must lie in \[1, inf\)"),
        ("stacked", "coding_size=2.5", "'2.5' is no whole number"),
        ("stacked", "hidden=100,0x50", r"0 is out of range: it must lie in \[1, inf\)"),
        ("stacked", "learning_rate=0..1", r"0 is out of range: it must lie in \(0, inf\)"),
        ("stacked", "learning_rate=1..0.1", "1 is not below 0.1"),
        ("stacked", "learning_rate=nan", "nan is out of range"),
        ("stacked", "activation=tanhh", "must be one of elu"),
        ("stacked", "tied=perhaps", "must be yes or no"),
        ("stacked", "random_state=1,2", "random_state is not searched: the best seed is luck"),
        ("variational", "beta=1..2", "beta is not searched: it changes what the validation loss measures"),
    ],
)
def test_a_space_that_makes_no_sense_is_refused(name, over, sentence):
    with pytest.raises(ValueError, match=sentence):
        find_space(BY_NAME[name], [over])


def test_an_option_has_one_place():
    with pytest.raises(ValueError, match="--over names coding_size twice"):
        axes("stacked", "coding_size=2,3", "coding_size=4")
    with pytest.raises(ValueError, match="coding_size is given, and searched by --over, too"):
        axes("stacked", "coding_size=2,3", coding_size=4)
    with pytest.raises(ValueError, match="nothing is left to search"):
        axes("linear", learning_rate=0.1)
