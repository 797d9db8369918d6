"""The chapter's models, as the book trains them: one row each."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

ERROR, DISTANCE = "mean squared error", "Fréchet distance"


@dataclass(frozen=True)
class Row:
    """A model of the chapter, and the figure that it is held against.

    Attributes
    ----------
    name : str
    section : str
        The book's.
    model : str
        Its name in `codings.catalogue`.
    arguments : dict
        Of its constructor; the layers, codings, epochs and batches are the book's.
    quick : dict
        Those that differ where the whole is to take minutes, on small images.
    loss : str
        What `book` and `target` are: an error with the penalties that the book's has, or a distance.
    book : float or None
        On Fashion MNIST. Of GANs, for which the book gives no figure, that of its networks and recipe, by
        `benchmarks/gans.py`: the better of 10 and 20 epochs of the GAN, the best of 2, 4 and 8 of the DCGAN.
    target : float or None
        What this project wants to reach there.
    pictures : tuple of str
        Those of `codings.runs.pictures`.
    is_pca : bool
        The book's figure is that of a PCA of as many components, on whatever data.
    """

    name: str
    section: str
    model: str
    arguments: dict[str, Any]
    pictures: tuple[str, ...]
    quick: dict[str, Any] = field(default_factory=dict)
    loss: str = ERROR
    book: float | None = None
    target: float | None = None
    is_pca: bool = False


OVER_TIME = ("training", "measures")
STACKED, ADVERSARIAL = "Stacked Autoencoders", "Generative Adversarial Networks"

ROWS = (
    Row(
        "linear",
        "Performing PCA with an Undercomplete Linear Autoencoder",
        "linear",
        {"coding_size": 2, "epochs": 10},
        ("codings",),
        {"epochs": 100},
        is_pca=True,
    ),
    Row(
        "stacked",
        STACKED,
        "stacked",
        {"epochs": 20},
        ("reconstructions", "codings", "units"),
        book=0.0132,
        target=0.0095,
    ),
    Row(
        "tied",
        "Tying Weights",
        "stacked",
        {"tied": True, "epochs": 10},
        ("reconstructions",),
        {"epochs": 20},
        book=0.0133,
        target=0.0107,
    ),
    Row(
        "greedy",
        "Training One Autoencoder at a Time",
        "stacked",
        {"greedy": True, "epochs": 25},
        ("reconstructions",),
        book=0.0133,
        target=0.0107,
    ),
    Row(
        "convolutional",
        "Convolutional Autoencoders",
        "convolutional",
        {"epochs": 10},
        ("reconstructions",),
        {"epochs": 30},
        book=0.0121,
        target=0.0097,
    ),
    Row(
        "recurrent",
        "Recurrent Autoencoders",
        "recurrent",
        {"epochs": 10},
        ("reconstructions",),
        {"epochs": 40},
        book=0.0104,
        target=0.0083,
    ),
    Row(
        "denoising",
        "Denoising Autoencoders",
        "denoising",
        {"epochs": 10},
        ("denoised",),
        {"epochs": 20},
        book=0.0166,
        target=0.0120,
    ),
    Row(
        "sparse-l1",
        "Sparse Autoencoders",
        "sparse",
        {"penalty": "l1", "epochs": 10},
        ("sparsity", "penalties"),
        {"epochs": 20},
        book=0.0111,
        target=0.0089,
    ),
    Row(
        "sparse-kl",
        "Sparse Autoencoders",
        "sparse",
        {"penalty": "kl", "epochs": 10},
        ("sparsity", "penalties", "units"),
        {"epochs": 20},
        book=0.0099,
        target=0.0079,
    ),
    Row(
        "variational",
        "Variational Autoencoders",
        "variational",
        {"epochs": 25},
        ("samples", "interpolation"),
        {"epochs": 200, "beta": 0.1},
        book=0.0311,
        target=0.0300,
    ),
    Row(
        "binary",
        "Exercises: semantic hashing",
        "binary",
        {"epochs": 10},
        ("hashes", "similar"),
        {"epochs": 20},
        book=0.0345,
        target=0.0310,
    ),
    Row(
        "gan",
        ADVERSARIAL,
        "gan",
        {"epochs": 10},
        ("samples", "neighbours", *OVER_TIME),
        {"epochs": 40},
        loss=DISTANCE,
        book=60.0,
    ),
    Row(
        "dcgan",
        "Deep Convolutional GANs",
        "dcgan",
        {"epochs": 4},
        ("samples", "interpolation", "neighbours", *OVER_TIME),
        {"epochs": 30, "batch_size": 32},
        loss=DISTANCE,
        book=27.45,
    ),
    Row(
        "progan",
        "Progressive Growing of GANs",
        "progan",
        {"epochs": 9},
        ("samples", "growth", *OVER_TIME),
        {"epochs": 16},
        loss=DISTANCE,
    ),
    Row(
        "stylegan",
        "StyleGANs",
        "stylegan",
        {"epochs": 4},
        ("samples", "mixing", *OVER_TIME),
        {"epochs": 16},
        loss=DISTANCE,
    ),
)


def chosen(names: Sequence[str]) -> tuple[Row, ...]:
    """The rows of these names, in the chapter's order; all of them where no name is given.

    Raises ValueError if a name is that of no row.
    """
    known = [row.name for row in ROWS]
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise ValueError(f"there is no row {name!r}: {hint}There are {', '.join(known)}.")
    return tuple(row for row in ROWS if row.name in names or not names)
