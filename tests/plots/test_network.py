import keras
import pytest
from keras import layers

from codings.plots import architecture


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_a_chain_of_layers(draw):
    encoder = keras.Sequential([keras.Input((8, 8)), layers.Flatten(), layers.Dense(30, "elu")])
    decoder = keras.Sequential([keras.Input((30,)), layers.Dense(64, "sigmoid"), layers.Reshape((8, 8))])
    figure = architecture(keras.Sequential([encoder, decoder]))
    draw(figure)
    assert texts(figure) == [
        *("input\nFlatten", "64"),
        *("Dense\nelu", "30\n(1,950)"),
        *("Dense\nsigmoid\nReshape", "8x8\n(1,984)"),
    ]
    _, *arrows = [patch for patch in figure.axes[0].patches if type(patch).__name__ == "FancyArrowPatch"]
    assert len(arrows) == 1


def test_boxes_grow_with_what_they_hold(draw):
    network = keras.Sequential([keras.Input((4,)), layers.Dense(8), layers.Dense(16), layers.Dense(4)])
    figure = architecture(network)
    draw(figure)
    first, second, third, last = (
        patch.get_height() for patch in figure.axes[0].patches if type(patch).__name__ == "Rectangle"
    )
    assert first == pytest.approx(last)
    assert third - second == pytest.approx(second - first)
    assert second > first


def test_branches_stand_above_each_other_and_meet(draw):
    x = keras.Input((6,))
    hidden = layers.Dense(5)(x)
    mean, other = layers.Dense(2)(hidden), layers.Dense(2)(hidden)
    figure = architecture(keras.Model(x, layers.Add()([mean, other])))
    draw(figure)
    places = [text.get_position() for text in figure.axes[0].texts[::2]]
    (_, _, (upper, high), (lower, low), (meeting, _)) = places
    assert upper == pytest.approx(lower)
    assert high > low
    assert meeting > upper


def test_weights_that_two_layers_share_are_counted_once():
    shared = layers.Dense(6)
    x = keras.Input((6,))
    figure = architecture(keras.Model(x, layers.Concatenate()([shared(x), shared(shared(x))])))
    assert [text for text in texts(figure) if "(" in text] == ["6\n(42)"]


def test_long_networks_go_on_in_another_row(draw):
    network = keras.Sequential([keras.Input((3,)), *[layers.Dense(n) for n in range(4, 14)]])
    figure = architecture(network)
    draw(figure)
    columns = [text.get_position() for text in figure.axes[0].texts[::2]]
    assert len({round(x, 3) for x, _ in columns}) == 6
    assert columns[6][1] < columns[0][1] - 1


def test_the_names_of_classes_are_broken():
    network = keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2DTranspose(2, 4, strides=2)])
    assert texts(architecture(network))[2] == "Conv2D\nTranspose\n4x4, stride 2"


def test_what_cannot_be_drawn():
    with pytest.raises(ValueError, match="cannot be drawn: pass a Sequential or Functional model"):
        architecture(keras.Sequential([layers.Dense(3)]))
