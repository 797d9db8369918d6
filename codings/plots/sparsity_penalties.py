"""What being too active costs a unit: the chapter's comparison of penalties."""

import numpy as np
from matplotlib.figure import Figure

DPI = 144
LEAST = 0.005  # mean activation, where the divergence grows beyond any bound


def penalties(target: float = 0.1) -> Figure:
    r"""Draw three penalties of a unit's mean activation m against it, for a target t.

    They are the divergence :math:`t \log \frac{t}{m} + (1 - t) \log \frac{1 - t}{1 - m}`, the squared error
    (l2) and the absolute one (l1). Near the target only the last is steep; far from it the divergence is the
    steepest by far.

    Parameters
    ----------
    target : float in (0, 1)

    Raises
    ------
    ValueError
        If `target` is not between 0 and 1.
    """
    if not 0 < target < 1:
        raise ValueError(f"target={target} must be between 0 and 1: it is a mean activation")
    active = np.linspace(LEAST, 1 - LEAST, 400)
    divergence = target * np.log(target / active) + (1 - target) * np.log((1 - target) / (1 - active))
    figure = Figure(figsize=(6.0, 3.8), dpi=DPI, layout="constrained")
    axes = figure.add_subplot()
    axes.plot(active, divergence, label="Kullback-Leibler divergence")
    axes.plot(active, np.square(active - target), "--", label="squared error (l2)")
    axes.plot(active, np.abs(active - target), ":", label="absolute error (l1)")
    axes.axvline(target, color="black", linewidth=0.8)
    axes.annotate(f"target {target:g}", (target, 0.9), (target + 0.02, 0.9))
    axes.set(xlabel="mean activation of a unit", ylabel="penalty", xlim=(0, 1), ylim=(0, 0.95))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(0.12, 0.9))
    return figure
