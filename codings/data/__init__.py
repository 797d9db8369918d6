"""Data as arrays: named sets, files and folders, and the one range that they are declared in.

Importing this loads NumPy and no more.
"""

from codings.data.column import Column as Column
from codings.data.dataset import Dataset as Dataset
from codings.data.dataset import all_numbers as all_numbers
from codings.data.dataset import in_blocks as in_blocks
from codings.data.dataset import is_table as is_table
from codings.data.dataset import joined as joined
from codings.data.dataset import rows as rows
from codings.data.encoding import Encoding as Encoding
from codings.data.kinds import find_encoding as find_encoding
from codings.data.kinds import first_of_their_kind as first_of_their_kind
from codings.data.memmap import blocks as blocks
from codings.data.memmap import is_mapped as is_mapped
from codings.data.memmap import release as release
from codings.data.mixtures import GRID_STD as GRID_STD
from codings.data.mixtures import RING_STD as RING_STD
from codings.data.mixtures import grid as grid
from codings.data.mixtures import grid_centres as grid_centres
from codings.data.mixtures import ring as ring
from codings.data.mixtures import ring_centres as ring_centres
from codings.data.published import cifar10 as cifar10
from codings.data.published import digits as digits
from codings.data.published import fashion_mnist as fashion_mnist
from codings.data.published import mnist as mnist
from codings.data.range import Range as Range
from codings.data.scaling import find_range as find_range
from codings.data.sources import SOURCES as SOURCES
from codings.data.sources import Source as Source
from codings.data.sources import address as address
from codings.data.sources import load as load
from codings.data.sprite_images import sprites as sprites
