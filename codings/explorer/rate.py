"""How many requests an address may send."""

import time
from collections.abc import Callable

A_SECOND = 200  # requests, from one address, in the long run
AT_ONCE = 2_000  # that may come together after a rest
MOST_ADDRESSES = 10_000  # that are remembered
TOO_MANY = f"this server takes {A_SECOND} requests a second from one address: wait a second, and ask again."


class Rate:
    """Counts the requests that each address may still send: 200 more every second, up to 2,000.

    Parameters
    ----------
    clock : callable
        The time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}  # requests, and when that was

    def allows(self, address: str) -> bool:
        """Whether one more request of this address is answered; it counts."""
        now = self._clock()
        left, then = self._left.pop(address, (AT_ONCE, now))
        left = min(left + (now - then) * A_SECOND, AT_ONCE)
        self._left[address] = (max(left - 1, 0), now)  # the last to ask is the last to be forgotten
        if len(self._left) > MOST_ADDRESSES:
            del self._left[next(iter(self._left))]
        return left >= 1
