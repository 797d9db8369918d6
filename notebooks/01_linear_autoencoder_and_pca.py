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
# # A linear autoencoder, and PCA
#
# The simplest autoencoder has no activations at all: one matrix takes an instance to a few numbers, and
# another takes these back to an instance. It is trained like any network, by gradient descent on the
# error that it makes. And what does it find? The very plane that principal component analysis finds with
# linear algebra. (PCA looks for the directions along which data vary most: first that of the greatest
# variance, then that of the greatest at right angles to it, and so on.) This notebook shows why that must
# be so, and what differs nevertheless.
#
# ## The idea
#
# Sixty points in space lie near a plane. To tell someone where a point is takes three numbers; if both of
# you know the plane, two numbers nearly suffice: how far to go along it in two directions. An autoencoder
# with two **codings** is asked for just this. Its **encoder** must choose two numbers a point, and its
# **decoder** must find the point again from these. Nothing else is asked, and no labels are given.
#
# Why is it worth the trouble, if PCA does it faster? Because every autoencoder of this course is this one
# with something added: layers, convolutions, noise, a price on the codings. Here we know what the best
# answer is, to the last digit, so here we can see whether training finds it.
#
# ## Sixty points
#
# Here they are: part of an ellipse, with some noise, turned so that no axis of the space lies in its plane.
# The plane that is drawn is PCA's, and each point is joined to its foot on it.

# %%
import keras
import numpy as np
from course import QUICK, images, show
from keras import layers
from matplotlib.figure import Figure
from scipy.linalg import subspace_angles
from sklearn.decomposition import PCA

from codings import LinearAutoencoder, losses, plots
from codings.training import Phase, Stage, fit, warm_cosine

random = np.random.default_rng(42)
angles = 2 * np.pi * (random.random(60) ** 3 + 0.5)
flat = np.column_stack([np.cos(angles), 0.5 * np.sin(angles), np.zeros(60)])
turn, _ = np.linalg.qr(random.normal(size=(3, 3)))
points = (flat + 0.1 * random.normal(size=(60, 3))) @ turn + [0.2, 0.0, 0.2]

pca = PCA(2).fit(points)
feet = pca.inverse_transform(pca.transform(points))
best = np.mean((points - feet) ** 2)
f"the two components hold {pca.explained_variance_ratio_.sum():.1%} of the variance; PCA's error {best:.6f}"

# %%
corners = np.array([[-1.7, -0.8], [1.1, -0.8], [-1.7, 0.8], [1.1, 0.8]])  # in the plane
sheet = pca.inverse_transform(corners).T.reshape(3, 2, 2)
first, second = pca.components_


def draw_points(axes, title, seen_from):
    axes.plot_surface(*sheet, color="tab:blue", edgecolor="tab:blue", alpha=0.25)
    for point, foot in zip(points, feet, strict=True):
        axes.plot(*zip(point, foot, strict=True), color="0.3", linewidth=1)
    axes.scatter(*points.T, color="tab:red", s=14, depthshade=False)
    axes.set(xlabel="x", ylabel="y", zlabel="z", xticklabels=[], yticklabels=[], zticklabels=[], title=title)
    axes.set_aspect("equal", adjustable="box")
    x, y, z = seen_from / np.linalg.norm(seen_from)
    axes.view_init(elev=np.degrees(np.arcsin(z)), azim=np.degrees(np.arctan2(y, x)))


figure = Figure(figsize=(11, 5.5), layout="constrained")
slanted, along = (figure.add_subplot(1, 2, i, projection="3d", proj_type="ortho") for i in (1, 2))
draw_points(slanted, "sixty points, and the plane", np.cross(first, second) + 0.9 * second)
draw_points(along, "seen along the plane", second)
show(figure)

# %% [markdown]
# Seen along the plane it is a line, and the points lie close to it: what an autoencoder of two numbers loses
# is the length of the short strokes. That is why so little is lost.
#
# ## The mathematics
#
# Let $\mathbf{x} \in \mathbb{R}^n$ be an instance. Take the mean of the data to be $\mathbf{0}$: the
# decoder has a bias that can add any mean back, and the error is least when it does. The encoder is a
# matrix $\mathbf{W}$ of $k$ rows, the decoder a matrix $\mathbf{V}$ of $k$ columns, and $k < n$:
#
# $$\mathbf{c} = \mathbf{W} \mathbf{x}, \qquad \hat{\mathbf{x}} = \mathbf{V} \mathbf{c}, \qquad
# J(\mathbf{W}, \mathbf{V}) = \mathbb{E} \lVert \mathbf{x} - \mathbf{V} \mathbf{W} \mathbf{x} \rVert^2.$$
#
# Keras keeps instances as rows, so its kernels are $\mathbf{W}^\top$ and $\mathbf{V}^\top$. And $J$ adds up
# the $n$ features, where the code below takes their mean: an error that it prints is $J / n$.
#
# **First step: the best encoder for a given decoder.** Whatever the codings are, the reconstruction
# $\mathbf{V} \mathbf{c}$ is a point of the subspace that the columns of $\mathbf{V}$ span. The nearest
# such point is the foot of the perpendicular, where $\mathbf{x} - \mathbf{V} \mathbf{c}$ is at right
# angles to all columns, $\mathbf{V}^\top (\mathbf{x} - \mathbf{V} \mathbf{c}) = \mathbf{0}$. If the
# columns are independent, this can be solved:
#
# $$\mathbf{c} = (\mathbf{V}^\top \mathbf{V})^{-1} \mathbf{V}^\top \mathbf{x}, \qquad \text{so} \qquad
# \mathbf{V} \mathbf{W} = \mathbf{V} (\mathbf{V}^\top \mathbf{V})^{-1} \mathbf{V}^\top = \mathbf{P}.$$
#
# $\mathbf{P}$ is the orthogonal projection onto the subspace. Note that the best codings came out linear
# although we did not ask for it: with a linear decoder, a deep encoder would gain nothing.
#
# **Second step: from error to variance.** $\mathbf{P} \mathbf{x}$ and what is missing,
# $\mathbf{x} - \mathbf{P} \mathbf{x}$, are at right angles, and by Pythagoras
#
# $$\mathbb{E} \lVert \mathbf{x} - \mathbf{P} \mathbf{x} \rVert^2
# = \mathbb{E} \lVert \mathbf{x} \rVert^2 - \mathbb{E} \lVert \mathbf{P} \mathbf{x} \rVert^2.$$
#
# The first term is the data's. So to lose least is to keep most variance. Choose an orthonormal basis
# $\mathbf{q}_1, \dots, \mathbf{q}_k$ of the subspace. With the covariance matrix
# $\mathbf{C} = \mathbb{E}\, \mathbf{x} \mathbf{x}^\top$, what is kept is
#
# $$\mathbb{E} \lVert \mathbf{P} \mathbf{x} \rVert^2
# = \sum_{j=1}^{k} \mathbb{E} (\mathbf{q}_j^\top \mathbf{x})^2
# = \sum_{j=1}^{k} \mathbf{q}_j^\top \mathbf{C} \mathbf{q}_j.$$
#
# **Third step: the best subspace.** $\mathbf{C}$ is symmetric, so there are $n$ directions $\mathbf{u}_i$,
# of length 1 and at right angles to each other, which $\mathbf{C}$ only stretches:
# $\mathbf{C} \mathbf{u}_i = \lambda_i \mathbf{u}_i$. These eigenvectors are the principal components, the
# eigenvalues $\lambda_1 \ge \lambda_2 \ge \dots \ge \lambda_n$ the variances along them. Written with
# $\mathbf{C} = \sum_i \lambda_i \mathbf{u}_i \mathbf{u}_i^\top$, the variance kept is
#
# $$\sum_{i=1}^{n} \lambda_i a_i \qquad \text{with} \qquad
# a_i = \sum_{j=1}^{k} (\mathbf{q}_j^\top \mathbf{u}_i)^2 = \lVert \mathbf{P} \mathbf{u}_i \rVert^2.$$
#
# Each $a_i$ says how much of the $i$-th component lies in the subspace: between 0 and 1, because a
# projection makes nothing longer. Together they are $k$, because each $\mathbf{q}_j$ has length 1. So we
# have $k$ portions to hand out, at most one to each $\lambda_i$, and we want the greatest sum: the first
# $k$ get one each, the others nothing. If $\lambda_k > \lambda_{k+1}$, the subspace must contain
# $\mathbf{u}_1, \dots, \mathbf{u}_k$, and it has no room for more; if the two are equal, other subspaces
# are as good. What is lost is
#
# $$J_{\min} = \sum_{i=k+1}^{n} \lambda_i.$$
#
# **Why gradient descent gets there.** $J$ is not a bowl; it is of fourth degree in the weights. But suppose
# that $k$ eigenvectors span a subspace, $\mathbf{u}_j$ one of them and $\mathbf{u}_i$ not, with $\lambda_i >
# \lambda_j$. Turn the one towards the other by an angle $\alpha$, and $\lambda_j \cos^2 \alpha + \lambda_i
# \sin^2 \alpha$ is kept. The gain is $(\lambda_i - \lambda_j) \sin^2 \alpha$: nothing at first order, but
# more than nothing for any small turn. So the gradient is zero at such a point, and yet it is not a minimum
# but a *saddle*. Training on all points at once that starts exactly on one stays there (try zeros, below,
# which keep nothing at all); a random start practically never does. All places where the gradient is zero are
# of this kind, with $k$ eigenvectors or fewer, or the right answer, so there is no local minimum to be caught
# in. That is what Baldi and Hornik (1989) proved; we do not.
#
# **What is not determined.** For any invertible matrix $\mathbf{A}$, the pair $\mathbf{A} \mathbf{W}$ and
# $\mathbf{V} \mathbf{A}^{-1}$ reconstructs exactly the same. It is the *subspace* that agrees with PCA's.
# The axes within it do not: they need be neither ordered, nor at right angles, nor of length 1.

# %% [markdown]
# ## By hand
#
# For the sixty points $n = 3$ and $k = 2$, so PCA's error, `best`, is $\lambda_3 / 3$.
#
# Two layers without activations. An orthogonal matrix is a good place to start from: the first projection
# is onto some plane, and the training only has to turn it. One initialiser for both layers makes the
# decoder the encoder's transpose at first; from then on each goes its own way.
#
# Gradient descent works best on values of about 1, so one number is subtracted from all coordinates, and all
# are divided by *one* other. A division by each feature's own deviation would change the directions of
# greatest variance, and with them the answer.
#
# `fit` is the training loop: batches of 32, shuffled. A `Phase` says whose weights change, with which
# optimizer, and what loss they minimise; a `Stage` is one or more phases, and a number of epochs. A loss is
# given a batch, one tensor for each array of the data (here one alone), and `training`: False where it is
# only measured. Adam is gradient descent that sets the step of each weight by itself; `warm_cosine` is its
# learning rate, which rises and then falls. The next notebook says why.

# %%
scaled = ((points - points.mean()) / points.std()).astype("float32")
keras.utils.set_random_seed(0)
projection = keras.initializers.Orthogonal()
encoder = keras.Sequential([keras.Input((3,)), layers.Dense(2, kernel_initializer=projection)])
decoder = keras.Sequential([keras.Input((2,)), layers.Dense(3, kernel_initializer=projection)])
autoencoder = keras.Sequential([encoder, decoder])
show(plots.architecture(autoencoder))

# %% [markdown]
# That is the whole network: three numbers, two, and three again. Above each box stands the layer, below how
# many numbers come out of it and, in brackets, how many weights it has. The drawing is made from the Keras
# model, as those of all later notebooks are. The narrow place in the middle is the **bottleneck**.


# %%
def loss(batch, training):
    (x,) = batch
    return losses.reconstruction(x, autoencoder(x, training=training))


number = 500
optimizer = keras.optimizers.Adam(warm_cosine(0.15 / 3**0.5, number * 2))  # two batches an epoch
fit([Stage([Phase("reconstruction", autoencoder, optimizer, loss)], number)], (scaled,))
again = autoencoder.predict(scaled, verbose=0) * points.std() + points.mean()
by_hand = np.mean((points - again) ** 2)
f"mean squared error by hand {by_hand:.6f}, of PCA {best:.6f}"

# %% [markdown]
# ## The estimator
#
# `LinearAutoencoder` is these cells in one object. Three ways to one answer:

# %%
model = LinearAutoencoder(2, epochs=number, random_state=0, verbose=False).fit(points)
by_estimator = np.mean((points - model.reconstruct(points)) ** 2)
assert np.isclose(by_hand, by_estimator, rtol=1e-3), "the same optimum, whatever the first weights"
assert np.isclose(by_estimator, best, rtol=1e-3), "and it is PCA's"
f"by hand {by_hand:.6f}, the estimator {by_estimator:.6f}, PCA {best:.6f}"

# %% [markdown]
# Do the planes agree too? The decoder's kernel has a row for each coding: where a step of that coding
# leads. These rows span the plane. The largest of the angles between the two planes:

# %%
kernel = model.decoder_.get_weights()[0]
angle = np.degrees(subspace_angles(kernel.T, pca.components_.T).max())
assert angle < 1
f"{angle:.3f} degrees between the planes"

# %% [markdown]
# But the codings are other numbers than PCA's. Here are both. (A red point that lies far outside the grey
# ones' range is left out; the title says so.)

# %%
components = pca.transform(points) / points.std()
found = model.transform(points)
found = found - found.mean(axis=0)


def in_the_plane(components, found, title):
    figure = plots.plane(components, found, titles=("PCA's codings", title))
    figure.axes[0].set(xlabel="first coding", ylabel="second coding")
    return show(figure)


in_the_plane(components, found, "autoencoder's codings")

# %% [markdown]
# The red arc is the grey one, turned and drawn out of shape. That is the matrix $\mathbf{A}$. If the
# derivation is right, one linear map must take the red points exactly onto the grey ones. Least squares
# finds it. It goes the way back, and codings are rows: `matrix` is $\mathbf{A}^{-1}$, transposed.

# %%
matrix, *_ = np.linalg.lstsq(found, components, rcond=None)
assert np.allclose(found @ matrix, components, atol=0.01)
in_the_plane(components, found @ matrix, "autoencoder's codings, mapped")

# %% [markdown]
# Each red point lies on its grey one, so that no grey is left to be seen.
#
# ## Images
#
# The same with more dimensions: an image is a point in a space of as many dimensions as it has pixels. Thirty
# codings lay a flat piece of thirty dimensions through that space. The images are Fashion MNIST, clothes of
# 28 by 28 pixels; where that is not at hand, the small digits of scikit-learn, of which ten codings are
# enough. Here and in what follows, sentences that begin with "On Fashion MNIST" are about the former.
# (`score` is minus the mean squared error, so that more is better, as scikit-learn has it.)

# %%
train, valid = images()
large = len(train.X) > 10_000
size, number = (30, 10) if large else (10, 100)
table, table_valid = (data.X.reshape(len(data.X), -1) for data in (train, valid))
pca = PCA(size).fit(table)
best, best_valid = (np.mean((x - pca.inverse_transform(pca.transform(x))) ** 2) for x in (table, table_valid))

model = LinearAutoencoder(size, epochs=number, random_state=0, verbose=False)
model.fit(train.X)
error, error_valid = -model.score(train.X), -model.score(valid.X)
assert best * (1 - 1e-5) < error < best * (1.05 if QUICK else 1.002), "not below PCA, and hardly above"
f"{train.name}: PCA {best:.5f}, autoencoder {error:.5f}; validation {best_valid:.5f}, {error_valid:.5f}"

# %%
show(plots.reconstructions(valid.X[:10], model.reconstruct(valid.X[:10])))

# %% [markdown]
# Above are images that were held out, below what the autoencoder makes of them: blurred, with ghosts of
# other images. A flat piece of space can only add and subtract the same few pictures. By the figures PCA's
# error and the autoencoder's are the same to the last digit that is printed, for images that neither has
# seen, too. Which pictures are added? PCA's first ten are in the first row below, ten rows of the decoder's
# kernel in the second. Medium grey stands for weights of about 0.

# %%
kernel = model.decoder_.get_weights()[0]


def as_images(rows):
    return (rows / np.abs(rows).max(axis=1, keepdims=True) / 2 + 0.5).reshape(-1, *train.X.shape[1:])


show(plots.grid(np.concatenate([as_images(pca.components_[:10]), as_images(kernel[:10])])))

# %% [markdown]
# PCA's pictures are in order, those along which images vary most come first: broad shapes, and then finer
# ones. The autoencoder's are in no order, each a mixture of all components. Nothing in the error asks for
# more. To put its axes in order afterwards, do PCA of what it reconstructs, which varies in just as many
# directions only. The cosines of the angles between each of the first ten components and its counterpart:

# %%
ordered = PCA(size).fit(model.transform(train.X) @ kernel)
cosines = np.abs(np.sum(ordered.components_ * pca.components_, axis=1))
assert (cosines[:3] > 0.95).all()
", ".join(f"{cosine:.4f}" for cosine in cosines[:10])

# %%
between = np.degrees(subspace_angles(kernel.T.astype("float64"), pca.components_.T.astype("float64")))
last, beyond = PCA(size + 1).fit(table).explained_variance_[-2:]
f"largest angle {between.max():.1f} degrees; variance of the last component {last:.3f}, the next {beyond:.3f}"

# %% [markdown]
# The largest angle between the two subspaces is not quite nothing. To turn the last component by an angle
# $\alpha$ towards the first of those left out costs $(\lambda_k - \lambda_{k+1}) \sin^2 \alpha$, and
# where the two variances printed above are close, that is next to nothing: the error barely asks for the
# difference, and training is slow to make it.
#
# So a linear autoencoder is a roundabout way to PCA. The next notebook bends the plane.
#
# ## What to try next
#
# - `make_pipeline(StandardScaler(), LinearAutoencoder(2))` on the points: with which PCA does it agree now?
# - Give the hand-made encoder two more layers without activations. Does the error fall? Then give them
#   `"elu"`, but leave the decoder as it is. The first step of the derivation tells what to expect.
# - Start from $\mathbf{W} = \mathbf{V} = \mathbf{0}$ (`kernel_initializer="zeros"`). What is the gradient
#   there, and where does the training end?
# - Tie the two matrices, $\mathbf{V} = \mathbf{W}^\top$: what is left of the freedom of $\mathbf{A}$? See
#   the notebook on tied weights.
#
# <details><summary>What came out</summary>
#
# - With that of the standardised points: the planes differ by 0.01 degrees, and by 5.5 from that of the raw
#   ones. Scaled back, each feature by its own deviation, its plane is 0.6 degrees from PCA's: near, although
#   the three deviations are not alike (0.63, 0.53 and 0.32), since the points lie nearly in one plane, which
#   any scaling must find; but another plane.
# - Two layers of 16 without activations end at 0.002674, as before, and with `"elu"` at 0.002680: no
#   better. By the first step the best codings for a linear decoder are linear, and a bent encoder can only
#   try to be straight.
# - Each kernel's gradient has the other kernel as a factor, so both are 0, and so is every step: the
#   kernels end where they began. Only the decoder's bias learns, and goes to the mean: the error, 0.2599,
#   is the variance.
# - Only turns and mirrors are left of it: see the notebook on tied weights, where the rows come out
#   orthonormal.
#
# </details>
#
# ## Sources
#
# - A. Géron, *Hands-On Machine Learning*, 3rd edition (2022), chapter 17, section "Performing PCA with an
#   Undercomplete Linear Autoencoder".
# - P. Baldi and K. Hornik (1989), [Neural networks and principal component analysis: learning from examples
#   without local minima](https://doi.org/10.1016/0893-6080(89)90014-2).
# - H. Bourlard and Y. Kamp (1988), [Auto-association by multilayer perceptrons and singular value
#   decomposition](https://doi.org/10.1007/BF00332918).
