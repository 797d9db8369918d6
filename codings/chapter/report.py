"""A reproduction as one HTML file, pictures and all."""

import base64
from collections.abc import Iterator, Mapping
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from codings.catalogue import MODELS
from codings.chapter.reproduction import RESULTS, Reproduction
from codings.chapter.rows import DISTANCE, ROWS
from codings.chapter.schemas import Results
from codings.files import read_json, replacing

ROUNDING = 1e-6  # the difference of two losses that are the same
REPORT = "report.html"
HEADER = ("row", "epochs", "batch", "parameters", "seconds", "memory", "loss", "book", "ratio", "aim")
CAPTIONS = {
    "losses": "The loss over the epochs.",
    "reconstructions": "Instances that were held out, and what is left of them after the codings.",
    "codings": "The codings of at most 2,000 instances, in the plane.",
    "units": "Units of the first layer: their weights, and the instances that excite each of them most.",
    "penalties": "What a unit pays for its mean activation, by three penalties.",
    "sparsity": "How active the codings are.",
    "denoised": "Noisy instances, what the autoencoder makes of them, and what they were.",
    "samples": "Instances that the model has drawn.",
    "interpolation": "The way from one instance to another, in the space of the codings.",
    "hashes": "The hashes that most instances share, and the first of those that share each.",
    "similar": "Instances, and those whose hashes are nearest to theirs.",
    "neighbours": "Samples, and the training instances that are nearest to each: are they copies?",
    "growth": "The same codings at each resolution through which the generator has grown.",
    "mixing": "Styles of the instances on the left put into those above: coarse, middle and fine ones.",
    "training": "The same codings after each epoch.",
    "measures": "Both losses, and what was measured of the samples after each epoch.",
}


def write_report(reproduction: Reproduction) -> Path:
    """Writes `report.html`, of the rows that are done, and returns its path."""
    out = reproduction.out
    results = read_json(out / RESULTS, Results)
    rows = {row["name"]: row for row in results["rows"]}
    ordered = [rows[row.name] for row in ROWS if row.name in rows]
    page = Template(files("codings.chapter").joinpath("report.html").read_text("utf-8")).substitute(
        data=escape(results["data"]),
        circumstances=escape(_circumstances(results, ordered)),
        explained=escape(_explained(results)),
        header="".join(f"<th>{name}</th>" for name in HEADER),
        lines="\n".join(_line(row) for row in ordered),
        sections="\n".join(_section(reproduction, row) for row in ordered),
    )
    with replacing(out / REPORT) as new:
        new.write_text(page, encoding="utf-8")
    return out / REPORT


def cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """A row's figures as text, in the order of `HEADER`."""
    return (
        row["name"],
        str(row["epochs"]),
        str(row["batch"]),
        f"{row['parameters']:,}",
        f"{row['seconds']:.0f}",
        f"{row['peak_memory_gib']:.1f} GiB",
        *(_figure(row, row[key]) for key in ("loss", "book")),
        "" if row["ratio"] is None else f"{row['ratio']:.2f}",
        _figure(row, row["target"]),
    )


def findings(row: Mapping[str, Any]) -> list[str]:
    """What is wrong with a GAN after its training, with any of the seeds."""
    return list(dict.fromkeys(found for record in row["seeds"] for found in record.get("findings", ())))


def _call(row: Mapping[str, Any]) -> str:
    """The estimator, with the arguments that are not its defaults."""
    model = next(model for model in MODELS if model.name == row["model"])
    defaults = {option.name: option.default for option in model.options}
    own = {k: v for k, v in row["arguments"].items() if _plain(defaults[k]) != v}
    return f"{model.class_name}({', '.join(f'{key}={value!r}' for key, value in own.items())})"


def _plain(default: Any) -> Any:
    return list(default) if isinstance(default, tuple) else default


def _figure(row: Mapping[str, Any], value: float | None) -> str:
    return "" if value is None else f"{value:.2f}" if row["figure"] == DISTANCE else f"{value:.4f}"


def _circumstances(results: Mapping[str, Any], rows: list) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    minutes = sum(row["seconds"] * len(row["seeds"]) for row in rows) / 60
    return (
        f"{len(rows)} rows in {minutes:.0f} minutes, begun {results['began']}, on {results['machine']}; "
        f"{versions}; each with {results['seeds']} seed{'s' * (results['seeds'] > 1)}"
        f"{', in quick mode' * results['quick']}."
    )


def _explained(results: Mapping[str, Any]) -> str:
    return (
        "The loss of an autoencoder is its mean squared error on instances that were held out, pixels in "
        "[0, 1], with the penalties that the model has; that of a GAN is the Fréchet distance of its samples "
        "from those instances, in the space that its section names. Seconds are those of training, "
        "measuring and drawing. The ratio is to the book's figure; the book gives none for GANs, so theirs "
        "is that of its networks and recipe, measured by benchmarks/gans.py with 10,000 samples. For the "
        "linear autoencoder it is the error of PCA."
    )


def _line(row: Mapping[str, Any]) -> str:
    name, *others = map(escape, cells(row))
    return f'<tr><td><a href="#{name}">{name}</a></td>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'


def _section(reproduction: Reproduction, row: Mapping[str, Any]) -> str:
    name = escape(row["name"])
    space = row["seeds"][0].get("space")
    measured = f"{_parts(row)} (space: {space})" if space else _parts(row)
    found = "".join(f'<p class="finding">{escape(text)}</p>' for text in findings(row))
    return (
        f'<section id="{name}"><h2>{name}<small>{escape(row["section"])}</small></h2>'
        f"<p><code>{escape(_call(row))}</code></p><p>{escape(measured)}.</p>{found}"
        f"{''.join(_pictures(reproduction, row))}</section>"
    )


def _parts(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{key} {value:.4g}" for key, value in row["parts"].items() if abs(value) > ROUNDING)


def _pictures(reproduction: Reproduction, row: Mapping[str, Any]) -> Iterator[str]:
    folder = reproduction.folder(row["name"]) / "pictures"
    found = {path.stem: path for path in sorted(folder.iterdir()) if path.suffix == ".png"}
    for stem, caption in CAPTIONS.items():
        if stem in found:
            encoded = base64.b64encode(found[stem].read_bytes()).decode()
            yield (
                f'<figure><img alt="{escape(caption)}" src="data:image/png;base64,{encoded}">'
                f"<figcaption>{escape(caption)}</figcaption></figure>"
            )
