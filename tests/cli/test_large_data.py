"""Folders that are larger than memory, hold broken images, or change after the training."""

import numpy as np
import pytest
from PIL import Image

from codings import runs
from codings.data import is_mapped


@pytest.fixture(scope="module")
def large(codings, tmp_path_factory):
    """A folder of 40 images, 1.2 MiB, of which one is broken; a run on it; and what was printed."""
    folder = tmp_path_factory.mktemp("large")
    photos = folder / "photos"
    photos.mkdir()
    for i in range(40):
        Image.fromarray(np.full((180, 180), 6 * i, np.uint8)).save(photos / f"{i}.bmp")
    (photos / "7.bmp").write_text("no image")
    options = ("--epochs", 1, "--hidden", "4", "--coding-size", 2, "--random-state", 0, "--no-pictures")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder))
        result = codings(
            "train", "stacked", "--data", photos, "--memory", "1MiB", "--on-error", "skip",
            "--run", folder / "run", *options,
        )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    return folder, result


def test_broken_images_are_counted_in_one_line(large):
    folder, result = large
    said = f"{folder / 'photos'}: 39 images; 1 broken image left out: 7.bmp (not an image)"
    assert result.stderr.splitlines() == [said]


def test_the_run_knows_how_its_data_were_read(large):
    folder, _ = large
    run = runs.load(folder / "run")
    assert run.config["data"] == f"{folder / 'photos'}:memory=1MiB,on_error=skip"
    assert is_mapped(run.data.X)
    assert len(run.data.X) == 39


def test_a_folder_that_has_changed_is_told(large, refused):
    folder, _ = large
    (folder / "photos" / "20.bmp").rename(folder / "20.bmp")
    try:
        for command in ("evaluate", "resume"):
            said = refused(command, folder / "run")
            assert "photos:memory=1MiB,on_error=skip has changed since" in said
            assert "shape is (38, 180, 180), and it was (39, 180, 180)" in said
    finally:
        (folder / "20.bmp").rename(folder / "photos" / "20.bmp")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--memory", "lots"), "memory=lots is no amount of memory: write it as in 500MiB or 2GiB"),
        (("--on-error", "skip"), "digits has no option 'on_error'"),
    ],
)
def test_mistakes(refused, tmp_path, options, said):
    assert said in refused("train", "stacked", "--run", tmp_path / "run", *options)
