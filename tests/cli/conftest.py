import pytest
from click.testing import CliRunner

from codings.cli import main


@pytest.fixture(scope="session")
def codings():
    """Calls the command in this process; the result has exit_code, stdout and stderr."""
    return lambda *arguments: CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="session")
def trained(codings, tmp_path_factory):
    """A run of two epochs on digits, and what was printed. Leave its folder as it is."""
    folder = tmp_path_factory.mktemp("cli") / "run"
    options = ("--epochs", 2, "--hidden", "16,8", "--coding-size", 2, "--random-state", 0)
    result = codings("train", "stacked", "--data", "digits", "--run", folder, *options)
    assert result.exit_code == 0, result.stderr
    return folder, result


@pytest.fixture
def refused(codings):
    """Calls the command, which must refuse in one line, and returns that line."""

    def call(*arguments, status=2):
        result = codings(*arguments)
        assert result.exit_code == status, (result.output, result.exception)
        assert result.stdout == ""
        assert result.stderr.startswith("Error: ")
        assert result.stderr.count("\n") == 1
        return result.stderr

    return call
