"""The chapter, by two rows of a few steps each."""

import json
import re

import numpy as np
import pytest
from sklearn.decomposition import PCA

from codings import chapter, runs
from codings.chapter.figures import mean_of
from codings.chapter.report import _parts
from codings.chapter.rows import DISTANCE, ROWS, Row
from codings.data import load

LINEAR = Row("linear", "PCA", "linear", {"epochs": 99}, ("codings",), {"epochs": 3}, is_pca=True)
GAN = Row(
    "gan", "GANs", "gan", {}, ("samples", "training"), {"epochs": 1, "hidden": (4,)}, DISTANCE, book=60.0
)
SPRITES = "sprites:n=80,size=8"


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A reproduction of both rows, with what it yielded. Leave its folder as it is."""
    begun = chapter.begin(tmp_path_factory.mktemp("chapter") / "out", SPRITES, quick=True, seeds=2)
    results = list(begun.results([LINEAR, GAN]))
    chapter.write_report(begun)
    return begun, results


def test_every_row_has_its_figures(done):
    begun, results = done
    kept = json.loads((begun.out / "results.json").read_text())
    assert kept["rows"] == results
    assert (kept["data"], kept["quick"], kept["seeds"]) == (SPRITES, True, 2)
    for row in results:
        assert row["loss"] == np.mean([record["loss"] for record in row["seeds"]])
        assert [record["seed"] for record in row["seeds"]] == [0, 1]
        assert row["arguments"]["epochs"] == row["epochs"]
        assert row["parameters"] > 0
        assert row["seconds"] > 0
        assert row["peak_memory_gib"] > 0.1


def test_the_linear_row_is_held_against_pca(done):
    begun, (linear, _) = done
    trained, held_out = runs.load(begun.folder("linear")).split
    X = load(SPRITES).X.reshape(80, -1) / 255
    pca = PCA(2).fit(X[trained])
    error = np.square(X[held_out] - pca.inverse_transform(pca.transform(X[held_out]))).mean()
    assert linear["book"] == pytest.approx(error, rel=1e-3)
    assert linear["ratio"] == pytest.approx(linear["loss"] / linear["book"])


def test_the_books_figures_are_of_its_data_only(done, tmp_path):
    begun, (_, gan) = done
    assert not begun.beside_the_book
    assert gan["book"] is gan["ratio"] is None
    assert chapter.Reproduction(tmp_path, "fashion-mnist", False, 1).beside_the_book
    assert not chapter.Reproduction(tmp_path, "fashion-mnist", True, 1).beside_the_book


def test_rows_that_are_done_are_kept(done):
    begun, results = done
    again = chapter.begin(begun.out, SPRITES, quick=True, seeds=2)
    began = [(begun.folder("linear", seed) / "config.json").stat().st_mtime_ns for seed in (0, 1)]
    assert list(again.results([LINEAR])) == results[:1]
    assert began == [(begun.folder("linear", seed) / "config.json").stat().st_mtime_ns for seed in (0, 1)]
    kept = json.loads((begun.out / "results.json").read_text())
    assert [row["name"] for row in kept["rows"]] == ["linear", "gan"]


def test_a_row_that_was_interrupted_is_trained_again(tmp_path):
    begun = chapter.begin(tmp_path / "out", SPRITES, quick=True)
    (begun.folder("linear") / "model").mkdir(parents=True)
    (begun.folder("linear") / "config.json").write_text("{}")
    (row,) = begun.results([LINEAR])
    assert row["epochs"] == 3
    assert runs.load(begun.folder("linear")).result["epochs"] == 3


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"loss": "low"}, "loss: Expected `float`, got `str`"),
        ({"peak_memory_gib": -1}, "peak_memory_gib: Expected `float` >= 0.0"),
        ({"arguments": {"epochs": 0, "batch_size": 32}}, "arguments.epochs: Expected `int` >= 1"),
        ({"loss": float("nan")}, "it holds NaN"),
    ],
)
def test_a_record_that_is_damaged_is_named(done, tmp_path, change, told):
    begun = chapter.begin(tmp_path / "out", SPRITES, quick=True)
    record = json.loads((done[0].folder("linear") / "row.json").read_text())
    begun.folder("linear").mkdir(parents=True)
    (begun.folder("linear") / "row.json").write_text(json.dumps(record | change))
    with pytest.raises(ValueError, match=rf"linear-0/row\.json is damaged \({told}"):
        list(begun.results([LINEAR]))


def test_a_folder_of_something_else_is_left_alone(done, tmp_path):
    (tmp_path / "mine.txt").touch()
    with pytest.raises(ValueError, match="not an empty folder"):
        chapter.begin(tmp_path, "digits")
    with pytest.raises(ValueError, match=r"quick True: choose another --out"):
        chapter.begin(done[0].out, SPRITES, quick=False)
    with pytest.raises(ValueError, match=r"data sprites.*choose another --out"):
        chapter.begin(done[0].out, "digits", quick=True)


@pytest.mark.parametrize("source", ["ring:n=40", "sprites:n=20,size=144"])
def test_data_that_not_every_model_takes_are_refused(tmp_path, source):
    with pytest.raises(ValueError, match="the whole chapter takes images of 8 to 128"):
        chapter.begin(tmp_path / "out", source)
    assert not (tmp_path / "out").exists()


def test_too_few_to_measure_samples_by_are_refused_before_the_training(tmp_path):
    begun = chapter.begin(tmp_path / "out", "sprites:n=40,size=8", quick=True)
    with pytest.raises(ValueError, match="40 instances, of which 4 would be held out, and samples of GANs"):
        next(begun.results([LINEAR, GAN]))
    assert not begun.folder("linear").exists()


def test_a_measure_that_one_seed_lacks_is_the_mean_of_the_others():
    assert mean_of([{"recall": 0.5}, {"recall": 0.0, "chessboard": 2.0}]) == {"recall": 0.25, "chessboard": 2}


def test_a_figure_of_samples_that_is_0_is_told():
    row = {"figure": DISTANCE, "parts": {"precision": 0.5, "recall": 0.0}}
    assert _parts(row) == "precision: 0.5, recall: 0"
    error = {"figure": "mean squared error", "parts": {"mean squared error": 0.01, "penalties": 1e-9}}
    assert _parts(error) == "mean squared error: 0.01"


def test_rows_by_name():
    assert [row.name for row in chapter.chosen(["gan", "stacked"])] == ["stacked", "gan"]
    assert chapter.chosen([]) == ROWS
    with pytest.raises(ValueError, match="no row 'dgcan': did you mean 'dcgan'"):
        chapter.chosen(["dgcan"])


def test_every_row_can_be_planned(tmp_path):
    for row in ROWS:
        for arguments in (row.arguments, row.arguments | row.quick):
            plan = runs.plan(row.model, arguments, "digits", tmp_path / row.name, pictures=row.pictures)
            plan.model.estimator()(**plan.arguments)._validate_params()


def test_the_report_stands_alone_and_shows_every_row(done):
    begun, _ = done
    page = (begun.out / "report.html").read_text()
    sections = re.split(r'<h2 id="(\w+)">', page)
    assert sections[1::2] == ["autoencoders", "gans", "linear", "gan"]
    errors, distances, linear, gan = sections[2::2]
    assert "PCA" in errors
    assert re.findall(r"columnheader[^>]*>(\w+)", errors) == ["here", "book", "ratio"]  # of PCA alone
    assert re.findall(r"columnheader[^>]*>(\w+)", distances) == ["here"]
    assert "not set beside these" in page
    assert '<a href="#linear">' in errors
    assert '<a href="#gan">' in distances
    assert '<a href="#gan">' not in errors
    assert "LinearAutoencoder(epochs=3)" in page
    assert "GAN(hidden=[4], epochs=1)" in page
    assert set(re.findall(r'src="(.{15})', page)) == {"data:image/png;"}
    for caption in ("in the plane", "that the model has drawn", "after each epoch"):
        assert caption in page
    for told, name in ((linear, "linear"), (gan, "gan")):
        links = re.findall(r'<a href="([^"#]+)">', told)
        assert links == [f"runs/{name}-{seed}/report.html" for seed in (0, 1)]
        assert all((begun.out / link).is_file() for link in links)
        assert f"{name}-0 from" in told
    assert gan.count('<svg viewBox="0 0 420') >= 2


def test_the_figures_of_gans_are_kept_with_their_runs(done):
    begun, (_, gan) = done
    folder = begun.folder("gan")
    figures = json.loads((folder / "figures.json").read_text())
    distance = next(one for one in figures["measured"] if one["measure"] == DISTANCE)
    assert (distance["value"], figures["epochs"]) == (gan["seeds"][0]["loss"], 1)
    assert f"{distance['value']:.4g}" in (folder / "report.html").read_text()
