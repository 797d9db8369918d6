"""What can be read off sprites, and which of it the styles of a StyleGAN decide: see `advanced_gans.py`."""

import numpy as np


def swapped(model, shapes, n=500):
    """How far each factor goes from the one parent's to the other's when a group of layers is swapped."""
    a, b = np.random.default_rng(0).standard_normal((2, n, model.coding_size)).astype("float32")
    mine, theirs = (factors(model.inverse_transform(x), shapes) for x in (a, b))
    for group in model.layers_:
        mixed = factors(model.mix(a, b, group), shapes)
        moved = {name: _share_moved(name, mine[name], mixed[name], theirs[name]) for name in mine}
        print(f"{group} styles swapped: " + ", ".join(f"{k} {v:.2f}" for k, v in moved.items()), flush=True)


def _share_moved(name, mine, mixed, theirs):
    """0 where the factor is still that of `mine`, 1 where it is that of `theirs`."""
    if name == "shape":
        other = mine != theirs
        return (mixed == theirs)[other].mean()
    apart = _apart(name, mine, theirs)
    stayed = _apart(name, mixed, theirs).mean() / apart.mean()
    return 1 - stayed


def _apart(name, a, b):
    distance = np.abs(a - b)
    return np.minimum(distance, 1 - distance) if name == "hue" else distance


def factors(images, shapes):
    """What can be read off sprites in colour, (n, side, side, 3) uint8: each (n,)."""
    x = images.astype("float32") / 255
    light = x.max(-1)
    mass = light.sum((1, 2)) + 1e-6
    places = (np.arange(images.shape[1]) + 0.5) / images.shape[1]
    red, green, blue = ((x * light[..., None]).sum((1, 2)) / mass[:, None]).T
    hue = np.arctan2(np.sqrt(3) * (green - blue), 2 * red - green - blue) / (2 * np.pi) % 1
    return {
        "x": (light.sum(1) * places).sum(1) / mass,
        "y": (light.sum(2) * places).sum(1) / mass,
        "size": np.sqrt(mass / light[0].size),
        "shape": shapes.probabilities(halved(images)).argmax(1),
        "hue": hue,
    }


def halved(images):
    """The mean of each square of 2 x 2 pixels: enough to tell the shapes apart, in a quarter of the time."""
    n, height, width, channels = images.shape
    squares = images.reshape(n, height // 2, 2, width // 2, 2, channels)
    return squares.mean((2, 4)).round().astype("uint8")
