import numpy as np
import pytest

from codings.plots import sparsity


@pytest.fixture
def activations():
    """Sparse: of each unit's activations nine in ten are 0."""
    rng = np.random.default_rng(0)
    return rng.random((400, 30)) * (rng.random((400, 30)) < 0.1)


def bars(axes):
    """Left edges and heights."""
    return np.array([(bar.get_x(), bar.get_height()) for bar in axes.patches]).T


def test_shares_add_up_to_one_and_lie_where_the_values_do(activations, draw):
    figure = sparsity(activations)
    draw(figure)
    left, right = figure.axes
    for axes in (left, right):
        assert bars(axes)[1].sum() == pytest.approx(1)
    edges, shares = bars(left)
    assert shares[0] == pytest.approx((activations < edges[1]).mean())
    means = activations.mean(axis=0)
    edges, shares = bars(right)
    counts, expected = np.histogram(means, len(edges), (0, means.max()))
    np.testing.assert_allclose(edges, expected[:-1])
    np.testing.assert_allclose(shares, counts / 30)


def test_axes_say_what_they_are(activations, draw):
    figure = sparsity(activations)
    draw(figure)
    left, right = figure.axes
    assert (left.get_xlabel(), left.get_ylabel()) == ("activation", "share of activations")
    assert (right.get_xlabel(), right.get_ylabel()) == ("mean activation of a unit", "share of units")
    assert all(axes.get_title() for axes in figure.axes)
    assert all(text.get_text().endswith("%") for text in left.get_yticklabels())


def test_mean_and_target_are_marked(activations, draw):
    figure = sparsity(activations, target=0.3)
    draw(figure)
    mean, target = figure.axes[1].lines
    assert list(mean.get_xdata()) == pytest.approx([activations.mean()] * 2)
    assert list(target.get_xdata()) == [0.3, 0.3]
    names = [text.get_text() for text in figure.legends[0].get_texts()]
    assert names == [f"mean of all units: {activations.mean():.3g}", "target: 0.3"]
    assert figure.axes[1].get_xlim()[1] > 0.3
    assert len(sparsity(activations).axes[1].lines) == 1


@pytest.mark.parametrize(
    "values", [np.zeros((3, 2)), np.ones((1, 1)), np.array([[-2.0, 3.0]]), np.full((2, 2), -1.0)]
)
def test_any_range(values, draw):
    figure = sparsity(values, target=0)
    draw(figure)
    for axes in figure.axes:
        assert bars(axes)[1].sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("codings", "target", "message"),
    [
        (np.zeros(3), None, r"codings must have the shape \(n, units\) and not be empty, not \(3,\)"),
        (np.zeros((0, 3)), None, "not be empty"),
        (np.full((2, 2), np.nan), None, "codings holds NaN"),
        (np.zeros((2, 2)), np.nan, "target must be a mean activation"),
    ],
)
def test_bad_input_is_named(codings, target, message):
    with pytest.raises(ValueError, match=message):
        sparsity(codings, target)
