"""How much memory a run takes."""

import numpy as np

from codings.runs.memory import PeakMemory


def test_peak_memory_sees_what_is_held_within():
    with PeakMemory() as before:
        pass
    with PeakMemory() as within:
        held = np.ones(2**26, np.uint8)
    assert within.gib > before.gib + 0.03
    assert held[0]
