"""Pictures of growth and of mixed styles, and the options of `sample` that go with them."""

import numpy as np
import pytest
from PIL import Image

from codings import runs
from codings.runs.resolutions import STYLES
from tests.conftest import step_by_step

SMALL = {"filters": 2, "coding_size": 4, "epochs": 1, "random_state": 0}
SOURCE = "sprites:n=20,size=16,channels=3"


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    arguments = SMALL | {"epochs": 3, "conditional": True}
    folder = tmp_path_factory.mktemp("progan") / "run"
    with step_by_step():
        return runs.train("progan", arguments, SOURCE, folder, pictures=("growth",))


@pytest.fixture(scope="module")
def styled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stylegan") / "run"
    with step_by_step():
        return runs.train("stylegan", SMALL, SOURCE, folder, pictures=("mixing",))


def test_the_same_codings_at_every_resolution(grown):
    assert grown.estimator.resolutions_ == [8, 16]
    with Image.open(grown.folder / "pictures" / "growth.png") as image:
        assert image.width > 2 * image.height


def test_styles_of_those_on_the_left_are_put_into_those_above(styled):
    with Image.open(styled.folder / "pictures" / "mixing.png") as image:
        rows = 1 + STYLES * len(styled.estimator.layers_)
        side = 16 * 7 + 8  # enlarged 7 times, and the gap
        assert image.height == 8 + rows * side
        pixels = np.asarray(image)
    above, coarse, fine = (pixels[8 + i * side : 8 + (i + 1) * side, side:] for i in (0, 1, rows - 1))
    assert not np.array_equal(above, coarse)
    assert not np.array_equal(coarse, fine)


def test_sample_takes_what_the_model_understands(codings, refused, grown, styled, tmp_path):
    out = tmp_path / "out.npy"
    assert codings("sample", grown.folder, "-n", 3, "--resolution", 8, "-o", out).exit_code == 0
    assert np.load(out).shape == (3, 8, 8, 3)
    assert codings("sample", styled.folder, "-n", 3, "--truncation", 0, "-o", out).exit_code == 0
    assert not np.load(out).std(axis=0).any()
    assert "it has drawn at 8, 16" in refused("sample", grown.folder, "--resolution", 5)
    assert "truncation=2.0 must be" in refused("sample", styled.folder, "--truncation", 2)
    assert "--truncation means nothing to a ProGAN" in refused("sample", grown.folder, "--truncation", 0.5)
