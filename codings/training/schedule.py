"""The learning rate over a training."""

import keras

WARM_UP = 200


def warm_cosine(peak: float, steps: int) -> keras.optimizers.schedules.LearningRateSchedule:
    """A learning rate that climbs to `peak` and then falls to 0 along half a cosine, in `steps` steps.

    It climbs for 200 steps, or for a tenth of them where `steps` is below 2,000.

    References
    ----------
    Loshchilov and Hutter (2017), "SGDR: Stochastic gradient descent with warm restarts",
    https://arxiv.org/abs/1608.03983
    """
    warm = min(WARM_UP, steps // 10)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=0.0 if warm else peak,
        decay_steps=max(steps - warm, 1),
        warmup_target=peak if warm else None,
        warmup_steps=warm,
    )
