"""Looks at a GAN while it trains, and says what is wrong when it is."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from codings.diagnostics.difficulties import diagnose
from codings.diagnostics.finding import Finding
from codings.diagnostics.observation import Observation, Reference

SAMPLES = 1000


class Watch(keras.callbacks.Callback):
    """A callback that observes a GAN after each epoch, and names what is wrong with it.

    Parameters
    ----------
    gan : a GAN of `codings.gans`
        The one to whose `fit` the callback is given.
    train, held_out : array, (n, ...) and (m, ...)
        Instances that it is trained on, and others of the same kind; at most 1,000 of each are used.
    features : callable, optional
        From instances to features, (n, width): see `codings.features`. Without it, their own entries.
    report : callable, optional
        Called with each finding that is new: `print`, for instance.

    Attributes
    ----------
    observations : list of Observation
        One an epoch.
    findings : list of Finding
        After the last epoch.
    """

    def __init__(
        self,
        gan: Any,
        train: np.ndarray,
        held_out: np.ndarray,
        features: Callable[[np.ndarray], np.ndarray] | None = None,
        report: Callable[[Finding], Any] | None = None,
    ):
        super().__init__()
        self.gan = gan
        self.features = features or (lambda X: np.asarray(X, dtype=np.float32).reshape(len(X), -1))
        self.held_out = held_out[:SAMPLES]
        self.reference = Reference(self.features(train[:SAMPLES]), self.features(self.held_out))
        self.report = report
        self.observations: list[Observation] = []
        self.findings: list[Finding] = []

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.observations.append(self.observe(epoch + 1, logs or {}))
        known = {finding.name for finding in self.findings}
        self.findings = diagnose(self.observations)
        for finding in self.findings:
            if self.report is not None and finding.name not in known:
                self.report(finding)

    def observe(self, epoch: int, losses: dict[str, Any]) -> Observation:
        """The figures of the GAN as it is now, given the epoch's losses by their names."""
        samples = self.gan.sample(SAMPLES, random_state=epoch)
        return self.reference.observe(
            self.features(samples),
            scores=self.gan.judge(self.held_out),
            fake_scores=self.gan.judge(samples),
            slope=self.gan.slope(samples[:100]),
            epoch=epoch,
            discriminator_loss=float(losses.get("discriminator_loss", "nan")),
            generator_loss=float(losses.get("generator_loss", "nan")),
        )
