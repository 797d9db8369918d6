"""Many files: what is made of each, whether threads share them or not."""

from math import inf
from pathlib import Path

import pytest

from codings.data import attempts
from codings.data.attempts import Attempts
from codings.data.collection import in_folder


@pytest.fixture(params=[0.0, inf], ids=["in threads", "alone"])
def pictures(request, tmp_path, monkeypatch):
    """More than wait at a time, of which none is quick enough, or each."""
    monkeypatch.setattr(attempts, "QUICK", request.param)
    monkeypatch.setattr(attempts, "AT_A_TIME", 40)
    for i in range(100):
        (tmp_path / f"{i}.png").touch()
    return in_folder(tmp_path, None).pictures


def inverse(i):
    if i % 30 == 1:
        raise OSError(f"{i} is cut off")
    return -i


def test_all_are_tried_in_their_order(pictures):
    whole = Attempts(Path("photos"), pictures, skip=True)
    found = whole.each(inverse)
    assert list(found.items()) == [(i, -i) for i in range(100) if i % 30 != 1]
    assert whole.broken == {i: f"{i} is cut off" for i in (1, 31, 61, 91)}


def test_all_that_fail_are_named(pictures):
    with pytest.raises(ValueError, match=r"photos has broken images, .*: 1.png \(1 is .*, 61.png .*, 91.png"):
        Attempts(Path("photos"), pictures, skip=False).each(inverse)


def test_some_can_be_asked_for(pictures):
    assert Attempts(Path("photos"), pictures, skip=True).each(inverse, [7, 3]) == {7: -7, 3: -3}
