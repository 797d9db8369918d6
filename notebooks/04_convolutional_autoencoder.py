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
# # Convolutional autoencoders
#
# A dense layer sees an image as a list of numbers. Shuffle the pixels of all images in the same way, and it
# learns just as well: it does not know that neighbouring pixels belong together, nor that a sleeve moved by
# two pixels is the same sleeve. A convolution knows both before it has seen a single image. A
# **convolutional** autoencoder is made of such layers.
#
# ## The idea
#
# The encoder is a usual convolutional network: small detectors slide over the image, and pooling makes
# the maps of what they find smaller and smaller, until a dense layer sums them up in the codings. The
# decoder runs this film backwards. A dense layer makes small maps, and **transposed convolutions**
# enlarge them step by step: each value of a small map paints its own little patch into a larger one.
#
# ## The mathematics: sharing weights
#
# A convolution with a kernel $\mathbf{w}$ of 3 by 3 computes, at each place $(i, j)$ of its map,
#
# $$h_{ij} = f\Big( b + \sum_{u=-1}^{1} \sum_{v=-1}^{1} w_{uv} \, x_{i+u,\, j+v} \Big),$$
#
# and two things distinguish it from a dense layer. The sum runs over the *neighbours* of a pixel only;
# and the weights do not depend on the place, they are **shared**. (Beyond the border zeros are read:
# `padding="same"`. As ever, $b$ is a bias and $f$ the activation.) A layer has several kernels, called
# **filters**, and each makes a map of its own. Where a layer reads $c$ maps, a filter has nine weights for
# each of them, and the sum runs over these as well: $9c + 1$ weights with the bias.
#
# Count what sharing saves. Eight maps of 28 by 28 are 6,272 units. Were each of them wired to all 784 pixels,
# that would take $784 \cdot 6272$ weights, near five million. Wired to nine neighbours each,
# $9 \cdot 6272 = 56{,}448$. With shared weights, and the biases, $8 \cdot (9 + 1) = 80$.
#
# What does sharing mean for the model? Let $T$ move an image by one pixel, $(T\mathbf{x})_{ij} =
# x_{i-1,\,j}$. Away from the borders the convolution of the moved image is
#
# $$h_{ij}(T\mathbf{x}) = f\Big( b + \sum_{u,v} w_{uv} \, x_{(i-1)+u,\, j+v} \Big)
# = h_{i-1,\,j}(\mathbf{x}):$$
#
# the map moves along. This is called **equivariance**: what has been learned about a sleeve in one place
# is known in all others. In terms of data, each image trains a kernel at 784 places at once. But it holds for
# the convolutions, not for the whole network: a dense layer makes the codings of the last maps, and that one
# has weights of its own for each place.
#
# Pooling keeps the largest of each 2 by 2 values. It divides the size by two and forgets where exactly
# something was found: 28, 14, 7, 3 pixels, where halves are rounded down. A kernel of the next layer then
# looks at twice as wide a piece of the image, and the dense layer has 288 numbers to read, not 25,088.
#
# ## The mathematics: transposing
#
# A convolution without its activation is linear, so it is a matrix, most of whose entries are 0. Take one
# dimension, a kernel $(a, b, c)$, and stride 2 (every other place), from five values to two:
#
# $$\mathbf{C} = \begin{pmatrix} a & b & c & 0 & 0 \\ 0 & 0 & a & b & c \end{pmatrix}.$$
#
# The layer that goes the other way, from two values to five, has the matrix $\mathbf{C}^\top$:
#
# $$\mathbf{C}^\top \begin{pmatrix} p \\ q \end{pmatrix}
# = p \, (a, b, c, 0, 0)^\top + q \, (0, 0, a, b, c)^\top = (pa,\; pb,\; pc + qa,\; qb,\; qc)^\top.$$
#
# So each input paints a copy of the kernel, as bright as its own value, at steps of the stride; where
# copies overlap, they add up. It is not an inverse, only a map between the same sizes. ("Deconvolution", as
# it is sometimes called, is misleading.) Nor are our decoder's layers the transposes of our encoder's, whose
# convolutions have stride 1 and leave the halving to pooling: they have weights of their own, and learn them.
# The last of $s$ copies begins at place $(s - 1) \cdot \text{stride}$ and is as long as the kernel, hence
#
# $$\text{size} = (s - 1) \cdot \text{stride} + \text{kernel}.$$
#
# With stride 2 and kernel 3: from 3 to 7, from 7 to 15, from 14 to 29. To come back to 28 pixels, a row
# and a column are cut off after the second step, and again after the third. Note that copies overlap at
# every other place only, as in $pc + qa$ above; notebook 11 says what comes of that.

# %%
from itertools import groupby

import keras
import numpy as np
from course import QUICK, SEED, epochs, images, show
from keras import layers

from codings import ConvolutionalAutoencoder, StackedAutoencoder, losses, plots
from codings.training import Phase, Stage, fit, warm_cosine

kernel, inputs = np.array([1.0, 2.0, 3.0]), np.array([10.0, 1.0])
matrix = np.array([[1.0, 2.0, 3.0, 0.0, 0.0], [0.0, 0.0, 1.0, 2.0, 3.0]])
transposed = keras.ops.conv_transpose(inputs.reshape(1, 2, 1), kernel.reshape(3, 1, 1), 2, "valid")
transposed = keras.ops.convert_to_numpy(transposed).ravel()
assert np.allclose(transposed, matrix.T @ inputs), "a transposed convolution is the transposed matrix"
f"{matrix.T @ inputs} by the matrix, {transposed} by Keras"

# %% [markdown]
# ## By hand
#
# Convolutions take their time on a processor: here are few filters, and 10,000 of the images. The sizes are
# in `sides`: 28, 14, 7 and 3. The first loop below halves; the second doubles, and cuts back to these; the
# last transposed convolution follows it.

# %%
train, valid = images()
some, shape = train.X[:10_000], train.X.shape[1:]
filters = (4, 8) if QUICK else (8, 16, 32)
sides = [shape[0] // 2**depth for depth in range(len(filters) + 1)]


def painter(count, activation, initializer, small, large):
    """A transposed convolution that doubles a map, and the cut to its size."""
    excess = 2 * (small - 1) + 3 - large
    return [
        layers.Conv2DTranspose(count, 3, strides=2, activation=activation, kernel_initializer=initializer),
        layers.Cropping2D(((0, excess), (0, excess))),
    ]


keras.utils.set_random_seed(SEED)
down = [layers.Reshape((*shape, 1))]
for count in filters:
    down.append(layers.Conv2D(count, 3, padding="same", activation="elu", kernel_initializer="he_normal"))
    down.append(layers.MaxPooling2D(2))
start = (sides[-1], sides[-1], filters[0])
up = [layers.Dense(sides[-1] ** 2 * filters[0], "elu", kernel_initializer="he_normal"), layers.Reshape(start)]
for count, small, large in zip(filters[-2::-1], sides[:1:-1], sides[-2:0:-1], strict=True):
    up += painter(count, "elu", "he_normal", small, large)
up += [*painter(1, "sigmoid", "glorot_uniform", sides[1], sides[0]), layers.Reshape(shape)]

encoder = keras.Sequential([keras.Input(shape), *down, layers.Flatten(), layers.Dense(30)])
decoder = keras.Sequential([keras.Input((30,)), *up])
autoencoder = keras.Sequential([encoder, decoder])
sizes = ["x".join(map(str, layer.output.shape[1:])) for layer in (*encoder.layers, *decoder.layers)]
print(" → ".join(size for size, _ in groupby(sizes)))
f"{autoencoder.count_params():,} weights, {encoder.layers[1].count_params()} of them in the first convolution"

# %%
show(plots.architecture(autoencoder))

# %% [markdown]
# From the image on the maps become smaller and more, down to the 30 codings; from there they become larger
# again, and after the first step fewer, up to the image. The training is the stacked autoencoder's; only the
# widest layer is looked up here. (The seed is the one that an estimator draws for `random_state=0`, and the
# layers were made in its order: the same first weights, the same batches.)


# %%
def loss(batch, training):
    (x,) = batch
    return losses.reconstruction(x, autoencoder(x, training=training))


number = epochs(8)
widest = max(max(weights.shape) for weights in autoencoder.trainable_variables)
optimizer = keras.optimizers.Adam(warm_cosine(0.15 / widest**0.5, number * -(-len(some) // 32)))
stage = Stage([Phase("reconstruction", autoencoder, optimizer, loss)], number)
history = fit([stage], (some,), validation=(valid.X,), seed=SEED)
by_hand = history["val_loss"][-1]
f"mean squared error of the validation images: {by_hand:.4f}"

# %% [markdown]
# ## The estimator
#
# `ConvolutionalAutoencoder` takes images of any size, odd ones and coloured ones too. Beside it a dense
# autoencoder of as many codings, trained on the same images for as long.

# %%
options = {"coding_size": 30, "epochs": number, "random_state": 0, "verbose": False}
model = ConvolutionalAutoencoder(filters=filters, **options).fit(some, validation=valid.X)
dense = StackedAutoencoder(**options).fit(some, validation=valid.X)
by_estimator = model.history_["val_loss"][-1]
assert np.isclose(by_hand, by_estimator, rtol=0.02), "the same network, from the same first weights"
for name, each in {"convolutional": model, "dense": dense}.items():
    print(f"{name:>14}: {each.autoencoder_.count_params():,} weights, error {-each.score(valid.X):.4f}")
f"by hand {by_hand:.4f}, the estimator {by_estimator:.4f}"

# %%
show(plots.reconstructions(valid.X[:10], model.reconstruct(valid.X[:10])))

# %% [markdown]
# Images above, their reconstructions below. On Fashion MNIST shapes come out well, with borders a little
# frayed, perhaps because copies overlap unevenly; prints, straps and handles are gone or blurred, and the
# sandal is filled in. The dense network has the smaller error here, but look at the weights: it has more than
# eight times as many. (Fewer weights are not less work: those of a convolution are used at many places each,
# the first one's at 784.) With the filters of the book, all images and ten epochs, it is the other way round,
# by a little: 0.0085 for convolutions with 54,479 weights, and 0.0090 for the dense network after twenty. But
# `docs/benchmarks.md` has 121 seconds for the one and 14 for the other. So on thumbnails like these
# convolutions save weights, not time. That they gain more on larger images is to be expected, and is not
# shown here.
#
# ## What the first maps show
#
# Each map answers one question at every place of the image. Here are the first convolution's, for three
# images.

# %%
first = keras.Model(model.encoder_.input, model.encoder_.layers[2].output)
maps = keras.ops.convert_to_numpy(first(valid.X[:3]))
maps = (maps - maps.min()) / np.ptp(maps)
picture = [
    np.stack([image, *np.moveaxis(found, -1, 0)]) for image, found in zip(valid.X[:3], maps, strict=True)
]
show(plots.grid(np.concatenate(picture), columns=filters[0] + 1))

# %% [markdown]
# On the left the image, then its maps, on one scale for all: light is high, and the grey around the clothes
# is an answer of about 0. On Fashion MNIST some maps copy the whole shape, dark or light; others have mainly
# edges, those on the left, on the right, above or below. And each does so for all three images, wherever its
# edge is: weights are shared.
#
# ## What it knows beforehand
#
# The claim at the beginning can be tested. Shuffle the pixels, in the same way in all images, and train
# both networks again.

# %%
order = np.random.default_rng(0).permutation(some[0].size)


def shuffled(x):
    return x.reshape(len(x), -1)[:, order].reshape(x.shape)


for each in (model, dense):
    before = -each.score(valid.X)
    after = -each.fit(shuffled(some)).score(shuffled(valid.X))
    print(f"{type(each).__name__}: {before:.4f} on images, {after:.4f} on shuffled ones")

# %% [markdown]
# To the dense network it makes hardly a difference, and it cannot. Put the columns of its first matrix and
# the rows of its last in the new order, and it computes the same; and first weights are drawn independently,
# so one order is as likely as another. On Fashion MNIST the error of the convolutional one is more than
# doubled. What it gains on images is knowledge that it was given, not learned: that neighbours belong
# together, and that places are alike. (Shuffling takes away both at once. Which of the two counts for more,
# this does not show.) Where this is not true of the data, the columns of a table for example, convolutions
# are the wrong layers.
#
# ## What to try next
#
# - All images and `filters=(16, 32, 64)`, the defaults, for 10 epochs: some minutes, and an error near 0.0085
#   on Fashion MNIST, where the book's network has 0.0121.
# - `codings.data.load("sprites", n=5000, size=33, channels=3)`: colours, and an odd size. What are the
#   sizes of its maps?
# - Move the validation images by two pixels, `np.roll(valid.X, 2, axis=2)`. How far do the errors of the
#   two networks rise? Only the convolutions are equivariant: which layers of the network are not?
# - `codings.layers.TiedConv2DTranspose` uses a convolution's kernel, transposed. Build the tied network.
# - `StackedAutoencoder(hidden=(12,))` has about as many weights as the convolutional network above. How
#   large is its error?
# - Strides of 2 in the encoder's convolutions, in place of pooling.
#
# <details><summary>What came out</summary>
#
# - These are the figures of `docs/benchmarks.md`, where the command stands, too; it was not run again here.
# - In the encoder 33, 16, 8 and 4 pixels, halves rounded down; in the decoder 4, 9, 17 and 33, of which one
#   row and column are cut off at 9 and at 17, and none at 33, since $(16 - 1) \cdot 2 + 3 = 33$. The first
#   convolution reads three maps now, and the last one paints three.
# - Run with 3,000 images and 8 epochs. Moved by one pixel, the convolutional network's error rises from
#   0.0183 to 0.0225, by two to 0.0310, by four to 0.0458; the dense one's from 0.0148 to 0.0208, 0.0310 and
#   0.0434. Convolutions suffer a little less, and that is all. The map of the first convolution moves along
#   exactly, away from the borders. The pooled one does so by two pixels; by one it cannot, as that is half a
#   step of its own, and each cell then takes its maximum over other pixels. The two dense layers around the
#   codings have weights for each place, and have never seen clothes that stand elsewhere.
# - It needs strides in the encoder, since pooling has no transpose to borrow from. Run with 1,400 digits, 10
#   codings, two convolutions of 8 and 16 filters and 25 epochs: tied 2,611 weights and an error of 0.0145,
#   not tied 3,835 and 0.0131 (the mean image: 0.0735). As with dense layers on Fashion MNIST, tying saves
#   weights and costs a little.
# - More than the convolutional one's: 0.0291 against 0.0183, with 20,374 weights and 19,191, at the size
#   above. (`StackedAutoencoder()` has 163,814, and 0.0148.) Nearly all of the small one's weights are the 12
#   pictures of 784 pixels that it sees the image by, and the 12 that it paints one with, and 12 numbers are
#   fewer than the 30 codings behind them.
# - On the same digits strides come to 0.0133 in 5.8 seconds, pooling to 0.0149 in 7.0, with as many
#   weights. A stride computes a quarter of the map where pooling computes all of it and throws three quarters
#   away; and it may learn what to keep. One run of each.
#
# </details>
#
# ## Sources
#
# - A. Géron, *Hands-On Machine Learning*, 3rd edition (2022), chapter 17, section "Convolutional
#   Autoencoders".
# - J. Masci, U. Meier, D. Cireșan and J. Schmidhuber (2011), [Stacked convolutional auto-encoders for
#   hierarchical feature extraction](https://doi.org/10.1007/978-3-642-21735-7_7).
# - V. Dumoulin and F. Visin (2016), [A guide to convolution arithmetic for deep
#   learning](https://arxiv.org/abs/1603.07285).
# - A. Odena, V. Dumoulin and C. Olah (2016), [Deconvolution and checkerboard
#   artifacts](https://doi.org/10.23915/distill.00003): what comes of copies that overlap unevenly.
