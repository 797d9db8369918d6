"""Groups of commands, in their own order, with errors in one line."""

import difflib
from typing import Any

import click

from codings.cli.errors import in_one_line

ARGUMENTS = "codings.arguments"


class Group(click.Group):
    """A group of commands; `noun` is what the error for an unknown one calls them."""

    noun = "command"

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta.setdefault(ARGUMENTS, tuple(args))  # of the whole command line: the outermost group is first
        return super().parse_args(ctx, args)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with in_one_line():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with in_one_line():
            return super().invoke(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self.commands and not name.startswith("-") and not ctx.resilient_parsing:
            raise click.UsageError(self._unknown(name), ctx)
        return super().resolve_command(ctx, args)

    def _unknown(self, name: str) -> str:
        near = difflib.get_close_matches(name.lower(), self.commands, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        return f"unknown {self.noun} {name!r}: {hint}There are {', '.join(self.commands)}."
