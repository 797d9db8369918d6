import numpy as np
import pytest
from matplotlib import colormaps
from matplotlib.collections import PathCollection, PolyCollection

from codings.plots import codings_map

CLASSES = ("zero", "one", "two")


@pytest.fixture
def data():
    """Three clouds of 8-dimensional codings, an image and a label each."""
    rng = np.random.default_rng(0)
    labels = np.arange(150) % 3
    codings = rng.normal(size=(150, 8)) + 6.0 * np.eye(8)[labels]
    return codings, rng.integers(0, 256, (150, 6, 9), dtype=np.uint8), labels


def parts(figure, kind):
    return [artist for artist in figure.axes[0].collections if isinstance(artist, kind)]


def points(figure):
    return np.asarray(parts(figure, PathCollection)[0].get_offsets())


def colours(figure):
    return parts(figure, PathCollection)[0].get_facecolors()


def legend(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


@pytest.mark.parametrize("method", ["tsne", "pca"])
def test_drawn_thumbnails_are_disjoint_and_inside(method, data, draw):
    codings, images, labels = data
    figure = codings_map(codings, images, labels, CLASSES, method)
    draw(figure)
    frame = figure.axes[0].get_window_extent()
    boxes = [image.get_window_extent() for image in figure.axes[0].images]
    assert len(boxes) >= 5
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    for box in boxes:
        assert box.width / box.height == pytest.approx(9 / 6, rel=1e-3)
        assert frame.x0 <= box.x0 < box.x1 <= frame.x1
        assert frame.y0 <= box.y0 < box.y1 <= frame.y1


def test_thumbnails_lie_on_their_points_in_frames_of_their_colour(data):
    codings, images, labels = data
    figure = codings_map(codings, images, labels, method="pca")
    (frames,) = parts(figure, PolyCollection)
    where, painted = points(figure), colours(figure)
    for image, path, edge in zip(
        figure.axes[0].images, frames.get_paths(), frames.get_edgecolors(), strict=True
    ):
        left, right, bottom, top = image.get_extent()
        centre = np.array([left + right, bottom + top]) / 2
        own = int(np.abs(where - centre).sum(axis=1).argmin())
        np.testing.assert_allclose(where[own], centre)
        np.testing.assert_allclose(image.get_array(), images[own] / 255)
        np.testing.assert_allclose(edge, painted[own])
        assert path.get_extents().extents == pytest.approx([left, bottom, right, top])
    [first, *_] = codings_map(codings, images, labels, method="pca", bounds=(0, 510)).axes[0].images
    np.testing.assert_allclose(first.get_array(), figure.axes[0].images[0].get_array() / 2)


@pytest.mark.parametrize("count", [5, 40])
def test_tsne_is_the_same_for_a_seed_and_works_for_few(count, data):
    codings = data[0][:count]
    first, again = (points(codings_map(codings, random_state=3)) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert first.shape == (count, 2)


def test_more_than_max_points_are_a_seeded_choice(data, draw):
    codings, images, labels = data
    maps = [
        codings_map(codings, images, labels, method="pca", max_points=60, random_state=s) for s in (1, 1, 2)
    ]
    first, again, other = (points(figure) for figure in maps)
    draw(maps[0])
    assert len(first) == 60
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_two_dimensional_codings_are_drawn_as_they_are(data):
    codings = data[0][:, :2]
    figure = codings_map(codings)
    np.testing.assert_array_equal(points(figure), codings)
    assert (figure.axes[0].get_xlabel(), figure.axes[0].get_ylabel()) == ("coding 1", "coding 2")
    assert not figure.legends


def test_one_dimensional_codings_stand_against_their_order(data, draw):
    figure = codings_map(data[0][:, :1], data[1])
    draw(figure)
    np.testing.assert_array_equal(points(figure), np.column_stack([data[0][:, 0], np.arange(150)]))


@pytest.mark.parametrize("method", ["tsne", "pca"])
def test_collapsed_codings_are_one_dot(method, data, draw):
    figure = codings_map(np.ones((20, 4)), data[1][:20], method=method)
    draw(figure)
    assert len(figure.axes[0].images) == 1
    assert figure.axes[0].get_xlabel() == "all codings are equal"


def test_tsne_has_no_axes_and_pca_names_its_own(data):
    assert not codings_map(data[0][:30]).axes[0].axison
    assert "component 1 (" in codings_map(data[0], method="pca").axes[0].get_xlabel()


def test_classes_keep_their_colours_whatever_is_present(data):
    codings, _, labels = data
    some = labels != 0
    figure = codings_map(codings[some, :2], labels=labels[some], classes=CLASSES)
    assert legend(figure) == ["one", "two"]
    np.testing.assert_allclose(colours(figure), colormaps["tab10"](labels[some]))


def test_twenty_classes_have_twenty_colours_the_first_ten_unchanged(data):
    figure = codings_map(
        data[0][:20, :2], labels=np.arange(20), classes=np.array(list("abcdefghijklmnopqrst"))
    )
    assert legend(figure) == list("abcdefghijklmnopqrst")
    assert len(np.unique(colours(figure), axis=0)) == 20
    np.testing.assert_allclose(colours(figure)[:10], colormaps["tab10"](np.arange(10)))


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (np.array([0.0, 7.0, 7.0]), ["0", "7"]),
        (np.array([-1, 5, 100]), ["-1", "5", "100"]),
        (np.array([True, False, True]), ["0", "1"]),
        (["boot", "bag", "bag"], ["bag", "boot"]),
        (np.array([[2], [1], [2]]), ["1", "2"]),
    ],
)
def test_few_labels_of_any_kind_get_a_legend(labels, names, draw):
    figure = codings_map(np.eye(3)[:, :2], labels=labels)
    draw(figure)
    assert legend(figure) == names


@pytest.mark.parametrize(
    "name", ["", "name", "a class of a long name", "a class of a name that is far too long"]
)
@pytest.mark.parametrize("unit", [1e-9, 1.0, 1e3, 123456.0])
def test_legend_hides_no_point_and_nothing_is_cut_off(name, unit, data, draw):
    codings, images, labels = data
    figure = codings_map(unit * codings[:, :2], images, labels, [f"{name}{i}" for i in range(3)])
    draw(figure)
    assert not figure.legends[0].get_window_extent().overlaps(figure.axes[0].get_window_extent())


@pytest.mark.parametrize("labels", [np.linspace(0, 1e6, 150), np.arange(150), np.full(150, 0.5)])
def test_measurements_get_a_continuous_scale(labels, data, draw):
    figure = codings_map(data[0][:, :2], labels=labels)
    draw(figure)
    assert len(figure.axes) == 2
    assert not figure.legends


def test_many_names_are_coloured_without_a_legend(data):
    figure = codings_map(data[0][:, :2], labels=[f"name {i:03}" for i in range(150)])
    assert len(figure.axes) == 1
    assert not figure.legends
    assert len(np.unique(colours(figure), axis=0)) > 100


@pytest.mark.parametrize("count", [1, 2])
def test_a_point_or_two(count, data, draw):
    draw(codings_map(data[0][:count, :2], data[1][:count], data[2][:count]))
    draw(codings_map(data[0][:count], data[1][:count], data[2][:count], method="pca"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"codings": np.zeros((0, 3))}, "codings is empty"),
        ({"codings": np.zeros((3, 2, 2))}, r"codings must have the shape \(n, coding_size\)"),
        ({"codings": np.full((150, 3), np.nan)}, "codings holds NaN or infinity"),
        (
            {"codings": np.zeros((4, 3)) + np.arange(4)[:, None]},
            "needs at least 5 codings, not 4: pass method=",
        ),
        ({"images": np.zeros((149, 4, 4))}, "images must be as many as codings, 150, not 149"),
        ({"images": np.zeros((150, 16))}, "images must have the shape"),
        ({"labels": np.zeros(3)}, "labels must be as many as codings, 150, not 3"),
        ({"labels": np.eye(150)}, r"labels must have the shape \(n,\)"),
        ({"labels": np.full(150, np.nan)}, "labels holds NaN"),
        ({"labels": np.arange(150), "classes": CLASSES}, "labels must be whole numbers from 0 to 2"),
        ({"labels": ["a"] * 150, "classes": CLASSES}, "labels must be whole numbers from 0 to 2"),
        ({"method": "umap"}, 'method must be "tsne" or "pca", not \'umap\''),
        ({"max_points": 0}, "max_points must be at least 1"),
    ],
)
def test_bad_input_is_named(change, message, data):
    with pytest.raises(ValueError, match=message):
        codings_map(**({"codings": data[0]} | change))
