import json

import pytest

from codings import GAN, StackedAutoencoder


@pytest.fixture(scope="session")
def model(digits):
    return StackedAutoencoder(2, hidden=(4,), tied=True, epochs=1, random_state=0).fit(digits.X[:50])


@pytest.fixture(scope="session")
def gan(digits):
    """Of two networks and an array."""
    small = GAN(2, hidden=(4,), epochs=1, batch_size=25, random_state=0, verbose=False)
    return small.fit(digits.X[:50], digits.y[:50])


@pytest.fixture
def saved(model, tmp_path):
    model.save(tmp_path / "model")
    return tmp_path / "model"


@pytest.fixture
def saved_gan(gan, tmp_path):
    gan.save(tmp_path / "gan")
    return tmp_path / "gan"


@pytest.fixture
def files_of():
    """Finds the folder of the last save's files."""
    return lambda folder: folder / json.loads((folder / "model.json").read_text())["save"]


@pytest.fixture
def edit():
    """Changes what `model.json` says: `keys` lead to what becomes `value`, or is removed if that is `...`."""

    def edit(folder, *keys, value):
        path = folder / "model.json"
        content = inner = json.loads(path.read_text())
        for key in keys[:-1]:
            inner = inner[key]
        if value is ...:
            del inner[keys[-1]]
        else:
            inner[keys[-1]] = value
        path.write_text(json.dumps(content))

    return edit
