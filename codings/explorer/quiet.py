"""Calls of models without their warnings."""

import warnings
from collections.abc import Callable
from typing import Any


def quietly(function: Callable[..., Any], *arguments: Any) -> Any:
    """Without warnings on names of columns and on ranges: the page would repeat them at every touch."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return function(*arguments)
