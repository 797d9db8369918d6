"""What goes wrong, in one line on standard error: exit status 2 for bad use, 1 for failure."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import click


class Refused(click.ClickException):
    """Bad use."""

    exit_code = 2


class Failed(click.ClickException):
    """Good use, and yet no result."""

    exit_code = 1


class Interrupted(click.ClickException):
    """Ctrl-C or another signal, with the status that shells expect: 130 for Ctrl-C."""

    def __init__(self, error: KeyboardInterrupt):
        super().__init__(f"interrupted. {_joined(error)}".strip())
        self.exit_code: int = getattr(error, "status", 128 + signal.SIGINT)


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
        raise Refused(_joined(error)) from error
    except (FloatingPointError, OSError, ImportError, MemoryError) as error:
        raise Failed(_joined(error)) from error
    except KeyboardInterrupt as error:
        raise Interrupted(error) from error


def _usage(error: click.UsageError) -> str:
    message = " ".join(error.format_message().split())
    return f"{message} Try '{error.ctx.command_path} --help'." if error.ctx else message


def _joined(error: BaseException) -> str:
    return " ".join(str(error).split())
