"""Techniques that steady a GAN's training: options of GAN and DCGAN, settled in the GANs that grow."""

from typing import NamedTuple

from codings.parameters import FLAG, POSITIVE_INTEGER, option, optional, parameters


class Techniques(NamedTuple):
    """Which techniques a GAN is trained with; see the options of `GAN` of the same names.

    These are those of ProGAN and StyleGAN.
    """

    critic_steps: int = 1
    pack: int = 1
    minibatch_std: bool | None = True
    spectral: bool = False
    average: bool = True
    replay: bool = False


@parameters
class ChoosesTechniques:
    """Mixed into GANs that leave the techniques to their users."""

    critic_steps: int = option(
        POSITIVE_INTEGER,
        "Steps of the discriminator for each one of the generator. For the Wasserstein loss, 5 are usual.",
        1,
    )
    pack: int = option(
        POSITIVE_INTEGER,
        "Instances that the discriminator judges together, against mode collapse. One by one, it cannot see "
        "how alike they are.",
        1,
    )
    minibatch_std: bool | None = option(
        optional(FLAG),
        "Show the discriminator how much a batch varies, against mode collapse; None for images, and for "
        "tables with categories or missing values.",
        None,
    )
    spectral: bool = option(
        FLAG, "Spectral normalisation of the discriminator. The norm of each layer is held at 1.", False
    )
    average: bool = option(
        FLAG,
        "Draw with a moving average of the generator's weights. It is over the last 1,000 steps, or a "
        "twentieth of the training if that is less.",
        True,
    )
    replay: bool = option(
        FLAG,
        "Show the discriminator instances generated earlier, too. Half of the generated ones that it sees "
        "are from memory: experience replay.",
        False,
    )

    @property
    def _techniques(self) -> Techniques:
        return Techniques(*(getattr(self, name) for name in Techniques._fields))
