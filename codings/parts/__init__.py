"""Many rows through a fitted model: a part for each shard of the data, by several processes.

Importing this loads no framework.
"""

from codings.parts.parts import Task, kept_seed, samples_in_parts, shards_in_parts
from codings.parts.ranking import strangest
from codings.parts.records import whole
from codings.parts.shards import Shard, find_shards, is_pattern

__all__ = [
    "Shard",
    "Task",
    "find_shards",
    "is_pattern",
    "kept_seed",
    "samples_in_parts",
    "shards_in_parts",
    "strangest",
    "whole",
]
