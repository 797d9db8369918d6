"""The text of a file: unzipped, and decoded by the encoding that it is in."""

import codecs
import os
import zlib
from pathlib import Path

from codings.data.archives import Refusal, unzipped
from codings.data.memory import check_fits

BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
FALLBACKS = ("cp1252", "latin-1")
OTHERS = {b"\x1f\x8b": ".gz", b"PK\x03\x04": ".xlsx or .zip", b"PAR1": ".parquet"}  # by how they begin


def read_text(path: Path, encoding: str | None, remedy: str) -> tuple[str, list[str]]:
    """The text of the file at `path`, unzipped if its name ends in .gz, and what was decided about it.

    Without `encoding` it is UTF-8, or UTF-16 where its first bytes say so; anything else is taken for
    cp1252, or for latin-1 where that has no such characters, and said.

    Raises
    ------
    ValueError
        If the file cannot be read, is empty, or is not text in that encoding; if it would unpack to more than
        64 MiB and 100 times its size, or to more than the limit of memory, for which `remedy` is given.
    """
    content = _content(path, remedy)
    if not content:
        raise ValueError(f"{path} is empty: it has 0 bytes")
    if encoding is not None:
        return _decode(path, content, encoding), []
    for bom, name in BOMS.items():
        if content.startswith(bom):
            return _decode(path, content, name), []
    if b"\0" in content:
        raise ValueError(f"{path} cannot be read as text: {_no_text(content)}")
    try:
        return content.decode(), []
    except UnicodeDecodeError:
        return _guess(content)


def _content(path: Path, remedy: str) -> bytes:
    try:
        with path.open("rb") as file:
            if not path.name.lower().endswith(".gz"):
                check_fits(path, os.fstat(file.fileno()).st_size, remedy)
                return file.read()
            return unzipped(file, remedy)
    except Refusal:
        raise
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{path} cannot be read: {error}") from error


def _decode(path: Path, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except LookupError:
        raise ValueError(
            f"{path} cannot be read with encoding={encoding}, which nobody knows: "
            "utf-8, utf-16 and cp1252 are common"
        ) from None
    except ValueError as error:
        raise ValueError(f"{path} cannot be read with encoding={encoding}: {error}") from error


def _no_text(content: bytes) -> str:
    """What is said of a content with zero bytes."""
    for beginning, ending in OTHERS.items():
        if content.startswith(beginning):
            return f"its content is that of {ending}, so name it so"
    return "it holds zero bytes; if it is UTF-16, say encoding=utf-16"


def _guess(content: bytes) -> tuple[str, list[str]]:
    for encoding in FALLBACKS:  # the last of them decodes anything
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    return text, [f"read as {encoding}, since it is not UTF-8 (encoding= says otherwise)"]
