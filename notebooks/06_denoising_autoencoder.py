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
# # Denoising autoencoders
#
# So far the narrow place in the middle kept the network from merely copying. There is another way: spoil
# the input. A **denoising autoencoder** is shown an image with noise and has to reconstruct the image
# *without*. To copy is now the wrong answer, however wide the network is. To do better it must know what
# images look like.
#
# ## The idea
#
# A photograph with a coffee stain is still easy to complete for somebody who has seen many photographs.
# What is under the stain follows from what is around it: from the collar one knows where the sleeves
# begin. So the task teaches what belongs together. It costs one line, a layer of noise before the first
# layer, which is active in training only. And it has a use of its own: what comes out removes noise.
#
# Two kinds of noise are usual. *Normal noise* is added to each pixel; *dropout* sets a share of the
# pixels to 0.
#
# ## The mathematics: the best denoiser
#
# Let $\mathbf{x}$ be a clean instance, $\mathbf{y}$ what the noise made of it, and $r$ any function of
# $\mathbf{y}$. Which $r$ has the least $\mathbb{E} \lVert \mathbf{x} - r(\mathbf{y}) \rVert^2$? Many clean
# instances may lie behind one $\mathbf{y}$; call their mean $\mathbf{m} = \mathbb{E}[\mathbf{x} \mid
# \mathbf{y}]$. Add it and take it away again. The mixed term is twice the product of $\mathbf{x} -
# \mathbf{m}$ and $\mathbf{m} - r(\mathbf{y})$. Given $\mathbf{y}$ the second is fixed, and the first is
# $\mathbf{0}$ on average; so it vanishes:
#
# $$\mathbb{E} \big[ \lVert \mathbf{x} - r(\mathbf{y}) \rVert^2 \mid \mathbf{y} \big]
# = \mathbb{E} \big[ \lVert \mathbf{x} - \mathbf{m} \rVert^2 \mid \mathbf{y} \big] +
# \lVert \mathbf{m} - r(\mathbf{y}) \rVert^2.$$
#
# The first part is there whatever $r$ is. The second is 0 if and only if
#
# $$r(\mathbf{y}) = \mathbb{E}[\mathbf{x} \mid \mathbf{y}].$$
#
# So the best denoiser answers with the mean of all that may have been, whatever the noise. Denoised images
# are smooth for that reason: where a print might be or not be, the mean is half a print. A network comes as
# near to this answer as its width and its training allow.
#
# ## The mathematics: denoising climbs the density
#
# For normal noise, $\mathbf{y} = \mathbf{x} + \sigma \boldsymbol{\varepsilon}$ with $\boldsymbol{\varepsilon}
# \sim N(0, \mathbf{I})$, there is a second way to say this, which is a small wonder. Two densities are called
# $p$ here, and the argument tells which: that of the noisy instances, $p(\mathbf{y})$, is that of the clean
# ones, $p(\mathbf{x})$, blurred:
#
# $$p(\mathbf{y}) = \int p(\mathbf{x}) \, \mathcal{N}(\mathbf{y}; \mathbf{x}, \sigma^2 \mathbf{I})
# \, d\mathbf{x}.$$
#
# Take the gradient with respect to $\mathbf{y}$. Only the normal density depends on it, and from its
# exponent $-\lVert \mathbf{y} - \mathbf{x} \rVert^2 / 2 \sigma^2$ comes the factor $(\mathbf{x} -
# \mathbf{y}) / \sigma^2$:
#
# $$\nabla p(\mathbf{y})
# = \int p(\mathbf{x}) \, \mathcal{N}(\mathbf{y}; \mathbf{x}, \sigma^2 \mathbf{I}) \,
# \frac{\mathbf{x} - \mathbf{y}}{\sigma^2} \, d\mathbf{x}.$$
#
# By Bayes' rule, $p(\mathbf{x})\, \mathcal{N}(\mathbf{y}; \mathbf{x}, \sigma^2 \mathbf{I}) =
# p(\mathbf{y})\, p(\mathbf{x} \mid \mathbf{y})$. So the integral is $p(\mathbf{y})\,
# (\mathbb{E}[\mathbf{x} \mid \mathbf{y}] - \mathbf{y}) / \sigma^2$. Divide by $p(\mathbf{y})$, and
# remember that $\nabla p / p = \nabla \log p$:
#
# $$\mathbb{E}[\mathbf{x} \mid \mathbf{y}] = \mathbf{y} + \sigma^2 \, \nabla \log p(\mathbf{y}).$$
#
# This is Tweedie's formula. What the best denoiser adds to its input points to where *noisy* instances become
# more likely; the gradient of the log density is called the **score**. (It has nothing to do with an
# estimator's `score`, nor with the score that a discriminator gives in notebook 09.) Nobody has told the
# network any density, and yet it has learned which way is uphill. Diffusion models, which draw images from
# pure noise, are denoisers for many levels of noise: they go a part of this way many times, and each time the
# noise is taken to be less.
#
# ## Does a network find it?
#
# In the plane the best answer can be computed. The data are points of a circle; the noise has $\sigma =
# 0.3$. Given training points $\mathbf{x}_1, \dots, \mathbf{x}_m$, each as likely as the others, Bayes'
# rule makes of the best answer a weighted mean, whose weights fall with the distance:
#
# $$\mathbb{E}[\mathbf{x} \mid \mathbf{y}] = \sum_i w_i \mathbf{x}_i, \qquad
# w_i \propto e^{-\lVert \mathbf{y} - \mathbf{x}_i \rVert^2 / 2\sigma^2}.$$

# %%
import keras
import numpy as np
from course import QUICK, SEED, epochs, images, show
from keras import layers
from scipy.spatial.distance import cdist
from scipy.special import softmax

from codings import DenoisingAutoencoder, StackedAutoencoder, losses, plots
from codings.layers import Dropout, GaussianNoise
from codings.training import Phase, Stage, fit, warm_cosine


def train_on(network, x, number, peak, **options):
    """Trains a network to reconstruct `x`, whatever noise it puts upon it itself."""

    def loss(batch, training):
        return losses.reconstruction(batch[0], network(batch[0], training=training))

    optimizer = keras.optimizers.Adam(warm_cosine(peak, number * -(-len(x) // 32)))
    return fit([Stage([Phase("denoising", network, optimizer, loss)], number)], (x,), **options)


sigma = 0.3
random = np.random.default_rng(0)
angles = random.uniform(0, 2 * np.pi, 2000)
circle = np.column_stack([np.cos(angles), np.sin(angles)]).astype("float32")
keras.utils.set_random_seed(0)
denoiser = keras.Sequential([keras.Input((2,)), GaussianNoise(sigma)])
for units in (64, 64):
    denoiser.add(layers.Dense(units, "leaky_relu", kernel_initializer="he_normal"))
denoiser.add(layers.Dense(2))
train_on(denoiser, circle, 50, 0.01)

noisy = (circle + sigma * random.normal(size=circle.shape)).astype("float32")
denoised = denoiser.predict(noisy, verbose=0)
best = softmax(-cdist(noisy, circle, "sqeuclidean") / (2 * sigma**2), axis=1) @ circle
difference, correction = np.mean((denoised - best) ** 2), np.mean((best - noisy) ** 2)
assert difference < 0.03 * correction, "the network has learned the conditional mean"
radius = np.linalg.norm(denoised, axis=1).mean()
print(f"mean squared correction {correction:.4f}; between the network and the best answer {difference:.4f}")
print(f"mean distance from the middle {radius:.3f}")

# %%
show(plots.plane(noisy, denoised, titles=("noisy points", "denoised points")))

# %% [markdown]
# The noisy points are drawn onto a ring. It is a little smaller than the circle of radius 1, as the second
# figure above says: a point may have come from any place on an arc, and the mean of these places lies inside
# the circle. Points that the noise threw towards the centre end farthest inside, for they may have come from
# almost anywhere. That is not the fault of the network, which is as near to the best answer as the figures
# above say; it is what the least squared error asks for. Of the noise's mean square, $\sigma^2 = 0.09$, the
# correction undoes less than half: the rest, along the circle, cannot be known. Note that no layer of this
# network is narrow. It is the noise alone that keeps it from copying.
#
# ## Images, by hand
#
# The stacked autoencoder, and before it a layer of dropout, which leaves half of the pixels. (It doubles
# those that it leaves, so that the next layer gets as much, on average, as when there is no dropout.) The
# activation is the leaky ReLU, $z$ for $z > 0$ and $0.2 z$ below; that is a choice by trial, not compared
# here. The seed and the order of the layers are the estimator's, so that both start from the same weights.
#
# Validation adds no noise. So the errors printed in this section and the next, the book's too, are those of
# reconstructing clean images. How well noise is removed comes after that.

# %%
train, valid = images()
shape, pixels = train.X.shape[1:], train.X[0].size
keras.utils.set_random_seed(SEED)
hidden, hidden_again = (layers.Dense(100, "leaky_relu", kernel_initializer="he_normal") for _ in range(2))
image, codings = layers.Dense(pixels, "sigmoid"), layers.Dense(30)
autoencoder = keras.Sequential(
    [
        keras.Input(shape),
        Dropout(0.5),
        layers.Flatten(),
        hidden,
        codings,
        hidden_again,
        image,
        layers.Reshape(shape),
    ]
)
number, peak = epochs(10), 0.15 / max(pixels, 100) ** 0.5
history = train_on(autoencoder, train.X, number, peak, validation=(valid.X,), seed=SEED)
by_hand = history["val_loss"][-1]
f"mean squared error, of clean validation images: {by_hand:.4f}"

# %%
show(plots.architecture(autoencoder))

# %% [markdown]
# The network has the boxes of the stacked autoencoder, 784 pixels, 100, 30, 100 and 784 again; the dropout
# changes no size, and is named above the first box.

# %% [markdown]
# ## The estimator

# %%
options = {"epochs": number, "random_state": 0, "verbose": False}
model = DenoisingAutoencoder(noise="dropout", level=0.5, **options).fit(train.X, validation=valid.X)
by_estimator = model.history_["val_loss"][-1]
assert np.isclose(by_hand, by_estimator, rtol=0.02), "the same network, weights and noise"
f"by hand {by_hand:.4f}, the estimator {by_estimator:.4f}; the book's, on Fashion MNIST, 0.0166"


# %%
def three_rows(model):
    """Originals, what noise makes of them, and what a model makes of that."""
    x = valid.X[:10]
    noisy = model.corrupt(x, random_state=0)
    return show(plots.rows({"original": x, "noisy": noisy, "denoised": model.denoise(noisy)}))


three_rows(model)

# %% [markdown]
# In three rows, images, what noise leaves of them, and what the network makes of that. Half of the pixels are
# missing (the others look brighter, because they are doubled), and yet kind, shape and shade are there again.
# But on Fashion MNIST edges are soft, thin straps are blurred or gone, and prints and patterns have become an
# even grey. There are two reasons for that, and the picture cannot tell them apart. What the noise has hidden
# can often not be guessed, so the best answer is the mean of what may have been there. And thirty codings
# have no room for details: in notebook 02 prints and straps were lost without any noise.
#
# ## What goes wrong without noise
#
# Now normal noise of $\sigma = 0.3$. Beside the denoising autoencoder, an ordinary one of the same
# layers, which has seen clean images only. Both are given the same noisy validation images, and their
# answers are compared with the clean ones.

# %%
model = DenoisingAutoencoder(noise="gaussian", level=0.3, **options).fit(train.X)
plain = StackedAutoencoder(activation="leaky_relu", **options).fit(train.X)
noisy = model.corrupt(valid.X, random_state=0)
errors = {
    "noisy images": np.mean((valid.X - noisy) ** 2),
    "ordinary autoencoder": np.mean((valid.X - plain.reconstruct(noisy)) ** 2),
    "denoising autoencoder": np.mean((valid.X - model.denoise(noisy)) ** 2),
}
assert QUICK or errors["denoising autoencoder"] < errors["ordinary autoencoder"]
print(*(f"{name:>21}: {error:.4f}" for name, error in errors.items()), sep="\n")

# %%
three_rows(model)

# %% [markdown]
# Three rows: images, the same with grey noise all over, and clean ones that the network makes of those. On
# Fashion MNIST the noise's error is divided by seven. The ordinary autoencoder takes most of the noise
# away, too, since its thirty codings have no room for it. But its codings are led astray, and its decoder
# has nothing else: nothing has ever taught it that an image and the same image with noise should have the
# same codings. Its error is nearly half as large again as the denoising one's, and about twice the 0.0090
# which such a network has on clean images (notebook 02, after twice as many epochs).
#
# ## What to try next
#
# - More noise, `level=0.6`. What do the denoised images have in common where hardly anything can be seen?
# - An overcomplete one, with more codings than there are pixels: `coding_size=1000, hidden=(1000,)`.
#   Without noise it could copy; with it, does the error fall?
# - Iterate in the plane: `denoiser.predict` of its own output, ten times. Where do the points end? The
#   density that they climb is the *blurred* one.
# - With few labels, `PretrainedClassifier` of a denoising autoencoder: see the notebook on what codings are
#   good for.
# - A denoising autoencoder as a detector of outliers, in place of the ordinary one: `score_samples`, which
#   the same notebook explains.
#
# <details><summary>What came out</summary>
#
# - Run with 10,000 images and 4 epochs. They are soft and alike: one sees what kind of thing it is, and
#   little of what this one has of its own. The mean squared distance of the denoised images from the mean of
#   their class is 0.034, where that of the images themselves is 0.053, and 0.037 with a level of 0.3. Where
#   little can be seen the mean of all that may have been is near to the mean of the kind.
# - Run with 2,500 images, 3 epochs and normal noise of 0.3, on 2,000 validation images with such noise: the
#   error falls from 0.0244 with 30 codings to 0.0198 with 1,000. The ordinary autoencoder copies better with
#   them, 0.0160 in place of 0.0221 on clean images, and denoises no better, 0.0252 in place of 0.0248. So it
#   is the noise that makes a wide network useful. (The wide denoiser does worse on clean images, 0.0224, than
#   on noisy ones: it has never seen clean ones.)
# - On a ring of radius 0.956, inside the circle of radius 1. The density of the circle blurred by the noise
#   is greatest at 0.951, by its formula: the network is nearly right. After one step the radii are 0.953 on
#   average with a deviation of 0.029, after two 0.955 with 0.007. There the slope across the ring is 0. Along
#   it there should be none, but the network has a trace of one: after twenty steps the points have begun to
#   gather, with a gap of 23 degrees between two of them. Each step takes the same noise to be there again;
#   diffusion models take it to be less each time.
# - With 100 labels it is right about 72.9 % of the test images, with 500 about 80.2 %, with 1,000 about
#   82.7 %; the same network from first weights about 70.2, 78.2 and 80.7 % (`benchmarks/few_labels.py`, means
#   of five seeds; it was not run again here).
# - It is no better: over the ten classes the mean area under the ROC curve (1 is perfect, 0.5 a guess) is
#   0.910 with 8 codings and 0.907 with 30, the ordinary one's 0.914 with both
#   (`benchmarks/outlier_images.py`, three seeds; it was not run again here). What both go by is how far an
#   image is from what can be drawn, and with so few codings neither needs noise to be kept from copying.
#
# </details>
#
# ## Sources
#
# - A. Géron, *Hands-On Machine Learning*, 3rd edition (2022), chapter 17, section "Denoising Autoencoders".
# - P. Vincent, H. Larochelle, I. Lajoie, Y. Bengio and P.-A. Manzagol (2010), [Stacked denoising
#   autoencoders](https://jmlr.org/papers/v11/vincent10a.html).
# - P. Vincent (2011), [A connection between score matching and denoising
#   autoencoders](https://doi.org/10.1162/NECO_a_00142).
# - B. Efron (2011), [Tweedie's formula and selection bias](https://doi.org/10.1198/jasa.2011.tm11181).
# - G. Alain and Y. Bengio (2014), [What regularized auto-encoders learn from the data-generating
#   distribution](https://jmlr.org/papers/v15/alain14a.html).
