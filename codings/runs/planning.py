"""Training into a folder: what can be refused is refused before a framework is loaded."""

import os
import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from codings.catalogue import MODELS, Model
from codings.data import Dataset, address, find_encoding, find_range, is_mapped, is_table, rows
from codings.data import load as load_data
from codings.locking import is_free
from codings.runs.pictures import check_names
from codings.runs.run import CHECKPOINTS, CONFIG, Run, load
from codings.runs.split import Rows, held_out, split_rows

if TYPE_CHECKING:
    from codings.diagnostics import Finding


@dataclass(frozen=True)
class Plan:
    """A training that has passed every check so far; see `plan`."""

    model: Model
    arguments: dict[str, Any]
    source: str
    folder: Path
    validation: float
    data: Dataset
    pictures: Collection[str] | None = None
    resumed: Mapping[str, Any] | None = None
    seed_drawn: bool = False

    @cached_property
    def held_out(self) -> int:
        """How many instances are not trained on."""
        return held_out(len(self.data.X), self.validation)

    @cached_property
    def split(self) -> tuple[Rows, Rows]:
        """Which rows are trained on, and which are held out."""
        return split_rows(self.data.X, self.held_out)

    def within(self, minutes: float) -> "Plan":
        """The same, with as many epochs as this machine trains in so many minutes; see `epochs_within`."""
        plan, (X, y) = self._agreed(), self.instances(self.split[0])
        epochs = plan.model.estimator()(**plan.arguments).epochs_within(X, y, minutes=minutes)
        return replace(plan, arguments={**plan.arguments, "epochs": epochs})

    def train(
        self,
        callbacks: Sequence[Any] = (),
        report: Callable[["Finding"], Any] | None = None,
        minutes: float = 2.0,
    ) -> Run:
        """Trains, with these Keras callbacks besides, and writes the folder: from when training begins.

        There is a checkpoint every so many `minutes`, above 0; where the run has some, it goes on from the
        newest. What is found wrong with a GAN while it trains is given to `report`. Of several processes,
        see `codings.distribute`, the first does this, and the others `follow`.

        Raises
        ------
        ValueError
            If the model refuses an argument or the data; there is no folder then. If another process trains
            into the same folder.
        FloatingPointError
            If training diverges. The folder then holds the last good model, and no result.
        Interrupted
            A KeyboardInterrupt: after Ctrl-C, SIGTERM or SIGHUP. The folder then holds a checkpoint to go on
            from, and the model as far as it came.
        """
        from codings.runs.training import trained

        return trained(self._agreed(), callbacks, report, minutes)

    def follow(self) -> None:
        """Trains with the first process, in each other one; writes nothing. Raises what `fit` does."""
        from codings.runs.training import followed

        followed(self._agreed())

    def _agreed(self) -> "Plan":
        """The same, with the first process's seed where it was drawn."""
        if not self.seed_drawn:
            return self
        from codings.training.seeding import agreed

        seed = agreed(self.arguments["random_state"])
        return replace(self, arguments={**self.arguments, "random_state": seed}, seed_drawn=False)

    def instances(self, chosen: Rows) -> tuple[Any, np.ndarray | None]:
        """Of the data, (n, ...), with their labels, (n,), if the model is to be conditional."""
        X, y, classes = rows(self.data.X, chosen), self.data.y, self.data.classes
        if y is None or not self.arguments.get("conditional"):
            return X, None
        return X, np.array(classes)[y[chosen]] if classes else y[chosen]


def plan(
    model_name: str,
    arguments: dict[str, Any],
    source: str,
    folder: str | os.PathLike[str],
    validation: float = 0.1,
    pictures: Collection[str] | None = None,
) -> Plan:
    """Reads the data, and checks all that can be checked without loading a framework; writes nothing.

    Parameters
    ----------
    model_name : str
        Its name in `codings.catalogue`.
    arguments : dict
        The constructor's; those that are left out have their defaults.
    source : str
        As `codings.data.load` takes it.
    folder : path
        Where the run is written: a new one, or an empty one.
    validation : float
        A share below 1, or a whole number of instances that are not trained on; 0 for none. They are chosen
        at random, the same ones each time; of a memory map they are the last rows.
    pictures : collection of str, optional
        The names of those that are drawn, see `codings.runs.pictures`; without it, all that suit the model
        and the data.

    Raises
    ------
    ValueError
        If there is no such model, argument, picture or data, `folder` holds something, `validation` leaves
        nothing to train on, a conditional model is asked for and the data have no labels, or the seed is no
        number.
    """
    model, folder = _find(model_name), Path(folder)
    known = {option.name for option in model.options}
    for name in arguments:
        if name not in known:
            raise ValueError(f"{model_name} has no argument {name!r}; it has {', '.join(sorted(known))}.")
    check_names(pictures or ())
    check_free(folder)
    data = load_data(source)
    _check_last(data, held_out(len(data.X), validation))
    if is_table(data.X):
        find_encoding(data.X, partial(find_range, scaling="standard"), what=data.name)  # asks nothing
    if arguments.get("conditional") and data.y is None:
        raise ValueError(
            f"--conditional needs labels, and {data.name} has none: name the column that holds them, as in "
            "flowers.csv:label=species, or take data that have some."
        )
    seed = arguments.get("random_state")
    if not isinstance(seed, Integral | None):
        raise ValueError(f"random_state={seed!r} must be a whole number, which the run's folder can tell.")
    drawn = seed is None
    if drawn:  # here, so that the run's folder tells it
        arguments = {**arguments, "random_state": int(np.random.default_rng().integers(2**31))}
    source = address(source)
    return Plan(model, dict(arguments), source, folder, validation, data, pictures, seed_drawn=drawn)


def train(
    model_name: str,
    arguments: dict[str, Any],
    source: str,
    folder: str | os.PathLike[str],
    validation: float = 0.1,
    pictures: Collection[str] | None = None,
    callbacks: Sequence[Any] = (),
) -> Run:
    """Trains a model into a folder: `plan`, whose parameters these are, and `Plan.train`."""
    return plan(model_name, arguments, source, folder, validation, pictures).train(callbacks)


def resume(folder: str | os.PathLike[str], epochs: int | None = None) -> Plan:
    """The training of a run that was interrupted, or killed, to go on from its newest checkpoint.

    Parameters
    ----------
    folder : path
        Of the run.
    epochs : int, optional
        As many in all as it shall have now, if not those that were asked for. The learning rate then takes
        the place that it has at that epoch of the longer training.

    Raises
    ------
    ValueError
        If there is no run, or its data are not there any more, or have changed.
    """
    run = load(folder)
    config = run.config
    arguments = {**config["arguments"], **({} if epochs is None else {"epochs": epochs})}
    run.check_unchanged()
    return Plan(
        _find(config["model"]), arguments, config["data"], run.folder, config["validation"], run.data,
        config.get("pictures"), resumed=config,
    )  # fmt: skip


def can_resume(folder: Path) -> bool:
    """Whether a run has a checkpoint to go on from."""
    return any((folder / CHECKPOINTS).glob("epoch-*"))


def check_free(folder: Path) -> None:
    """Raises ValueError if `folder` holds anything, or is not a folder."""
    if folder.is_dir() and is_free(folder):
        return
    if folder.exists():
        what = "holds a run already" if (folder / CONFIG).is_file() else "exists and is not an empty folder"
        raise ValueError(f"{folder} {what}: choose another folder, or remove it.")


def _find(name: str) -> Model:
    for model in MODELS:
        if model.name == name:
            return model
    raise ValueError(f"there is no model {name!r}; there are {', '.join(model.name for model in MODELS)}.")


def _check_last(data: Dataset, count: int) -> None:
    """Warns where the last rows of a memory map, which are those held out, lack classes that others have."""
    X: Any = data.X
    if not count or not is_mapped(X) or data.y is None or not data.classes:
        return
    lacking = np.setdiff1d(np.unique(data.y), data.y[-count:])
    if len(lacking):
        warnings.warn(
            f"{data.name} is read from the disk as it trains, and its last {count:,} instances are held out: "
            f"they have no {data.classes[lacking[0]]!r}{_and_others(len(lacking) - 1)}, of which validation "
            "says nothing. Give more --memory, or data in another order.",
            stacklevel=3,
        )


def _and_others(count: int) -> str:
    return f" and none of {count} more" if count else ""
