"""The chapter's generative adversarial networks, each an estimator in a file of its own."""

import codings.backend  # noqa: F401 - before Keras: it chooses the backend, or says which to install
from codings.gans.dcgan import DCGAN
from codings.gans.gan import GAN
from codings.gans.progan import ProGAN
from codings.gans.stylegan import StyleGAN
from codings.registry import register

__all__ = ["DCGAN", "GAN", "ProGAN", "StyleGAN"]

for _model in (GAN, DCGAN, ProGAN, StyleGAN):  # in the order of the command line
    register(_model)
