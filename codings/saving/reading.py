"""Loading: files are checked against `model.json`, and that against its schema and the class's options."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from codings.backend.forks import check_fork
from codings.backend.precision import check_precision
from codings.data.stored import read_range
from codings.registry import registered_class
from codings.saving.arrays import read_arrays
from codings.saving.consistency import check_fit, check_parts, with_params
from codings.saving.description import ARRAYS, DESCRIPTION, REMEDY, Saved, file_of, read_description
from codings.saving.networks import read_network
from codings.training import History

OF_A_RUN = "model"  # the folder of a run's model within it

Files = dict[str, Any]
"""Open files by their names, and those of inner models by these models' names."""


def load(folder: str | os.PathLike) -> Any:
    """The estimator that was saved in `folder`, or is the model of a run there, fitted.

    It takes whatever backend is in use, not the one that it was saved by.

    While another process saves to the folder it is the old one or the new one. Files may come from anywhere:
    what would run code or take memory out of all proportion is refused.

    Raises
    ------
    ValueError
        If there is no saved model, it is of a class that is not registered, or one of its files is damaged,
        does not go with the others, or is refused; the sentence names the file. If Keras's dtype policy is
        not float32.
    RuntimeError
        If the process was forked from one that had loaded the framework.
    """
    check_precision()
    check_fork()
    from codings import autoencoders, gans, outliers  # noqa: F401 - they register their classes

    folder = Path(folder)
    if not (folder / DESCRIPTION).is_file() and (folder / OF_A_RUN / DESCRIPTION).is_file():
        folder /= OF_A_RUN
    with ExitStack() as stack:
        description, files = _open(folder, stack)
        return _made(description, files, folder / DESCRIPTION)


def _open(folder: Path, stack: ExitStack) -> tuple[Saved, Files]:
    """What is described, and its files, open: so they stay, even if a newer save removes them now."""
    while True:
        description = read_description(folder)
        try:
            return description, _open_all(description, folder / description.save, stack)
        except OSError as error:
            if read_description(folder).save == description.save:
                raise ValueError(
                    f"{error.filename} is missing, or cannot be read: the saved model is not whole, {REMEDY}."
                ) from error


def _open_all(saved: Saved, folder: Path, stack: ExitStack) -> Files:
    names = [*map(file_of, saved.networks), *([ARRAYS] if saved.arrays else [])]
    files: Files = {name: stack.enter_context((folder / name).open("rb")) for name in names}
    return files | {name: _open_all(inner, folder / name, stack) for name, inner in saved.models.items()}


def _made(saved: Saved, files: Files, path: Path) -> Any:
    """The estimator that `path` describes so, from its files."""
    with _told(path):
        cls: Any = registered_class(saved.model)
        check_parts(saved, cls)
    models = {name: _made(inner, files[name], path) for name, inner in saved.models.items()}
    with _told(path):
        estimator = with_params(cls, saved.params, models)
        range_ = read_range(saved.range)
    names = saved.feature_names
    state = {
        **dict.fromkeys(cls._saved_arrays),
        **(read_arrays(files[ARRAYS], saved.arrays) if saved.arrays else {}),
        **{name: read_network(files[file_of(name)], one) for name, one in saved.networks.items()},
        **{name: models[name] for name in cls._saved_models},
        "range_": range_,
        "history_": History({name: _with_nan(column) for name, column in saved.history.items()}),
        "n_features_in_": saved.features,
        **({} if names is None else {"feature_names_in_": np.array(names, dtype=object)}),
    }
    with _told(path):
        estimator.__setstate__(vars(estimator) | state)
        check_fit(estimator)
    return estimator


def _with_nan(column: list[float | None]) -> np.ndarray:
    return np.array([float("nan") if value is None else value for value in column])


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Errors name the file."""
    try:
        yield
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path} does not describe a model ({error}): {REMEDY}.") from error
