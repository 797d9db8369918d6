"""Processes that one starts by `multiprocessing` end with it, however that is: killed, too."""

import multiprocessing
import os
import threading

FAILURE = 1  # exit status


def end_with_parent() -> None:
    """Ends this process as soon as the one that has started it has ended."""
    threading.Thread(target=_watch, daemon=True).start()


def _watch() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(FAILURE)
