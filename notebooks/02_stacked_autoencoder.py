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
# # Stacked autoencoders
#
# A linear autoencoder can only lay a flat plane through the data. Images of clothes do not lie on a
# plane: a shirt halfway between a short-sleeved and a long-sleeved one is not the average of the two
# pictures, which shows two ghostly sleeves. To follow a *curved* surface, encoder and decoder need layers
# with nonlinear activations. An autoencoder of several layers is called **stacked**, or deep.
#
# ## The idea
#
# The encoder squeezes an image of 784 pixels through a layer of 100 units into 30 numbers, the
# **codings**. The decoder, its mirror image, has nothing but these 30 numbers to rebuild the image from.
# Nobody tells the network what the numbers should mean: whatever helps most to rebuild the images will be
# found in them. That is the whole trick. The task, copying the input, is worthless; the narrow place in
# the middle makes it worth something.
#
# How deep? Enough to bend the surface, not so much that the network could learn the training images by
# heart: a very powerful encoder could map each image to a number of its own, and the decoder could look
# it up. The reconstructions would be perfect and the codings useless.
#
# ## The mathematics
#
# Let $\mathbf{x} \in [0, 1]^{784}$ be an image, $f_\theta$ the encoder and $g_\phi$ the decoder. Training
# minimises the mean squared error between images and their reconstructions, over all $m$ images and $n$
# pixels:
#
# $$J(\theta, \phi) = \frac{1}{m\,n} \sum_{i=1}^{m}
# \left\lVert \mathbf{x}^{(i)} - g_\phi\big(f_\theta(\mathbf{x}^{(i)})\big) \right\rVert^2$$
#
# Why squares? Suppose that an image is its reconstruction plus normal noise of a fixed variance
# $\sigma^2$, alike for each pixel. How probable is the image $\mathbf{x}$ then, given $\hat{\mathbf{x}}$?
# The answer, the *likelihood*, is a product of $n$ bell curves. Its logarithm, with a minus sign, is
#
# $$-\log p(\mathbf{x} \mid \hat{\mathbf{x}})
# = \frac{1}{2\sigma^2} \lVert \mathbf{x} - \hat{\mathbf{x}} \rVert^2 + \frac{n}{2} \log 2\pi\sigma^2,$$
#
# and as $\sigma$ is fixed, only the first term can be made smaller: the least squared error is the
# greatest likelihood. (Pixels cannot leave $[0, 1]$, as normal noise would: this is a model, not a fact.)
#
# Both halves are chains of $\mathbf{h} = \mathrm{elu}(\mathbf{W} \mathbf{x} + \mathbf{b})$, where
# $\mathrm{elu}(z)$ is $z$ for $z > 0$ and $e^z - 1$ below: nonlinear, with a slope that does not vanish for
# positive $z$. Two layers have another activation. The codings have none, so that they may be any number;
# the output has a sigmoid, which keeps pixels between 0 and 1. Without any activation at all, the output's
# included, the chain of matrices would be one matrix of rank 30 or less, and we would be back at PCA.

# %%
import keras
import numpy as np
from course import SEED, epochs, images, show
from keras import layers
from sklearn.decomposition import PCA

from codings import StackedAutoencoder, losses, plots
from codings.training import Phase, Stage, fit, warm_cosine

train, valid = images()
shape, pixels = train.X.shape[1:], train.X[0].size
f"{train.name}: {len(train.X):,} images of {pixels} pixels to train, {len(valid.X):,} to validate"

# %% [markdown]
# ## By hand
#
# Two small networks, and a third that puts one after the other. `he_normal` draws first weights of such a
# size that signals neither grow nor fade much from layer to layer.

# %%
keras.utils.set_random_seed(SEED)


def dense(units):
    return layers.Dense(units, "elu", kernel_initializer="he_normal")


down = [layers.Flatten(), dense(100)]
up = [dense(100), layers.Dense(pixels, "sigmoid"), layers.Reshape(shape)]
encoder = keras.Sequential([keras.Input(shape), *down, layers.Dense(30)])
decoder = keras.Sequential([keras.Input((30,)), *up])
autoencoder = keras.Sequential([encoder, decoder])
show(plots.architecture(autoencoder))

# %% [markdown]
# The boxes are lower towards the middle: that is the narrow place, the **bottleneck**. Each number in
# brackets counts weights.
#
# What is trained is said by a **phase**: whose weights change, with which optimizer, and what they
# minimise. An autoencoder has one phase. (A GAN will have two, and that will be the only difference.)
#
# The learning rate climbs over the first 200 steps and then falls to nothing along a cosine. The climb keeps
# the first steps small, while Adam's averages still rest on few gradients; the fall lets them settle. Its
# peak depends on the width of the widest layer, $0.15 / \sqrt{784}$ here. For Adam moves every weight by
# about the learning rate, whatever the size of its gradient. A unit with $n$ inputs adds up $n$ such moves:
# about $\sqrt{n}$ times one if their signs are random, up to $n$ times if they agree. Hence the root. The
# factor 0.15 comes from trials: `benchmarks/learning_rate.py` shows how it does beside fixed rates.
#
# The number of steps is that of the epochs times that of the batches in one: `-(-a // b)` rounds up.


# %%
def loss(batch, training):
    (x,) = batch
    return losses.reconstruction(x, autoencoder(x, training=training))


number = epochs(20)
steps = number * -(-len(train.X) // 32)
optimizer = keras.optimizers.Adam(warm_cosine(0.15 / max(pixels, 100) ** 0.5, steps))
stage = Stage([Phase("reconstruction", autoencoder, optimizer, loss)], number)
history = fit([stage], (train.X,), validation=(valid.X,), seed=SEED)
by_hand = history["val_loss"][-1]
f"mean squared error of the validation images: {by_hand:.4f}"

# %% [markdown]
# ## The estimator
#
# `StackedAutoencoder` is these cells in one object, with the habits of scikit-learn. The seed above is
# what it draws for `random_state=0`, and it makes its layers in the same order: so both begin with the
# same weights.

# %%
model = StackedAutoencoder(coding_size=30, hidden=(100,), epochs=number, random_state=0, verbose=False)
model.fit(train.X, validation=valid.X)
by_estimator = model.history_["val_loss"][-1]
assert np.isclose(by_hand, by_estimator, rtol=0.01), "the same network, from the same first weights"
f"by hand {by_hand:.4f}, the estimator {by_estimator:.4f}"

# %% [markdown]
# Is it better than a plane? PCA with as many components is the best that any linear autoencoder can do.
# ("The book", here and later, is Géron's, and its figures are those of the third edition: see the sources.)

# %%
flat, flat_valid = (x.reshape(len(x), -1) for x in (train.X, valid.X))
pca = PCA(30).fit(flat)
linear = np.mean((flat_valid - pca.inverse_transform(pca.transform(flat_valid))) ** 2)
f"PCA {linear:.4f}; the book's stacked autoencoder on Fashion MNIST 0.0132; this one {by_estimator:.4f}"

# %% [markdown]
# The widths of the layers, the images and the epochs are the book's. So where does the difference come from?
# The book's layers have ReLU ($z$ above 0, and 0 below), that of the codings too, and none at the end; first
# weights are Keras's own; and its optimizer, Nadam (a variant of Adam), has the fixed rate of 0.001. Let us
# go from there to here one step at a time.


# %%
def trained(optimizer, of_codings, of_output, activation):
    """The validation error after as many epochs, with other activations or another optimizer."""
    keras.utils.set_random_seed(SEED)
    widths, activations = (100, 30, 100, pixels), (activation, of_codings, activation, of_output)
    chosen = [layers.Dense(*each) for each in zip(widths, activations, strict=True)]
    network = keras.Sequential([keras.Input(shape), layers.Flatten(), *chosen, layers.Reshape(shape)])

    def error(batch, training):
        return losses.reconstruction(batch[0], network(batch[0], training=training))

    only = Stage([Phase("reconstruction", network, optimizer, error)], number)
    return fit([only], (train.X,), validation=(valid.X,), seed=SEED)["val_loss"][-1]


def climbing(optimizer):
    return optimizer(warm_cosine(0.15 / max(pixels, 100) ** 0.5, steps))


nadam, adam = keras.optimizers.Nadam, keras.optimizers.Adam
tried = {
    "as the book has it": trained(nadam(0.001), "relu", "linear", "relu"),
    "with a rate that climbs and falls": trained(climbing(nadam), "relu", "linear", "relu"),
    "and Adam": trained(climbing(adam), "relu", "linear", "relu"),
    "and free codings": trained(climbing(adam), "linear", "linear", "relu"),
    "and a sigmoid at the end": trained(climbing(adam), "linear", "sigmoid", "relu"),
    "and ELU, with He's first weights": by_hand,
}
for name, error in tried.items():
    print(f"{name:37}{error:.4f}")

# %% [markdown]
# On Fashion MNIST the first line is near the book's 0.0132: our loop does what Keras's does. A learning
# rate that climbs and falls does not help that network, nor does Adam. What helps most are free codings,
# for numbers with ReLU cannot be negative, and a unit may fall silent for good; next comes the sigmoid,
# which is flat where pixels are black or white, and so need not be aimed at exactly. ELU and He's weights
# add little. These are single runs, in one order of several.

# %%
show(plots.losses(model.history_))

# %% [markdown]
# Both curves fall together (the upper one begins higher as a mean over an epoch, at whose end the lower one
# is measured): the network has not learned its images by heart. Below, images that it has never seen, and
# under each what is left of it after the 30 numbers.

# %%
show(plots.reconstructions(valid.X[:10], model.reconstruct(valid.X[:10])))

# %% [markdown]
# Shapes and shades are there; prints, thin straps and other rare details are gone or blurred. They would cost
# codings, and help with few images.
#
# ## What it has found
#
# The codings have 30 dimensions. t-SNE lays them out in the plane so that near neighbours stay near. The
# labels, which are only used for the colours here, were never shown to the network.

# %%
some = slice(2000)
show(plots.codings_map(model.transform(valid.X[some]), valid.X[some], valid.y[some], valid.classes))

# %% [markdown]
# Images of some classes lie together: on Fashion MNIST trousers, ankle boots and sneakers; bags in two
# groups, those with handles apart; sandals beside and among the other shoes. Others do not. Pullovers, coats
# and shirts lie all over each other, and shirts reach among T-shirts and dresses as well: they are of the
# same shape, and a class is what people call a thing. So codings are a good place to start from when there
# are few labels (see the notebook on what codings are good for), and no more than that. Where two groups
# touch, their images are alike. But how far apart two separate groups lie means little in t-SNE, which only
# keeps neighbours close.
#
# ## What to try next
#
# - Fewer codings: 10, 3, 2. Where do reconstructions begin to fail, and which classes go first?
# - `activation="linear"`: how near does it come to PCA? (The output keeps its sigmoid.)
# - Wider and deeper: `hidden=(300, 100)`. Does the validation loss fall as far as the training loss?
# - `tied=True` and `greedy=True`: the next notebook.
#
# <details><summary>What came out</summary>
#
# - Run with 10,000 images and 8 epochs: the error is 0.0116 with 30 codings, 0.0156 with 10, 0.0254 with 3
#   and 0.0330 with 2. Three codings do about as well as PCA's ten (0.0245). Bags lose most, from 0.0199 to
#   0.0620, where the variance among bags is 0.079: they are of many kinds, and two numbers are spent on other
#   things. By the ten nearest neighbours among codings, 84 % of the images have the right class with 30
#   codings, and 65 % with two; shirts go first, from 49 % to 17 %.
# - On the same images: 0.0130, where PCA has 0.0158 and ELU 0.0116. So two thirds of what is gained over
#   PCA comes of the sigmoid at the end, which need not be aimed at where pixels are black or white, and one
#   third of bending.
# - No. With the same images and epochs the training loss ends at 0.0095 and the validation loss at 0.0106,
#   where `hidden=(100,)` has 0.0109 and 0.0116. With 2,000 images and 25 epochs it is 0.0079 and 0.0132
#   against 0.0101 and 0.0134: with so few images more weights learn more by heart, and little of the gain is
#   left for new ones; with 10,000 most of it is. Yet in neither case does it do harm.
# - The next notebook tells.
#
# </details>
#
# ## Sources
#
# - A. Géron, *Hands-On Machine Learning*, 3rd edition (2022), chapter 17, section "Stacked Autoencoders".
# - G. E. Hinton and R. R. Salakhutdinov (2006), [Reducing the dimensionality of data with neural
#   networks](https://doi.org/10.1126/science.1127647).
# - L. van der Maaten and G. Hinton (2008), [Visualizing data using
#   t-SNE](https://www.jmlr.org/papers/v9/vandermaaten08a.html).
