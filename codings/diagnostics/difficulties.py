"""The difficulties of training GANs: by which figures each shows, and what to try against it."""

import math
from collections.abc import Sequence

import numpy as np

from codings.diagnostics import remedies
from codings.diagnostics.finding import Finding
from codings.diagnostics.observation import Observation
from codings.diagnostics.remedies import Options, Remedy, advice, with_meaning

# benchmarks/diagnostics.py provokes each difficulty with ten seeds, and says how many were named. Thresholds
# of divergence, mode collapse and a discriminator that is too strong were set on its seeds from 100 on.
# Those of oscillation and memorisation were set by eye before, and held; so was the loss of a discriminator
# that learns nothing, whose coverage was set on seeds from 100 on, too.
# That of a chessboard lies between resized maps of photographs, up to 2.3, and transposed ones, from 6.1.
MISSING, MODES_MISSING = 0.1, 0.2  # a mode with less of the data's share is missing; the share of modes
NARROW = 0.4  # of the data's variance
BLIND = 0.75  # an area under the curve below which a discriminator sees little
SEPARATED, LOW_LOSS = 0.99, 0.4
WIDE, ASTRAY = 3.0, 1.0
SWING, RECENT = 0.35, 4
GUESSING = {  # by the GAN's loss, that of a discriminator that scores all instances alike
    "non-saturating": 2 * math.log(2),
    "minimax": 2 * math.log(2),
    "relativistic": math.log(2),
}
IDLE, UNCOVERED = 0.93, 0.33
COPIES = 0.75
CHEQUERED = 4.0


def diagnose(
    observations: Sequence[Observation],
    options: Options | None = None,
    shape: Sequence[int] | None = None,
    instances: int | None = None,
) -> list[Finding]:
    """What is wrong, by the last of the `observations` and how they came there; empty if nothing is.

    Those of a GAN that was still growing say nothing, nor does a figure that is NaN. Of remedies there are
    those that a model with these `options`, by their names as `get_params` gives them, can still try; without
    them, all. What an option of None stands for follows from the `shape` of an instance, and from how many
    `instances` it was trained on.

    Raises
    ------
    ValueError
        If there are no observations.
    """
    if not observations:
        raise ValueError("there are no observations to diagnose: observe the GAN first.")
    if options is not None:
        options = with_meaning(options, shape, instances)
    settled = [seen for seen in observations if seen.settled]
    found = (difficulty(settled, options) for difficulty in DIFFICULTIES if settled)
    return [finding for finding in found if finding is not None]


def divergence(seen: Sequence[Observation], options: Options | None) -> Finding | None:
    """Samples have left the data: they lie elsewhere, or spread far wider."""
    last = seen[-1]
    if not (last.drift > ASTRAY or last.spread > WIDE):
        return None
    figure = (
        f"the samples' mean lies {last.drift:.2g} times the data's variance away (more than {ASTRAY:g})"
        if last.drift > ASTRAY
        else f"the samples vary {last.spread:.2g} times as much as the data (more than {WIDE:g})"
    )
    return Finding(
        "divergence",
        figure,
        "The generator has left the data, and the discriminator no longer shows it a way back. Steps are too "
        "large for this pair of networks, or nothing holds the discriminator's slope.",
        advice(options, remedies.SLOWER, remedies.MORE_STEPS, remedies.HELD, remedies.HELD_MORE),
    )


def mode_collapse(seen: Sequence[Observation], options: Options | None) -> Finding | None:
    """Samples are too alike: modes of the data are missing, or the samples vary far less."""
    last = seen[-1]
    missing = float((last.shares < MISSING).mean())
    if not (missing > MODES_MISSING or last.spread < NARROW):
        return None
    figure = (
        f"{(last.shares < MISSING).sum()} of {len(last.shares)} clusters of the data have next to no samples "
        f"(more than {MODES_MISSING:.0%})"
        if missing > MODES_MISSING
        else f"the samples vary {last.spread:.2g} times as much as the data (less than {NARROW:g})"
    )
    guesses = _guesses(last, options)
    if guesses or last.separation < BLIND:
        sees = (
            f"has a loss that is nearly that of one that guesses ({last.discriminator_loss:.3g})"
            if guesses
            else f"tells samples from data with an area under the curve of only {last.separation:.2f} (less "
            f"than {BLIND})"
        )
        return Finding(
            "mode collapse",
            f"{figure}, and yet the discriminator {sees}",
            "The discriminator is too weak, held too flat, or thrown about by too large steps, to see that "
            "the samples are all alike. The generator has no reason to draw anything else.",
            advice(
                options,
                *_to_see_more(options),
                remedies.SLOWER,
                remedies.BATCHES_SEEN,
                remedies.PACKED,
            ),
        )
    return Finding(
        "mode collapse",
        figure,
        "The generator draws little else than what has lately fooled the discriminator. That one judges "
        "instances one by one, and cannot see how alike they are.",
        advice(
            options,
            remedies.SLOWER,
            remedies.HELD,
            remedies.HELD_MORE,
            remedies.BATCHES_SEEN,
            remedies.PACKED,
        ),
    )


def discriminator_too_strong(seen: Sequence[Observation], options: Options | None) -> Finding | None:
    """The discriminator never errs, so that the generator learns nothing from it."""
    last = seen[-1]
    if not (last.separation >= SEPARATED and 0 <= last.discriminator_loss < LOW_LOSS):  # a critic's is below
        return None
    return Finding(
        "discriminator too strong",
        f"it tells samples from data with an area under the curve of {last.separation:.4f} ({SEPARATED} or "
        f"more), and its loss is {last.discriminator_loss:.2g} (less than {LOW_LOSS}); the generator's slope "
        f"is {last.slope:.2g}",
        "A discriminator that is sure of itself is flat where the samples are: it does not say which way is "
        "better. The generator stands still, or wanders.",
        advice(options, remedies.FEWER_STEPS, remedies.NOT_MINIMAX, remedies.HELD, remedies.HELD_MORE),
    )


def discriminator_learns_nothing(seen: Sequence[Observation], options: Options | None) -> Finding | None:
    """The discriminator's loss stays where it is of one that guesses, though samples differ from the data.

    A loss far above that is of one that has learned, and is mistaken.
    """
    recent = seen[-RECENT:]
    idle = all(_guesses(one, options) and one.coverage < UNCOVERED for one in recent)
    if len(recent) < RECENT or not idle:
        return None
    last = recent[-1]
    return Finding(
        "discriminator learns nothing",
        f"for {RECENT} epochs its loss has been within {1 - IDLE:.0%} of that of one that guesses "
        f"({last.discriminator_loss:.3g} of {_guessing(options):.3g}), though only {last.coverage:.0%} of "
        f"the data have a sample in their neighbourhood (less than {UNCOVERED:.0%})",
        "The samples are not like the data, and the discriminator hardly says so. It is held too flat, is "
        "too small, or has not been trained for long; the generator can only become as good.",
        advice(options, *_to_see_more(options), remedies.LONGER),
    )


def _guessing(options: Options | None) -> float:
    """The loss of a discriminator that guesses; NaN of a GAN's loss that does not tell it."""
    return GUESSING.get("non-saturating" if options is None else options.get("loss", ""), math.nan)


def _guesses(one: Observation, options: Options | None) -> bool:
    return IDLE < one.discriminator_loss / _guessing(options) < 1 / IDLE


def _to_see_more(options: Options | None) -> tuple[Remedy, Remedy]:
    """What lets a discriminator see more: a penalty that was given is the first suspect."""
    given = options is not None and bool(options.get("r1"))
    return (remedies.FREER, remedies.WIDER) if given else (remedies.WIDER, remedies.FREER)


def oscillation(seen: Sequence[Observation], options: Options | None) -> Finding | None:
    """The samples go from one mode to another, epoch by epoch, and do not settle.

    Half the sum of the changes of shares is the least that has moved: as many that went the other way are not
    seen.
    """
    recent = [o.shares / max(o.shares.sum(), 1e-9) for o in seen[-RECENT:]]
    if len(recent) < RECENT:
        return None
    swings = [float(np.abs(a - b).sum() / 2) for a, b in zip(recent[1:], recent[:-1], strict=True)]
    if not np.median(swings) > SWING:
        return None
    return Finding(
        "oscillation",
        f"from one epoch to the next at least {np.median(swings):.0%} of the samples change their mode (more "
        f"than {SWING:.0%})",
        "The generator runs from mode to mode, and the discriminator after it. Neither is getting better, "
        "for both forget what they had learned.",
        advice(options, remedies.AVERAGED, remedies.SLOWER, remedies.HELD, remedies.HELD_MORE),
    )


def memorisation(seen: Sequence[Observation], options: Options | None) -> Finding | None:
    """Samples are nearer to training instances than other instances of the data are."""
    last = seen[-1]
    if not last.memorisation > COPIES:
        return None
    return Finding(
        "memorisation",
        f"a sample is nearer to its nearest training instance than a held-out instance is to its own "
        f"{last.memorisation:.0%} of the time (more than {COPIES:.0%})",
        "The generator repeats what it was trained on. It has seen too few instances, too often, for its "
        "size.",
        advice(options, remedies.MORE_DATA, remedies.AUGMENTED, remedies.SHORTER, remedies.SMALLER),
    )


def chessboard(seen: Sequence[Observation], options: Options | None) -> Finding | None:
    """A pattern lies over the samples that has the period of the generator's strides."""
    last = seen[-1]
    if not last.chessboard > CHEQUERED:
        return None
    return Finding(
        "chessboard",
        f"at periods of 2 and 4 pixels samples have {last.chessboard:.2g} times as much energy as the data "
        f"(more than {CHEQUERED:g})",
        "A pattern of squares lies over the samples. A transposed convolution does not reach all pixels "
        "alike, and has not learned to make up for it.",
        advice(options, remedies.RESIZED, remedies.LONGER),
    )


DIFFICULTIES = (
    divergence,
    mode_collapse,
    discriminator_too_strong,
    discriminator_learns_nothing,
    oscillation,
    memorisation,
    chessboard,
)
