"""What goes wrong, in one line on standard error: exit status 2 for bad use, 1 for failure."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from codings.files import in_words

CTRL_C = 130
TOO_LARGE = (
    "the memory of the device is too small for these networks and their batches: choose smaller ones, or a "
    "smaller batch size."
)


class Refused(click.ClickException):
    """Bad use."""

    exit_code = 2


class Failed(click.ClickException):
    """Good use, and yet no result."""

    exit_code = 1


@contextmanager
def in_one_line() -> Iterator[None]:
    """Brings expected exceptions to one line; others are bugs, and keep their traceback."""
    try:
        yield
    except click.UsageError as error:
        if isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):  # since click 8.2
            raise
        raise Refused(_usage(error)) from error
    except (click.ClickException, BrokenPipeError):
        raise
    except ValueError as error:
        raise Refused(in_words(error)) from error
    except (FloatingPointError, OSError, ImportError, MemoryError) as error:
        raise Failed(in_words(error)) from error
    except Exception as error:
        if not _lacks_memory(error):
            raise
        raise Failed(TOO_LARGE) from error
    except KeyboardInterrupt as error:
        click.echo(f"Error: interrupted. {in_words(error)}".strip(), err=True)
        raise SystemExit(getattr(error, "status", CTRL_C)) from error  # as shells have it


def _lacks_memory(error: Exception) -> bool:
    """Whether it is a framework's, which is then loaded."""
    backend = sys.modules.get("codings.backend")
    return backend is not None and backend.lacks_memory(error)


def _usage(error: click.UsageError) -> str:
    message = " ".join(error.format_message().split())
    return f"{message} Try '{error.ctx.command_path} --help'." if error.ctx else message
