"""Pictures for pages whose colour is not known: light ones, and dark ones."""

from collections.abc import Iterator
from contextlib import contextmanager

from matplotlib import rc_context, rcParams
from matplotlib.colors import to_rgba

INK = "#757575"  # which has a contrast of 4.6 to white and to black
INKED = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color", "grid.color")


@contextmanager
def on_any_ground() -> Iterator[None]:
    """Within it pictures have no background, and what is written and ruled in them is of a middle grey.

    It changes matplotlib's settings, and puts them back.
    """
    clear = {"figure.facecolor": "none", "axes.facecolor": "none"}
    with rc_context(clear | dict.fromkeys(INKED, INK)):
        yield


def is_clear() -> bool:
    """Whether pictures have no background now."""
    return to_rgba(rcParams["figure.facecolor"])[3] == 0
