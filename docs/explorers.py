"""Makes the explorer's pages that the site shows: of small models, which are trained while it is built."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

FOLDER = "explorers"
INSTANCES = 400  # on a map
VARIATIONAL = {"hidden": (64, 32), "beta": 0.1, "epochs": 60, "batch_size": 32}
LEAST = {"random_state": 0, "verbose": False}


def subjects() -> Iterator[tuple[str, Callable[[], Any]]]:
    """The name of each page, and what makes its subject."""
    yield "autoencoder", lambda: _digits("StackedAutoencoder", coding_size=2, hidden=(64, 32), epochs=40)
    yield "variational", lambda: _digits("VariationalAutoencoder", coding_size=4, **VARIATIONAL)
    yield "gan", lambda: _digits("GAN", coding_size=10, epochs=40)
    yield "table", _wines


def write(folder: Path) -> None:
    """Writes the pages that are not there yet, or are older than the explorer."""
    from codings import explorer
    from codings.explorer.single_file import write_page

    newest = max(path.stat().st_mtime for path in Path(explorer.__file__).parent.glob("*.*"))
    folder.mkdir(exist_ok=True)
    for name, make in subjects():
        path = folder / f"{name}.html"
        if not path.is_file() or path.stat().st_mtime < newest:
            write_page(make(), path)


def _digits(model: str, **options: Any) -> Any:
    import codings
    from codings.explorer import subject_of

    digits = codings.data.load("digits")
    fitted = getattr(codings, model)(**options, **LEAST).fit(digits.X)
    return subject_of(fitted, digits.X, digits.y, f"Handwritten digits: {model}", most=INSTANCES)


def _wines() -> Any:
    from sklearn.datasets import load_wine

    import codings
    from codings.explorer import subject_of

    wines = load_wine(as_frame=True)
    model = codings.VariationalAutoencoder(
        coding_size=3, hidden=(32, 16), epochs=40, batch_size=16, **LEAST
    ).fit(wines.data)
    grape = wines.target.map(lambda place: f"cultivar {place + 1}")
    return subject_of(model, wines.data, grape, "178 wines: VariationalAutoencoder", most=INSTANCES)


def _finish(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.name == "html":
        write(Path(app.outdir) / FOLDER)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("build-finished", _finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
