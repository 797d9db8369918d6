import numpy as np
import pytest

from codings.plots import reconstructions


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 256, (14, 8, 6), dtype=np.uint8)


def shown(figure):
    """The drawn images in order, originals first."""
    return [np.asarray(axes.images[0].get_array()) for axes in figure.axes]


def test_two_labelled_rows_without_axes(images, draw):
    figure = reconstructions(images, images, n=4)
    draw(figure)
    assert len(figure.axes) == 8
    assert [text.get_text() for text in figure.texts] == ["original", "reconstruction"]
    assert not any(axes.axison for axes in figure.axes)


def test_originals_stand_above_their_reconstructions(images):
    axes = reconstructions(images, images, n=4).axes
    for above, below in zip(axes[:4], axes[4:], strict=True):
        assert above.get_position().x0 == pytest.approx(below.get_position().x0)
        assert above.get_position().y0 > below.get_position().y1


def test_more_than_ten_wrap_and_keep_every_image(images, draw):
    figure = reconstructions(images, images, n=100)
    draw(figure)
    assert len(figure.axes) == 28
    assert len(figure.texts) == 4
    boxes = [axes.get_window_extent() for axes in figure.axes]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_every_pixel_is_a_block_of_its_own_value(images, draw):
    figure = reconstructions(images, images, n=3)
    pixels = draw(figure)
    box = figure.axes[1].get_window_extent()
    top, left = pixels.shape[0] - round(box.y1), round(box.x0)
    zoom = round(box.height) // 8
    blocks = pixels[top : top + 8 * zoom, left : left + 6 * zoom, 0].reshape(8, zoom, 6, zoom)
    assert zoom == 14
    inner = blocks[:, 1:-1, :, 1:-1]  # older matplotlib rounds some edges to the neighbour
    np.testing.assert_allclose(inner, np.broadcast_to(images[1][:, None, :, None], inner.shape), atol=1)


@pytest.mark.parametrize(
    ("originals", "expected"),
    [
        (np.array([0, 255], np.uint8), [0, 1]),
        (np.array([0.2, 0.8]), [0.2, 0.8]),
        (np.array([-1.0, 1.0]), [0, 1]),
        (np.array([3.0, 11.0]), [0, 1]),
        (np.array([5.0, 5.0]), [0, 0]),
        (np.array([False, True]), [0, 1]),
    ],
)
def test_range_is_found_once_from_the_originals(originals, expected):
    image = originals.reshape(1, 1, 2)
    before, after = shown(reconstructions(image, image))
    np.testing.assert_allclose(before, [expected])
    np.testing.assert_allclose(after, [expected])


def test_reconstructions_share_the_originals_range_and_are_clipped():
    before = np.array([[[-1.0, 0.0, 1.0]]])
    _, after = shown(reconstructions(before, [[[-3.0, 0.0, 9.0]]]))
    np.testing.assert_allclose(after, [[0.0, 0.5, 1.0]])


def test_bounds_of_both():
    masks = np.array([[[0, 1]]], np.uint8)
    np.testing.assert_allclose(shown(reconstructions(masks, masks, bounds=(0, 1))), [[[0, 1]], [[0, 1]]])


def test_bytes_and_floats_meet_in_one_range():
    before, after = shown(reconstructions(np.array([[[0, 255]]], np.uint8), [[[0.0, 1.5]]]))
    np.testing.assert_allclose(before, after)


@pytest.mark.parametrize("channels", [1, 3])
def test_channels(channels, draw):
    images = np.random.default_rng(0).random((2, 5, 5, channels))
    figure = reconstructions(images, images)
    draw(figure)
    assert shown(figure)[0].shape == ((5, 5) if channels == 1 else (5, 5, 3))


@pytest.mark.parametrize("shape", [(1, 1, 1), (2, 300, 200), (3, 1, 40), (1, 90, 90, 3)])
def test_any_size_fits_the_figure(shape, draw):
    draw(reconstructions(np.zeros(shape), np.zeros(shape)))


@pytest.mark.parametrize(("count", "features"), [(1, 3), (2, 64), (7, 1)])
def test_a_table_becomes_lines_not_pictures(count, features, draw):
    table = np.random.default_rng(0).normal(size=(count, features))
    figure = reconstructions(table, table + 1)
    draw(figure)
    panels = [axes for axes in figure.axes if axes.axison]
    assert len(panels) == count
    assert not any(axes.images for axes in panels)
    for axes, row in zip(panels, table, strict=True):
        before, after = (line.get_ydata() for line in axes.lines)
        np.testing.assert_allclose(before, row)
        np.testing.assert_allclose(after, row + 1)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["original", "reconstruction"]


@pytest.mark.parametrize(
    ("originals", "reconstructed", "n", "message"),
    [
        (np.zeros((3, 4, 4)), np.zeros((3, 4, 5)), 10, "reconstructed must have the shape of originals"),
        (np.zeros((0, 4, 4)), np.zeros((0, 4, 4)), 10, "originals is empty"),
        (np.zeros((0, 4)), np.zeros((0, 4)), 10, "originals is empty"),
        (np.zeros((2, 0)), np.zeros((2, 0)), 10, "originals is empty"),
        (np.zeros((3, 4)), np.zeros((3, 4)), 0, "n must be at least 1, not 0"),
        (np.zeros(3), np.zeros(3), 10, r"originals must have the shape \(n, height, width\)"),
        (np.zeros((3, 4, 4, 2)), np.zeros((3, 4, 4, 2)), 10, r"not \(3, 4, 4, 2\): reshape it"),
        (np.zeros((1, 2, 2)), np.full((1, 2, 2), np.nan), 10, "reconstructed holds NaN or infinity"),
        (np.array([["a", "b"]]), np.array([["a", "b"]]), 10, "originals must be an array of numbers"),
    ],
)
def test_bad_input_is_named(originals, reconstructed, n, message):
    with pytest.raises(ValueError, match=message):
        reconstructions(originals, reconstructed, n)
