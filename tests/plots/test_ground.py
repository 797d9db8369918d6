"""Pictures without a background, for light pages and dark ones."""

import io

import numpy as np
from matplotlib import rcParams
from PIL import Image

from codings import plots
from codings.plots.ground import INK
from codings.plots.montage import GAP


def pixels(figure):
    file = io.BytesIO()
    figure.savefig(file)
    return np.asarray(Image.open(file).convert("RGBA")).reshape(-1, 4)


def test_figures_have_no_background_and_grey_letters():
    before = dict(rcParams)
    with plots.on_any_ground():
        found = pixels(plots.losses({"loss": [3.0, 2.0, 1.0]}))
    assert dict(rcParams) == before
    assert (found[:, 3] == 0).mean() > 0.8
    solid = {tuple(rgb) for *rgb, alpha in found.tolist() if alpha == 255}
    assert tuple(bytes.fromhex(INK[1:])) in solid
    assert min(map(sum, solid)) > 0x20 * 3, "no black is left"
    assert (pixels(plots.losses({"loss": [3.0, 2.0, 1.0]}))[:, 3] == 255).all()


def test_sheets_are_clear_between_their_images():
    for images in (np.zeros((2, 4, 4), np.uint8), np.zeros((2, 4, 4, 3), np.uint8)):
        with plots.on_any_ground():
            clear = np.asarray(plots.grid(images))
        white = np.asarray(plots.grid(images))
        assert (clear[:GAP, ..., -1] == 0).all()
        assert (clear[GAP:-GAP, GAP, ..., -1] == 255).all()
        np.testing.assert_array_equal(np.squeeze(clear[..., :-1]), white)


def test_the_ink_reads_on_white_and_on_black():
    light = (int(INK[1:3], 16) / 255 + 0.055) ** 2.4 / 1.055**2.4
    assert min(1.05 / (light + 0.05), (light + 0.05) / 0.05) > 4.5
