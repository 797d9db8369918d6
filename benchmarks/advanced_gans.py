"""ProGAN and StyleGAN beside DCGAN, on two cores without a GPU.

    CODINGS_DATA=../shared/datasets python benchmarks/advanced_gans.py --part fashion --model progan
    ... --part sprites      StyleGAN on 20,000 sprites of 64x64 pixels in colour
    ... --part steps        a step's time and memory by resolution, nothing beside it
    ... --part few          500 training images, with augmentation and without

Quality as in `gans.py`: 10,000 samples against the 10,000 test images, in the features of the package's own
classifier, the same for every row.

`--part fashion --model stylegan` printed, on two cores without AVX-512, nothing beside it, in November 2026:

StyleGAN(mixing=0.1), 13 epochs   distance 1.89  precision 0.828  recall 0.563  density 0.99  coverage 0.866
                                  classes 10  rarest 8.3%  718 s

beside two seeds of DCGAN(), 7 epochs and some 17 minutes, by `gans.py`: distance 3.9, precision 0.69,
recall 0.72, density 0.68, coverage 0.72. So it is nearer and denser in less time, and its recall is lower.
After three epochs, mixing=0.5, the default, had a recall of 0.32 and mixing=0 one of 0.43, at distances of
5.8 and 5.2. The ProGAN's row and the other parts have not been run; `codings reproduce` has a short schedule
of both.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import replace

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from gans import SAMPLES, Judge

import codings
from codings.data import load
from codings.data.sprites import sprites
from codings.features import classifier
from codings.metrics import memorisation, modes_of_classes
from codings.training import Stage, fit

# About what a DCGAN takes for its seven epochs on two cores, 17 minutes.
FASHION = {
    "dcgan": codings.DCGAN(),
    "progan": codings.ProGAN(epochs=20),
    "stylegan": codings.StyleGAN(epochs=16),
}
RESOLUTIONS = (8, 16, 32, 64, 128)
FEW = 500
HUES = 6


def fashion(asked):
    train, test = load("fashion-mnist"), load("fashion-mnist", part="test")
    judge = Judge(train, test)
    model, start = FASHION[asked.model], time.perf_counter()
    model.set_params(random_state=asked.seed, verbose=False).fit(train.X)
    seconds = time.perf_counter() - start
    judge.row(f"{model}, seed {asked.seed}"[:60], model.sample(SAMPLES, random_state=asked.seed), seconds)
    if asked.save:
        model.save(asked.save)


def few(asked):
    train, test = load("fashion-mnist"), load("fashion-mnist", part="test")
    judge, X = Judge(train, test), train.X[:FEW]
    for augment in (False, True):
        model = codings.StyleGAN(augment=augment, epochs=200, random_state=asked.seed, verbose=False)
        start = time.perf_counter()
        samples = model.fit(X).sample(SAMPLES, random_state=asked.seed)
        judge.row(f"StyleGAN(augment={augment})", samples, time.perf_counter() - start)
        near = memorisation(*map(judge.space.of, (samples, X, test.X)))
        print(f"memorisation {near.value:.3f}, where 0.5 is none", flush=True)


def sprite_styles(asked):
    """Whether a StyleGAN covers the factors of sprites, and which of them which layers decide."""
    data = sprites(20_000, size=64, channels=3)
    shapes = classifier(replace(data, X=halved(data.X)))
    model = codings.StyleGAN(epochs=asked.epochs, random_state=asked.seed, verbose=True)
    start = time.perf_counter()
    model.fit(data.X)
    print(f"{time.perf_counter() - start:.0f} s")
    if asked.save:
        model.save(asked.save)
    told = shapes.probabilities(halved(data.X)).argmax(1) == data.y
    print(f"classifier of shapes: {told.mean():.2%} of its training images told right")
    samples = model.sample(2000, random_state=0)
    for name, images in (("data", data.X[:2000]), ("samples", samples)):
        found = factors(images, shapes)
        hues = np.histogram(found["hue"], HUES, (0, 1))[0] / len(images)
        names = modes_of_classes(found["shape"].astype(int), len(data.classes))
        print(f"{name}: shapes {names.recovered} of {len(data.classes)}, shares of the hues {hues.round(2)}")
        print({k: f"{v.mean():.2f} +- {v.std():.2f}" for k, v in found.items() if k not in ("shape", "hue")})
    _swapped(model, shapes)


def _swapped(model, shapes, n=500):
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


def steps(asked):
    """Each in a process of its own, whose peak of memory is its own."""
    for model in ("ProGAN", "StyleGAN"):
        for resolution in RESOLUTIONS:
            options = f"--part step --model {model} --side {resolution}".split()
            subprocess.run([sys.executable, __file__, *options], check=True)


def step(asked):
    before = _peak_gib()
    X = np.random.default_rng(0).integers(0, 256, (160, asked.side, asked.side, 3), dtype=np.uint8)
    growing = 2 * (asked.side // 4).bit_length() - 2  # stages of a ProGAN before the last
    model = getattr(codings, asked.model)(epochs=growing + 3, verbose=False)
    seconds = model.fit(X).history_["seconds"][-2:]
    peak, steps = _peak_gib(), len(X) // model.batch_size
    parameters = sum(net.count_params() for net in (model.generator_, model.discriminator_))
    print(
        f"{asked.model}, {asked.side}x{asked.side}, batch {model.batch_size}: "
        f"{1e3 * statistics.median(seconds) / steps:.0f} ms a step, {peak:.1f} GiB ({before:.1f} before "
        f"training), {parameters:,} weights; alone: {', '.join(_phases_alone(model, X, steps))}",
        flush=True,
    )


def _phases_alone(model, X, steps):
    """What each phase of the last stage takes when it is all that a step does."""
    for phase in model._stage(model._contests[-1], model.batch_size, steps).phases:
        alone = Stage([replace(phase, every=1)], 4)
        seconds = fit([alone], (X,), batch_size=model.batch_size)["seconds"][1:]
        often = f" at every {phase.every}th step" if phase.every > 1 else ""
        yield f"{phase.name} {1e3 * statistics.median(seconds) / steps:.0f} ms{often}"


def _peak_gib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


PARTS = {"fashion": fashion, "sprites": sprite_styles, "few": few, "steps": steps, "step": step}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", choices=PARTS, required=True)
    parser.add_argument("--model")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--side", type=int)
    parser.add_argument("--save", help="A folder for the model.")
    asked = parser.parse_args()
    PARTS[asked.part](asked)


if __name__ == "__main__":
    main()
