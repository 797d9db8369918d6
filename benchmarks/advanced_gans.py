"""ProGAN and StyleGAN beside DCGAN, on two cores without a GPU.

    CODINGS_DATA=../shared/datasets python benchmarks/advanced_gans.py --part fashion --model progan
    ... --part wider --save DIR     its samples, from latents farther from their average
    ... --part sprites      StyleGAN on 20,000 sprites of 64x64 pixels in colour
    ... --part steps        a step's time and memory by resolution, nothing beside it
    ... --part few          500 training images, with augmentation and without

Quality as in `gans.py`: 10,000 samples against the 10,000 test images, in the features of the package's own
classifier, the same for every row.

`--part fashion --epochs 9`, 6 or 3 printed, on two cores without AVX-512 in November 2026, of trainings of
seven to nine minutes (epochs are whole),

                      distance  precision  recall  density  coverage  classes  rarest  seconds
ProGAN, 9 epochs          7.68      0.713   0.577     0.76     0.680       10   8.3 %      495
... seed 1                7.57      0.703   0.551     0.78     0.675       10   8.6 %      523
StyleGAN, 6, r1 of 1      2.12      0.779   0.532     0.88     0.812       10   7.5 %      414
... seed 1                2.19      0.772   0.536     0.86     0.810       10   8.3 %      428
StyleGAN, 6 epochs        1.76      0.786   0.500     0.91     0.822       10   8.4 %
... seed 1                1.85      0.781   0.498     0.88     0.810       10   7.7 %
DCGAN, 3 epochs          12.81      0.655   0.514     0.61     0.522       10   6.7 %      510
... seed 1               14.43      0.649   0.486     0.62     0.520       10   6.3 %      433

and of about twenty, `--epochs` left out (the DCGAN by `gans.py --part dcgan`, which takes some 17):

ProGAN, 20 epochs         1.91      0.754   0.735     0.82     0.842       10   8.3 %     1226
StyleGAN, 16, r1 of 1     1.27      0.806   0.617     0.92     0.859       10   7.5 %     1115
StyleGAN, 16 epochs       1.07      0.811   0.607     0.94     0.877       10   7.9 %
DCGAN, 7 epochs           3.92      0.700   0.706     0.68     0.715       10   7.5 %
... seed 1                3.83      0.681   0.724     0.67     0.726       10   8.5 %

(The StyleGANs with the penalty of 0.1, the default, are of another machine; a step takes as long.) So in
these minutes both draw nearer to the data than the DCGAN, and have the higher coverage. In twenty the
StyleGAN is nearest to the data, but its recall a tenth short of the DCGAN's, which is less precise, while the
ProGAN's is higher. `--part wider` printed, of the StyleGAN with the default penalty,

1.0 times as far          1.19      0.815   0.603     0.95     0.884       10   7.9 %
1.1 times as far          1.27      0.777   0.648     0.86     0.867       10   7.5 %
1.2 times as far          1.95      0.733   0.668     0.76     0.838       10   7.1 %
1.3 times as far          3.06      0.684   0.690     0.66     0.785       10   6.6 %
1.4 times as far          4.44      0.633   0.702     0.57     0.729       10   6.5 %

so that at the DCGAN's precision it has nearly the DCGAN's recall, and is nearer still.

Trainings of 20 and 16 epochs by JAX on a GPU (see `accelerator.py`) come out alike:

ProGAN, 20 epochs         1.65      0.757   0.718     0.84     0.840       10   8.5 %
StyleGAN, 16, r1 of 1     1.11      0.807   0.627     0.93     0.866       10   7.2 %

Those with a penalty of 1 began with a constant of ones. It begins at random now, and three epochs of seed 0
end where they did: distance 4.52 (4.49 before), precision 0.746 (0.746), recall 0.449 (0.426), coverage 0.723
(0.725).

What is still wrong with the samples: sandals and high heels fall apart, some prints are smears, some clothes
have a hole or a cut edge, and now and then dots stand beside a shoe.

`--part sprites` printed, when r1 was 1, of StyleGAN(epochs=12, upsampling="transposed"), which took 1615 s
for 20,000 sprites of 64x64 pixels in colour, that of 2,000 samples each of the four shapes and six hues is
among them, as in the data,

data: shapes 4 of 4, shares of the hues [0.17 0.17 0.17 0.17 0.17 0.15]
{'x': '0.50 +- 0.09', 'y': '0.50 +- 0.09', 'size': '0.32 +- 0.07'}
samples: shapes 4 of 4, shares of the hues [0.21 0.11 0.17 0.18 0.2  0.12]
{'x': '0.50 +- 0.09', 'y': '0.50 +- 0.09', 'size': '0.33 +- 0.07'}

and how far from the one parent's factor to the other's a group of styles takes an image, 0 to 1:

coarse styles swapped: x 0.83, y 0.83, size 0.18, shape 0.38, hue 0.01
middle styles swapped: x 0.09, y 0.10, size 0.22, shape 0.33, hue 0.05
fine styles swapped: x 0.00, y 0.01, size 0.06, shape 0.02, hue 0.81

Looked at: outlines are crisp, corners of squares and stars sometimes bent or torn; a few are between two
shapes, and the classifier, which must name each, does not say so.

`--part steps` printed, of images in colour, transposed convolutions, batch 32, nothing beside it (here as a
table); the phases are each alone, the penalty (r1) comes at every eighth step, and 0.8 GiB are there before
training:

model     pixels  ms a step  discriminator  generator    r1   GiB    weights
ProGAN         8          7              3          4     3   0.9     36,181
ProGAN        16         12              8          9     7   0.9    104,645
ProGAN        32         28             14         17    14   1.0    326,565
ProGAN        64        168             92         87    97   1.2  1,110,373
ProGAN       128        617            266        258   275   1.6  1,634,917
StyleGAN       8         10              3          4     3   0.8     19,333
StyleGAN      16         13              5          7     6   0.9     56,485
StyleGAN      32         37             15         24    16   0.9    191,333
StyleGAN      64        178             77         91    78   1.0    703,205
StyleGAN     128        670            295        323   268   1.2  1,248,613

So discriminator and generator take about as long as each other, and the penalty a twentieth of the whole.
Each doubling of the side brings four times as much to do at the largest maps; from 32 pixels on a step
takes three to six times as long.

`--part few` printed, when r1 was 1, of 500 training images, 200 epochs:

              distance  precision  recall  density  coverage  rarest  seconds  memorisation, where 0.5 is none
augment=False    16.65      0.788   0.232     0.90     0.565   7.8 %      119  0.490
augment=True     18.44      0.779   0.227     0.88     0.567   7.7 %      129  0.489

So neither learns its images by heart in these 3,200 steps, and augmentation, which is against that, gains
nothing yet; a longer training has not been tried.
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
from sprite_factors import factors, halved, swapped

import codings
from codings.data import load
from codings.data.sprite_images import sprites
from codings.metrics import memorisation, modes_of_classes
from codings.spaces import classifier_space
from codings.training import Stage, fit

# About what a DCGAN takes for its seven epochs on two cores, 17 minutes.
FASHION = {
    "dcgan": codings.DCGAN(),
    "progan": codings.ProGAN(epochs=20),
    "stylegan": codings.StyleGAN(epochs=16),
}
RESOLUTIONS = (8, 16, 32, 64, 128)
WIDER = (1.0, 1.1, 1.2, 1.3, 1.4)
FEW = 500
HUES, SPRITE_EPOCHS = 6, 12


def fashion(asked):
    train, test = load("fashion-mnist"), load("fashion-mnist", part="test")
    judge = Judge(train, test)
    model, start = FASHION[asked.model], time.perf_counter()
    epochs = asked.epochs or model.epochs
    model.set_params(epochs=epochs, random_state=asked.seed, verbose=False).fit(train.X)
    seconds = time.perf_counter() - start
    judge.row(f"{model}, seed {asked.seed}"[:60], model.sample(SAMPLES, random_state=asked.seed), seconds)
    if asked.save:
        model.save(asked.save)


def wider(asked):
    """A saved StyleGAN's samples from latents drawn out from their average."""
    train, test = load("fashion-mnist"), load("fashion-mnist", part="test")
    judge, model = Judge(train, test), codings.load(asked.save)
    drawn = np.random.default_rng(asked.seed).standard_normal((SAMPLES, model.coding_size))
    latents, average = model.latents(drawn), model.latents(drawn[:1], truncation=0)
    for times in WIDER:
        images = model.synthesize(average + np.float32(times) * (latents - average))
        judge.row(f"{times} times as far", images)


def few(asked):
    train, test = load("fashion-mnist"), load("fashion-mnist", part="test")
    judge, X = Judge(train, test), train.X[:FEW]
    for augment in (False, True):
        model = codings.StyleGAN(augment=augment, epochs=200, random_state=asked.seed, verbose=False)
        start = time.perf_counter()
        samples = model.fit(X).sample(SAMPLES, random_state=asked.seed)
        judge.row(f"StyleGAN(augment={augment})", samples, time.perf_counter() - start)
        near = memorisation(*map(judge.space.features, (samples, X, test.X)))
        print(f"memorisation {near.value:.3f}, where 0.5 is none", flush=True)


def sprite_styles(asked):
    """Whether a StyleGAN covers the factors of sprites, and which of them which layers decide."""
    data = sprites(20_000, size=64, channels=3)
    shapes = classifier_space(replace(data, X=halved(data.X)))
    model = codings.StyleGAN(
        upsampling="transposed", epochs=asked.epochs or SPRITE_EPOCHS, random_state=asked.seed, verbose=True
    )
    start = time.perf_counter()
    model.fit(data.X)
    print(f"{time.perf_counter() - start:.0f} s")
    if asked.save:
        model.save(asked.save)
    told = shapes.probabilities(halved(data.X)).argmax(1) == data.y
    print(f"classifier of shapes: training accuracy {told.mean():.2%}")
    samples = model.sample(2000, random_state=0)
    for name, images in (("data", data.X[:2000]), ("samples", samples)):
        found = factors(images, shapes)
        hues = np.histogram(found["hue"], HUES, (0, 1))[0] / len(images)
        names = modes_of_classes(found["shape"].astype(int), len(data.classes))
        print(f"{name}: shapes {names.recovered} of {len(data.classes)}, shares of the hues {hues.round(2)}")
        print({k: f"{v.mean():.2f} +- {v.std():.2f}" for k, v in found.items() if k not in ("shape", "hue")})
    swapped(model, shapes)


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
    model = getattr(codings, asked.model)(upsampling="transposed", epochs=growing + 3, verbose=False)
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
    plan, _ = model._begin(X)
    last = plan.stages[-1]
    for phase in last.phases:
        others = [replace(other, every=10**9) for other in last.phases if other is not phase]
        alone = Stage([replace(phase, every=1), *others], 4)  # the others run at the very first step alone
        seconds = fit([alone], (X,), batch_size=model.batch_size)["seconds"][1:]
        often = f" at every {phase.every}th step" if phase.every > 1 else ""
        yield f"{phase.name} {1e3 * statistics.median(seconds) / steps:.0f} ms{often}"


def _peak_gib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


PARTS = {
    "fashion": fashion,
    "wider": wider,
    "sprites": sprite_styles,
    "few": few,
    "steps": steps,
    "step": step,
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", choices=PARTS, required=True)
    parser.add_argument("--model")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, help="Other than those that stand here.")
    parser.add_argument("--side", type=int)
    parser.add_argument("--save", help="A folder for the model.")
    asked = parser.parse_args()
    PARTS[asked.part](asked)


if __name__ == "__main__":
    main()
