"""Curves over the epochs, or over the trials of a search, as shapes that a page draws in its own colours."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

WIDTH, HEIGHT = 420, 250  # of the drawing, in its own units: letters of 12 are read on a telephone, too
LEFT, RIGHT, TOP, BOTTOM = 54, 12, 10, 36  # the margins around the curves
COLOURS = 8  # which the style sheet has
MOST = 300  # places across, at each of which the least and the greatest value are drawn
TICKS = 7
DIGITS, MOST_DIGITS = 4, 15  # of a number, and of those that fewer would not tell apart


class Line(NamedTuple):
    """What is drawn: one value an epoch or a trial, (n,), counted from 1; NaN and infinity leave gaps."""

    name: str
    values: np.ndarray
    colour: int = 0
    dashed: bool = False


class Tick(NamedTuple):
    at: float
    text: str


class Curve(NamedTuple):
    """A line as the `d` of an SVG path, and that of its dots: values without a neighbour."""

    name: str
    path: str
    dots: str
    colour: int
    dashed: bool


class Chart(NamedTuple):
    """A drawing of curves; `told` says in words what it shows, `over` what is counted."""

    title: str
    told: str
    curves: list[Curve]
    across: list[Tick]
    up: list[Tick]
    is_logarithmic: bool
    box: tuple[int, int, int, int] = (LEFT, TOP, WIDTH - RIGHT, HEIGHT - BOTTOM)
    size: tuple[int, int] = (WIDTH, HEIGHT)
    over: str = "epoch"


class Axis(NamedTuple):
    """Where values lie between two ends, `start` and `stop` of the drawing."""

    low: float
    high: float
    start: float
    stop: float
    is_logarithmic: bool = False

    def place(self, values: np.ndarray) -> np.ndarray:
        low, high = self.low, self.high
        if self.is_logarithmic:
            low, high, values = math.log10(low), math.log10(high), np.log10(values)
        return self.start + (values - low) / (high - low) * (self.stop - self.start)

    def tick(self, value: float, text: str) -> Tick:
        return Tick(round(float(self.place(np.array(value))), 1), text)


def chart(title: str, lines: Sequence[Line], over: str = "epoch") -> Chart | None:
    """Draws lines over the same epochs, or what `over` says; None where no line has a value.

    The axis is logarithmic where all values are above 0 and span a decade or more.
    """
    known = np.concatenate([np.empty(0), *(_finite(line.values) for line in lines)])
    if not known.size:
        return None
    epochs = max(len(line.values) for line in lines)
    margin = 0.5 if epochs == 1 else 0.0
    across = Axis(1 - margin, epochs + margin, LEFT, WIDTH - RIGHT)
    up = _upward(known)
    drawn = [line for line in lines if _finite(line.values).size]
    curves = [Curve(x.name, *_paths(x.values, across, up), x.colour % COLOURS, x.dashed) for x in drawn]
    told = "; ".join(map(_told, drawn))
    return Chart(title, told, curves, _epochs(across), _ticks(up), up.is_logarithmic, over=over)


def _finite(values: np.ndarray) -> np.ndarray:
    return values[np.isfinite(values)]


def _told(line: Line) -> str:
    known = _finite(line.values)
    ends, between = (known[0], known[-1]), (known.min(), known.max())
    digits = _digits(between)
    first, last, least, greatest = (f"{value:.{digits}g}" for value in (*ends, *between))
    return f"{line.name} from {first} to {last}, between {least} and {greatest}"


def _digits(values: Sequence[float]) -> int:
    """How many tell numbers apart: a loss may hardly change."""
    for digits in range(DIGITS, MOST_DIGITS):
        if len({f"{value:.{digits}g}" for value in values}) == len({*values}):
            return digits
    return MOST_DIGITS


def _upward(known: np.ndarray) -> Axis:
    low, high = float(known.min()), float(known.max())
    is_logarithmic = low > 0 and high >= 10 * low
    if is_logarithmic:
        return Axis(low, high, HEIGHT - BOTTOM, TOP, True)
    reach = 0.05 * (high - low) or abs(low) / 2 or 0.5
    return Axis(low - reach, high + reach, HEIGHT - BOTTOM, TOP)


def _paths(values: np.ndarray, across: Axis, up: Axis) -> tuple[str, str]:
    """Through all values that are finite, and the dots."""
    places = _drawn(values)
    known = np.isfinite(values[places])
    x = across.place(places + 1.0)
    y = up.place(np.where(known, values[places], up.low))
    before, after = np.append(False, known[:-1]), np.append(known[1:], False)
    points = [f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True)]
    lines = [("L" if before[i] else "M") + points[i] for i in np.flatnonzero(known & (before | after))]
    dots = [f"M{points[i]}h0" for i in np.flatnonzero(known & ~before & ~after)]
    return "".join(lines), "".join(dots)


def _drawn(values: np.ndarray) -> np.ndarray:
    """The places of the values to draw: all, or of many the least and the greatest of each stretch."""
    if len(values) <= 2 * MOST:
        return np.arange(len(values))
    stretches = np.array_split(np.arange(len(values)), MOST)
    ends = [
        (
            s[np.argmin(np.nan_to_num(values[s], nan=np.inf))],
            s[np.argmax(np.nan_to_num(values[s], nan=-np.inf))],
        )
        for s in stretches
    ]
    return np.unique([0, *(place for pair in ends for place in pair), len(values) - 1])


def _epochs(across: Axis) -> list[Tick]:
    steps = _round_steps(max(1.0, across.low), across.high, least=1.0)
    return [across.tick(step, f"{step:,.0f}") for step in steps]


def _ticks(up: Axis) -> list[Tick]:
    values = _round_powers(up.low, up.high) if up.is_logarithmic else _round_steps(up.low, up.high)
    digits = _digits(values)
    return [up.tick(value, f"{value:.{digits}g}") for value in values]


def _round_steps(low: float, high: float, least: float = 0.0) -> list[float]:
    """Round numbers from `low` to `high`, at most eight."""
    raw = max((high - low) / TICKS, least) or least
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(s * power for s in (1, 2, 5, 10) if s * power >= raw * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [n * step for n in range(first, last + 1)]


def _round_powers(low: float, high: float) -> list[float]:
    """Powers of ten between them; with 2 and 5 times these where they are few."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    every = max(1, (last - first) // TICKS)
    times = (1, 2, 5) if high < 1000 * low else (1,)
    values = [t * 10.0**n for n in range(first, last + 1, every) for t in times]
    return [value for value in values if low <= value <= high]
