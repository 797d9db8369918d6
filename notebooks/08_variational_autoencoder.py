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
# # Variational autoencoders
#
# A stacked autoencoder has a decoder that turns 10 numbers into an image. So why not invent 10 numbers, and
# have a new image? Because we do not know which numbers. The encoder puts the codings of the training
# images wherever it likes: some at 3, some at 300, with wide gaps between them. The decoder has only ever
# seen those places. Draw a coding at random, and it will most likely fall into a gap, where the decoder's
# answer is rubbish.
#
# ## The idea
#
# A **variational autoencoder** closes the gaps by two measures.
#
# - The encoder does not give a coding, but a small cloud of them: a mean $\boldsymbol{\mu}$ and a standard
#   deviation $\boldsymbol{\sigma}$ for each. The coding that is decoded is drawn from that cloud, another
#   one each time. So the decoder has to do well in a whole neighbourhood of each coding, and neighbouring
#   codings must mean similar images.
# - Alone, this would change little: the encoder would make the clouds tiny, or move them very far apart. So
#   each cloud has a price, the **latent loss**: the more it differs from the standard normal distribution,
#   the more it costs.
#
# The two losses pull in opposite directions. Reconstruction wants small clouds, far apart. The latent loss
# wants them all to be the same cloud, around 0. In the balance, the clouds are packed side by side and
# fill, all together, about the region where a standard normal distribution lives. To draw a new image, we
# then draw a coding from that distribution, and decode it.
#
# ## See it first
#
# With two codings an image, the space of codings, the **latent space**, is a plane, and one can look at it.
# Two networks are alike but for one thing: $\beta$, the weight of the latent loss. With $\beta = 0$ it costs
# nothing where the clouds lie, and how small they are: that is an ordinary autoencoder, of two codings. With
# $\beta = 1$ it is a variational one. Below, each ellipse is the cloud of one image, drawn to two standard
# deviations, in the colour of its class. The dashed circle holds 95 % of the standard normal distribution,
# from which new codings are drawn.

# %%
from itertools import pairwise

import keras
import numpy as np
from course import SEED, diagram, epochs, images, show
from keras import layers, ops
from matplotlib.collections import EllipseCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from scipy.stats import norm
from sklearn.neighbors import NearestNeighbors

from codings import VariationalAutoencoder, losses, metrics, plots
from codings.layers import LatentLoss, Sampling
from codings.training import Phase, Stage, fit, warm_cosine
from codings.training.seeding import seeded

train, valid = images()
shape, pixels = train.X.shape[1:], train.X[0].size
BORDER = 2.448  # the radius that holds 95 % of a standard normal distribution in the plane


def in_the_plane(beta):
    model = VariationalAutoencoder(2, beta=beta, epochs=epochs(5), random_state=0, verbose=False)
    return model.fit(train.X)


def clouds_of(model, X):
    """The means and the standard deviations of the codings of images, each (n, coding_size)."""
    network = model.autoencoder_
    heads = [network.get_layer(name).output for name in ("codings", "log_variance")]
    mean, log_variance = keras.Model(network.inputs, heads).predict(X, verbose=0)
    return mean, np.exp(log_variance / 2)


def draw_clouds(axes, model, data, count):
    mean, deviation = clouds_of(model, data.X[:count])
    width, height = 4 * deviation.T  # two standard deviations to each side
    ellipses = EllipseCollection(
        width, height, np.zeros(count), units="xy", offsets=mean, offset_transform=axes.transData
    )
    ellipses.set(facecolor=[f"C{label}" for label in data.y[:count]], alpha=0.4)
    axes.add_collection(ellipses)
    axes.scatter(*mean.T, s=3, c=[f"C{label}" for label in data.y[:count]])
    axes.add_patch(Circle((0, 0), BORDER, fill=False, linestyle="--"))
    axes.set_aspect("equal")
    axes.set(xlabel="first coding", ylabel="second coding")


free, priced = in_the_plane(0), in_the_plane(1)
figure = Figure(figsize=(11, 5.5), layout="constrained")
for axes, model, title in zip(figure.subplots(1, 2), (free, priced), ("β = 0", "β = 1, a VAE"), strict=True):
    draw_clouds(axes, model, valid, min(600, len(valid.X)))
    axes.set_title(title)
show(figure)

# %%
for name, model in {"beta 0": free, "beta 1": priced}.items():
    mean, deviation = clouds_of(model, valid.X)
    inside = np.mean(np.linalg.norm(mean, axis=1) < BORDER)
    print(f"{name}: means vary by {mean.std(0).round(2)}, clouds by {deviation.mean(0).round(3)};", end=" ")
    print(f"{inside:.0%} of the means lie in the circle")

# %% [markdown]
# On the left the clouds have shrunk to points, which lie where the encoder likes: on Fashion MNIST trousers
# (orange), sneakers (grey) and boots (turquoise) are far out, much else is crowded near the middle, and most
# of the means lie outside the circle. Between the arms there is nothing. On the right the clouds have a size,
# lie side by side, and fill most of the circle and reach little beyond: nine tenths of the means are inside.
# What is packed most tightly has the smallest clouds, what stands at the rim the largest.
#
# What lies in a gap? Take codings in the circle, and decode them: those that are near to the coding of some
# training image, and those that are far from all. Then ask of each decoded image how far it is from the
# nearest image of the data.


# %%
def in_the_circle(number, seed=0):
    """Codings as they are drawn for new images, (number, 2)."""
    return np.random.default_rng(seed).standard_normal((number, 2)).astype("float32")


to_images = NearestNeighbors(algorithm="brute").fit(train.X.reshape(len(train.X), -1))


def emptiness(model, drawn):
    """How far codings are from the nearest one of a training image, and what they decode to from the data."""
    decoded = model.inverse_transform(drawn)
    apart, _ = NearestNeighbors().fit(model.transform(train.X)).kneighbors(drawn, 1)
    nearest, rows = to_images.kneighbors(decoded.reshape(len(drawn), -1), 1)
    return apart[:, 0], nearest[:, 0] ** 2 / pixels, decoded, train.X[rows[:, 0]]


for name, model in {"beta 0": free, "beta 1": priced}.items():
    apart, error, decoded, nearest = emptiness(model, in_the_circle(300))
    order = np.argsort(apart)
    usual, gaps = order[:30], order[-30:]
    print(f"{name}: the 30 nearest to a coding are {apart[usual].mean():.3f} away and err by", end=" ")
    print(f"{error[usual].mean():.4f}, the 30 farthest {apart[gaps].mean():.3f} and {error[gaps].mean():.4f}")

# %%
apart, _, decoded, nearest = emptiness(free, in_the_circle(300))
gaps = np.argsort(apart)[-8:]
show(plots.rows({"in gaps, β = 0": decoded[gaps], "the nearest of the data": nearest[gaps]}, 8))

# %% [markdown]
# Far from all codings, what the ordinary autoencoder draws is further from the data by a factor of nearly
# three: blots with the outline of a shirt, for each of which the nearest image of the data is quite another
# thing in its details. The VAE has gaps, too. But they are a quarter as wide, and what lies in them errs
# half as much.
#
# The VAE's map: the same plane, with some of its images laid over their codings. And the same plane
# *decoded*: codings in a grid, at equal shares of the normal distribution, from 3 to 97 hundredths.

# %%
some = slice(2000)
show(plots.codings_map(priced.transform(valid.X[some]), valid.X[some], valid.y[some], valid.classes))

# %% [markdown]
# The map: coloured points, a colour for each class, that fill most of a disc, with few gaps, and some images
# among them. Now the grid.

# %%
SIDE = 15
steps = norm.ppf(np.linspace(0.03, 0.97, SIDE))
across, down = np.meshgrid(steps, steps[::-1])  # the second coding grows upwards, as in the map
plane = np.stack([across.ravel(), down.ravel()], axis=1).astype("float32")
show(plots.grid(priced.inverse_transform(plane), SIDE))

# %% [markdown]
# Fifteen rows of fifteen decoded images, each a little different from its neighbours: map and grid show the
# same country. Boots are in the upper left, sneakers at the top and sandals at its right end, trousers on the
# right, bags in the middle, pullovers and coats below them, and T-shirts at the bottom. Every step in the
# grid changes a little, and hardly anywhere is there a break: a boot becomes a bag, the bag a pullover, the
# pullover narrower until it is a pair of trousers. That is what "no gaps" means. It is also where the odd
# images come from: on the way from one class to another something must be drawn that is neither.
#
# Two codings are for looking. They cannot hold an image: from here on there are ten, and nothing can be seen
# but what is measured.
#
# ## The mathematics
#
# The same two losses can be derived, without any appeal to clouds, from the wish to make the data likely.
#
# **The model.** An image is made in two steps. Codings are drawn, $\mathbf{z} \sim \mathcal{N}(0,
# \mathbf{I})$; then the image is drawn around what the decoder makes of them, $\mathbf{x} \sim
# \mathcal{N}(g(\mathbf{z}), s^2 \mathbf{I})$. How likely is an image? All codings could have led to it:
#
# $$p(\mathbf{x}) = \int p(\mathbf{x} \mid \mathbf{z})\, p(\mathbf{z})\, d\mathbf{z}.$$
#
# There is no formula for this integral, since $g$ is a network. To average over codings drawn at random does
# not help in ten dimensions either: nearly all of them lead to quite another image, and contribute nothing;
# a sample of them would hardly ever meet those that count.
#
# **A guide.** So let the encoder say which codings count for an image: $q(\mathbf{z} \mid \mathbf{x}) =
# \mathcal{N}(\boldsymbol{\mu}, \mathrm{diag}(\boldsymbol{\sigma}^2))$. By Bayes' rule $p(\mathbf{x})\,
# p(\mathbf{z} \mid \mathbf{x}) = p(\mathbf{x}, \mathbf{z})$, whatever $\mathbf{z}$ is. Take logarithms,
# add and subtract $\log q$, and take the mean over $\mathbf{z} \sim q$; the left side does not depend on
# $\mathbf{z}$:
#
# $$\log p(\mathbf{x})
# = \mathbb{E}_q \left[ \log \frac{p(\mathbf{x}, \mathbf{z})}{q(\mathbf{z} \mid \mathbf{x})} \right]
# + \mathbb{E}_q \left[ \log \frac{q(\mathbf{z} \mid \mathbf{x})}{p(\mathbf{z} \mid \mathbf{x})} \right].$$
#
# The second mean is called the Kullback-Leibler divergence of $q$ from $p(\mathbf{z} \mid \mathbf{x})$, in
# general $D_{\mathrm{KL}}(q \,\|\, p) = \mathbb{E}_q [\log q - \log p]$. Since $\log t \le t - 1$, minus
# that, $\mathbb{E}_q [\log (p / q)]$, is at most $\mathbb{E}_q [p / q - 1] = 1 - 1 = 0$. So the divergence
# is never negative, and 0 only where $q = p$: where the encoder is right about the codings. Hence the first
# mean is a lower bound of $\log p(\mathbf{x})$, the **evidence lower bound**, or ELBO. Raising it makes the
# images likelier, or the encoder better, or both.
#
# **Two losses.** Write $p(\mathbf{x}, \mathbf{z}) = p(\mathbf{x} \mid \mathbf{z})\, p(\mathbf{z})$ in the
# bound, and it falls into two parts:
#
# $$\mathrm{ELBO} = \mathbb{E}_q \big[ \log p(\mathbf{x} \mid \mathbf{z}) \big]
# - D_{\mathrm{KL}} \big( q(\mathbf{z} \mid \mathbf{x}) \,\|\, p(\mathbf{z}) \big).$$
#
# The first is the reconstruction. With $n$ pixels and a variance of $s^2 = \frac{1}{2}$, which we choose
# because the squared error then has the factor 1,
#
# $$-\log p(\mathbf{x} \mid \mathbf{z}) = \lVert \mathbf{x} - g(\mathbf{z}) \rVert^2
# + \frac{n}{2} \log \pi.$$
#
# The bound asks for the mean of this over $\mathbf{z} \sim q$. In training we draw one $\mathbf{z}$ for
# each image at each step. On average that gives the right loss and the right slope, and over many steps
# chance evens out.
#
# The second is the latent loss. Both of its distributions have independent components, so it is a sum over
# components. For one of them, with $\gamma = \log \sigma^2$, the log densities are
#
# $$\log q(z) = -\tfrac{1}{2} \Big( \log 2\pi + \gamma + \frac{(z - \mu)^2}{\sigma^2} \Big), \qquad
# \log p(z) = -\tfrac{1}{2} \big( \log 2\pi + z^2 \big).$$
#
# Under $q$, the mean of $(z - \mu)^2$ is $\sigma^2$, and that of $z^2$ is $\mu^2 + \sigma^2$. So
#
# $$\mathbb{E}_q [\log q(z) - \log p(z)]
# = -\tfrac{1}{2} (\gamma + 1) + \tfrac{1}{2} (\mu^2 + \sigma^2)
# = -\tfrac{1}{2} \big( 1 + \gamma - e^{\gamma} - \mu^2 \big),$$
#
# and the sum over all codings is the book's latent loss, $\mathscr{L} = -\frac{1}{2} \sum_j (1 + \gamma_j -
# e^{\gamma_j} - \mu_j^2)$. It is 0 where $\mu = 0$ and $\gamma = 0$, and positive elsewhere.
#
# **The units.** Divide all by the number of pixels, as the mean squared error does, and leave out the
# constant:
#
# $$-\frac{\mathrm{ELBO}}{n} - \frac{1}{2} \log \pi
# = \mathrm{MSE} + \frac{1}{n} \mathscr{L},$$
#
# where MSE is the mean over the draws.
#
# That is why the latent loss is divided by 784 for Fashion MNIST. Forget it, and the latent loss counts 784
# times as much: all images then come out alike.
#
# **Gradients through a draw.** One difficulty is left. The decoder's input is drawn at random, and there is
# no derivative of a draw by the parameters of its distribution. Below, values go along the grey arrows, and
# slopes come back along the red ones; in the first row they end at the draw, and the encoder learns nothing
# from the error. The way out is to draw something else, which has no parameters, and to compute the coding
# from it.

# %%
WAY = ("image", "encoder", "cloud", "draw z", "decoder", "loss")
ASIDE = ("image", "encoder", "cloud", "mean +\nspread x noise", "decoder", "loss")


def chain(names, slopes):
    """Boxes in a row, values from each to the next, and slopes the other way."""
    values = [(a, b, "value") for a, b in pairwise(names)]
    return {name: (x, 0) for x, name in enumerate(names)}, values + slopes


passed = [(b, a, "slope") for a, b in pairwise(ASIDE[1:])]
way, arrows = chain(WAY, [*[(b, a, "slope") for a, b in pairwise(WAY[3:])], ("draw z", "cloud", "stopped")])
aside, more_arrows = chain(ASIDE, [*passed, ("draw noise", "mean +\nspread x noise", "value")])
diagram(
    {
        "The draw stands in the way": (way, arrows),
        "The draw stands aside": (aside | {"draw noise": (3, 1)}, more_arrows),
    }
)

# %% [markdown]
# In the upper row the red arrows end at a cross, between the draw and the cloud; in the lower one they go
# around it, back to the encoder. As a formula,
#
# $$\mathbf{z} = \boldsymbol{\mu} + e^{\boldsymbol{\gamma} / 2} \odot \boldsymbol{\varepsilon}, \qquad
# \boldsymbol{\varepsilon} \sim \mathcal{N}(0, \mathbf{I}).$$
#
# It has the same distribution as before. But for a given $\boldsymbol{\varepsilon}$ it is an ordinary
# function, with $\partial z / \partial \mu = 1$ and $\partial z / \partial \gamma = \frac{1}{2} e^{\gamma /
# 2} \varepsilon$. Backpropagation does the rest. This is the **reparameterisation trick**. That the encoder
# gives $\gamma$ rather than $\sigma$ has another reason: any number will do for a logarithm, so nothing has
# to be kept positive.
#
# Does it give the right slope? Take a loss whose mean is known: of $z^2$ it is $\mu^2 + e^\gamma$, with the
# slopes $2 \mu$ and $e^\gamma$. By the trick they are the means of $2 z \cdot 1$ and of $2 z \cdot \frac12
# e^{\gamma / 2} \varepsilon$.

# %%
mu, gamma = 0.8, -1.0
epsilon = np.random.default_rng(0).standard_normal(200_000)
z = mu + np.exp(gamma / 2) * epsilon
by_trick = np.mean(2 * z), np.mean(2 * z * np.exp(gamma / 2) * epsilon / 2)
assert np.allclose(by_trick, (2 * mu, np.exp(gamma)), rtol=0.02)
f"by the trick {by_trick[0]:.3f} and {by_trick[1]:.3f}; right are {2 * mu:.3f} and {np.exp(gamma):.3f}"

# %% [markdown]
# The latent loss is worth a check, too. Draw codings by the trick, for some $\mu$ and $\gamma$; the mean of
# $\log q - \log p$ over them should be the latent loss.

# %%
mean, log_variance = np.array([[0.8, -1.5, 0.0]]), np.array([[-1.0, 0.3, -4.0]])
z = mean + np.exp(log_variance / 2) * np.random.default_rng(0).standard_normal((100_000, 3))
log_q = metrics.normal_log_density(z, mean, log_variance)
log_p = metrics.normal_log_density(z, 0.0, 0.0)
formula = float(ops.squeeze(losses.latent(mean, log_variance)))
assert np.isclose(np.mean(log_q - log_p), formula, rtol=0.02)
f"the mean of the draws {np.mean(log_q - log_p):.3f}, the formula {formula:.3f}"

# %% [markdown]
# ## By hand
#
# The decoder is like any other. The encoder ends in two layers side by side: the means and the log
# variances. Two of the package's layers do the rest: `LatentLoss` passes both through, and adds their price
# to the losses of the network; `Sampling` draws the codings.

# %%
coding_size = 10
with seeded(SEED):
    hidden = [
        layers.Flatten(),
        *(layers.Dense(n, "silu", kernel_initializer="he_normal") for n in (150, 100)),
    ]
    decoder = keras.Sequential(
        [
            keras.Input((coding_size,)),
            *(layers.Dense(n, "silu", kernel_initializer="he_normal") for n in (100, 150)),
            layers.Dense(pixels, "sigmoid"),
            layers.Reshape(shape),
        ]
    )
    x = inputs = keras.Input(shape)
    for layer in hidden:
        x = layer(x)
    mean, log_variance = layers.Dense(coding_size)(x), layers.Dense(coding_size)(x)
    priced = LatentLoss(weight=1 / pixels)([mean, log_variance])
    autoencoder = keras.Model(inputs, decoder(Sampling()(priced)))
f"{autoencoder.count_params():,} weights"

# %% [markdown]
# The phase is that of any autoencoder, with the latent loss added. `training=True` stands there in any
# case: without it, `Sampling` would give the mean, and the validation loss would not be the bound. The
# learning rate follows the rule of notebook 02: 0.15 over the root of the widest layer's width.


# %%
def loss(batch, training):
    (x,) = batch
    return losses.reconstruction(x, autoencoder(x, training=True)) + sum(autoencoder.losses)


number = epochs(10)
steps = number * -(-len(train.X) // 128)
optimizer = keras.optimizers.Adam(warm_cosine(0.15 / max(pixels, 150) ** 0.5, steps))
stage = Stage([Phase("reconstruction", autoencoder, optimizer, loss)], number)
history = fit([stage], (train.X,), batch_size=128, seed=SEED, validation=(valid.X,))
by_hand = history["val_loss"][-1]
f"loss of the validation images: {by_hand:.4f}"

# %% [markdown]
# ## The estimator
#
# `VariationalAutoencoder` is the same network. Here it starts from the same weights and draws the same
# $\boldsymbol{\varepsilon}$, since both follow from one seed: so the losses agree almost to the last digit.

# %%
model = VariationalAutoencoder(coding_size, epochs=number, random_state=0, verbose=False)
model.fit(train.X, validation=valid.X)
by_estimator = model.history_["val_loss"][-1]
assert np.isclose(by_hand, by_estimator, rtol=0.01), "the same network, the same draws"
f"by hand {by_hand:.4f}, the estimator {by_estimator:.4f}; the book's (3rd edition) 0.0311, on Fashion MNIST"

# %%
show(plots.losses(model.history_))

# %% [markdown]
# Two curves, of the training and of the validation images, the first of which falls steeply and then
# flattens, and the second gently. The first figure of the training is a mean over the epoch in which most was
# learned. From then on both curves fall together. How much of that is which loss? `score` is minus the mean
# squared error, from the means of the clouds, and `latent_loss` is in nats for each image. (A nat is the unit
# of natural logarithms, as a bit is of those to base 2.)

# %%
error, price = -model.score(valid.X), model.latent_loss(valid.X).mean()
f"squared error {error:.4f}; latent loss {price:.1f} nats, over {pixels} pixels {price / pixels:.4f}"

# %% [markdown]
# Both parts count. Together they are less than the validation loss above. The rest is what drawing costs:
# `score` decodes the means, and the loss decodes draws. Even from the means the error is larger than with
# $\beta = 0$ further below, which has as many codings and no latent loss. This decoder was trained to serve
# whole clouds, and so must be smoother; and a coding that is drawn from a cloud can say less than an exact
# one.

# %%
show(plots.reconstructions(valid.X[:10], model.reconstruct(valid.X[:10])))

# %% [markdown]
# Images above, reconstructions below: they are soft. Where the decoder cannot tell which of several images
# was meant, the least squared error is that of their average, and an average is blurred.
#
# ## New images
#
# Now the harvest: codings from a standard normal distribution, decoded.

# %%
show(plots.grid(model.sample(40, random_state=0), columns=10))

# %% [markdown]
# Most of them one could name; they are as soft as the reconstructions, and one in five or so is a blot, or
# something between two classes. Are they copies? Below the first ten of them stands, for each, the training
# image that is nearest.

# %%
drawn = model.sample(500, random_state=0)
nearest, rows = to_images.kneighbors(drawn.reshape(len(drawn), -1), 1)
of_valid, _ = to_images.kneighbors(valid.X[:500].reshape(-1, pixels), 1)
show(plots.rows({"drawn": drawn[:10], "the nearest of the data": train.X[rows[:10, 0]]}))

# %%
print(
    f"mean squared difference from the nearest training image: {np.mean(nearest**2) / pixels:.4f},", end=" "
)
print(
    f"least of 500 {nearest.min() ** 2 / pixels:.4f}; of images held out {np.mean(of_valid**2) / pixels:.4f}"
)

# %% [markdown]
# Drawn images above, and below each the training image that is nearest. They are no copies: each is
# smoother than its nearest image, and has none of its details. But that they are *nearer* to a training
# image than images held out are, 0.012 against 0.019 on Fashion MNIST, is no proof of copying either. A
# blur is near to everything. (Notebook 10 and `codings evaluate` measure memorisation; this is the trap in
# it.)
#
# **Interpolation.** From one image to another there are two ways. One mixes pixels. The other mixes codings,
# and decodes what lies between: on an arc around the origin, so that codings on the way are as far from it as
# those that are drawn.

# %%
a, b = valid.X[valid.y == 9][0], valid.X[valid.y == 0][0]
share = np.linspace(0, 1, 8, dtype=np.float32)[:, None, None]
mixed = (1 - share) * a + share * b
show(plots.rows({"pixels mixed": mixed, "codings mixed": model.interpolate(a, b, steps=8)}))

# %% [markdown]
# Above, one image fades while the other appears: in the middle both are there at once. Below, one shape
# turns into another, and at nearly every step there is a single thing to see.
#
# ## How likely are the images?
#
# `elbo` estimates the bound for each image. Its variance $s^2$ is not the 1/2 of the training, but the one
# that makes the training images likeliest: their mean squared error. Take the bound apart by the formula
# above, and put the error and the latent loss together again as with 1/2: it must be the validation loss. It
# is.

# %%
bound, latent = model.elbo(valid.X, samples=10, random_state=0).mean(), model.latent_loss(valid.X).mean()
variance = model.noise_**2
squared_error = variance * (-2 * (bound + latent) / pixels - np.log(2 * np.pi * variance))
in_units_of_loss = squared_error + latent / pixels
assert np.isclose(in_units_of_loss, by_estimator, rtol=0.02), "the bound is the loss in other units"
f"the bound {bound:.1f} nats, as a loss {in_units_of_loss:.4f}; validation loss {by_estimator:.4f}"

# %% [markdown]
# And $\log p(\mathbf{x})$ itself? The bound is the mean of $\log w$ with $w = p(\mathbf{x}, \mathbf{z}) /
# q(\mathbf{z} \mid \mathbf{x})$. The mean of $w$, not of its logarithm, is $\int q \cdot p / q =
# p(\mathbf{x})$ exactly. So draw $k$ codings for each image and take the logarithm of the mean of their
# $w$: that is `log_likelihood`. It still errs below, since the logarithm of a mean of few is too low on
# average ($\log t \le t - 1$ again, with that mean over $p(\mathbf{x})$ as $t$); and less, the more are
# drawn.

# %%
some = slice(200)
for k in (1, 10, 100):
    likely = model.log_likelihood(valid.X[some], samples=k, random_state=0).mean()
    print(f"{k:3} codings an image: {likely:.2f} nats")

# %% [markdown]
# The first is the bound. What the last has gained is a part of the divergence that we dropped: it says how
# wrong the encoder's clouds are. The figure itself is a density's, of pixels in [0, 1], and so may be
# positive: compare it between models of the same images, and do not read more into it.
#
# ## What the latent loss is worth
#
# Weigh the latent loss by a factor $\beta$. With $\beta = 0$ it is gone, and the clouds may shrink to
# points: an ordinary autoencoder. A large $\beta$ makes all clouds the same. It is the variance $s^2$ in
# another guise: with any other, minus the bound is the squared error over $2 s^2$ plus the latent loss, up
# to a constant. Times $2 s^2$, that is the squared error plus $2 s^2$ latent losses. So $\beta = 2 s^2$,
# and a large one says that images may lie far from what the decoder draws.
#
# Below, a coding counts as *used* if its mean varies from image to image, with a variance above 0.01:
# that is `active_units`. One that says nothing has the mean 0 for all.


# %%
def weighed(beta):
    fresh = VariationalAutoencoder(coding_size, beta=beta, epochs=number, random_state=0, verbose=False)
    return fresh.fit(train.X)


models = {0: weighed(0), 1: model, 10: weighed(10)}
for beta, tried in models.items():
    used = tried.active_units(valid.X)
    print(f"beta {beta:2}: squared error {-tried.score(valid.X):.4f}, {used} of {coding_size} codings used")
    print(f"         latent loss {tried.latent_loss(valid.X).mean():.1f} nats")

# %%
show(plots.rows({f"beta {beta}": tried.sample(8, random_state=1) for beta, tried in models.items()}))

# %% [markdown]
# Three rows of samples: blots without a price, clothes with the usual one, and softer clothes with ten times
# that. With $\beta = 0$ the reconstructions are best, and the samples are worst: nothing has kept the codings
# of images near to what a standard normal distribution draws, and nothing has closed the gaps between them.
# With $\beta = 10$ they are more blurred. When it is samples that you want, try values around 1; for
# reconstructions, smaller ones.
#
# **Posterior collapse** is the name for what a large $\beta$ does. The latent loss is a sum over codings.
# Where a coding says too little to be worth its price, the encoder gives it up: its cloud becomes the
# standard normal one for every image, $q(z_j \mid \mathbf{x}) = p(z_j)$, at no price, and the decoder
# learns to look past it. (The *posterior* is $q$, what is known of the codings after one has seen the
# image; it has collapsed into the *prior*, $p(z)$, what is known before.) It is the failure of VAEs that
# one looks for first. One sees it in the price of each coding:


# %%
def prices(model):
    """The latent loss of each coding, the dearest first, (coding_size,) in nats: the mean over images."""
    mean, deviation = clouds_of(model, valid.X)
    return (deviation**2 + mean**2 - 1 - 2 * np.log(deviation)).mean(0) / 2


for beta, tried in models.items():
    found = prices(tried)
    assert np.isclose(found.sum(), tried.latent_loss(valid.X).mean(), rtol=1e-3), "the sum over codings"
    print(f"beta {beta:2}:", *(f"{price:5.2f}" for price in np.sort(found)[::-1]), "nats")

# %% [markdown]
# And one sees it in what the decoder makes of a coding that is turned from -2 to 2 while all others are 0.

# %%
order = np.argsort(-prices(models[10]))
turned = {"the dearest coding": order[0], "the cheapest coding": order[-1]}
ways = {}
for name, coding in turned.items():
    codings = np.zeros((8, coding_size), "float32")
    codings[:, coding] = np.linspace(-2, 2, 8)
    ways[f"{name}, β = 10"] = models[10].inverse_transform(codings)
    change = np.mean((ways[f"{name}, β = 10"][-1] - ways[f"{name}, β = 10"][0]) ** 2)
    print(f"{name}: from one end to the other the image changes by {change:.5f}, mean squared")
show(plots.rows(ways, 8))

# %% [markdown]
# Above, the image changes from one end to the other as the dearest coding turns; below, as the cheapest
# turns, it stays the same. Without a price each coding says some ten nats, with $\beta = 1$ two at most,
# and on Fashion MNIST four of ten codings say nothing at all; with $\beta = 10$ two are left, and a trace
# of a third. The coding that has collapsed turns, and the image stays. Is that bad? If six codings are
# enough for what is worth its price, four idle ones do no harm, and tell you that `coding_size` could be
# smaller. It is bad where a decoder is so strong that it needs no codings, and *all* collapse: then it
# draws what it likes, and the encoder is useless. Cures are a smaller $\beta$, a $\beta$ that climbs from 0
# (*warm-up*), free nats (a price only above some nats a coding), or a weaker decoder.
#
# ## Conditional
#
# Given labels, encoder and decoder need not spend codings on the class. The decoder is told the label
# beside the codings, as ten more inputs, free of charge. (The encoder is not; it has the image.) What a
# coding says has a price, the latent loss. So it does not pay to say the class again in the codings, and
# they mostly hold the rest. And one can ask for a class.

# %%
conditional = VariationalAutoencoder(
    coding_size, epochs=max(1, 2 * number // 3), random_state=0, verbose=False
)
conditional.fit(train.X, train.y)
labels = np.arange(10)
codings = np.random.default_rng(3).standard_normal((6, coding_size))
sheet = [conditional.inverse_transform(np.tile(coding, (10, 1)), labels) for coding in codings]
print(*valid.classes, sep=", ")
show(plots.grid(np.concatenate(sheet), columns=10))

# %% [markdown]
# Each column is a class, and each row one coding, decoded with every label. On Fashion MNIST a row keeps
# what makes sense for every class: how bright the image is, how wide, how high a heel or a handle. Not
# every wish can be met. The first row asks for something narrow and white. There are such trousers and
# dresses, but no such shoes, and what the decoder draws there is no shoe. The same works with an image
# that you have: encode it, and decode its codings with another label.
#
# ## What to try next
#
# - Draw the clouds in the plane with $\beta = 0.1$ and with $\beta = 10$. When do they begin to fill the
#   circle, and when are they all alike?
# - `convolutional=True`, on a few thousand images: are samples sharper?
# - Let the encoder give $\sigma$ through a softplus instead of $\gamma$, and train it by hand. What do
#   `LatentLoss` and `Sampling` have to be given then?
# - Start with $\beta = 0$ and raise it to 1 over the first epochs. Are more codings used than with 1 at
#   once?
# - Compare samples with those of a GAN, by eye and by `codings.metrics`: which are sharper, which vary
#   more?
#
# <details><summary>What came out</summary>
#
# - Run with 10,000 images and 10 epochs. With 0.1 the means still vary by 1.4 and 1.6, the clouds are 0.05
#   wide, and 63 % of the means lie in the circle; with 1 these are 1.0 and 1.1, 0.12 and 93 %. From there on
#   they fill it. With 10 all lie inside, the means vary by 0.9 and the clouds are 0.46 wide: they overlap,
#   but are not yet alike. With 100 they are (8 epochs): the means vary by 0.007, the clouds are 1.00 wide,
#   the latent loss is 0.000, and the error, 0.088, is that of the mean image.
# - Not after so little. With 2,000 images and 12 epochs neighbouring pixels of samples differ by 0.010,
#   mean squared, where a dense VAE of 3,000 images and as many epochs has 0.013 and images have 0.065; the
#   squared errors are 0.031 and 0.025, so the convolutions are still behind. Nor is there a reason to hope
#   for much: that samples are soft comes of the loss, whose best answer is the mean of all that may have been
#   meant, whatever the layers.
# - `LatentLoss` and `Sampling` take log variances: with $\boldsymbol{\sigma}$ of a softplus give them
#   $2 \log(\boldsymbol{\sigma} + 10^{-6})$, since a softplus may underflow to 0. With 10,000 images, 10
#   codings and 10 epochs it comes to a validation loss of 0.0334, which is what the logarithm gives. It is
#   the same model, and either way will do.
# - Yes, more, and better ones. At that size a $\beta$ that climbs from 0 to 1 over the first five of ten
#   epochs leaves nine codings above 0.3 nats, where 1 at once leaves six and four below 0.1. They say 8.0
#   nats in place of 7.4, and the squared error is 0.0193 in place of 0.0204; the whole loss, 0.0338 and
#   0.0334, is no better. A coding that has once begun to say something is not so easily given up.
#   (`active_units` counts ten in both cases: its threshold is low.)
# - Run with 3,000 images, 12 epochs of a VAE and 6 of a `GAN`; measured in the first 30 principal components
#   of pixels, 2,000 against 2,000. Sharpness, as the mean squared difference of neighbouring pixels: images
#   0.065, the GAN 0.039, much of it grain, the VAE 0.013. Spread: 1, 0.67 and 0.48. The Fréchet distances are
#   5.8 and 6.9 (images: 0.3). By precision the VAE is ahead, 0.87 to 0.55, since a blur lies among images; by
#   recall, 0.07 and 0.06 in that order, both leave out nearly all.
#
# </details>
#
# ## Sources
#
# - A. Géron, *Hands-On Machine Learning*, 3rd edition (2022), chapter 17, section "Variational
#   Autoencoders".
# - D. P. Kingma and M. Welling (2014), [Auto-encoding variational Bayes](https://arxiv.org/abs/1312.6114).
# - D. J. Rezende, S. Mohamed and D. Wierstra (2014), [Stochastic backpropagation and approximate inference
#   in deep generative models](https://arxiv.org/abs/1401.4082).
# - I. Higgins et al. (2017), [beta-VAE](https://openreview.net/forum?id=Sy2fzU9gl).
# - K. Sohn, H. Lee and X. Yan (2015), [Learning structured output representation using deep conditional
#   generative models](https://papers.nips.cc/paper/5775).
# - Y. Burda, R. Grosse and R. Salakhutdinov (2016), [Importance weighted
#   autoencoders](https://arxiv.org/abs/1509.00519).
