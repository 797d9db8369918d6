"""The page as one file, which needs neither Python nor a network."""

import base64
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from codings.data import Encoding, Range, rows
from codings.explorer.about import about
from codings.explorer.atlas import A_SHEET, sheet
from codings.explorer.page import page
from codings.explorer.portable import NotPortable, portable
from codings.explorer.prior import prior
from codings.explorer.rows import plain
from codings.explorer.subject import Subject
from codings.files import replacing

MOST_IN_FILE = 10_000  # instances
MOST_CELLS = 500_000  # of a table that is within


def write_page(subject: Subject, path: str | os.PathLike[str]) -> str:
    """Writes the page to `path`, and returns what it holds, in words."""
    path = Path(path)
    html, lacking = file_page(subject)
    with replacing(path) as new:
        new.write_text(html, encoding="utf-8")
    said = f"{len(subject.codings):,} instances, {len(html) / 1e6:.1f} MB"
    return "; ".join([said, *lacking])


def file_page(subject: Subject) -> tuple[str, list[str]]:
    """The page as one text, and what it cannot do, a sentence each."""
    content = file_content(subject)
    return page(content, title=f"{subject.name}: explorer")[0], content["lacking"]


def file_content(subject: Subject) -> dict[str, Any]:
    """What stands within the page, for JSON."""
    content = {"about": about(subject), "codings": _packed(subject.codings), "rows": subject.rows.tolist()}
    content["columns"] = [_packed(column.values()) for column in subject.columns]
    content |= _of_images(subject) if subject.is_images else _of_tables(subject)
    networks, lacking = _networks(subject)
    return content | {"networks": networks, "prior": prior(subject.estimator), "lacking": lacking}


def _of_images(subject: Subject) -> dict[str, Any]:
    parts = [slice(start, start + A_SHEET) for start in range(0, len(subject.X), A_SHEET)]
    originals = [rows(subject.X, part) for part in parts]
    kinds = {"originals": originals}
    if not subject.is_drawn:
        kinds["reconstructions"] = [subject.made_of(part) for part in parts]
    return {"sheets": {kind: [_jpeg(subject, X) for X in found] for kind, found in kinds.items()}}


def _jpeg(subject: Subject, X: Any) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(sheet(subject.pixels.shown(X))).decode()}"


def _of_tables(subject: Subject) -> dict[str, Any]:
    fitting = slice(min(len(subject.X), MOST_CELLS // subject.X.shape[1]))
    return {
        "originals": plain(rows(subject.X, fitting)),
        "reconstructions": plain(subject.made_of(fitting)),
    }


def _networks(subject: Subject) -> tuple[dict[str, Any], list[str]]:
    """What is evaluated within the page, and what of it cannot be."""
    range_ = subject.estimator.range_
    plain_range = range_.plain if isinstance(range_, Encoding) else range_
    if plain_range is None:
        return {}, ["this file cannot decode rows with categories, dates or gaps: serve it for that"]
    found: dict[str, Any] = {"range": _listed(plain_range), "pixels": _pixels(subject)}
    lacking = []
    classes = 0 if subject.conditions is None else len(subject.conditions)
    parts = {"decoder": getattr(subject.estimator, "decoder_", None) or subject.estimator.generator_}
    if not subject.is_drawn:
        parts["encoder"] = subject.estimator.encoder_
    for name, network in parts.items():
        try:
            found[name] = portable(network, classes if name == "decoder" else 0)
        except NotPortable as error:
            lacking.append(f"this file cannot {name.removesuffix('r')} ({error}): serve it for that")
    return found, lacking


def _pixels(subject: Subject) -> list[float] | None:
    return [subject.pixels.low, subject.pixels.high] if subject.is_images else None


def _listed(range_: Range) -> dict[str, Any]:
    found = asdict(range_)
    return {name: np.ravel(v).tolist() if name in ("offset", "scale") else v for name, v in found.items()}


def _packed(values: np.ndarray) -> str:
    """Of float32 in base64."""
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()
