"""What answers at once: help, lists and the version."""

import json
import subprocess
import sys

import pytest

from codings import __version__
from codings.catalogue import MODELS
from codings.cli import listing, main, tables
from codings.data import SOURCES

FRAMEWORKS = (
    *("keras", "tensorflow", "jax", "sklearn", "scipy", "matplotlib", "pandas", "PIL"),
    *("starlette", "uvicorn"),
)


@pytest.mark.parametrize(
    "arguments",
    [
        *(["--help"], ["train", "--help"], ["train", "stacked", "--help"], ["models"], ["data"]),
        *([name, "-h"] for name in ("sample", "decode", "interpolate", "anomalies", "explore")),
    ],
    ids=" ".join,
)
def test_no_framework_is_loaded(arguments):
    code = (
        "import sys; from codings.cli import main; main(sys.argv[1:], standalone_mode=False);"
        f"print('loaded', *(m for m in {FRAMEWORKS} if m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "loaded"
    assert len(done.stdout.splitlines()) > 3


def test_version(codings):
    assert codings("--version").stdout == f"codings {__version__}\n"


def test_help_names_every_command_with_its_whole_sentence(codings):
    _, commands = codings("--help").stdout.split("Commands:")
    assert [line.split()[0] for line in commands.splitlines()[1:]] == list(main.commands)
    assert "..." not in commands


def test_models(codings):
    lines = codings("models").stdout.splitlines()
    assert [line.split(maxsplit=1) for line in lines[1:]] == [[m.name, m.summary] for m in MODELS]
    assert len({line.index(m.summary) for line, m in zip(lines[1:], MODELS, strict=True)}) == 1


def test_models_as_json(codings):
    found = json.loads(codings("models", "--json").stdout)
    assert found == [{"name": m.name, "summary": m.summary} for m in MODELS]


def test_data(codings):
    text = codings("data").stdout
    for name, source in SOURCES.items():
        line = next(line for line in text.splitlines() if line.split()[:1] == [name])
        assert source.description in line
        assert source.origin() in line
    for said in (".npy, .npz, IDX", ".csv, .tsv, .txt", ".parquet", "a folder or .zip of them", ".jfif"):
        assert said in text


def test_data_as_json(codings):
    found = {entry["name"]: entry for entry in json.loads(codings("data", "--json").stdout)}
    assert found.keys() == SOURCES.keys()
    assert found["ring"]["options"] == SOURCES["ring"].options


@pytest.mark.parametrize("columns", [120, 80, 60])
def test_what_is_typed_is_never_cut(monkeypatch, capsys, columns):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", str(columns))
    listing.data.callback(as_json=False)
    text = capsys.readouterr().out
    for source in SOURCES.values():
        words = [source.name, *source.origin().split(), *source.description.split()]
        words += [",".join(f"{name}={value}" for name, value in source.options.items())]
        assert all(word in text for word in words)
    assert max(map(len, text.splitlines()[:-2])) <= columns  # but for the example at the end


def test_a_terminal_gets_a_table(monkeypatch, capsys):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "24")
    tables.show([("a", "one two three four five"), ("b", "[bold]")], ("name", "value"))
    assert capsys.readouterr().out.splitlines() == [
        "name  value",
        "─" * 24,
        "a     one two three four",
        "      five",
        "b     [bold]",
    ]
    tables.show([("a", "x" * 60)], ("name", "value"))  # too wide: the terminal itself breaks it
    assert capsys.readouterr().out.splitlines() == ["a", "  value:", "  " + "x" * 60]


def test_options_are_the_catalogues(codings):
    helps = {model.name: codings("train", model.name, "--help").stdout for model in MODELS}
    for model in MODELS:
        for option in model.options:
            assert f"--{option.name.replace('_', '-')}" in helps[model.name]
    assert "[default: 100]" in helps["stacked"]
    assert "--tied / --no-tied" in helps["stacked"]
