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
# # Sparse autoencoders
#
# A narrow coding layer is one way to forbid copying, noise is another. Here is a third: many codings, 300
# where 30 would do, but each of them costs something to use. The network then keeps most of them silent
# for most images, and the few that speak have to mean something.
#
# ## The idea
#
# Suppose that you may use only a handful of words a month, out of a large vocabulary. You will not spend
# them on "thing" and "nice"; you will choose the few that fit. A **sparse** code does this. Each image is
# described by a few units out of many, other images by other units, and a unit that is rarely used can
# afford to stand for something in particular: a heel, a collar, a pair of straps.
#
# What goes wrong without a price? With 300 codings there is room to spare, and nobody says how to use it.
# Some units are on for nearly every image and tell little; some are never on and tell nothing; and what
# one of them says can only be understood together with all the others.
#
# ## The mathematics: two prices
#
# The codings are sigmoid units, $a_j \in [0, 1]$. The simplest price is their sum, the **l1** penalty:
# for each image,
#
# $$J = \text{reconstruction loss} + \lambda \sum_j a_j.$$
#
# In $a$, every activation is pulled down with the same force, however small it is already. In $z$, before
# the sigmoid, the force is $\lambda a (1 - a)$, which fades as the unit falls silent: so codings come near
# 0, never to it. A unit stays active only where it lowers the reconstruction error by more than it costs.
# But l1 has no idea how active a unit *should* be. It pulls at useful ones as at idle ones.
#
# The other price sets a **target** $t$: the *mean* of each unit should be, say, 0.1. That can mean fully on
# for a tenth of the images, or a little on for all; the penalty cannot tell these apart. Measure each
# unit's mean activation over a batch of $m$ images,
#
# $$\bar{a}_j = \frac{1}{m} \sum_{i=1}^{m} a_j^{(i)},$$
#
# and ask how far it is from $t$. Take the unit for one that is on with probability $\bar{a}$, and off
# otherwise: a coin. It should be the coin of probability $t$. The Kullback-Leibler divergence of the two is
# the mean, over tosses of the coin it should be, of the log of how much more likely the toss is with that
# coin than with the other:
#
# $$D(t \,\Vert\, \bar{a})
# = t \log \frac{t}{\bar{a}} + (1 - t) \log \frac{1 - t}{1 - \bar{a}}.$$
#
# It is 0 if $\bar{a} = t$, and grows from there on both sides. The penalty is the sum over all units, times
# a weight. (Keras divides by the size of the batch: the book's weight of 0.005 counts as 0.005/32 here.
# That is the third edition's; the second has 0.05, and for l1 0.001, where the third has 0.0001.)
#
# ## The mathematics: why the divergence, and not the square?
#
# Differentiate. Only the denominators depend on $\bar{a}$:
#
# $$\frac{\partial D}{\partial \bar{a}} = -\frac{t}{\bar{a}} + \frac{1 - t}{1 - \bar{a}}
# = \frac{-t\,(1 - \bar{a}) + (1 - t)\,\bar{a}}{\bar{a}\,(1 - \bar{a})}
# = \frac{\bar{a} - t}{\bar{a}\,(1 - \bar{a})}.$$
#
# The square has $\partial (\bar{a} - t)^2 / \partial \bar{a} = 2 (\bar{a} - t)$. The two differ by the
# factor $1 / (2 \bar{a} (1 - \bar{a}))$, which is never below 2. At the target $t = 0.1$ it is 5.6; and
# near 0 or 1, where a unit is never or always active, it grows without bound.
#
# That is just what a sigmoid needs. The weights do not act on $a$ but on $z$, with $a = \sigma(z)$ and
# $da/dz = a (1 - a)$. A unit that has fallen asleep has $a \approx 0$, hence $da/dz \approx 0$: whatever
# pulls at $a$ is hardly felt in $z$. Shift $z$ by the same amount for all images, as a change of the unit's
# bias does, and multiply the two, for a unit whose activations are all about $\bar{a}$:
#
# $$\frac{\partial D}{\partial z}
# \approx \frac{\bar{a} - t}{\bar{a}\,(1 - \bar{a})} \cdot \bar{a}\,(1 - \bar{a}) = \bar{a} - t, \qquad
# \frac{\partial (\bar{a} - t)^2}{\partial z} \approx 2 (\bar{a} - t) \cdot \bar{a}\,(1 - \bar{a}).$$
#
# The divergence cancels the sigmoid's slope, and wakes a sleeping unit with the force $t$. The square
# lets it sleep. (Logistic regression has its log loss for the same reason.)
#
# Near the target, finally, both are parabolas: $D \approx (\bar{a} - t)^2 / (2 t (1 - t))$.

# %%
import keras
import numpy as np
from course import SEED, curves, epochs, images, show
from keras import layers

from codings import SparseAutoencoder, losses, plots
from codings.layers import KLDivergenceRegularizer
from codings.training import Phase, Stage, fit, warm_cosine

target, mean = 0.1, np.linspace(0.005, 0.99, 500)
divergence = target * np.log(target / mean) + (1 - target) * np.log((1 - target) / (1 - mean))
curves(
    {
        "divergence": (mean, divergence),
        "square": (mean, (mean - target) ** 2),
        "absolute difference": (mean, np.abs(mean - target)),
    },
    "mean activation of a unit",
    "penalty",
)

# %% [markdown]
# Three prices of a unit's mean activation, all of them 0 at the target (the absolute difference is there for
# comparison). Near the target the divergence is flat, as the square is: it has no quarrel with units that are
# about right. Towards 1 it leaves both others behind, and towards 0 it turns up steeply. But what the weights
# feel is the slope by $z$, before the sigmoid:

# %%
slope = mean * (1 - mean)
curves(
    {
        "divergence": (mean, mean - target),
        "square": (mean, 2 * (mean - target) * slope),
        "l1": (mean, slope),
    },
    "mean activation of a unit",
    "slope by z",
)

# %% [markdown]
# The divergence's slope is a straight line: the farther from the target, the stronger. The square's is
# almost 0 below the target, and goes back to 0, as l1's does, for units that are always active, just
# those that are most wrong. And l1 pulls down everywhere, below the target too.
#
# The derivative was found by hand; the regulariser of the package can be asked whether it is right.

# %%
penalty = KLDivergenceRegularizer(weight=1.0, target=target)
a, step = np.array([0.02, 0.2, 0.5]), 1e-3
numeric = [float(penalty(np.array([[x + step]])) - penalty(np.array([[x - step]]))) / (2 * step) for x in a]
by_formula = (a - target) / (a * (1 - a))
assert np.allclose(numeric, by_formula, atol=0.02)
f"slopes by differences {np.round(numeric, 2)}, by the formula {np.round(by_formula, 2)}"

# %% [markdown]
# ## By hand
#
# A stacked autoencoder with a sigmoid on the coding layer, and the penalty as that layer's
# `activity_regularizer`. Keras adds what a regulariser returns to the model's `losses`, divided by the
# number of images in the batch; the loss of the phase must add these up.
#
# As units are seldom active, their gradients are seldom large. Adam divides each step by the root of a
# running mean of squared gradients, usually over about 1,000 steps: after a rare large gradient steps would
# stay small for as long. With `beta_2=0.99` it forgets after about 100.
#
# Validation goes by batches of 32 like training: the divergence depends on how many images a mean is of,
# and the penalty is divided by that number. Only losses from batches of one size can be compared.

# %%
train, valid = images()
shape, pixels = train.X.shape[1:], train.X[0].size
keras.utils.set_random_seed(SEED)  # what an estimator draws for random_state=0: the same first weights
hidden, hidden_again = (layers.Dense(100, "elu", kernel_initializer="he_normal") for _ in range(2))
image = layers.Dense(pixels, "sigmoid")
codings = layers.Dense(300, "sigmoid", activity_regularizer=KLDivergenceRegularizer(5e-3, target))
autoencoder = keras.Sequential(
    [keras.Input(shape), layers.Flatten(), hidden, codings, hidden_again, image, layers.Reshape(shape)]
)


def loss(batch, training):
    (x,) = batch
    error = losses.reconstruction(x, autoencoder(x, training=training))
    return error + sum(autoencoder.losses)


number = epochs(5)
schedule = warm_cosine(0.15 / max(pixels, 300) ** 0.5, number * -(-len(train.X) // 32))
phase = Phase("sparse", autoencoder, keras.optimizers.Adam(schedule, beta_2=0.99), loss)
history = fit([Stage([phase], number)], (train.X,), validation=(valid.X,), validation_batch=32, seed=SEED)
by_hand = history["val_loss"][-1]
f"error and penalty, of the validation images: {by_hand:.4f}"

# %%
show(plots.architecture(autoencoder))

# %% [markdown]
# Here the middle is the tallest of the inner boxes: 784 pixels, 100 numbers, 300 codings, 100 and 784 again.
# What is narrow is not the layer but how much of it may be active.

# %% [markdown]
# ## The estimator
#
# `SparseAutoencoder` has both prices. A third one, of weight 0, shows what happens without any. Printed as
# "active" is the share of all codings above 0.1.

# %%
options = {"epochs": number, "random_state": 0, "verbose": False}
models = {
    "kl": SparseAutoencoder(penalty="kl", target=target, **options),
    "l1": SparseAutoencoder(penalty="l1", **options),
    "none": SparseAutoencoder(penalty="l1", weight=0.0, **options),
}
for model in models.values():
    model.fit(train.X, validation=valid.X)
by_estimator = models["kl"].history_["val_loss"][-1]
assert np.isclose(by_hand, by_estimator, rtol=0.02), "the same network, from the same first weights"
for name, model in models.items():
    total, found = model.history_["val_loss"][-1], model.sparsity(valid.X)
    print(
        f"{name:>4}: loss {total:.4f}, error alone {-model.score(valid.X):.4f}, "
        f"mean activation {found.mean_activation:.3f}, active {found.active:.0%}"
    )
f"by hand {by_hand:.4f}, the estimator {by_estimator:.4f}"

# %% [markdown]
# On Fashion MNIST the divergence brings the mean activation near its target, and costs next to nothing:
# the error alone is what it is without a price. The l1 penalty, with the book's weight, goes much
# further, to a mean of 0.02, and there the error pays for it. But the comparison is not a fair one. With
# the book's weights, 0.0001 for l1 and 0.005/32 for the divergence, l1 is the dearer price: it adds 0.0007
# to the loss, the divergence 0.0002. So part of the difference is the weight, not the kind of price.
#
# ## Activations
#
# Without a price:

# %%
show(plots.sparsity(models["none"].transform(valid.X)))

# %% [markdown]
# Left, all activations, most of them near 0, with a long tail up to 1; right, the means of the units, most of
# them below 0.45, a few up to 0.9. Now with l1:

# %%
show(plots.sparsity(models["l1"].transform(valid.X)))

# %% [markdown]
# Left, next to all activations are near 0; right, half of the units have a mean of 0, and the others lie
# below 0.12. And with the divergence:

# %%
show(plots.sparsity(models["kl"].transform(valid.X), target=target))

# %% [markdown]
# Left, activations from 0 to about 0.7, most of them below 0.2; right, the means of all units in a narrow
# heap about the target of 0.1. Look at the right-hand pictures first, of Fashion MNIST. Without a price the
# units' means lie anywhere between 0 and 0.45, and a few beyond. With l1 half of the units are next to 0, for
# all images: they have been given up, and the others share the work. With the divergence no unit is given up,
# and all means lie about the target, most of them a little above: there the pull of the error and the pull of
# the penalty are equal.
#
# Now the left. With l1 nearly all activations are close to 0. The divergence speaks of *means* only: a unit
# that always says 0.1 pays no more than one that says 1 for every tenth image. So there are more small and
# middling activations, and few large ones: some 1 % are above 0.5, where without a price it was some 10 %.
# (With l1, whose mean is much lower here, there are fewer still. At equal means, in the third exercise below,
# l1 has the more large ones: there an image is told by fewer units.) How many units l1 gives up depends on
# its weight.
#
# ## What the units stand for
#
# Take five units of the network with the divergence, those that differ most from image to image, and show the
# images on which each is most active, a row for each.

# %%
active = models["kl"].transform(valid.X)
units = np.argsort(-active.std(axis=0))[:5]
most = np.argsort(-active[:, units], axis=0)[:10].T
show(plots.grid(valid.X[most.ravel()], columns=10))

# %% [markdown]
# On Fashion MNIST these five all answer to shoes and bags: the first to sandals, the second to low shoes, the
# third to what fills the right side down to the corner, boots and bags alike, the last two to sneakers and
# boots. A unit does not stand for a class, whose name it was never told, but for a form that helps to draw.
#
# ## What to try next
#
# - `target=0.02`, and 0.5. What happens to the error, and what to the histograms?
# - More `weight`, ten times as much: the means come nearer to the target. What does the error pay for that?
# - An l1 weight that gives a mean of 0.1, too: how do error, lost units and histograms compare now?
# - Is a batch of 32 images enough to measure a mean? Try `batch_size=256`, with eight times the weight,
#   because Keras divides by the batch's size.
# - Square the difference instead: write a `keras.regularizers.Regularizer` of a few lines, put it into the
#   network above, and count the units whose mean stays below 0.01.
# - Logistic regression on the codings, sparse and not: which are easier to classify?
#
# <details><summary>What came out</summary>
#
# - Run with 5,000 images and 5 epochs. With 0.02 the error is 0.0188, with 0.1 0.0170, with 0.5 0.0168.
#   Units end at means of 0.044, 0.110 and 0.496: the lower the target, the farther from it, since the error
#   pulls up. The histogram of activations goes from a heap at 0 (2 % are above 0.5) to one around the middle
#   (half of them are): at 0.5 nothing is sparse any more, and nothing is gained either.
# - With 5,000 images and 5 epochs again, the units' means lie at 0.101 with a deviation of 0.003, where they
#   had 0.110 and 0.010; the error is 0.0201 in place of 0.0170, and of the large activations, above 0.5, 1 %
#   are left of 5 %. The means say what was asked for, and the images are told by small differences around
#   them.
# - That weight lies between 0.00003, which gives a mean of 0.080, and 0.00001, which gives 0.148. The
#   errors are 0.0179 and 0.0169, the divergence's 0.0170. Of 300 units 70 and 9 have means below 0.01, with
#   the divergence none; 6 and 12 % of the activations are above 0.5, with the divergence 5 %. So the errors
#   are alike once the means are; what differs is who does the work: with l1 a few units much, with the
#   divergence all the same.
# - It is enough. A unit's mean over 32 images varies by 0.033 from batch to batch, over 256 by 0.010. But
#   chance evens out over the steps: with 256, eight times the weight and 20 epochs, half as many steps, the
#   means lie at 0.113 with a deviation of 0.013, no nearer than with 32. Of the activations 7 % are above
#   0.5, where it was 5 %: the divergence of a mean of few images also charges for its chance, and so asks
#   each image for the same.
# - With a weight of $0.005 / (2 t (1 - t))$, which has the same curve near the target, no unit is lost from
#   the usual first weights, and the error is 0.0178, the divergence's 0.0170. Let all units sleep at first,
#   by a bias of -8 before the sigmoid: then the divergence wakes them all, and the square leaves 9 of 300
#   with means below 0.01. So the theory is right, and the usual first weights do not ask for it.
# - With 300 labels logistic regression is right about 77.8 % of the images by the codings without a price,
#   77.1 % by those of the divergence and 75.0 % by those of l1; with 5,000 about 83.4, 83.5 and 80.5 %. (By
#   the pixels, with 300: 77.9 %.) So the divergence costs nothing here and gains nothing; l1 with the book's
#   weight loses what its lost units would have told.
#
# </details>
#
# ## Sources
#
# - A. Géron, *Hands-On Machine Learning*, 3rd edition (2022), chapter 17, section "Sparse Autoencoders".
# - A. Ng (2011), [Sparse autoencoder](https://web.stanford.edu/class/cs294a/sparseAutoencoder.pdf), lecture
#   notes.
# - B. A. Olshausen and D. J. Field (1996), [Emergence of simple-cell receptive field properties by learning
#   a sparse code for natural images](https://doi.org/10.1038/381607a0).
