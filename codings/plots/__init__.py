"""Arrays in, matplotlib figures out.

Nothing here knows a model, shows a window or writes a file: functions return a
``matplotlib.figure.Figure`` that the caller saves (``figure.savefig(path)``) or displays; `grid` and
`units`, which are exact to the pixel, return a Pillow image. pyplot is never imported, so no backend is
chosen and no global state grows.
"""

from codings.plots.activations import sparsity
from codings.plots.by_option import slices
from codings.plots.comparison import rows
from codings.plots.curves import losses, losses_and_measures
from codings.plots.ground import on_any_ground
from codings.plots.map import codings_map
from codings.plots.montage import grid
from codings.plots.network import architecture
from codings.plots.pairs import reconstructions
from codings.plots.reasons import explained
from codings.plots.receptive_fields import units
from codings.plots.scatter import plane
from codings.plots.sparsity_penalties import penalties
from codings.plots.thumbnails import place_thumbnails

__all__ = [
    "architecture",
    "codings_map",
    "explained",
    "grid",
    "losses",
    "losses_and_measures",
    "on_any_ground",
    "penalties",
    "place_thumbnails",
    "plane",
    "reconstructions",
    "rows",
    "slices",
    "sparsity",
    "units",
]
