"""Adam with the learning rate of this package's trainings, and a stage's optimizers as callbacks see them."""

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from codings.training.average import momentum
from codings.training.schedule import warm_cosine


@keras.saving.register_keras_serializable(package="codings")
class Adam(keras.optimizers.Adam):
    """Keras's Adam, whose learning rate can be set although it follows a schedule.

    Its rate is the schedule's value times a factor, at first 1. Setting the rate sets the factor, and the
    schedule goes on in proportion; set while it climbs, it is the rate to climb to. Keras's own refuses to be
    set.
    """

    def __init__(self, learning_rate: Any = 0.001, *args: Any, **kwargs: Any):
        super().__init__(learning_rate, *args, **kwargs)
        self.factor = self.add_variable((), "ones", name="factor")

    def _get_current_learning_rate(self) -> Any:
        return super()._get_current_learning_rate() * self.factor

    @property
    def learning_rate(self) -> Any:
        return self._get_current_learning_rate()

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        if self.scheduled:  # it is 0 after the last step, when nothing depends on it any more
            self.factor.assign(float(value) / self.scheduled)

    @property
    def scheduled(self) -> float:
        """The schedule's value at the step to come; while it climbs, the peak to which it does.

        Were a rate set in the first steps taken for theirs, the schedule would carry it up a hundredfold.
        """
        rate = self._learning_rate
        if isinstance(rate, keras.optimizers.schedules.LearningRateSchedule):
            rate = rate(max(int(self.iterations), getattr(rate, "warmup_steps", 0)))
        return float(ops.convert_to_numpy(rate))


class StageOptimizer(keras.optimizers.Optimizer):
    """The optimizers of a stage, as the one `model.optimizer` that Keras callbacks read and set.

    Its learning rate is the first one's: the schedule's value at the step to come, times what callbacks made
    of it; while the schedule climbs, the rate that it climbs to. Setting it changes all of them in
    proportion, and their schedules go on. Its count of steps and its configuration are the first one's, too.
    """

    def __init__(self, optimizers: Sequence[keras.optimizers.Optimizer]):
        super().__init__(learning_rate=0.0, name="stage")
        self._own = list({id(optimizer): optimizer for optimizer in optimizers}.values())
        # An Adam is asked each time: what its schedule says now would be compiled for each fit on JAX.
        self._initial = [0.0 if isinstance(one, Adam) else _rate(one) for one in self._own]

    @property
    def learning_rate(self) -> float:
        return _rate(self._own[0])

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        first, *others = self._scheduled()
        self._own[0].learning_rate = float(value)
        for optimizer, rate in zip(self._own[1:], others, strict=True):
            optimizer.learning_rate = rate * float(value) / first if first else rate

    def _scheduled(self) -> list[float]:
        """What the rates would be had no callback changed them."""
        pairs = zip(self._own, self._initial, strict=True)
        return [one.scheduled if isinstance(one, Adam) else initial for one, initial in pairs]

    @property
    def iterations(self) -> Any:
        return self._own[0].iterations

    def get_config(self) -> dict[str, Any]:
        return self._own[0].get_config()


def adam(
    peak: float, steps: int, *, beta_1: float = 0.9, beta_2: float = 0.999, averaged: bool = False
) -> Adam:
    """Adam for a training of `steps` steps: its learning rate climbs to `peak`, and falls along a cosine.

    See `warm_cosine`. With `averaged` it also keeps a moving average of the weights, for a
    `codings.training.Average`. Its learning rate can be set nevertheless, as callbacks do.
    """
    rate = warm_cosine(float(peak), steps)  # one of NumPy's would make the rate float64
    return Adam(rate, beta_1, beta_2, use_ema=averaged, ema_momentum=momentum(steps))


def _rate(optimizer: keras.optimizers.Optimizer) -> float:
    if isinstance(optimizer, Adam):
        return optimizer.scheduled * float(ops.convert_to_numpy(optimizer.factor))
    return float(ops.convert_to_numpy(optimizer.learning_rate))
