import pytest

from codings import LinearAutoencoder, StackedAutoencoder

QUICK = {"epochs": 3, "random_state": 0}
AUTOENCODERS = {
    "linear": LinearAutoencoder(2, **QUICK),
    "stacked": StackedAutoencoder(3, hidden=(8,), **QUICK),
    "tied": StackedAutoencoder(3, hidden=(8,), tied=True, **QUICK),
}


@pytest.fixture(scope="session", params=AUTOENCODERS)
def unfitted(request):
    """Each autoencoder of the package, at a size for tests. Clone it before fitting."""
    return AUTOENCODERS[request.param]
