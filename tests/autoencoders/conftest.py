import keras
import pytest

from codings import (
    BinaryAutoencoder,
    ConvolutionalAutoencoder,
    DenoisingAutoencoder,
    LinearAutoencoder,
    RecurrentAutoencoder,
    SparseAutoencoder,
    StackedAutoencoder,
    VariationalAutoencoder,
)

QUICK = {"epochs": 3, "random_state": 0}
SMALL = {"hidden": (8,), **QUICK}
TABLES = {
    "linear": LinearAutoencoder(2, **QUICK),
    "stacked": StackedAutoencoder(3, **SMALL),
    "tied": StackedAutoencoder(3, tied=True, **SMALL),
    "greedy": StackedAutoencoder(3, greedy=True, **SMALL),
    "denoising": DenoisingAutoencoder(3, **SMALL),
    "sparse": SparseAutoencoder(12, **SMALL),
    "variational": VariationalAutoencoder(3, batch_size=32, **SMALL),
    "binary": BinaryAutoencoder(8, **SMALL),
}
IMAGES = {
    "convolutional": ConvolutionalAutoencoder(3, filters=(4, 6), **QUICK),
    "recurrent": RecurrentAutoencoder(3, **SMALL),
    "convolutional variational": VariationalAutoencoder(
        3, hidden=(4, 6), convolutional=True, batch_size=32, **QUICK
    ),
}
# What models do alike is seen on TensorFlow, of each; on JAX, which takes seconds to compile each, of these.
ON_JAX = ("tied", "variational", "recurrent")
if keras.backend.backend() == "jax":
    TABLES, IMAGES = ({name: some[name] for name in ON_JAX if name in some} for some in (TABLES, IMAGES))
AUTOENCODERS = TABLES | IMAGES


@pytest.fixture(scope="session", params=AUTOENCODERS)
def unfitted(request):
    """Each autoencoder of the package, at a size for tests. Clone it before fitting."""
    return AUTOENCODERS[request.param]


@pytest.fixture(scope="session", params=TABLES)
def for_tables(request):
    """Those that take tables."""
    return TABLES[request.param]


@pytest.fixture(scope="session", params=IMAGES)
def for_images(request):
    """Those that do not."""
    return IMAGES[request.param]
