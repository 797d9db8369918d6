"""What to try against a difficulty, by the names of the options, where the model has these."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from codings.images import ImageShape, augments, resizes

Options = Mapping[str, Any]


@dataclass(frozen=True)
class Remedy:
    """What to try, and by which option.

    Parameters
    ----------
    advice : str
        With ``{}`` for the names of the options, if it is not they that it says.
    options : tuple of str
        A model must have one of them; of none it may be any.
    useless : container
        Values of the option with which nothing is left to try.
    only_with : (str, object), optional
        An option and the value without which it would be of no use.
    """

    advice: str
    options: tuple[str, ...] = ()
    useless: Container = ()
    only_with: tuple[str, Any] | None = None

    def of(self, options: Options | None) -> str | None:
        """The advice to a model of these options; None where the model lacks the option."""
        if options is None or not self.options:
            return self.advice.format(" or ".join(self.options))
        if self.only_with is not None and self.only_with not in options.items():
            return None
        names = [name for name in self.options if name in options and options[name] not in self.useless]
        return self.advice.format(" or ".join(names)) if names else None


MANY = 1_000_000
NETWORK = ("hidden", "filters")
WIDER = Remedy("wider networks ({})", NETWORK)
SMALLER = Remedy("smaller networks ({})", NETWORK)
SLOWER = Remedy("a learning_rate of a tenth", ("learning_rate",))
HELD = Remedy("r1=None", ("r1",), only_with=("r1", 0))
HELD_MORE = Remedy("a higher r1", ("r1",), useless=(0,))
FREER = Remedy("a lower r1", ("r1",), useless=(0,))
BATCHES_SEEN = Remedy("minibatch_std=True", ("minibatch_std",), useless=(True,))
PACKED = Remedy("pack=2", ("pack",), useless=range(2, MANY))
FEWER_STEPS = Remedy("critic_steps=1", ("critic_steps",), useless=(1,))
MORE_STEPS = Remedy(
    'critic_steps=5 if loss="wasserstein"',
    ("critic_steps",),
    useless=range(5, MANY),
    only_with=("loss", "wasserstein"),
)
NOT_MINIMAX = Remedy('loss="non-saturating"', ("loss",), useless=("non-saturating",))
AVERAGED = Remedy("average=True", ("average",), useless=(True,))
MORE_DATA = Remedy("more data")
AUGMENTED = Remedy("augment=True", ("augment",), useless=(True, None))  # None may be either
SHORTER = Remedy("fewer epochs", ("epochs",))
LONGER = Remedy("more epochs", ("epochs",))
RESIZED = Remedy('upsampling="resize"', ("upsampling",), useless=("resize",))


def with_meaning(options: Options, shape: Sequence[int] | None, instances: int | None) -> Options:
    """The options, with what None stands for where there are so many `instances`, of `shape`."""
    meant = dict(options)
    if "upsampling" in options and shape is not None:
        resized = resizes(options["upsampling"], ImageShape.of(tuple(shape)))
        meant["upsampling"] = "resize" if resized else "transposed"
    if "augment" in options and instances is not None:
        meant["augment"] = augments(options["augment"], instances)
    return meant


def advice(options: Options | None, *remedies: Remedy) -> str:
    """What to try, one after the other, in words: everything, where the model's options are unknown."""
    given = (remedy.of(options) for remedy in remedies)
    return ", then ".join(text for text in given if text is not None) + "."
