"""What the pictures of a run show, in words."""

from pathlib import Path

from codings.pages import Shown, shown

AS_CURVES = ("losses", "measures")  # which reports draw themselves, in the colours of the page
CAPTIONS = {
    "training": "The same codings after each epoch.",
    "reconstructions": "Instances that were held out, and what is left of them after the codings.",
    "codings": "The codings of at most 2,000 instances, in the plane.",
    "units": "Units of the first layer: their weights, and the instances that excite each of them most.",
    "penalties": "What a unit pays for its mean activation, by three penalties.",
    "sparsity": "How active the codings are.",
    "denoised": "Noisy instances, what the autoencoder makes of them, and what they were.",
    "samples": "Instances that the model has drawn.",
    "interpolation": "The way from one instance to another, in the space of the codings.",
    "hashes": "The hashes that most instances share, and the first of those that share each.",
    "similar": "Instances, and those whose hashes are nearest to theirs.",
    "neighbours": "Samples, and the training instances that are nearest to each: are they copies?",
    "growth": "The same codings at each resolution through which the generator has grown.",
    "mixing": "Styles of the instances on the left put into those above: coarse, middle and fine ones.",
}


def pictures(folder: Path, of: str) -> dict[str, Shown]:
    """The pictures in a folder by their names, in the order of the captions, then any others.

    Their alternative text ends in `of`, the name of the run.
    """
    found = {path.stem: path for path in sorted(folder.glob("*.png")) if path.stem not in AS_CURVES}
    names = [*(name for name in CAPTIONS if name in found), *(name for name in found if name not in CAPTIONS)]
    return {
        name: shown(found[name], f"{title(name)} of {of}", CAPTIONS.get(name, f"{title(name)}."))
        for name in names
    }


def title(name: str) -> str:
    return name.replace("_", " ").capitalize()
