"""What the folders that a page is asked for hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from codings.explorer.subject import MOST, Subject

if TYPE_CHECKING:
    from codings.data import Dataset


class Opened(NamedTuple):
    """A run or a saved model on the page.

    Parameters
    ----------
    name : str
    folder : Path or None
        Of a run, whose training can be followed.
    subject : Subject or None
        None of a run that has no model yet.
    notes : tuple of str
        What was decided about its data.
    """

    name: str
    folder: Path | None
    subject: Subject | None
    notes: tuple[str, ...] = ()

    @property
    def followed(self) -> bool:
        """Whether there is a training to tell of: one that goes on, or that has left no model."""
        from codings.locking import owner

        return self.folder is not None and (self.subject is None or owner(self.folder) is not None)


def open_all(folders: Sequence[str], source: str | None, most: int = MOST) -> list[Opened]:
    """What is in these folders, each beside the data that are named, or that it was trained on.

    Raises ValueError if a folder holds neither a run nor a saved model, its data have changed, or a saved
    model's are not said.
    """
    from codings.runs.summary import distinct_names

    named, paths = None if source is None else _load(source), list(map(Path, folders))
    return [_opened(path, name, named, most) for path, name in zip(paths, distinct_names(paths), strict=True)]


def _opened(folder: Path, name: str, data: Dataset | None, most: int) -> Opened:
    from codings import runs
    from codings.runs.run import CONFIG, MODEL, SAVED

    is_run = (folder / CONFIG).is_file()
    if is_run and not (folder / MODEL / SAVED).is_file():
        return Opened(name, folder, None)
    runs.saved_model(folder)
    if data is None and is_run:
        run = runs.load(folder)
        run.check_unchanged()
        data = run.data
    estimator = runs.estimator_in(folder)
    if data is not None:
        data = _matched(estimator, data)
    notes = () if data is None else tuple(data.notes)
    return Opened(name, folder if is_run else None, Subject(estimator, name, data, most), notes)


def _load(source: str) -> Dataset:
    from codings import data

    return data.load(source)


def _matched(estimator: Any, data: Dataset) -> Dataset:
    """The data with their columns as the model knows them, and a note of what was changed in them."""
    from dataclasses import replace

    from codings.data import Encoding, is_table
    from codings.data.matching import check_columns, matched

    X, notes = matched(data.X, getattr(estimator, "feature_names_in_", None), data.name)
    if isinstance(estimator.range_, Encoding) and is_table(X):
        check_columns(estimator.range_, X, data.name)
    return replace(data, X=X, notes=(*data.notes, *notes))
