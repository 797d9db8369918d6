"""Arrays in, matplotlib figures out.

Nothing here knows a model, shows a window or writes a file: every function returns a
``matplotlib.figure.Figure`` that the caller saves (``figure.savefig(path)``) or displays. pyplot is never
imported, so no backend is chosen and no global state grows.
"""

from codings.plots.curves import losses
from codings.plots.map import codings_map
from codings.plots.pairs import reconstructions
from codings.plots.thumbnails import place_thumbnails

__all__ = ["codings_map", "losses", "place_thumbnails", "reconstructions"]
