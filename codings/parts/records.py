"""What a folder of parts says of them: of what they are, and which are whole."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from codings.files import read_json, write_json

WHAT, DONE = "parts.json", "parts.jsonl"
REMEDY = "remove it with the parts, and begin anew"


def claim(folder: Path, what: Mapping[str, Any]) -> None:
    """Says what the parts of an empty folder are; raises ValueError if those in it are others."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / WHAT
    if not path.is_file():
        if any(not one.name.startswith(".") for one in folder.iterdir()):
            raise ValueError(f"{folder} holds files already, and no {WHAT}: choose a new folder.")
        write_json(path, what)
        return
    known = read_json(path, remedy=REMEDY)
    differing = [name for name in {**known, **what} if known.get(name) != what.get(name)]
    if differing:
        told = "; ".join(f"{name} {known.get(name)}, and now {what.get(name)}" for name in differing)
        raise ValueError(f"{folder} holds parts of something else ({told}): choose another folder.")


def check_left(
    folder: Path, there: Mapping[str, Mapping[str, Any]], jobs: Sequence[Mapping[str, Any]]
) -> None:
    """Raises ValueError if parts of an earlier call would stand among those of these jobs.

    Samples are one whole; of shards, those with other names are others, and one that is done has one part.
    """
    names, shards = ({job.get(key) for job in jobs} for key in ("part", "shard"))
    left = [
        name
        for name, record in there.items()
        if name not in names and record.get("of", {}).get("shard") in shards
    ]
    if left:
        more = f" and {len(left) - 1} more" if len(left) > 1 else ""
        raise ValueError(
            f"{folder} holds {min(left)}{more} of an earlier call, which would stand among the parts of this "
            "one: remove them, or choose another folder."
        )


def note(folder: Path, record: Mapping[str, Any]) -> None:
    """Adds the record of a part that is whole."""
    with (folder / DONE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(record) + "\n")


def whole(folder: Path) -> dict[str, dict[str, Any]]:
    """The newest record of each part, by its name, whose file is there and as long as it was.

    A line that was cut off is left out: its part is made anew.
    """
    path = folder / DONE
    found: dict[str, dict[str, Any]] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        try:
            record = json.loads(line)
            found[record["part"]] = record
        except (ValueError, KeyError, TypeError):
            continue
    return {name: one for name, one in found.items() if _size(folder / name) == one.get("bytes")}


def mend(folder: Path) -> None:
    """Ends a last line that was cut off, so that the next record has its own."""
    path = folder / DONE
    if path.is_file() and path.stat().st_size and not path.read_bytes().endswith(b"\n"):
        with path.open("a", encoding="utf-8") as file:
            file.write("\n")


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None
