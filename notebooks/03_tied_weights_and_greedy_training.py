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
# # Tied weights, and one layer at a time
#
# Two old ways to make a deep autoencoder easier to train. The first gives encoder and decoder the *same*
# weights, so that there are half as many to learn. The second trains one layer at a time, each on what the
# layer before it has made of the data. Both come from days when deep networks could hardly be trained at all.
# Both are still worth knowing: the first because it halves the weights at little cost, the second because its
# idea, growing a network stage by stage, comes back in the ProGAN.
#
# ## The idea of tying
#
# In a stacked autoencoder the decoder mirrors the encoder: 784-100-30 on the way down, 30-100-784 on the
# way up. Yet nothing ties the halves together. The first layer may have learned to notice a sleeve, and
# the last layer has to learn all over again what a sleeve looks like. With **tied weights** the decoder's
# kernels are the encoder's, transposed: what a unit looks for in an image is also what it paints into
# one. Only the biases are the decoder's own.
#
# ## The mathematics of tying
#
# With the encoder's kernels $\mathbf{W}_1$ (100 by 784) and $\mathbf{W}_2$ (30 by 100), and activation $f$
# (Keras keeps instances as rows, so the kernels printed below are these, transposed):
#
# $$\mathbf{h} = f(\mathbf{W}_1 \mathbf{x} + \mathbf{b}_1), \quad
# \mathbf{c} = \mathbf{W}_2 \mathbf{h} + \mathbf{b}_2, \quad
# \hat{\mathbf{h}} = f(\mathbf{W}_2^\top \mathbf{c} + \mathbf{b}_3), \quad
# \hat{\mathbf{x}} = \sigma(\mathbf{W}_1^\top \hat{\mathbf{h}} + \mathbf{b}_4).$$
#
# **Why the transpose, of all matrices?** Take one layer without activation, of $k$ codings. In the
# notebook on PCA the best encoder for a decoder $\mathbf{V}$ was $(\mathbf{V}^\top \mathbf{V})^{-1}
# \mathbf{V}^\top$. If the columns of $\mathbf{V}$ are orthonormal, that is $\mathbf{V}^\top$; and
# orthonormal columns can be found for any subspace. So the best answer of all can be written with tied
# weights: tying forbids nothing that is needed. That is the linear case; with activations it may cost
# something, as we shall see.
#
# It even makes the columns orthonormal, unasked. The matrix $\mathbf{M} = \mathbf{W}^\top \mathbf{W}$ is
# symmetric; let its eigenvectors be $\mathbf{v}_i$, with eigenvalues $s_i \ge 0$, of which at most $k$ are
# not 0. Split $\mathbf{x}$ into the parts $x_i = \mathbf{v}_i^\top \mathbf{x}$; then
#
# $$\mathbb{E} \lVert \mathbf{x} - \mathbf{M} \mathbf{x} \rVert^2
# = \sum_i (1 - s_i)^2 \, \mathbb{E}\, x_i^2,$$
#
# which, if the data vary in at least $k$ directions, is least only where $k$ of the $s_i$ are 1. Then
# $\mathbf{M}$ is a projection. The $k$ by $k$ matrix $\mathbf{W} \mathbf{W}^\top$ has the same eigenvalues
# as $\mathbf{M}$, the zeros aside. If these $k$ are all 1, $\mathbf{W} \mathbf{W}^\top = \mathbf{I}$: the
# rows of $\mathbf{W}$, which are the columns of $\mathbf{V}$, are orthonormal. The untied pair was free to
# stretch the codings by any $\mathbf{A}$ and to shrink them again; all that is left of this is to turn or
# mirror them.
#
# **What is the gradient?** A kernel that is used twice is changed for two reasons. Write $J(\mathbf{W},
# \mathbf{V})$ for the loss of the untied network; the tied one has $\tilde{J}(\mathbf{W}) = J(\mathbf{W},
# \mathbf{W}^\top)$, and $\langle \mathbf{A}, \mathbf{B} \rangle$ for $\sum_{ij} A_{ij} B_{ij}$. For a small
# change $d\mathbf{W}$, by the chain rule,
#
# $$d\tilde{J} = \left\langle \frac{\partial J}{\partial \mathbf{W}}, d\mathbf{W} \right\rangle +
# \left\langle \frac{\partial J}{\partial \mathbf{V}}, d\mathbf{W}^\top \right\rangle,
# \qquad \text{so} \qquad
# \nabla \tilde{J} = \frac{\partial J}{\partial \mathbf{W}} +
# \left( \frac{\partial J}{\partial \mathbf{V}} \right)^{\!\top}.$$
#
# For to transpose both sides of the second product changes no sum, and what then stands before
# $d\mathbf{W}$ is the gradient. The two wishes are added up: the kernel must serve as a detector and as a
# brush. Automatic differentiation does this sum for us, because it sees one variable in two places.

# %%
import keras
import numpy as np
from course import SEED, epochs, images, show
from keras import layers

from codings import StackedAutoencoder, losses, plots
from codings.layers import DenseTranspose
from codings.training import Phase, Stage, fit, warm_cosine

train, valid = images()
shape, pixels = train.X.shape[1:], train.X[0].size
f"{train.name}: {len(train.X):,} images of {pixels} pixels to train, {len(valid.X):,} to validate"

# %% [markdown]
# ## Tied, by hand
#
# `DenseTranspose` is given a dense layer and borrows its kernel: the same variable, no copy. It has to be
# one flat network, in which the encoder's layers are called before the layers that borrow from them. We
# take a decoder as it would be with weights of its own, and let a layer that borrows stand in for each.
# So the two layers in `free` lend their activations and are never called. They are made because each layer
# draws a random number when it is made: seed and order of the layers are the estimator's, so that both will
# begin with the same weights.

# %%
keras.utils.set_random_seed(SEED)
hidden = layers.Dense(100, "elu", kernel_initializer="he_normal")
free = [layers.Dense(100, "elu", kernel_initializer="he_normal"), layers.Dense(pixels, "sigmoid")]
codings = layers.Dense(30)
tied = keras.Sequential(
    [
        keras.Input(shape),
        layers.Flatten(),
        hidden,
        codings,
        DenseTranspose(codings, free[0].activation),
        DenseTranspose(hidden, free[1].activation),
        layers.Reshape(shape),
    ]
)
counts = [f"{w.path}: {tuple(w.shape)}" for w in tied.trainable_variables]
print(*counts, f"together {tied.count_params():,} weights", sep="\n")

# %%
show(plots.architecture(tied))

# %% [markdown]
# The network from left to right: 784 pixels, 100 numbers, the 30 codings, and back to 100 and to the image;
# the brackets under the decoder's two boxes count biases only. Two kernels and four biases. The rest is as
# ever: one phase, Adam, a learning rate that climbs and falls.


# %%
def stage(network, loss, number):
    """One phase alone, for that number of epochs."""
    widest = max(max(w.shape) for w in network.trainable_variables)
    optimizer = keras.optimizers.Adam(warm_cosine(0.15 / widest**0.5, number * -(-len(train.X) // 32)))
    return Stage([Phase(network.name, network, optimizer, loss)], number)


def error_of(network):
    """What a network minimises that reconstructs the images themselves."""
    return lambda batch, training: losses.reconstruction(batch[0], network(batch[0], training=training))


number = max(epochs(10), 5)
history = fit([stage(tied, error_of(tied), number)], (train.X,), validation=(valid.X,), seed=SEED)
by_hand = history["val_loss"][-1]
f"mean squared error of the validation images: {by_hand:.4f}"

# %% [markdown]
# ## Tied, the estimator
#
# `StackedAutoencoder` has an option for it. Beside it the same network with weights of its own in each
# half.

# %%
options = {"coding_size": 30, "hidden": (100,), "random_state": 0, "verbose": False}
model = StackedAutoencoder(tied=True, epochs=number, **options).fit(train.X, validation=valid.X)
untied = StackedAutoencoder(epochs=number, **options).fit(train.X, validation=valid.X)
by_estimator = model.history_["val_loss"][-1]
assert np.isclose(by_hand, by_estimator, rtol=0.01), "the same network, from the same first weights"
for name, each in {"tied": model, "untied": untied}.items():
    print(
        f"{name:>8}: {each.autoencoder_.count_params():,} weights, error {each.history_['val_loss'][-1]:.4f}"
    )
f"tied by hand {by_hand:.4f}; the book's, on Fashion MNIST, 0.0133"

# %%
show(plots.reconstructions(valid.X[:10], model.reconstruct(valid.X[:10])))

# %% [markdown]
# Images above, what the tied network makes of them below: they are a little more blurred than those of the
# notebook before, as the sandal and the bag on the right show. On Fashion MNIST the tied network errs a
# little more than the untied one, with half the weights, probably because 55,000 images are enough to train
# all of them: then nothing is gained by having fewer. (On the digits, which are only 1,438, the tied one errs
# less.)
#
# The kernel of the first layer, as pictures: of its 100 units the twenty with the greatest weights. Dark
# stands for the lowest weights, light for the highest, on one scale for all; nearly all strokes are dark
# here, and what is far from any is of the grey of weights near 0.

# %%
kernel = keras.ops.convert_to_numpy(hidden.kernel).T.reshape(100, *shape)
strongest = np.argsort(-np.linalg.norm(kernel, axis=(1, 2)))[:20]
show(plots.grid(kernel[strongest]))

# %% [markdown]
# On Fashion MNIST one sees strokes: along the flanks of a shirt, at its shoulders, where sleeves end, under a
# sole. Dark strokes count, too: their weights are negative, so that the unit is the less active, the lighter
# the image is there. Each of these pictures is both what a unit looks for and, with the weights of the layers
# between, what it adds to a reconstruction. There, too, the sign counts: an active unit adds light where its
# strokes are light, and takes it away where they are dark.
#
# ## The idea of greedy training
#
# Now the second way. A deep network is a chain, and by the chain rule the gradient of the first layer's
# weights is a product, with a factor for each layer above: its weights, and its activation's slope. A
# sigmoid's slope is at most 1/4, and near 0 where the unit is saturated, far from 0, where the curve is flat.
# A product of many such factors is next to nothing, unless large weights make up for it; so the first layers
# hardly learned.
#
# In 2006 the way out was to avoid the chain. Hinton and Salakhutdinov trained one layer after the other as
# restricted Boltzmann machines (an older network of two layers), began encoder and decoder with the weights
# of these, and trained all layers together at the end. Bengio and others soon took shallow autoencoders
# instead, and so do we. Train a shallow autoencoder of one hidden layer on the images. Encode all images with
# it. Train a second shallow autoencoder on these codes. Then stack them: both encoders one upon the other,
# then both decoders in reverse order. It is **greedy**, because each layer takes what is best for itself
# alone, and leaves the later ones to make do with it.
#
# ## The mathematics of greedy training
#
# Call the two pairs $(f_1, g_1)$ and $(f_2, g_2)$. Greedy training minimises, one after the other,
#
# $$J_1 = \mathbb{E} \lVert \mathbf{x} - g_1(f_1(\mathbf{x})) \rVert^2, \qquad
# J_2 = \mathbb{E} \lVert \mathbf{h} - g_2(f_2(\mathbf{h})) \rVert^2
# \quad \text{with } \mathbf{h} = f_1(\mathbf{x}) \text{ held fixed},$$
#
# where all that we want is a small $J = \mathbb{E} \lVert \mathbf{x} - g_1(g_2(f_2(f_1(\mathbf{x}))))
# \rVert^2$. Does the one follow from the other? Write $\hat{\mathbf{h}} = g_2(f_2(\mathbf{h}))$, and let
# $L$ be the largest factor by which $g_1$ stretches a distance. By the triangle inequality
#
# $$\lVert \mathbf{x} - g_1(\hat{\mathbf{h}}) \rVert
# \le \lVert \mathbf{x} - g_1(\mathbf{h}) \rVert + \lVert g_1(\mathbf{h}) - g_1(\hat{\mathbf{h}}) \rVert
# \le \lVert \mathbf{x} - g_1(\mathbf{h}) \rVert + L \lVert \mathbf{h} - \hat{\mathbf{h}} \rVert.$$
#
# The root mean square of a sum is at most the sum of the root mean squares, hence
#
# $$\sqrt{J} \le \sqrt{J_1} + L \sqrt{J_2}.$$
#
# So if the first stage ends with a small error, and $L \sqrt{J_2}$ is small, too, the stack starts with a
# small one: that is what greedy training hopes for. And it is an upper bound, no more. The first stage does
# not know that only 30 numbers will be left of its 100; the second weighs all 100 alike, though $g_1$
# stretches some directions more than others. Hence a last stage in which all layers are trained together,
# on $J$ itself. (The code takes means over pixels or codes where these are sums, as ever.)
#
# ## Greedy, by hand
#
# Three stages, each with a phase: that is the whole of it. The same layers appear in several networks, so
# what one stage has learned is what the next one starts from. In the second stage the first layer only
# encodes; it is not part of the network that the phase names, and so it does not change. Two fifths of the
# epochs are for each shallow network, one fifth for all layers together: at least 5 epochs, then.
#
# The seed is the one that an estimator draws for `random_state=0`, and the layers are made in the order in
# which it makes them. So both will start from the same weights and see the same batches.

# %%
keras.utils.set_random_seed(SEED)
hidden = layers.Dense(100, "elu", kernel_initializer="he_normal")
hidden_again = layers.Dense(100, "elu", kernel_initializer="he_normal")
image = layers.Dense(pixels, "sigmoid")
codings = layers.Dense(30)

down = keras.Sequential([keras.Input(shape), layers.Flatten(), hidden])
up = keras.Sequential([keras.Input((100,)), image, layers.Reshape(shape)])
first = keras.Sequential([down, up], name="first")
second = keras.Sequential([keras.Input((100,)), codings, hidden_again], name="second")
stacked = keras.Sequential([down, second, up], name="together")


def error_of_codes(batch, training):
    codes = down(batch[0])
    return losses.reconstruction(codes, second(codes, training=training))


each = 2 * number // 5
stages = [
    stage(first, error_of(first), each),
    stage(second, error_of_codes, each),
    stage(stacked, error_of(stacked), number - 2 * each),
]
history = fit(stages, (train.X,), validation=(valid.X,), seed=SEED)
by_hand = history["val_loss"][-1]
f"after {each}, {each} and {number - 2 * each} epochs: {by_hand:.4f}"

# %% [markdown]
# ## Greedy, the estimator

# %%
greedy = StackedAutoencoder(greedy=True, epochs=number, **options).fit(train.X, validation=valid.X)
by_estimator = greedy.history_["val_loss"][-1]
assert np.isclose(by_hand, by_estimator, rtol=0.01), "the same stages, from the same first weights"
f"greedy by hand {by_hand:.4f}, the estimator {by_estimator:.4f}; the book's, on Fashion MNIST, 0.0133"

# %%
show(plots.losses(greedy.history_))

# %% [markdown]
# Three stages, three pieces of a curve (the steep lines between them only join the pieces; the axis is
# logarithmic). In the first, a hundred numbers an image leave a small error. The second curve is of another
# kind and lies far above: it is the error of codes, whose values are larger than pixels, and cannot be
# compared. The third is the error of images again, now from thirty numbers. Its first point, taken after an
# epoch, is already low, and the last stage lowers it further. The bound allows this but does not prove it,
# because we do not know $L$.
#
# ## Is it worth it?
#
# The untied network above is the same one, trained for as many epochs, all layers together from the start.

# %%
f"{number} epochs: greedy {by_estimator:.4f}, together {untied.history_['val_loss'][-1]:.4f}"

# %% [markdown]
# On Fashion MNIST it is not, probably because the stack has had only the last fifth of the epochs to learn
# what the whole is for. Good first weights (He's, here), activations that do not saturate and Adam have
# taken away the difficulty that greedy training went around. What remains is the idea. Where a large model
# cannot be trained at once, train a small one, and let it grow.
#
# ## What to try next
#
# - Few images: `train.X[:1000]`. Does tying help now? Half the weights, less overfitting: is it so?
# - `hidden=(300, 200, 100, 50)` with sigmoids (`activation="sigmoid"`): this is the kind of network that
#   greedy training was made for. Compare it with training together.
# - `StackedAutoencoder(tied=True, greedy=True)`: both at once. In 2006 the halves were tied only up to the
#   last stage, in which each went its own way.
# - With `hidden=()` and data that are not pixels, a tied autoencoder is linear. Are the rows of its kernel
#   orthonormal after training, as the derivation says?
#
# <details><summary>What came out</summary>
#
# - It does less harm, and that is all. With 1,000 images and 30 epochs the untied network has 0.0104 on its
#   training images and 0.0153 on the validation images, the tied one 0.0120 and 0.0156. The gap is smaller,
#   0.0036 against 0.0049, so there is less overfitting; but what is gained by it is lost again, since the
#   tied one fits less well at all.
# - Run with 5,000 images and 10 epochs, of which greedy training takes one for each of five shallow
#   networks and five for all layers: greedy 0.0229, together 0.0727, where the mean image, the same for all,
#   has 0.0876. Trained together, the network stands still there for the first four epochs: that is the
#   product of slopes of at most 1/4, through nine sigmoids. This is the difficulty of 2006, and greedy
#   training goes around it.
# - With 3,000 images and 10 epochs: 0.0141 with neither, 0.0160 greedy, 0.0148 tied and 0.0174 with both. On
#   Fashion MNIST neither helps, as above, and together they cost more than the sum of the two (one run of
#   each). (This is the package's way, tied in the last stage, too; Hinton's has not been run.)
# - They are, to three decimals: a table of 500 rows and 20 columns, 3 codings, `scaling="center"` and 100
#   epochs give $\mathbf{W} \mathbf{W}^\top = \mathbf{I}$. Untied it comes to 0.58, 0.53 and 0.47 on the
#   diagonal, and up to 0.13 beside it. Both end at PCA's error, 0.1727 of the variance: so the second one
#   found the same plane by other axes.
#
# </details>
#
# ## Sources
#
# - A. Géron, *Hands-On Machine Learning*, 3rd edition (2022), chapter 17, sections "Tying Weights" and
#   "Training One Autoencoder at a Time".
# - G. E. Hinton and R. R. Salakhutdinov (2006), [Reducing the dimensionality of data with neural
#   networks](https://doi.org/10.1126/science.1127647).
# - Y. Bengio, P. Lamblin, D. Popovici and H. Larochelle (2007), [Greedy layer-wise training of deep
#   networks](https://proceedings.neurips.cc/paper/2006/hash/5da713a690c067105aeb2fae32403405).
# - P. Vincent et al. (2010), [Stacked denoising autoencoders](https://jmlr.org/papers/v11/vincent10a.html),
#   which ties weights, too.
