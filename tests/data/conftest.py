"""What tests of tables share."""

import pytest

from codings.data import load


@pytest.fixture
def read(tmp_path):
    """Writes a text to a file, and loads it."""

    def call(text, name="a.csv", encoding="utf-8", **options):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
        return load(path, **options)

    return call
