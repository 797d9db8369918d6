"""A page on runs: what it tells, that it is whole, and that nothing in it is code."""

import itertools
import json
import os
import platform
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import unquote, unquote_to_bytes

import numpy as np
import pytest
from PIL import Image

from codings.catalogue import MODELS
from codings.diagnostics import Observation
from codings.files import write_history
from codings.metrics import Estimate
from codings.runs.evaluation import Measure
from codings.runs.figures import keep_figures, plain, read_figures
from codings.runs.observed import write_observations
from codings.runs.report import write_report

NAN = float("nan")
(STACKED,) = (model for model in MODELS if model.name == "stacked")
DEFAULTS = {option.name: option.default for option in STACKED.options}


class Page(HTMLParser):
    """The tags of a page, and the text of some."""

    def __init__(self, path):
        super().__init__()
        self.tags, self.text, self.rows, self.in_cell = [], "", [], False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.in_cell = True

    def handle_endtag(self, tag):
        self.in_cell &= tag not in ("td", "th")

    def handle_data(self, text):
        self.text += text
        if self.in_cell:
            self.rows[-1][-1] += text

    def all(self, wanted):
        return [attributes for tag, attributes in self.tags if tag == wanted]

    @property
    def cells(self):
        """Of each row of a table, by its name; the first row of that."""
        rows = [[cell.strip() for cell in row] for row in self.rows]
        return {name: others for name, *others in reversed(rows)}


def made(folder, *, finished=True, data="digits", history=None, **arguments):
    """A run's folder as training leaves it, without the training."""
    (folder / "pictures").mkdir(parents=True)
    config = {
        "format": 1,
        "model": "stacked",
        "arguments": {
            **DEFAULTS,
            "coding_size": 30,
            "epochs": 3,
            "hidden": [100],
            "random_state": 0,
            **arguments,
        },
        "data": data,
        "validation": 0.1,
        "instances": {"training": 1617, "validation": 180},
        "shape": [8, 8],
        "versions": {"codings": "0.1.0", "backend": "tensorflow"},
        "started": "2026-11-26T20:00:00+00:00",
    }
    history = history or {"loss": [0.4, 0.2, 0.1], "val_loss": [0.5, 0.3, NAN], "seconds": [1.0, 1.0, 1.0]}
    columns = {name: np.array(column) for name, column in history.items()}
    write_history(folder / "history.csv", columns)
    (folder / "config.json").write_text(json.dumps(config))
    if finished:
        result = {"epochs": 3, "parameters": 19094, "seconds": 3.25, "mse": 0.123456, "peak_memory_gib": 0.75}
        (folder / "result.json").write_text(json.dumps(result))
    Image.fromarray(np.zeros((4, 4), np.uint8)).save(folder / "pictures" / "samples.png")
    return folder


def page(*folders, path=None):
    path = path or folders[0] / "report.html"
    write_report(folders, path)
    return Page(path)


def test_what_a_page_tells_of_a_run(tmp_path):
    told = page(made(tmp_path / "first"))
    assert "StackedAutoencoder(epochs=3, random_state=0)" in told.text
    expected = {
        "state": "finished",
        "epochs": "3 of 3",
        "parameters": "19,094",
        "seconds": "3.2",
        "memory": "0.75 GiB",
        "loss": "0.1",
        "mean squared error": "0.1235",
        "instances": "1,617 trained on, 180 held out",
        "begun": "2026-11-26 20:00 UTC",
        "hidden": "100",
        "backend": "tensorflow",
    }
    assert {name: told.cells[name][0] for name in expected} == expected
    assert "Not finished" not in told.text
    assert "first has not been measured yet" in told.text


def test_it_is_whole_without_a_network_and_runs_nothing(tmp_path):
    told = page(made(tmp_path / "first"))
    assert not told.all("script")
    assert not told.all("link")
    assert {image["src"].partition(",")[0] for image in told.all("img")} == {"data:image/png;base64"}
    [policy] = [meta["content"] for meta in told.all("meta") if "http-equiv" in meta]
    assert policy.startswith("default-src 'none'")


def test_it_can_be_heard(tmp_path):
    told = page(made(tmp_path / "first"))
    assert [image["alt"] for image in told.all("img")] == ["Samples of first"]
    drawings = [svg["aria-label"] for svg in told.all("svg") if svg.get("role") == "img"]
    assert drawings == [
        "Losses over the epochs: loss from 0.4 to 0.1, between 0.1 and 0.4; "
        "validation loss from 0.5 to 0.3, between 0.3 and 0.5"
    ]
    assert all(cell["scope"] in ("col", "row") for cell in told.all("th"))
    assert len(told.all("caption")) == len(told.all("table"))
    levels = [int(tag[1]) for tag, _ in told.tags if tag in ("h1", "h2", "h3")]
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))
    anchors = {tag["id"] for tag in told.all("h2")}
    assert {link["href"][1:] for link in told.all("a") if link["href"].startswith("#")} == anchors


def test_links_lead_to_the_files_of_the_run(tmp_path):
    folder = made(tmp_path / "runs" / "a #1 %")
    told = page(folder, path=tmp_path / "page.html")
    links = [unquote(link["href"]) for link in told.all("a") if not link["href"].startswith("#")]
    assert {(tmp_path / link).name for link in links} == {
        "config.json",
        "history.csv",
        "result.json",
        "pictures",
    }
    assert all((tmp_path / link).exists() for link in links)


def test_names_that_are_no_text_are_linked_and_shown(tmp_path):
    name = os.fsdecode(b"caf\xe9")
    try:
        folder = made(tmp_path / name, data=f"{name}.csv")
    except OSError:
        pytest.skip("this file system has text alone")
    told = page(folder, path=tmp_path / "page.html")
    assert "caf\ufffd.csv" in told.text
    links = [unquote_to_bytes(one["href"]) for one in told.all("a") if one["href"][0] != "#"]
    assert b"caf\xe9/config.json" in links


def test_a_page_does_not_link_to_itself_or_to_hidden_files(tmp_path):
    folder = made(tmp_path / "it")
    (folder / ".lock").touch()
    page(folder)
    assert not {".lock", "report.html"} & {link["href"] for link in page(folder).all("a")}


def test_what_comes_from_data_is_no_markup(tmp_path):
    evil = "<script>alert(1)</script>"
    told = page(made(tmp_path / "<b>bold</b>".replace("/", ""), data=f'x.csv:label="{evil}"'))
    assert not told.all("script")
    assert not told.all("b")
    assert told.text.count(evil) == 2


def test_several_runs_share_drawings_and_differences_are_marked(tmp_path):
    folders = made(tmp_path / "one"), made(tmp_path / "two", coding_size=5, tied=True)
    told = page(*folders, path=tmp_path / "both.html")
    differing = {name: cells for name, cells in told.cells.items() if name.endswith(" differs")}
    assert differing == {"coding_size differs": ["30", "5"], "tied differs": ["False", "True"]}
    assert told.cells["hidden"] == ["100", "100"]
    [drawing] = [svg["aria-label"] for svg in told.all("svg") if svg.get("role") == "img"]
    for curve in ("one from", "one, validation from", "two from", "two, validation from"):
        assert curve in drawing
    assert [image["alt"] for image in told.all("img")] == ["Samples of one", "Samples of two"]


def test_runs_of_one_name_have_their_paths(tmp_path):
    folders = made(tmp_path / "a" / "run"), made(tmp_path / "b" / "run")
    assert str(folders[0]) in page(*folders, path=tmp_path / "both.html").text
    with pytest.raises(ValueError, match=r"run is given twice: name each run once"):
        write_report([folders[0], f"{folders[0]}/../run"], tmp_path / "twice.html")


ENDINGS = {
    "interrupted": (
        "SIGTERM",
        "it was interrupted by SIGTERM after 2 of 3 epochs. The model of then is kept. To go",
    ),
    "diverged": ("its loss is nan at step 5.", "it diverged after 2 of 3 epochs: its loss is nan at step 5."),
    "failed": ("No space left on device", "it failed after 2 of 3 epochs: No space left on device"),
}


@pytest.fixture
def unfinished(tmp_path):
    """A run of which 2 of 3 epochs were trained, and that has a model."""
    folder = made(tmp_path / "it", finished=False, history={"loss": [2.0, 1.0], "seconds": [1.0, 2.0]})
    (folder / "model").mkdir()
    (folder / "model" / "model.json").touch()
    return folder


@pytest.mark.parametrize("how", ENDINGS)
def test_how_a_run_ended(unfinished, how):
    said, told_so = ENDINGS[how]
    ending = {"how": how, "said": said, "ended": "2026-11-26T20:10:00+00:00"}
    (unfinished / "ending.json").write_text(json.dumps(ending))
    told = page(unfinished)
    assert told_so in told.text
    assert told.cells["state"] == [how]
    assert told.cells["seconds"] == ["3.0"]


def test_a_run_that_nobody_trains_any_more_was_killed(unfinished, ended):
    assert "it was killed after 2 of 3 epochs" in page(unfinished).text
    for process, state in ((os.getpid(), "still training"), (ended, "killed")):
        owner = {"process": process, "machine": platform.node()}
        (unfinished / ".process.json").write_text(json.dumps(owner))
        told = page(unfinished)
        assert told.cells["state"] == [state]
    assert f"codings resume {unfinished}" in told.text


@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix")
def test_what_one_types_to_go_on_is_quoted(tmp_path):
    folder = made(tmp_path / "my run", finished=False)
    assert f"To go on: codings resume '{folder}'" in page(folder).text


def test_a_run_that_goes_on_after_its_end_is_not_finished(tmp_path):
    told = page(made(tmp_path / "it", history={"loss": [4.0, 3.0, 2.0, 1.0]}, epochs=6))
    assert told.cells["state"] == ["killed"]
    assert told.cells["epochs"] == ["4 of 6"]


@pytest.mark.parametrize("how", [None, "failed"])
def test_a_run_that_goes_on_is_not_finished_before_its_next_epoch_is(tmp_path, how):
    folder = made(tmp_path / "it", epochs=6)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"planned": 6}))
    if how is not None:
        ending = {"how": how, "said": "No space left", "ended": "2026-11-26T20:10:00+00:00"}
        (folder / "ending.json").write_text(json.dumps(ending))
    told = page(folder)
    assert told.cells["state"] == [how or "killed"]
    assert told.cells["epochs"] == ["3 of 6"]


def test_figures_of_before_a_run_went_on_are_not_those_of_its_model(tmp_path):
    told = page(made(tmp_path / "it", history={"loss": [4.0, 3.0, 2.0, 1.0], "seconds": [2.0] * 4}, epochs=6))
    assert "mean squared error" not in told.cells
    assert told.cells["seconds"] == ["8.0"]
    assert told.cells["parameters"] == ["19,094"]


def test_of_epochs_that_the_model_chose_it_is_said_how_many_were_planned_where_a_file_tells(unfinished):
    path = unfinished / "config.json"
    config = json.loads(path.read_text())
    config["arguments"]["epochs"] = None
    path.write_text(json.dumps(config))
    told = page(unfinished)
    assert "it was killed after 2 epochs, or" in told.text
    assert told.cells["epochs"][0] == "2"
    path.write_text(json.dumps(config | {"planned": 20}))
    told = page(unfinished)
    assert "it was killed after 2 of 20 epochs, or" in told.text
    assert told.cells["epochs"][0] == "2 of 20"


def test_before_the_first_epoch_there_is_nothing_to_draw(tmp_path):
    folder = made(tmp_path / "it", finished=False)
    (folder / "history.csv").unlink()
    told = page(folder)
    assert told.cells["epochs"] == ["0 of 3"]
    assert "Curves" not in told.text


def test_figures_have_their_intervals(tmp_path):
    folder = made(tmp_path / "it")
    distance = Measure("Fréchet distance", Estimate(2.0, 1.5, 2.5, 180), "lower", "pixels")
    biased = Measure("precision", Estimate(0.5, None, None, 6), "higher", "pixels")
    keep_figures(folder, [distance, biased, Measure("entropy", NAN, "higher", "pixels")], 3)
    told = page(folder)
    assert told.cells["Fréchet distance, pixels, lower is better"] == ["2 (1.5 to 2.5; 180 samples)"]
    assert told.cells["precision, pixels, higher is better"] == ["0.5 (6 samples)"]
    assert told.cells["entropy, pixels, higher is better"] == ["not finite"]
    assert "are of its model after" not in told.text


def test_a_measure_as_json_has_only_numbers():
    assert plain(Measure("chessboard", NAN, "1", "pixels"))["value"] is None
    estimate = plain(Measure("recall", Estimate(0.5, NAN, NAN, 6), "higher", "pixels", "a"))
    assert estimate == {
        "measure": "recall", "value": 0.5, "low": None, "high": None, "samples": 6,
        "aim": "higher", "of": "pixels", "class": "a",
    }  # fmt: skip


def test_figures_of_another_model_are_told_and_then_dropped(tmp_path):
    folder = made(tmp_path / "it")
    keep_figures(folder, [Measure("error", 1.0, "lower", "a"), Measure("error", 2.0, "lower", "b")], 2)
    assert "after 2 epochs, and it has 3 now: measure again" in page(folder).text
    keep_figures(folder, [Measure("error", 3.0, "lower", "a")], 2)
    assert [one["value"] for one in read_figures(folder / "figures.json").measured] == [3.0, 2.0]
    keep_figures(folder, [Measure("error", 4.0, "lower", "b")], 3)
    assert [one["value"] for one in read_figures(folder / "figures.json").measured] == [4.0]


def test_findings_come_with_what_to_try(tmp_path):
    folder = made(tmp_path / "it", learning_rate=0.1)
    good = Observation(1, 1.0, 1.0, 0.7, 1.0, 1.0, 0.0, 1.0, np.ones(4), 0.5)
    bad = Observation(2, 1.0, 1.0, 0.9, 1.0, 0.1, 0.0, 0.2, np.array([4.0, 0, 0, 0]), 0.5)
    write_observations(folder / "observations.json", [good, bad])
    told = page(folder)
    assert "Mode collapse: 3 of 4 clusters of the data have next to no samples" in told.text
    assert "Try a learning_rate of a tenth" in told.text
    assert [svg["aria-label"][:8] for svg in told.all("svg") if "aria-label" in svg] == [
        "Losses o",
        "Measures",
    ]
    write_observations(folder / "observations.json", [good])
    assert "Nothing is wrong that the figures" in page(folder).text
    write_observations(folder / "observations.json", [replace(good, settled=False)])
    assert "still growing, and its figures say nothing yet" in page(folder).text


def test_what_could_not_be_observed_is_not_drawn(tmp_path):
    folder = made(tmp_path / "it")
    seen = Observation(1, 1.0, 1.0, 0.7, 1.0, 1.0, 0.0, NAN, np.ones(4), 0.5)
    write_observations(folder / "observations.json", [seen, seen])
    told = page(folder).text
    assert "separation" in told
    assert "coverage" not in told


@pytest.mark.parametrize(
    "name", ["figures.json", "observations.json", "history.csv", "result.json", "ending.json"]
)
def test_a_damaged_file_is_named(tmp_path, name):
    folder = made(tmp_path / "it")
    (folder / name).write_text('{"observations": [{}], "measured": [{}]}\n1\n')
    with pytest.raises(ValueError, match=rf"{name} is damaged"):
        write_report([folder], folder / "report.html")
    assert not (folder / "report.html").exists()


def test_a_run_has_its_page(run):
    told = Page(run.folder / "report.html")
    assert told.cells["epochs"] == ["2 of 2"]
    assert len(told.all("img")) == 3
    assert float(told.cells["memory"][0].removesuffix(" GiB")) == pytest.approx(
        run.result["peak_memory_gib"], abs=0.01
    )


def test_no_framework_is_loaded(tmp_path):
    folder = made(tmp_path / "it")
    code = (
        "import sys; from codings.cli import main; main(['report', sys.argv[1]], standalone_mode=False);"
        "print([m for m in ('keras', 'tensorflow', 'jax', 'matplotlib') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [str(folder / "report.html"), "[]"]


def test_figures_of_before_aims_had_names_are_read(tmp_path):
    path = tmp_path / "figures.json"
    old = {"measure": "memorisation", "value": 0.5, "better": "lower", "of": "pixels"}
    path.write_text(json.dumps({"epochs": 3, "measured": [old]}))
    assert read_figures(path).measured == [
        {"measure": "memorisation", "value": 0.5, "aim": "0.5", "of": "pixels"}
    ]
