import keras
import pytest

from codings import DCGAN, GAN, ProGAN, StyleGAN

QUICK = {"epochs": 2, "random_state": 0}
GANS = {
    "gan": GAN(4, hidden=(8, 8), **QUICK),
    "dcgan": DCGAN(4, filters=4, batch_size=32, **QUICK),
    "progan": ProGAN(4, filters=2, **QUICK),
    "stylegan": StyleGAN(4, filters=2, **QUICK),
}
# What models do alike is seen on TensorFlow, of each; on JAX, which takes seconds to compile each, of these.
ON_JAX = ("gan", "stylegan")
if keras.backend.backend() == "jax":
    GANS = {name: GANS[name] for name in ON_JAX}


@pytest.fixture(scope="session", params=GANS)
def unfitted(request):
    """Each GAN of the package, at a size for tests. Clone it before fitting."""
    return GANS[request.param]
