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
# # Deep convolutional GANs
#
# To a dense layer an image is a list of numbers in no order. That two of them are neighbours, and that a
# sleeve stays a sleeve when it moves by a pixel, it must learn from examples, place by place. A convolution
# is given both from the start: it looks at small neighbourhoods, and at all of them with the same weights. So
# why not use convolutions in a GAN? At first the training of such pairs mostly failed. Then a handful of
# rules was found under which they hold together. A GAN that keeps to them is a **DCGAN**.
#
# ## The idea
#
# The discriminator is an ordinary classifier of images: convolutions, each halving the sides and doubling the
# number of feature maps. The generator is the same read backwards: from many coarse maps, in which one cell
# stands for a sixteenth of the image, to ever finer and fewer ones, and at last to pixels.
#
# These are the paper's five rules, the reason for each, and what is done here:
#
# | rule | reason | here |
# |---|---|---|
# | strides instead of pooling | how to shrink is learned; a maximum passes a slope to one pixel only | yes |
# | batch normalisation in both networks | maps can neither fade nor explode | in the generator |
# | no hidden dense layers | they know nothing of neighbours, and have most of the weights | yes |
# | ReLU in the generator, a hyperbolic tangent at its end | pixels have bounds, and grey is 0 | yes |
# | leaky ReLU in the discriminator | the generator learns *through* it: silent units pass no slope | yes |
#
# By the first rule the generator has *transposed* strided convolutions, to enlarge; our kernels are of 4,
# and not of 5. The second rule leaves out the generator's output and the discriminator's input, where
# colours should stay as they are. Why we go further, and leave it out of the whole discriminator, is said
# below.
#
# Beside the rules there is what the paper does not have: the penalty, the batch's standard deviation, the
# average of the generator's weights and a learning rate that falls.
#
# ## The mathematics
#
# **A convolution is a matrix.** In one dimension, a kernel $(w_0, w_1, w_2, w_3)$ with stride 2 makes
# from inputs $x$ the outputs $y_i = \sum_j w_j\, x_{2i + j - 1}$. Written as $\mathbf{y} = \mathbf{C}
# \mathbf{x}$, the rows of $\mathbf{C}$ hold the kernel, each shifted by two:
#
# $$\mathbf{C} = \begin{pmatrix}
# w_1 & w_2 & w_3 & & & \\
# & w_0 & w_1 & w_2 & w_3 & \\
# & & & w_0 & w_1 & w_2
# \end{pmatrix}$$
#
# Six inputs, three outputs, and four weights in all; a dense layer would have eighteen. (Beyond the ends
# zeros are read; so the first and the last row lack a weight.)
#
# **The transposed one** multiplies by $\mathbf{C}^\top$: three inputs, six outputs. Each input lays down
# a copy of the kernel, scaled by itself, two places after the one before, and where copies overlap they
# are added. It has the same connections as $\mathbf{C}$, the other way. And it is nothing new: by the
# chain rule $\nabla_{\mathbf{x}} L = \mathbf{C}^\top \nabla_{\mathbf{y}} L$, so every convolution has
# always used it to pass slopes back. What ties the two is $\langle \mathbf{C}\mathbf{x}, \mathbf{y}
# \rangle = \langle \mathbf{x}, \mathbf{C}^\top \mathbf{y} \rangle$, for all $\mathbf{x}$ and
# $\mathbf{y}$.
#
# **Which kernel?** How many copies overlap at output $o$? Those of the inputs $i$ with $0 \le o + 1 - s\,i
# \le k - 1$, for a kernel of $k$ and a stride of $s$: the multiples of $s$ in a row of $k$ consecutive
# numbers. If $s$ divides $k$ there are always $k / s$. If not, there are sometimes $\lfloor k / s \rfloor$
# and sometimes one more, and in two dimensions the product of two such numbers: with $k = 5$, $s = 2$, four,
# six or nine, side by side. Before it has learned anything, such a layer draws a chessboard. This package
# takes $k = 4$, $s = 2$: four copies everywhere but at the border.

# %%
from dataclasses import replace
from warnings import simplefilter

import keras
import numpy as np
from course import QUICK, SEED, contest, epochs, images, show, small
from keras import layers
from matplotlib.figure import Figure

from codings import DCGAN, GAN, backend, losses, plots, spaces
from codings.layers import MinibatchStdev
from codings.metrics import FewSamplesWarning, frechet_distance, precision_recall
from codings.training import Phase, Stage, fit, warm_cosine

random = np.random.default_rng(0)


def both(kernel, **options):
    """A strided convolution, and the transposed one with the same weights."""
    down = layers.Conv2D(3, kernel, strides=2, padding="same", use_bias=False, **options)
    up = layers.Conv2DTranspose(1, kernel, strides=2, padding="same", use_bias=False, **options)
    down.build((1, 12, 12, 1))
    up.build((1, 6, 6, 3))
    up.set_weights(down.get_weights())
    return down, up


down, up = both(kernel=4)
x, y = random.standard_normal((1, 12, 12, 1)), random.standard_normal((1, 6, 6, 3))
assert np.isclose(np.vdot(down(x), y), np.vdot(x, up(y)), rtol=1e-4), "one is the other's transpose"

# %% [markdown]
# And this is the chessboard. Each layer is given maps that are 1 everywhere, so that a good enlargement would
# be even. In the first row all weights are 1: what one sees is the number of copies, from black, none, to
# white, the most (the middle square is all white). In the second the weights are random, between 0 and 1.
# (Before training they lie around 0; of one sign they let one see the copies.)

# %%
figure = Figure(figsize=(8.5, 5.8), layout="constrained")
grid = figure.subplots(2, 3)
for row, weights in zip(grid, ("ones", keras.initializers.RandomUniform(0.0, 1.0, seed=1)), strict=True):
    for axes, kernel in zip(row, (3, 4, 5), strict=True):
        _, up = both(kernel, kernel_initializer=weights)
        drawn = np.asarray(up(np.ones((1, 10, 10, 3)))[0, 3:-3, 3:-3, 0]) / 3
        axes.imshow(drawn, cmap="gray", vmin=0)
        axes.set(xticks=[], yticks=[])
        copies = sorted({int(n) for n in drawn.ravel().round(3)})
        axes.set_title(f"kernel {kernel}: {copies} copies" if isinstance(weights, str) else "random weights")
show(figure)

# %% [markdown]
# Six squares, three kernels in two rows: in the upper row the middle one is even, those beside it have a
# chessboard. With a kernel of 4 each pixel has four copies. With 3 some have four times as many as others,
# with 5 more than twice as many. The second row has these patterns, too, and with a kernel of 4 one as
# well: of each two by two pixels every one has weights of its own. That a layer can learn away, since the
# weights are its own; how many of them a pixel gets is fixed.

# %% [markdown]
# **Batch normalisation** takes of each feature map its mean $\mu$ and variance $\sigma^2$ over the
# mini-batch and all its pixels, and makes of $a$
#
# $$b = g\, \frac{a - \mu}{\sqrt{\sigma^2 + \varepsilon}} + h.$$
#
# Here $g$ and $h$ are two numbers for each map, which are learned, and $\varepsilon$ keeps us from dividing
# by 0. Whatever scale the layer before has, the map has the mean $h$ and the deviation $|g|$. (To draw after
# training, when there may be no batch, running means of $\mu$ and $\sigma^2$ take their place.) The authors
# of the DCGAN report that without it their generators drew one thing only: mode collapse. In a dense layer
# one can see why: $\sigma$ is taken over the batch alone; if all drawings come out alike, it goes to 0, and
# the small differences that are left are blown up. In a map it does not go to 0 then, for the places still
# differ: so that is not the whole answer.
#
# In the discriminator this package leaves it out. Real and drawn images come in batches of their own; each
# batch would be brought to the same mean and deviation, and a difference in these would be hidden. And the
# score of one image would depend, at every layer, on the others in its batch, where the R1 penalty is about
# the slope at *one* real image. (`MinibatchStdev` lets the batch in, too, but by one number, at the end.)
#
# **Leaky rectifiers** (ReLU). The generator's slope is, by the chain rule, a product through all of the
# discriminator's layers, $\mathbf{W}_1^\top \mathbf{A}_1 \mathbf{W}_2^\top \mathbf{A}_2 \cdots$, with the
# activations' slopes on the diagonals of $\mathbf{A}_i$. A rectifier's are 0 for every silent unit, about
# half of them, and a path through $n$ layers is open with a chance of about $2^{-n}$, if they are silent
# independently. With slopes of 0.2 and 1 no path is ever closed. The generator's own rectifiers do not leak:
# the batch normalisation before each keeps a map from being silent everywhere, at first at least.
#
# ## By hand
#
# Convolutions are dear, so we take images of half the side, each pixel the mean of four. The generator begins
# with 4 x 4 cells, and as many steps up as it takes; what is too large in the end is cropped. Its one dense
# layer makes these cells of the codings, for in a list of codings there are no neighbours. On Fashion MNIST
# that layer alone has 102,400 of the generator's 136,065 weights (102,656 in the picture, with the batch
# normalisation's): see the third rule.


# %%
train, valid = (small(data) for data in images())
X = train.X[:20_000]
side = X.shape[1]
steps_up = int(np.ceil(np.log2(side / 4)))
widths = [32 * 2**i for i in range(steps_up)]  # of the discriminator, from the image down
keras.utils.set_random_seed(SEED)  # what `random_state=0` means to the estimator


def normalised():
    return [layers.BatchNormalization(), layers.ReLU()]


def up(filters, activation=None):
    return layers.Conv2DTranspose(
        filters, 4, strides=2, padding="same", activation=activation, use_bias=activation is not None
    )


def down(filters):
    return [layers.Conv2D(filters, 4, strides=2, padding="same"), layers.LeakyReLU(negative_slope=0.2)]


start = -(-side // 2**steps_up)
excess = start * 2**steps_up - side
generator = keras.Sequential(
    [
        keras.Input((100,)),
        layers.Dense(start * start * widths[-1], use_bias=False),
        layers.Reshape((start, start, widths[-1])),
        *normalised(),
        *[layer for filters in reversed(widths[:-1]) for layer in (up(filters), *normalised())],
        up(1, "tanh"),
        layers.Cropping2D(((excess // 2, excess - excess // 2),) * 2),
        layers.Reshape((side, side)),
    ]
)
averaged = keras.models.clone_model(generator)
discriminator = keras.Sequential(
    [
        keras.Input((side, side)),
        layers.Reshape((side, side, 1)),
        *[layer for filters in widths for layer in down(filters)],
        MinibatchStdev(),
        layers.Flatten(),
        layers.Dense(1),
    ]
)
print(f"{train.name}, {len(X):,} images of {side} x {side} pixels")
show(plots.architecture(generator))

# %% [markdown]
# The generator: 100 codings, then maps that become larger and fewer, up to the image.

# %%
show(plots.architecture(discriminator))

# %% [markdown]
# The discriminator: from the image on, maps become smaller and more; one map more, with one number of the
# batch in all its places, is laid beside them, and a score is left. The phases are those of the dense GAN.
# One thing is thriftier: the R1 penalty, whose slope of a slope is the dearest part, is taken at every eighth
# step only, and counts eight times as much, so that on average it pulls as hard as before. Its weight
# $\gamma$ is 1; notebook 09's rule would give 1.2 for 196 pixels.

# %%
EVERY, BATCH = 8, 32
game = losses.ADVERSARIAL["non-saturating"]


def real(batch):
    return 2 * batch[0] - 1


def draw(batch, training):
    return generator(backend.normal((batch[0].shape[0], 100)), training=training)


def discriminate(batch, training):
    scores = [discriminator(x, training=training) for x in (real(batch), draw(batch, training))]
    return game.discriminator(*scores)


def generate(batch, training):
    return game.generator(discriminator(draw(batch, training), training=training))


def r1(batch, training):
    return EVERY * losses.r1(lambda x: discriminator(x, training=training), real(batch))


number = epochs(5)
steps = number * -(-len(X) // BATCH)


def adam(steps, **average):
    return keras.optimizers.Adam(warm_cosine(0.001, steps), beta_1=0.5, beta_2=0.99, **average)


of_generator = adam(steps, use_ema=True, ema_momentum=1 - 1 / max(1, min(1000, steps / 20)))
of_discriminator = adam(steps + -(-steps // EVERY))
phases = [
    Phase("discriminator", discriminator, of_discriminator, discriminate),
    Phase("generator", generator, of_generator, generate),
    Phase("r1", discriminator, of_discriminator, r1, EVERY),
]
by_hand = fit([Stage(phases, number)], (X,), batch_size=BATCH, seed=SEED)
averaged.set_weights(generator.get_weights())
of_generator.finalize_variable_values(averaged.trainable_variables)
f"discriminator's loss {by_hand['discriminator_loss'][-1]:.3f}, \
generator's {by_hand['generator_loss'][-1]:.3f}"

# %% [markdown]
# ## The estimator

# %%
model = DCGAN(epochs=number, batch_size=BATCH, random_state=0, verbose=False).fit(X)
for name in ("discriminator_loss", "generator_loss"):
    assert np.allclose(by_hand[name], model.history_[name], rtol=0.05), (
        "the same networks, from the same seed"
    )
codings = random.standard_normal((2000, 100)).astype("float32")
by_networks = [(averaged.predict(codings, verbose=0) + 1) / 2, model.inverse_transform(codings)]
assert np.isclose(*(drawn.mean() for drawn in by_networks), rtol=0.05)
assert np.isclose(*(drawn.std() for drawn in by_networks), rtol=0.05)
contest(model.history_)

# %% [markdown]
# Two curves close to the dotted lines, and that of the penalty, which falls from epoch to epoch. The losses
# of the two networks come near $\log 4$ and $\log 2$, where the discriminator cannot tell, and stay there.
# As with the dense GAN they say little more. The penalty goes on falling: the discriminator becomes flatter
# at real images.

# %%
show(plots.grid(model.sample(60, random_state=0), 12))

# %% [markdown]
# On Fashion MNIST, and at a quarter of its pixels, one makes out trousers, boots, shoes, bags, dresses
# and coats. Surfaces are mottled, though less so than the dense GAN's, further below. Some images are of
# no kind, dim smudges above all: five epochs may be too few.
#
# ## How good is it?
#
# Pixels are a poor space to compare clothes in: a shirt that is shifted by a pixel is far away, and a blur is
# near to everything. So the images are compared by their *features*: what the last hidden layer of a small
# classifier makes of them. It was trained to keep what tells kinds apart. Three measures:
#
# - the **Fréchet distance**. Features of data and of samples are treated as if they were normally
#   distributed, which they are not: only their means $\boldsymbol{\mu}_r$, $\boldsymbol{\mu}_f$ and
#   covariances $\mathbf{C}_r$, $\mathbf{C}_f$ are compared. What is the least mean squared distance between
#   data and samples, if one may choose the pairs? In one dimension the best pairing keeps the order: $x_r =
#   \mu_r + \sigma_r t$ goes with $x_f = \mu_f + \sigma_f t$ for the same $t \sim N(0, 1)$, which makes
#   $\mathbb{E}(x_r - x_f)^2 = (\mu_r - \mu_f)^2 + (\sigma_r - \sigma_f)^2$, and $(\sigma_r - \sigma_f)^2 =
#   \sigma_r^2 + \sigma_f^2 - 2 \sigma_r \sigma_f$. In more dimensions (we do not derive it) this becomes
#   $\lVert \boldsymbol{\mu}_r - \boldsymbol{\mu}_f \rVert^2 + \mathrm{tr}\big(\mathbf{C}_r + \mathbf{C}_f -
#   2 (\mathbf{C}_r \mathbf{C}_f)^{1/2}\big)$;
# - **precision**: the share of samples that lie among data: no farther from some real image than the third
#   nearest of the other real ones is from that image (so the reach is wide where data are sparse, and
#   narrow where they are dense);
# - **recall**: the share of data that lie among samples, in the same sense.
#
# Beside it stands a dense GAN of as many epochs on the same images, and training images as the goal.

# %%
if len(valid.X) < 1280:  # fewer than the measures want
    simplefilter("ignore", FewSamplesWarning)
labelled = replace(train, X=train.X[-5000:], y=train.y[-5000:])
space = spaces.pixel_space(X) if QUICK else spaces.classifier_space(labelled)
reference = space.features(valid.X[:2000])


def measured(images):
    found = space.features(images)
    precision, recall = precision_recall(reference, found)
    return frechet_distance(reference, found).value, precision.value, recall.value


dense = GAN(epochs=number, random_state=0, verbose=False).fit(X)
drawn = {
    "training images": X[:2000],
    "DCGAN": model.sample(2000, random_state=0),
    "dense GAN": dense.sample(2000, random_state=0),
}
found = {name: measured(images) for name, images in drawn.items()}
print(f"{space.name}\n{'':16} Fréchet  precision  recall")
for name, (distance, precision, recall) in found.items():
    print(f"{name:16}{distance:8.2f}{precision:11.2f}{recall:8.2f}")
one_dimension = frechet_distance(reference[:, :1], space.features(drawn["DCGAN"])[:, :1]).value
a, b = reference[:, 0], space.features(drawn["DCGAN"])[:, 0]
assert np.isclose(one_dimension, (a.mean() - b.mean()) ** 2 + (a.std(ddof=1) - b.std(ddof=1)) ** 2, atol=1e-6)

# %% [markdown]
# Precision and recall say of what kind a fault is. Low precision is samples that no real image resembles; low
# recall is real images that no sample resembles. (Even training images do not reach 1, nor a distance of 0:
# two samples of the same data are never quite alike.) On Fashion MNIST the DCGAN has the lower distance, and
# much more of the data's variety; the dense GAN's samples are somewhat more often like a real image, but
# leave out more of the data. This is one training of each. And the two differ in more than convolutions: in
# the numbers of codings and weights, in the learning rate, in the work that an epoch is. The gap is small,
# perhaps because dense layers can still learn the neighbourhoods of images as small as these by heart. On the
# whole images of 28 x 28 pixels, with a longer training on all of them, the package's benchmark has a Fréchet
# distance of 3.9 for `DCGAN` and of 20.2 for the dense `GAN`: a wider gap, but size and training have both
# changed. (Distances compare only within one space of features: not with those above.)

# %%
show(plots.grid(dense.sample(36, random_state=0), 12))

# %% [markdown]
# The dense GAN's images mostly have the right outlines, and a coarse grain: each pixel is learned alone. By
# its precision the classifier seems to look past the grain; your eye may not.
#
# ## At the full size
#
# On all 60,000 images of 28 x 28 pixels, and with seven epochs in place of five, it takes some seventeen
# minutes on two cores. In Python that is `DCGAN(random_state=0).fit(X)`, and on the command line
#
# ```console
# $ codings train dcgan --data fashion-mnist --random-state 0 --run runs/dcgan
# $ codings sample runs/dcgan -n 64 -o dcgan.png
# ```
#
# ![Sixty-four images of 28 x 28 pixels: most of them clothes](../docs/pictures/dcgan.png)
#
# These are the first that came. Heels have straps, pullovers have collars, and shades run the whole way from
# black to white. About one image in ten is still a heap of dots.
#
# ## What to try next
#
# - The whole images, `DCGAN(random_state=0).fit(images()[0].X)`. It takes much longer.
# - `spectral=True, r1=0`: another limit on the discriminator's slope. Which is quicker, and which is better?
# - Write `up` with a kernel of 5, as the book does. Can you see the chessboard in the first epoch?
# - Batch normalisation in the discriminator, too, by hand. What does R1 do then?
# - `fit(X, train.y[:20_000])`, a conditional GAN. What do the same codings become with each of the ten
#   labels?
#
# <details><summary>What came out</summary>
#
# - `docs/benchmarks.md` has it, with the commands: 7 epochs of all images, some seventeen minutes on two
#   cores, have a Fréchet distance of 3.87, a precision of 0.69 and a recall of 0.70; 10 epochs 2.44, 0.71 and
#   0.75. It was not run again here.
# - Run with 900 digits and 30 epochs: they are as quick, 16 and 17 seconds, and as near, a Fréchet distance
#   of 1.13 and 1.12. But of another kind: with spectral normalisation the precision is 0.23 and the recall
#   0.10, with R1 0.10 and 0.34. So the one draws likelier things and fewer kinds, in one run of each and far
#   from the end of a training.
# - A little. Run with 1,000 images of Fashion MNIST and half of the filters, 32 steps an epoch: after two
#   epochs all drawings are noise still, and with a kernel of 5 there is a weave of rows and columns in it. At
#   the period of two pixels lie 0.27 of their variance after the first epoch and after the second, with a
#   kernel of 4 0.23 and 0.19; of real images 0.009. So most of it is no matter of the kernel, and what is
#   learns itself away more slowly.
# - It grows: with those 1,000 images, and batch normalisation before the second leaky rectifier, the penalty
#   is 6.0 and 2.9 in the first two epochs, without it 0.28 and 0.55. By the division a discriminator that is
#   flat for one image may be steep, since each score hangs on the others of the batch. Its loss falls to 0.64
#   in place of 0.89: it wins all the same, the penalty notwithstanding.
# - With 900 digits again, and their labels: a logistic regression that knows 87 % of real digits finds the
#   class that was asked for in 99.8 % of 1,000 samples: drawn digits are plainer than real ones. What the
#   codings keep is the hand: how bright a digit is goes together among the ten labels, with a correlation of
#   0.79 over the codings.
#
# </details>
#
# ## Sources
#
# - A. Géron, *Hands-On Machine Learning*, 3rd edition (2022), chapter 17, section "Deep Convolutional
#   GANs".
# - A. Radford, L. Metz and S. Chintala (2016), [Unsupervised representation learning with deep
#   convolutional generative adversarial networks](https://arxiv.org/abs/1511.06434).
# - A. Odena, V. Dumoulin and C. Olah (2016), [Deconvolution and checkerboard
#   artifacts](https://distill.pub/2016/deconv-checkerboard/).
# - M. Heusel and others (2017), [GANs trained by a two time-scale update
#   rule](https://arxiv.org/abs/1706.08500): the Fréchet distance.
# - T. Kynkäänniemi and others (2019), [Improved precision and recall metric for assessing generative
#   models](https://arxiv.org/abs/1904.06991).
