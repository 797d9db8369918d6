"""The chapter's generative adversarial networks, each an estimator in a file of its own."""

import codings.backend  # noqa: F401 - before Keras: it chooses the backend, or says which to install
from codings.gans.dcgan import DCGAN
from codings.gans.gan import GAN
from codings.gans.progan import ProGAN
from codings.gans.stylegan import StyleGAN

__all__ = ["DCGAN", "GAN", "ProGAN", "StyleGAN"]
