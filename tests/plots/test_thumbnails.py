import numpy as np
import pytest

from codings.plots import place_thumbnails


def apart(points, size):
    """Whether rectangles on each two of the points are disjoint, (n, n)."""
    return (np.abs(points[:, None] - points[None]) >= size).any(axis=-1)


@pytest.mark.parametrize("size", [(0.05, 0.05), (0.2, 0.03), (2.0, 2.0)])
@pytest.mark.parametrize("seed", range(3))
def test_no_overlap_and_no_room_left(size, seed):
    points = np.random.default_rng(seed).random((800, 2))
    chosen = place_thumbnails(points, size)
    assert (apart(points[chosen], size) | np.eye(len(chosen), dtype=bool)).all()
    left_out = np.delete(np.arange(800), chosen)
    disjoint = (np.abs(points[left_out, None] - points[None, chosen]) >= size).any(axis=-1)
    assert not disjoint.all(axis=1).any()


def test_points_are_taken_in_their_order():
    points = [[0.5, 0.5], [0.55, 0.5], [0.6, 0.5], [0.5, 0.9]]
    np.testing.assert_array_equal(place_thumbnails(points, (0.1, 0.1)), [0, 3])
    np.testing.assert_array_equal(place_thumbnails(points, (0.01, 0.01)), [0, 1, 2, 3])


def test_touching_is_not_overlapping():
    np.testing.assert_array_equal(place_thumbnails([[0.0, 0.0], [0.25, 0.0]], (0.25, 0.5)), [0, 1])


def test_many_points_on_one_spot_and_none_at_all():
    assert len(place_thumbnails(np.full((5000, 2), 0.3), (0.1, 0.1))) == 1
    assert len(place_thumbnails(np.empty((0, 2)), (0.1, 0.1))) == 0


@pytest.mark.parametrize(
    ("points", "size", "message"),
    [
        (np.zeros((3, 3)), (0.1, 0.1), r"points must have the shape \(n, 2\)"),
        (np.zeros((3, 2)), (0.0, 0.1), "size must be positive"),
        (np.full((3, 2), np.nan), (0.1, 0.1), "points holds NaN"),
    ],
)
def test_bad_input_is_named(points, size, message):
    with pytest.raises(ValueError, match=message):
        place_thumbnails(points, size)
