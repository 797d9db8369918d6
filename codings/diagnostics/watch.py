"""Looks at a GAN while it trains, and says what is wrong when it is."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

import keras
import numpy as np

from codings.data import find_encoding, find_range, in_blocks, is_table, joined, rows
from codings.diagnostics.difficulties import diagnose
from codings.diagnostics.finding import Finding
from codings.diagnostics.observation import Observation, Reference
from codings.metrics.chessboards import has_periods, standing_out

INSTANCES = 1000
HELD = 5  # epochs for which a difficulty must have held to be reported: at first every GAN has some
SLOPES = 100


class Watch(keras.callbacks.Callback):
    """A callback that observes a GAN after each epoch, and names what is wrong with it.

    Parameters
    ----------
    gan : a GAN of `codings.gans`
        The one to whose `fit` the callback is given.
    train, held_out : array, (n, ...) and (m, ...)
        All instances that it is trained on, and others of the same kind: 1,000 of each are used, at random,
        and copies are looked for among all that it is trained on, block by block.
    labels : array, (m,), optional
        Of the held-out ones, for a conditional GAN, whose `fit` raises ValueError without them.
    features : callable, optional
        From instances to features, (n, width), for instance those of a space of `codings.spaces`. Without it,
        the instances' own entries.
    report : callable, optional
        Called, `print` for instance, with each finding once: when it has held for five epochs, or is there
        after the last.

    Attributes
    ----------
    observations : list of Observation
        One an epoch.
    findings : list of Finding
        After the last epoch.

    Examples
    --------
    >>> import codings
    >>> X = codings.data.load("digits").X
    >>> gan = codings.GAN(epochs=2)
    >>> watch = codings.diagnostics.Watch(gan, X[:1500], X[1500:])
    >>> gan = gan.fit(X[:1500], callbacks=[watch])
    >>> len(watch.observations)  # one an epoch
    2
    """

    def __init__(
        self,
        gan: Any,
        train: Any,
        held_out: Any,
        labels: np.ndarray | None = None,
        features: Callable[[np.ndarray], np.ndarray] | None = None,
        report: Callable[[Finding], Any] | None = None,
    ):
        super().__init__()
        self.gan = gan
        chosen = _some(len(held_out))
        self.held_out = rows(held_out, chosen)
        self._instances = len(train)
        self.labels = {} if labels is None else {"y": np.asarray(labels)[chosen]}
        self.features = features or (_encoded(train, held_out) if is_table(train) else _entries)
        self.reference = self._reference(train, _some(len(train)))
        self._stands_out = _stands_out(self.held_out)
        self.report = report
        self.observations: list[Observation] = []
        self.findings: list[Finding] = []
        self._held: dict[str, int] = {}  # by the name of a finding, for how many epochs
        self._said: set[str] = set()

    def _reference(self, train: Any, some: np.ndarray) -> Reference:
        """What samples are held against: `some` rows of the training, and for copies all of them.

        Features are found once, and kept; of instances' own entries there is no copy.
        """
        if self.features is _entries:
            of_some, held_out = _entries(rows(train, some)), _entries(self.held_out)
            return Reference(of_some, held_out, lambda: map(_entries, in_blocks(train)))
        found = np.concatenate([self.features(block) for block in in_blocks(train)])
        return Reference(found[some], self.features(self.held_out), lambda: [found])

    def state_dict(self) -> dict[str, Any]:
        """What was observed and said so far, as JSON has it: a resumed training goes on from it."""
        seen = [{**asdict(one), "shares": one.shares.tolist()} for one in self.observations]
        return {"observations": seen, "held": self._held, "said": sorted(self._said)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Takes what `state_dict` returned."""
        self.observations = [
            Observation(**{**one, "shares": np.array(one["shares"])}) for one in state["observations"]
        ]
        self._held, self._said = dict(state["held"]), set(state["said"])

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        conditional = self.gan.classes_ is not None
        if conditional and not self.labels:
            raise ValueError("the GAN is conditional: give Watch the labels of the held-out instances, too.")
        if self.labels and not conditional:
            raise ValueError("the GAN is fitted without labels: give Watch none, or fit(X, y).")

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.observations.append(self.observe(epoch + 1, logs or {}))
        options, shape = self.gan.get_params(), self.held_out.shape[1:]
        self.findings = diagnose(self.observations, options, shape, self._instances)
        self._held = {finding.name: self._held.get(finding.name, 0) + 1 for finding in self.findings}
        self._say(at_least=HELD)

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        self._say(at_least=1)

    def _say(self, at_least: int) -> None:
        """Reports each finding once, when it has held for `at_least` epochs."""
        for finding in self.findings:
            new = finding.name not in self._said and self._held[finding.name] >= at_least
            if new and self.report is not None:
                self._said.add(finding.name)
                self.report(finding)

    def observe(self, epoch: int, losses: dict[str, Any]) -> Observation:
        """The figures of the GAN as it is now, with the epoch's losses by their names."""
        samples = self.gan.sample(len(self.held_out), random_state=epoch, **self.labels)
        some = {name: labels[:SLOPES] for name, labels in self.labels.items()}
        return self.reference.observe(
            self.features(samples),
            scores=self.gan.judge(self.held_out, **self.labels),
            fake_scores=self.gan.judge(samples, **self.labels),
            slope=self.gan.slope(samples[:SLOPES], **some),
            epoch=epoch,
            discriminator_loss=float(losses.get("discriminator_loss", "nan")),
            generator_loss=float(losses.get("generator_loss", "nan")),
            chessboard=_stands_out(samples) / self._stands_out,
            settled=self.gan.settled_,
        )


def _some(n: int) -> np.ndarray:
    """Rows, chosen at random: data often come sorted by class."""
    return np.sort(np.random.default_rng(0).permutation(n)[:INSTANCES])


def _encoded(*tables: Any) -> Callable[[Any], np.ndarray]:
    """From rows of tables to their columns as networks see them."""
    return find_encoding(joined(tables), partial(find_range, scaling="standard")).apply


def _stands_out(instances: Any) -> float:
    """By how much the periods of strides stand out of images; NaN where these cannot be measured."""
    return standing_out(instances) if has_periods(instances.shape[1:]) else float("nan")


def _entries(instances: np.ndarray) -> np.ndarray:
    kind = np.result_type(instances.dtype, np.float32)  # of large numbers float32 would keep few digits
    return instances.astype(kind, copy=False).reshape(len(instances), -1)
