import pytest

from codings import runs


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    """A run of two epochs on digits. Leave its folder as it is."""
    folder = tmp_path_factory.mktemp("runs") / "parent" / "run"
    arguments = {"epochs": 2, "hidden": (16,), "coding_size": 2, "random_state": 0}
    return runs.train("stacked", arguments, "digits", folder)
