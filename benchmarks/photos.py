"""Photographs in colour: autoencoders beside PCA, and GANs beside test images.

    python benchmarks/photos.py autoencoders FOLDER            a few minutes for each line, on two cores
    python benchmarks/photos.py gan FOLDER --model stylegan --minutes 40
    ... --set r1=0.1 --set filters=32                          with other arguments than the defaults
    ... --images 500 --set augment=True                        on so many training images, at random
    ... --conditional                                          with labels, and a line for each class

FOLDER, or a .zip of it, has the parts "train" and "test", with a folder for each class.

Autoencoders are told by the mean squared error of the test images, pixels in [0, 1], and as a share of PCA's
with as many components, which is fitted to the same images. GANs are told by as many samples as there are
test images, 10,000 at most, in the features of the package's own classifier of these classes; "chessboard" is
1 where neighbouring pixels differ as they do in the data. The first line is of training images in the place
of samples: what a perfect generator would have. Below a GAN's line is memorisation, where 0.5 is none.

Printed on one core in November 2026, StyleGAN of 8,934 satellite photographs of 64x64 pixels, 11 minutes, and
of 25,000 of CIFAR-10, 17 to 20 minutes, of 100 epochs 51 and 86 on a core that others shared; `--set r1=1.0`
on another machine where that says so:

                           distance  precision  recall  density  coverage  chessboard
satellite, 20 epochs           1.11      0.827   0.771     0.83     0.846        1.42
r1=1.0 (other machine)         1.67      0.846   0.704     0.81     0.794        1.44
CIFAR-10, 40 epochs            0.64      0.768   0.725     0.89     0.902        0.83
seed 1                         1.05      0.753   0.723     0.88     0.886        0.89
r1=1.0                         0.89      0.778   0.732     0.92     0.919        0.86
r1=1.0, seed 1                 1.04      0.771   0.712     0.91     0.890        0.93
CIFAR-10, 100 epochs           0.51      0.758   0.761     0.87     0.923        0.88
seed 1                         1.91      0.769   0.728     0.88     0.904        0.80

So a smaller penalty leads nearer, or as near, but for one seed of a long training, whose precision and recall
are as the others'; it is the default. With the larger one, `--set r1=1.0`, resized
and transposed, on two cores, one seed each: `--epochs 6` of the satellite photographs, seven minutes, and
`--epochs 3` of CIFAR-10, two minutes:

                           distance  precision  recall  density  coverage  chessboard
satellite
training images                0.17      0.913   0.926     0.99     0.967        1.00
resize, the default            4.18      0.814   0.607     0.76     0.673        2.27
transposed                     4.58      0.776   0.748     0.73     0.699       25.12
CIFAR-10
training images                0.18      0.804   0.814     0.98     0.970        1.00
resize, the default            5.67      0.798   0.363     0.98     0.714        0.86
transposed                     9.24      0.786   0.373     1.03     0.656        6.10

So resizing takes nearly half of the distance on CIFAR-10, a tenth on the satellite photographs, and on
either set most of the chessboard: transposed, a grid lies over every satellite sample that one looks at.
Recall is lower there.

Resized trainings took 435 and 119 seconds, transposed ones 420 and 103. In five epochs of the satellite
photographs with transposed convolutions a penalty of a twentieth, `--set r1=0.05`, was no better: 9.08,
recall 0.544, coverage 0.625, where that of 1 had 4.53, 0.704 and 0.692.

`--model dcgan` of the satellite photographs, one core. With `filters=32`, as of 28 pixels, a step costs so
much that few can be made; the default is 16 of 64 pixels:

                           distance  precision  recall  density  coverage  chessboard  seconds
filters=32, 4 epochs          40.66      0.927   0.232     0.97     0.379        1.09      821
filters=32, 4, r1=0.01        31.29      0.914   0.188     0.87     0.264        0.84      935
filters=32, 7 epochs          12.21      0.893   0.310     0.90     0.477        1.46    1,735
filters=16, 8, batch of 32     9.29      0.856   0.352     0.85     0.439        1.31      691
filters=16, 20 epochs          5.80      0.802   0.491     0.73     0.528        1.17    1,545

Looked at: woods, meadows, bare ground and the white stains of towns, without a chessboard; no street.

Of CIFAR-10, each on one core, which others shared with the first DCGAN and that of 30 epochs; the ProGANs by
`choices.py cifar10.zip --model progan --option r1 --values 1.0`, which takes the images in another order:

                           distance  precision  recall  density  coverage  chessboard  seconds
dcgan, 8 epochs                3.59      0.788   0.619     0.90     0.766        0.73    1,364
dcgan, 8 epochs, r1=0.1        3.85      0.799   0.592     0.95     0.776        0.68      606
dcgan, 20 epochs, filters=16   3.61      0.736   0.676     0.84     0.780        0.90      646
dcgan, 30 epochs               1.46      0.755   0.761     0.84     0.859        1.00    3,061
progan, 6 epochs              12.18      0.836   0.335     1.22     0.609        0.95       94
progan, 12, the default        2.27      0.774   0.668     0.89     0.819        0.78      208
progan, 12, r1=0.1             6.37      0.783   0.460     0.90     0.710        0.87
progan, 30 epochs              1.41      0.763   0.741     0.89     0.873        0.75      586
stylegan, 100, r1=1.0          0.84      0.762   0.746     0.88     0.909        0.90    2,031
stylegan, 24, r1=1, filters=32 0.94      0.761   0.742     0.86     0.902        0.86    1,330

So seeds differ more than what forty epochs and a hundred come to, of as many maps or of twice as many.
Looked at: of the samples one in four or five can be named, a horse, a bird, a ship, a car; the others have an
animal's or a vehicle's place and colours.

A ProGAN of 6 epochs has one for each stage, and comes to 11.97 and 10.65 with seeds 1 and 2: too few.

`choices.py` has StyleGAN with the relativistic loss beside the default one, and with other penalties.

`--images 500 --epochs 300` and `--images 2000 --epochs 75` of CIFAR-10, on one core, some seven minutes each,
with `--set r1=1.0`, `augment=True` and `augment=False`:

                           distance  precision  recall  density  coverage  chessboard  memorisation
500, augmented                 7.99      0.781   0.379     1.05     0.677        1.10         0.570
500                            7.81      0.876   0.286     1.40     0.737        0.73         0.650
2,000, augmented               3.06      0.800   0.543     0.96     0.835        1.10         0.505
2,000                          3.29      0.792   0.528     0.98     0.814        0.99         0.505

So of 500 it keeps the samples from being copies, and of 2,000 it does no harm.

`--conditional --epochs 5 --set r1=1.0` of CIFAR-10, seven minutes on one core. A class has 500 test images,
of which a distance comes out 1 to 3 too high:

                           distance  precision  recall  density  coverage  chessboard
all classes                    3.33      0.816   0.547     1.01     0.843        1.12
airplane                       7.15      0.772   0.602     0.92     0.822        1.33
automobile                     8.80      0.742   0.590     0.86     0.888        1.13
bird                           5.73      0.770   0.632     0.92     0.844        1.19
cat                            4.09      0.818   0.624     0.89     0.898        1.12
deer                           5.70      0.686   0.670     0.64     0.816        1.11
dog                            5.21      0.788   0.616     0.93     0.878        1.16
frog                          12.67      0.772   0.514     0.78     0.644        1.29
horse                         19.64      0.770   0.478     0.82     0.654        1.16
ship                           5.63      0.778   0.626     0.86     0.884        1.16
truck                          8.50      0.778   0.628     0.86     0.760        0.95

Drawings, grey or in colour, came out better with transposed convolutions in short trials, which no
command here prints.

`autoencoders --epochs 6` of CIFAR-10, on half of a core:

PCA             30 0.01267
convolutional   30 0.01198  0.95 of PCA's, 6 epochs, 507 s
variational     30 0.01377  1.09 of PCA's, 6 epochs, 493 s
PCA            128 0.00479
convolutional  128 0.00427  0.89 of PCA's, 6 epochs, 565 s

which was stopped there, and `--epochs 4` of the satellite photographs

PCA             30 0.00514
convolutional   30 0.00511  0.99 of PCA's, 4 epochs, 347 s
variational     30 0.00539  1.05 of PCA's, 4 epochs, 347 s
PCA            128 0.00287
convolutional  128 0.00281  0.98 of PCA's, 4 epochs, 321 s
variational    128 0.00383  1.33 of PCA's, 4 epochs, 346 s

A training begins at the error of PCA; before the decoder refined what a linear layer made, convolutional ones
of the satellite photographs ended at 1.01 with 30 codings, and at 1.05 with 128. Of textures there is hardly
more to learn, and a variational one keeps of its 128 codings those that are worth their latent loss.
"""

import argparse
import ast
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import matplotlib.pyplot as plt
import numpy as np
from sklearn.decomposition import PCA

import codings
from codings.data import load
from codings.metrics import chessboard, density_coverage, frechet_distance, memorisation, precision_recall
from codings.spaces import classifier_space

MOST = 10_000
SIZES = (30, 128)
SHOWN, SIDE = 8, 64  # samples a side of the picture, and pixels a side of a sample there, at least
AUTOENCODERS = {
    "convolutional": lambda size, seed: codings.ConvolutionalAutoencoder(size, random_state=seed),
    "variational": lambda size, seed: codings.VariationalAutoencoder(
        size, convolutional=True, random_state=seed
    ),
}
GANS = {"dcgan": codings.DCGAN, "progan": codings.ProGAN, "stylegan": codings.StyleGAN}


def parts(folder):
    return load(f"{folder}:part=train"), load(f"{folder}:part=test")


def autoencoders(asked):
    train, test = parts(asked.folder)
    flat, seen = (X.reshape(len(X), -1) / np.float32(255) for X in (train.X, test.X))
    for size in SIZES:
        components = PCA(size, svd_solver="randomized", random_state=0).fit(flat)
        least = _error(components.inverse_transform(components.transform(seen)), seen)
        print(f"{'PCA':14}{size:4} {least:.5f}", flush=True)
        for name, build in AUTOENCODERS.items():
            model = build(size, asked.seed).set_params(verbose=False)
            model.set_params(epochs=asked.epochs or model.epochs_within(train.X, minutes=asked.minutes))
            start = time.perf_counter()
            model.fit(train.X)
            seconds = time.perf_counter() - start
            error = _error(model.reconstruct(test.X).reshape(seen.shape) / np.float32(255), seen)
            print(
                f"{name:14}{size:4} {error:.5f}  {error / least:.2f} of PCA's, {model.epochs} epochs, "
                f"{seconds:.0f} s",
                flush=True,
            )


def gan(asked):
    train, test = parts(asked.folder)
    space = classifier_space(train)
    model = GANS[asked.model](random_state=asked.seed, verbose=False, **dict(asked.set))
    n, order = min(MOST, len(test.X)), np.random.default_rng(0).permutation(len(train.X))
    some, chosen = order[:n], order[: asked.images]
    X, y = train.X[chosen], train.y[chosen] if asked.conditional else None
    labels = test.y[:n] if asked.conditional else None
    real = space.features(test.X[:n])
    row(space, "training images", test.X[:n], train.X[some], real, 0)
    epochs = asked.epochs or model.epochs_within(X, minutes=asked.minutes)
    start = time.perf_counter()
    model.set_params(epochs=epochs).fit(X, y)
    seconds = time.perf_counter() - start
    samples = model.sample(n, y=labels, random_state=asked.seed)
    row(space, f"{asked.model}, {epochs} epochs, {dict(asked.set)}", test.X[:n], samples, real, seconds)
    near = memorisation(space.features(samples), space.features(X), real)
    print(f"memorisation {near.value:.3f}, where 0.5 is none", flush=True)
    for label in np.unique(labels) if asked.conditional else ():
        own = labels == label
        row(space, train.classes[label], test.X[:n][own], samples[own], real[own], 0)
    if asked.picture:
        plt.imsave(asked.picture, _sheet(samples[: SHOWN**2]))
    if asked.save:
        model.save(asked.save)


def row(space, name, data, images, real, seconds):
    fake = space.features(images)
    precision, recall = precision_recall(real, fake)
    density, coverage = density_coverage(real, fake)
    print(
        f"{name:44}distance {frechet_distance(real, fake).value:6.2f}  precision {precision.value:.3f}  "
        f"recall {recall.value:.3f}  density {density.value:.2f}  coverage {coverage.value:.3f}  "
        f"chessboard {chessboard(data, images):5.2f}  {seconds:.0f} s",
        flush=True,
    )


def _error(found, right):
    return float(np.square(found - right, dtype=np.float64).mean())


def _sheet(images):
    """(SHOWN ** 2, height, width, channels) as one image; small ones are enlarged."""
    times = -(-SIDE // min(images.shape[1:3]))
    images = images.repeat(times, axis=1).repeat(times, axis=2)
    rows = images.reshape(SHOWN, SHOWN, *images.shape[1:]).swapaxes(1, 2)
    return rows.reshape(SHOWN * images.shape[1], SHOWN * images.shape[2], images.shape[3])


def value(text):
    """As Python writes it; else a word."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def _argument(text):
    name, given = text.split("=", 1)
    return name, value(given)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("part", choices=["autoencoders", "gan"])
    parser.add_argument("folder")
    parser.add_argument("--model", choices=GANS, default="stylegan")
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--epochs", type=int, help="in the place of --minutes")
    parser.add_argument("--images", type=int, help="train a GAN on so many of them, at random")
    parser.add_argument("--conditional", action="store_true", help="give a GAN the labels")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--set", type=_argument, action="append", default=[])
    parser.add_argument("--picture", help="a file for a sheet of samples")
    parser.add_argument("--save", help="a folder for the model")
    asked = parser.parse_args()
    {"autoencoders": autoencoders, "gan": gan}[asked.part](asked)
