"""The page as one text: its style, its script and what it is about within it."""

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Any

from codings.pages import render


def page(content: dict[str, Any], title: str) -> tuple[str, str]:
    """The page, and its policy: no script runs but its own, and no address is asked but the server's.

    `content` is JSON; what it holds is text to the page, and never markup.
    """
    from markupsafe import Markup

    style, script = _read("explorer.css"), _read("explorer.js")
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src '{_digest(script)}'",
            f"style-src '{_digest(style)}'",
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    # As < could end the element that holds it, it is written as JSON has it, too.
    held = json.dumps(content, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
    html = render(
        "explorer/page.html",
        title=title,
        policy=policy,
        style=Markup(style),
        script=Markup(script),
        content=Markup(held),
    )
    return html, policy


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _read(name: str) -> str:
    return files("codings.explorer").joinpath(name).read_text(encoding="utf-8")
