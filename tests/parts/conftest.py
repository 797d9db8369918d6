import pytest
from click.testing import CliRunner

from codings.cli import main


@pytest.fixture(scope="session")
def cli():
    """Calls the command in this process; the result has exit_code, stdout and stderr."""
    return lambda *arguments: CliRunner().invoke(main, [str(a) for a in arguments])
