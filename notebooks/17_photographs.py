# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Photographs
#
# A piece of clothing lies on black. It has an outline, and within the outline there is not much. A photograph
# has something in every pixel, in three colours, and most of it is texture: leaves, roofs, furrows. Three
# things change with that. What an autoencoder can gain over PCA shrinks. A fault of networks that nobody sees
# in clothes comes to light, a chessboard. And to say how good samples are one needs features that know these
# photographs. The estimators stay the same, and the networks nearly so: in colour they enlarge their maps in
# another way, and an autoencoder's have a shortcut.
#
# ## A folder of photographs
#
# `load` takes a folder of images, or a .zip of one, which is not unpacked. Subfolders are classes. Where they
# are called train and test, they are parts, and `:part=test` asks for one. With `size=32` the shorter side is
# scaled to 32 pixels and the middle is cut out, so that images of any sizes become alike. All of it is one
# text, `photos.zip:part=train,size=32`, on the command line too.
#
# If there is a file `photos/satellite.zip` in the folder `$CODINGS_DATA`, it is read: photographs of the
# ground, of 64 x 64 pixels, in five of the ten classes of [EuroSAT](https://arxiv.org/abs/1709.00029). Here
# they are read at half that side, to save time. If there is none, the cell draws pictures in their place and
# writes them to a .zip: sprites in colour, upon textures. Sentences that begin with "On the satellite
# photographs" are then about other pictures.

# %%
import io
import os
import tempfile
import zipfile
from pathlib import Path
from warnings import simplefilter

import keras
import numpy as np
from course import QUICK, curves, show
from keras import layers
from matplotlib.figure import Figure
from PIL import Image
from sklearn.decomposition import PCA

from codings import ConvolutionalAutoencoder, StyleGAN, plots, spaces
from codings.data import load
from codings.layers import UpConv2D
from codings.metrics import FewSamplesWarning, chessboard, frechet_distance, precision_recall

SIDE = 16 if QUICK else 32
random = np.random.default_rng(0)


def textures(n):
    """Rough grounds of two colours each, (n, SIDE, SIDE, 3) in [0, 1]: noise whose power falls as 1 / f²."""
    f = np.hypot(np.fft.fftfreq(SIDE)[:, None], np.fft.fftfreq(SIDE))
    f[0, 0] = np.inf
    noise = np.fft.ifft2(np.fft.fft2(random.standard_normal((n, SIDE, SIDE))) / f).real
    least, most = (bound(noise, axis=(1, 2), keepdims=True) for bound in (np.min, np.max))
    one, other = random.random((2, n, 1, 1, 3))
    return one + ((noise - least) / (most - least))[..., None] * (other - one)


def draw_photographs(path, numbers):
    """Writes a .zip of sprites in colour upon textures: so many of each part, a folder for each shape."""
    with zipfile.ZipFile(path, "w") as file:
        for seed, (part, n) in enumerate(numbers.items()):
            sprites = load(f"sprites:n={n},size={SIDE},channels=3,seed={seed}")
            covered = sprites.X.max(-1, keepdims=True) / 255
            pictures = sprites.X / 255 + (1 - covered) * textures(n)
            for i, (picture, y) in enumerate(zip(np.rint(255 * pictures), sprites.y, strict=True)):
                png = io.BytesIO()
                Image.fromarray(picture.astype(np.uint8)).save(png, "png")
                file.writestr(f"{part}/{sprites.classes[y]}/{i}.png", png.getvalue())


photographs, name = Path(os.environ.get("CODINGS_DATA", "")) / "photos" / "satellite.zip", "satellite"
if QUICK or not photographs.is_file():
    folder = tempfile.TemporaryDirectory()
    photographs, name = Path(folder.name) / "photographs.zip", "sprites on textures"
    draw_photographs(photographs, {"train": 96, "test": 64} if QUICK else {"train": 6000, "test": 2000})

train, test = (load(f"{photographs}:part={part},size={SIDE}") for part in ("train", "test"))
if len(test.X) < 1280:  # fewer than the measures want
    simplefilter("ignore", FewSamplesWarning)
print(f"{name}: {len(train.X):,} to train, {len(test.X):,} to test; {train.X.shape[1:]}, {train.X.dtype}")
of_each = [np.flatnonzero(train.y == label)[:12] for label in range(len(train.classes))]
show(plots.grid(train.X[np.concatenate(of_each)], 12))

# %% [markdown]
# Rows of twelve, one for each class. On the satellite photographs there are fields, forests, meadows, roads
# and factories. The classes have numbers for names, as the folders do; only the measures below will use them.
#
# ## Why PCA is hard to beat here
#
# With $k$ components PCA leaves an error of $\sum_{j > k} \lambda_j$, the variances of all the others
# (notebook 01). Which components are they? Move the camera by a pixel, and a forest is as probable a
# photograph as before. If that holds everywhere, two pixels vary together by how far they are apart, and not
# by where they are: $\mathrm{Cov}(x_s, x_t) = c(s - t)$. Then **waves are the components**. In one dimension,
# on a ring, with $d = s - t$:
#
# $$\sum_t c(s - t)\, e^{2 \pi \mathrm{i} f t}
# = e^{2 \pi \mathrm{i} f s} \sum_d c(d)\, e^{-2 \pi \mathrm{i} f d}
# = \lambda_f\, e^{2 \pi \mathrm{i} f s}.$$
#
# The covariance gives back each wave, times a number: the *power* of its frequency. In photographs power
# falls about as $1 / f^2$. So PCA keeps the slowest waves and drops the others: it blurs.
#
# A network with $k$ codings $\mathbf{z}$ may do better, if one thing holds. The answer of least squared error
# is the mean of all that is possible, $\mathbb{E}[\mathbf{x} \mid \mathbf{z}]$. If slow waves tell something
# about fast ones, this mean knows it. Outlines are such a thing: at an edge waves of all frequencies meet,
# each at its steepest, and where the slow ones meet, the fast ones do. In a texture they do not. Let all
# waves be independent and normal, with mean 0. Then, given the slow ones, the mean of a fast one is 0, and
# that is what PCA draws. No network that has the same slow waves for codings does better. (A number has room
# for many digits, and so in theory for more than one wave. Smooth networks make little use of that.) And the
# best that there is comes from PCA at once and exactly, and from a network only as far as it has been
# trained.
#
# So this package lets a network begin there. Of images in colour the encoder of `ConvolutionalAutoencoder`
# has a **linear shortcut** past its convolutions, $\mathbf{z} = \mathbf{A} \mathbf{x} + f(\mathbf{x})$. The
# decoder makes an image of the codings by a linear layer, $\mathbf{y} = \mathbf{B} \mathbf{z}$, cut to what
# pixels can be, and **refines** it: $\hat{\mathbf{x}} = \sigma(\sigma^{-1}(\mathbf{y}) + g(\mathbf{y}))$.
# $\mathbf{A}$ and $\mathbf{B}$ begin as PCA of the training images, and $f$ and $g$ begin at 0: what the
# convolutions learn is what PCA cannot do. And $g$ sees the blurred image itself, everywhere with the same
# weights, as networks for super-resolution do. It can add the fast waves that the slow ones tell of, wherever
# they are.

# %%
CODINGS = 30
flat, seen = (data.X.reshape(len(data.X), -1) / np.float32(255) for data in (train, test))
pca = PCA(CODINGS, svd_solver="randomized", random_state=0).fit(flat)
autoencoder = ConvolutionalAutoencoder(CODINGS, epochs=1 if QUICK else 4, random_state=0, verbose=False)
again = {
    "PCA": pca.inverse_transform(pca.transform(seen)).reshape(test.X.shape),
    "autoencoder": autoencoder.fit(train.X).reconstruct(test.X) / np.float32(255),
}
errors = {kind: np.square(x - test.X / np.float32(255)).mean() for kind, x in again.items()}
for kind, error in errors.items():
    print(f"{kind:12} mean squared error {error:.5f}, {error / errors['PCA']:.2f} of PCA's")
shown = random.permutation(len(test.X))[:10]
show(plots.rows({"test": test.X[shown]} | {kind: x[shown].clip(0, 1) for kind, x in again.items()}))

# %% [markdown]
# Three rows, the test images above: what either makes of 30 numbers is a blur of the right colours. On the
# satellite photographs the autoencoder's error after four epochs is 0.98 times PCA's: it began there, as PCA
# of every second image, and has found little. On clothes a network gains much: 0.0090 for a stacked
# autoencoder, where PCA has 0.0157 (notebook 02).
#
# Where is the error? What is left out of an image is an image too, and by Parseval its squares can be added
# up over pixels or over frequencies. With $X_f = \sum_s x_s\, e^{-2 \pi \mathrm{i} f s}$, and $N$ pixels,
#
# $$\sum_s (x_s - \hat{x}_s)^2 = \frac1N \sum_f \lvert X_f - \hat{X}_f \rvert^2 .$$
#
# So let us look at the power of the images, and of what is left out. An image's two ends do not meet, and a
# step there would be taken for a pattern: a window, which fades an image out towards its edges, removes it.


# %%
def power(images):
    """Images in [0, 1], (n, side, side, channels): the mean power of each frequency, (side, side)."""
    window = np.hanning(images.shape[1])  # an image's edges are no pattern
    varied = (images - images.mean((1, 2), keepdims=True)) * np.outer(window, window)[..., None]
    return np.square(np.abs(np.fft.fft2(varied, axes=(1, 2)))).mean((0, 3))


def by_frequency(spectrum):
    """The mean power at each frequency, whatever its direction, from 1 to SIDE / 2 waves to an image."""
    waves = np.hypot(*np.meshgrid(*[np.fft.fftfreq(SIDE, 1 / SIDE)] * 2))
    return [spectrum[np.rint(waves) == number].mean() for number in range(1, SIDE // 2 + 1)]


real = test.X / np.float32(255)
spectra = {"test images": power(real)}
spectra |= {f"what {kind} leaves out": power(x - real) for kind, x in again.items()}
waves = np.arange(1, SIDE // 2 + 1)
curves(
    {kind: (waves, np.log10(by_frequency(spectrum))) for kind, spectrum in spectra.items()},
    "waves to an image",
    "mean power, as a power of 10",
)

# %% [markdown]
# Three curves, that of the images the highest. On the satellite photographs the power falls to a 583rd from
# one wave to an image to 16, about as $1 / f^{2.3}$. From five waves on the three curves are one: there
# either leaves out all that there is. That is the texture, and a squared error has given it up. Below, the
# network leaves a little less: its codings tell more of the slowest waves. Of the fast ones it has found
# nothing that PCA does not know.
#
# Does it follow that photographs cannot be coded? No: of these photographs at their full size, as
# `benchmarks/photos.py` has them, 128 components have an error of 0.0029, and 30 one of 0.0051. Where there
# are outlines, as on CIFAR-10, the network gains more: 128 codings have 0.89 of PCA's error there. But for
# *these* blades of grass there is no short way. Whoever wants *some* grass that looks right must ask for
# that, and not for a small squared error: that is what a GAN is for.
#
# ## Chessboards
#
# Notebook 11 showed chessboards of kernels whose size their stride does not divide, and that a kernel of 4
# with a stride of 2 lays as many copies on each pixel. In clothes that is enough. In photographs it is not:
# see the curve above. There is least where waves are fastest, and so one sees whatever a network puts there.
# And a network with **transposed convolutions** puts something there by its nature. In one dimension, with a
# stride of 2, it makes of $x$ the output $y_o = \sum_n w_{o - 2 n}\, x_n$. Its transform is
#
# $$\hat{y}(f) = \sum_o y_o\, e^{-2 \pi \mathrm{i} f o}
# = \sum_n x_n\, e^{-2 \pi \mathrm{i} f \cdot 2 n} \sum_j w_j\, e^{-2 \pi \mathrm{i} f j}
# = \hat{w}(f)\, \hat{x}(2 f).$$
#
# Now $\hat{x}$ has a period of 1, as all such transforms do. So $\hat{x}(2 f)$ is at $f + \tfrac12$ what it
# is at $f$, and all that is in the map comes a second time. The mean of the map, its greatest part by far,
# comes again at $f = \tfrac12$, the fastest wave that there is: light, dark, light, dark. Only the kernel can
# take it away, if
#
# $$\hat{w}(\tfrac12) = (w_0 + w_2) - (w_1 + w_3) = 0 .$$
#
# Random weights do not have that. Learned ones must find it, for each pair of maps, and keep it while all
# else changes. The next layer doubles the pattern's period to 4 pixels and adds its own of 2.
#
# **Resized**, there is nothing to find. Let each pixel be repeated: that is the kernel $(1, 1)$, whose
# $\hat{w}(\tfrac12) = 1 - 1 = 0$. The convolution that follows multiplies by its own transform, and nothing
# remains nothing. That is what images in colour are enlarged by in this package, in a single layer: two
# linear steps are one, a transposed convolution whose weights are tied so that the sums are equal.

# %%
keras.utils.set_random_seed(0)
ones, alternating = np.ones((1, 12, 12, 8), "float32"), (-1.0) ** np.arange(20)
figure = Figure(figsize=(7.0, 3.6), layout="constrained")
kinds = {
    "transposed": lambda: layers.Conv2DTranspose(1, 4, strides=2, padding="same"),
    "resized": lambda: UpConv2D(1),
}
for axes, (kind, layer) in zip(figure.subplots(1, 2), kinds.items(), strict=True):
    drawn = np.asarray(layer()(ones))[0, 2:-2, 2:-2, 0]
    at_period_2 = np.abs(alternating @ drawn @ alternating) / np.abs(drawn).sum()
    print(f"{kind:10} of maps of 1: at the period of 2 pixels along both axes {at_period_2:.6f}")
    most = np.abs(drawn).max()
    axes.imshow(drawn, cmap="gray", vmin=-most, vmax=most)
    axes.set(xticks=[], yticks=[], title=kind)
assert at_period_2 < 1e-6, "resized, it cannot draw one of even maps"
show(figure)

# %% [markdown]
# Two squares, of maps that are 1 everywhere, before any training. The transposed convolution draws a pattern;
# the resized map is even. A rectifier may still make fast waves of slow ones, and noise may be added: so a
# resizing network can draw chessboards if the data have them. It does not draw them unasked.
#
# And trained? Two StyleGANs, from the same seed, for five epochs each. They differ in `upsampling` alone. For
# images in colour `"resize"` is the default.

# %%
gans, drawn = {}, {"training images": train.X[random.permutation(len(train.X))[: len(test.X)]]}
for upsampling in ("resize", "transposed"):
    gan = StyleGAN(
        filters=4 if QUICK else 16,
        epochs=1 if QUICK else 5,
        upsampling=upsampling,
        random_state=0,
        verbose=False,
    )
    gans[upsampling] = gan.fit(train.X)
    drawn[upsampling] = gan.sample(len(test.X), random_state=0)
show(plots.grid(np.concatenate([images[:24] for images in drawn.values()]), 12))

# %% [markdown]
# Above training images, in the middle samples of the one that resizes, below of the one with transposed
# convolutions. So soon nothing has an outline. On the satellite photographs the one that resizes has found
# the colours, and grounds that are smooth or streaked. With transposed convolutions a grid lies over every
# sample.
#
# The spectra show what the eye may miss. The middle is the mean, the edges are the fastest waves, bright is
# much.

# %%
spectra = {kind: power(images / np.float32(255)) for kind, images in {"test images": test.X, **drawn}.items()}
figure = Figure(figsize=(9.5, 3.0), layout="constrained")
shades = {"vmin": np.log(spectra["test images"].min()), "vmax": np.log(spectra["test images"].max())}
del spectra["training images"]
for axes, (kind, spectrum) in zip(figure.subplots(1, 3), spectra.items(), strict=True):
    axes.imshow(np.fft.fftshift(np.log(spectrum)), **shades)
    axes.set(xticks=[], yticks=[], title=kind)
show(figure)

# %% [markdown]
# Three squares: on the satellite photographs the power of the images falls from the middle outwards, alike in
# all directions. Of the samples that were resized it falls too soon: they are too smooth. With transposed
# convolutions there are bright points at every quarter of the way across. They are the copies of the middle
# that the formula predicts, at periods of 4 and of 2 pixels.
#
# `codings.metrics.chessboard` makes one number of that: the power at the frequencies whose periods are 2 or 4
# pixels along the axes, each over the median of those around it, of samples over data.

# %%
AROUND = np.ones((5, 5), bool)
AROUND[1:-1, 1:-1] = False  # without a frequency's neighbours, over which the window smears it


def standing_out(spectrum):
    """The power at periods of 2 and 4 pixels, each over the median of those around it; the mean of all 15."""
    found = []
    for i, j in np.argwhere(np.ones((4, 4))) * SIDE // 4:
        near = np.roll(spectrum, (2 - i, 2 - j), (0, 1))[:5, :5]
        found.append(near[2, 2] / np.median(near[AROUND]))
    return np.mean(found[1:])  # the first is the mean's


for kind, images in drawn.items():
    by_hand = standing_out(power(images / np.float32(255))) / standing_out(power(real))
    assert np.isclose(by_hand, chessboard(test.X, images), rtol=1e-3)
    print(f"{kind:16} chessboard {by_hand:.2f}")

# %% [markdown]
# 1 is right, and training images have it. On the satellite photographs the one that resizes has 1.5, and the
# one with transposed convolutions 7.6. It does not learn the grid away soon: at 64 x 64 pixels, after six
# epochs with `r1=1`, the benchmark has 2.3 and 25 (`benchmarks/photos.py`). From 4 on the diagnosis of
# notebook 10 names it. The measure looks for points that stand out, and for nothing else: that the samples
# are too smooth it does not say.
#
# ## How good are the samples?
#
# Chessboards are one fault of many. Notebook 11 has measured samples in the features of a classifier of
# clothes. For photographs it must be a classifier of these photographs: of forests and roads it would learn
# nothing from clothes. `classifier_space` trains a small one on the labels that the folders gave, once, and
# keeps it. Where there are no labels, `contrastive_space` has features that were learned from the images
# alone.

# %%
space = spaces.pixel_space(train.X) if QUICK else spaces.classifier_space(train)
features = space.features(test.X)
print(f"{'':16} Fréchet  precision  recall")
for kind, images in drawn.items():
    found = space.features(images)
    precision, recall = precision_recall(features, found)
    distance = frechet_distance(features, found).value
    print(f"{kind:16}{distance:8.2f}{precision.value:11.2f}{recall.value:8.2f}")

# %% [markdown]
# Training images are what a perfect generator would have. On the satellite photographs, in one short training
# of each, the one with transposed convolutions has the smaller distance and the greater recall, for all its
# grid: the classifier looks for what tells roads from forests, and a grid over both does not. So no figure
# replaces a look, and no look the figures. Both are far off: five epochs are 1,400 steps. What longer
# trainings bring stands in the docstring of `benchmarks/photos.py`. At 64 x 64 pixels the default has a
# distance of 1.1 and a recall of 0.77 after twenty epochs, where training images have 0.16 and 0.92. After
# six, with `r1=1`, it has 4.2, and transposed convolutions have 4.6; on CIFAR-10 it is ahead, too. (Each set
# has a classifier of its own, and so has each size: distances compare within one table only.)
#
# A truncation of 0.7 (notebook 13) shows what is most usual, here of the one that resizes:

# %%
show(plots.grid(gans["resize"].sample(60, truncation=0.7, random_state=1), 12))

# %% [markdown]
# Sixty grounds in many colours: on the satellite photographs some are smooth, and most of the others have the
# same streaks in the same places. Every image begins with one constant (notebook 13), and by now styles have
# learned little more than how strong to make it, and in what colour. Woods, towns, and edges between dark and
# light ground come with the benchmark's twenty epochs; fields and roads have no straight edges by then.
#
# ## What to try next
#
# - Enlarge images that have half the side, by repeating each pixel. Is that a chessboard, by the measure?
# - Add a chessboard to the test images, of one shade of 255 more and one less. Do you see it? Does the
#   measure?
# - Draw the phases of the photographs' waves at random: the spectra stay the same, and all outlines are
#   gone. How much worse is PCA?
# - Read the photographs in grey, with the option `channels=1`. How much of PCA's error is the colours'?
# - `StyleGAN(r1=1)` on the whole images: is it worse to penalise ten times as much?
#
# <details><summary>What came out</summary>
#
# - On the satellite photographs at 32 x 32 pixels the measure is 0.67. Blocks of two pixels have nothing at
#   periods of 2, so that seven of the fifteen frequencies that are looked at are empty. Below 1 is wrong,
#   too. (Enlarged by straight lines instead of blocks it is 0.66.)
# - It is too faint to see. The measure says 4.3, with two shades 14, with four 52: the photographs have so
#   little at that frequency that one shade is several times as much. So a chessboard of 2 need not trouble
#   the eye.
# - Hardly: 0.00490 in the place of 0.00450, with 30 components, of images with a variance of 0.0292 either
#   way. To PCA these photographs are nearly textures. What outlines there are lower its error by a twelfth.
# - Little. In grey the error of 30 components is 0.00409 a pixel, in colour 0.00450 a pixel and channel. Of
#   the 30 components in colour 27 are grey, nearly: at least 86 % of their squares are the same in all
#   channels. Colours are left to the three others.
# - In long trainings it is: after 20 epochs a distance of 1.67, where the default has 1.11, and a recall of
#   0.70, where it has 0.77. In short ones it is not: after five epochs with transposed convolutions 4.5, and
#   9.1 with a penalty of 0.05 (the docstring of `benchmarks/photos.py`).
#
# </details>
#
# ## Sources
#
# - A. Odena, V. Dumoulin and C. Olah (2016), [Deconvolution and checkerboard
#   artifacts](https://doi.org/10.23915/distill.00003).
# - R. Durall, M. Keuper and J. Keuper (2020), [Watch your
#   up-convolution](https://arxiv.org/abs/2003.01826): the spectra of what GANs draw.
# - D. J. Field (1987), [Relations between the statistics of natural images and the response properties of
#   cortical cells](https://doi.org/10.1364/JOSAA.4.002379): power that falls as $1 / f^2$.
# - T. Karras, S. Laine and T. Aila (2019), [A style-based generator architecture for generative adversarial
#   networks](https://arxiv.org/abs/1812.04948): maps that are resized.
# - P. Helber and others (2019), [EuroSAT](https://arxiv.org/abs/1709.00029): the photographs.
