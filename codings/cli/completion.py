"""What a shell completes: folders that hold runs, named sets, and files."""

from __future__ import annotations

from glob import escape, iglob
from pathlib import Path

import click
from click.shell_completion import CompletionItem

MARKS = ("config.json", "model.json")  # of a run, and of a saved model


def folders(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Of runs and saved models; any, where there is none of these."""
    found = [path for path in sorted(iglob(f"{escape(incomplete)}*")) if _holds_one(Path(path))]
    return [CompletionItem(path) for path in found] or [CompletionItem(incomplete, type="dir")]


def data(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Named sets; files and folders, where none begins like that."""
    from codings.data import SOURCES

    found = [CompletionItem(name) for name in SOURCES if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


def new_folder(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(incomplete, type="dir")]


def _holds_one(folder: Path) -> bool:
    return any((folder / name).is_file() for name in MARKS)
