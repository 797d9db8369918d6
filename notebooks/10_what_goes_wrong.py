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
# # What goes wrong with GANs, and how to see it
#
# A network that minimises one loss tells you when it fails: the loss does not fall. A GAN does not. Its
# losses measure two opponents against each other, and a pair of losses that looks settled may belong to a
# generator that draws the same image for ever. So GANs are known to be hard to train, and much of the
# difficulty is that one tunes them in the dark.
#
# ## The idea
#
# Most failures are of a few kinds, and each can be *measured* by comparing samples with data:
#
# | difficulty | what one would see | what is measured |
# |---|---|---|
# | mode collapse | all samples alike | regions of the data without samples; the samples' spread |
# | a discriminator that is too strong | noise that never gets better | how well it tells samples from data |
# | divergence | samples that are nothing like the data | where their mean lies; their spread |
# | oscillation | one kind of sample today, another tomorrow | how many change their region in an epoch |
# | memorisation | samples that one has seen before | distances to the training instances |
# | a discriminator that learns nothing | samples get no better | whether its loss stays that of guessing |
# | a chessboard | squares over images (notebook 11) | energy at the periods of the layers' strides |
#
# (A *mode* is a place where data are dense: on the ring a cloud, of digits a kind of digit. It is sought by
# clusters of the data.) In this notebook we cause the first five on purpose, look, measure, and cure. The
# data are eight narrow clouds on a circle, the **ring**, where one can see at a glance what is missing, and
# handwritten digits. Of the ring there are strips: what is drawn after 1, 2, 5, 10 and 20 epochs, since most
# of these troubles are things that happen in time.
#
# ## The mathematics
#
# **Why modes collapse.** Hold the discriminator still, with its score $s(\mathbf{x})$, and ask which
# distribution $q$ fools it best. For any $q$
#
# $$\mathbb{E}_{\mathbf{x} \sim q}\, s(\mathbf{x}) \le \max_{\mathbf{x}} s(\mathbf{x}),$$
#
# and equality needs all of $q$ to lie where $s$ is greatest. The best answer to a discriminator that stands
# still is to draw **one** thing, always (if the maximum is in one place). The same holds for any loss that
# falls with $s$. Variety comes only from the discriminator's moving on: it lowers the score of what is drawn
# too often. When the generator is the faster, it leaps to the next maximum, all of it, and the discriminator
# runs after.
#
# What we want is $\min_G \max_D$: there $G$ moves first and $D$ answers, and a single point would be found
# out. In $\max_D \min_G$ it is $D$ that is fixed first, and $G$'s best answer is the single point. Small
# steps in turn have no first and no second, and may behave like either.
#
# **Why a strong discriminator teaches nothing.** If data and samples do not overlap, there is a score $s$
# that separates them: above some $m > 0$ on all data, below $-m$ on all samples. Then $c \cdot s$ separates
# them too, with a loss below $2 \log(1 + e^{-cm}) \to 0$ as $c$ grows, and nothing stops it from growing.
# What reaches the generator at a sample is, by the chain rule,
#
# $$\left\lVert \nabla_{\mathbf{x}} \log\big(1 - \sigma(c s)\big) \right\rVert
# = \sigma(c s) \, c \, \lVert \nabla s \rVert \le c\, e^{-c m} \lVert \nabla s \rVert \to 0$$
#
# with the minimax loss. With the loss that does not saturate it is $(1 - \sigma(cs))\, c\, \lVert \nabla s
# \rVert \approx c\, \lVert \nabla s \rVert$, which does not vanish but grows without bound. Too little, or
# too much: both come of the missing limit on $c$. The R1 penalty, $\frac{\gamma}{2} c^2\, \mathbb{E} \lVert
# \nabla s \rVert^2$ with the mean over the data, is that limit, as long as $s$ is not flat there.
#
# **Why steps diverge.** Near a minimum of curvature $h$ a step of length $\eta$ takes the distance from
# it to $|1 - \eta h|$ times itself, and so away from it as soon as $\eta > 2 / h$. With two players it is
# worse: the circle of the last notebook, walked by both at once in steps of $\eta$, has the eigenvalues
# $1 \pm i \eta / 2$, of modulus $\sqrt{1 + \eta^2 / 4} > 1$ for *every* $\eta$. Small steps, one network
# after the other, and a penalty keep that in check.
#
# **Four measures.** Let $r$ stand for data and $f$ for samples, with means $\boldsymbol{\mu}$ and
# covariances $\mathbf{C}$.
#
# *Separation* is the probability that a real instance is scored above a drawn one, $P(s_r > s_f) +
# \frac12 P(s_r = s_f)$. It is the area under the ROC curve: that curve has, for each threshold $t$, the
# share of $s_f > t$ to the right and of $s_r > t$ upwards, and summing the height over all $s_f$ counts
# the pairs. ½ is a discriminator that cannot tell, 1 one that never errs. It does not depend on how large
# the scores are; the loss does.
#
# *Spread* and *drift* are two parts of one distance. How far do samples lie from the data's mean?
#
# $$\mathbb{E}_f \lVert \mathbf{x} - \boldsymbol{\mu}_r \rVert^2
# = \mathbb{E}_f \lVert \mathbf{x} - \boldsymbol{\mu}_f \rVert^2
# + \lVert \boldsymbol{\mu}_f - \boldsymbol{\mu}_r \rVert^2
# + 2\, \mathbb{E}_f (\mathbf{x} - \boldsymbol{\mu}_f)^\top (\boldsymbol{\mu}_f - \boldsymbol{\mu}_r),$$
#
# and the last term is 0. Divided by the data's own $\mathrm{tr}\, \mathbf{C}_r$, the first is the spread,
# $\mathrm{tr}\, \mathbf{C}_f / \mathrm{tr}\, \mathbf{C}_r$, which should be 1, and the second the drift,
# which should be 0.
#
# *Shares*: cut the data into clusters by $k$-means, and count in which of them the samples fall: 25
# clusters of the ring, but only 8 of the digits, so that each has 20 held-out instances or more on average.
# A share is given relative to the cluster's due, so that 1 is just right. Below 0.1 the cluster is missing.
#
# To these four comes the *slope*, which needs the networks: how long the gradient of the generator's loss
# with respect to a sample is, on average. It is the length in the formulas above, and all that the generator
# has to learn from.

# %%
from functools import cache
from itertools import pairwise

import keras
import numpy as np
from course import QUICK, curves, show, strips

from codings import GAN, plots
from codings.data import load
from codings.diagnostics import Reference, Watch
from codings.layers import MinibatchStdev, ReplayBuffer

ring = load("ring:n=22000").X
digits = load("digits").X
PLANE = {"coding_size": 2, "hidden": (64, 64), "batch_size": 128, "epochs": 2 if QUICK else 20}
IMAGES = {"epochs": 2 if QUICK else 40}


class Moments(keras.callbacks.Callback):
    """Keeps samples of a GAN of the plane after some epochs."""

    def __init__(self, gan):
        super().__init__()
        self.gan, self.seen = gan, {}

    def on_epoch_end(self, epoch, logs=None):
        if epoch + 1 in (1, 2, 5, 10, 20):
            self.seen[f"epoch {epoch + 1}"] = self.gan.sample(800, random_state=0)


@cache
def trained(name, **options):
    """A GAN of the ring or of digits, what was seen of it after each epoch, and what was reported."""
    X, usual = (ring, PLANE) if name == "ring" else (digits, IMAGES)
    held_out, reported = len(X) // 11, []
    gan = GAN(**usual | options, random_state=0, verbose=False)
    watch, moments = Watch(gan, X[held_out:], X[:held_out], report=reported.append), Moments(gan)
    gan.fit(X[held_out:], callbacks=[watch, moments])
    watch.moments = moments.seen
    return gan, watch, reported


def attempt(name, **options):
    """Trains, and prints what was seen after the last epoch, and what was reported on the way."""
    # In a hurry, one training stands for all.
    gan, watch, reported = trained(name, **({} if QUICK else options))
    last = watch.observations[-1]
    print(f"separation {last.separation:.3f}, slope {last.slope:.2g}, spread {last.spread:.2f},", end=" ")
    print(f"drift {last.drift:.2f}, clusters with samples {np.mean(last.shares >= 0.1):.0%}")
    for finding in reported:
        print(f"{finding.name}: {finding.seen}.\n  Try {finding.remedy}")
    if not reported:
        print("nothing is wrong")
    return gan, watch


healthy, of_healthy = attempt("ring", learning_rate=0.003)

# %%
show(plots.plane(ring[:2000], healthy.sample(2000, random_state=0)))

# %% [markdown]
# This is how it should be: all eight clouds are hit, as all clusters have samples, and thin bridges of
# samples lead from each to the next, since a continuous generator cannot leap. Now we know what the figures
# are when all is well. The separation is not ½ even then: samples on a bridge are not like the data, and a
# discriminator can see that.
#
# In what follows, the first line has the figures after the last epoch. What was reported on the way comes
# below it, each finding with the figures of the epoch in which it was reported.
#
# ## By hand
#
# The four measures need no network, only samples, data and scores. Here are three of them; each takes one or
# two lines, and comes out as the package's own.

# %%
held_out, train = ring[:1000], ring[2000:4000]
samples = healthy.sample(1000, random_state=1)
of_real, of_drawn = healthy.judge(held_out), healthy.judge(samples)
seen = Reference(train, held_out).observe(
    samples, scores=of_real, fake_scores=of_drawn, slope=healthy.slope(samples)
)

above = of_real[:, None] - of_drawn  # all pairs
separation = np.mean(above > 0) + np.mean(above == 0) / 2
spread = samples.var(axis=0).sum() / train.var(axis=0).sum()
drift = np.square(samples.mean(0) - train.mean(0)).sum() / train.var(axis=0).sum()
assert np.isclose(separation, seen.separation)
assert np.isclose(spread, seen.spread, rtol=1e-3)
assert np.isclose(drift, seen.drift, rtol=0.01, atol=1e-5)
far = np.square(samples - train.mean(0)).sum(1).mean() / train.var(axis=0).sum()
assert np.isclose(far, spread + drift, rtol=1e-3), "one distance in two parts"
f"separation {separation:.3f}, spread {spread:.3f}, drift {drift:.4f}, and both together {far:.3f}"

# %% [markdown]
# ## Mode collapse
#
# To provoke it, let both networks take steps a hundred times as large, without a penalty that would hold the
# discriminator's slope. Then in one step the generator can leap to where the score is greatest at that
# moment, all of it, before the discriminator has lowered the score there.

# %%
COLLAPSING = {"r1": 0.0, "learning_rate": 0.3}
collapsed, of_collapsed = attempt("ring", **COLLAPSING)
strips(ring, {"collapsing": of_collapsed.moments, "cured": of_healthy.moments})

# %% [markdown]
# From the fifth epoch on all samples lie in one point, which leaps: at the tenth epoch it is elsewhere, and
# at the end it lies in one of the eight clouds. Their mean is then as far from the data's as the data are
# wide: a drift of nearly 1. The report adds what the same fault looks like from other sides. The one point
# has leapt from cluster to cluster between epochs, and where it lies now it is nearer to some training
# instance than other data would be. The cure goes the way that the first finding names, and it is the first
# training of this notebook: the penalty, and a hundredth of the learning rate. (`r1=None` is the penalty with
# its usual weight, by the number of entries as in notebook 09; `pack=2` would show the discriminator two
# samples at once.) This cure, like most below, changes two or three settings together. So it shows that the
# fault can be cured, but not which of the changes did it.
#
# **Mini-batch discrimination** is a cure with a name of its own (Salimans and others, 2016). A
# discriminator that judges instances one by one cannot see that they are all alike; so let each come with a
# number that says how near it is to the others of its batch. The simplest of these numbers is the standard
# deviation over the batch (`MinibatchStdev`, the ProGAN's; `pack` shows the discriminator several instances
# at once, as PacGAN does).

# %%
different = ring[:64]
alike = np.repeat(ring[:1], 64, axis=0)
for name, batch in {"data": different, "collapsed": alike}.items():
    print(f"{name}: the number that is added is {float(MinibatchStdev()(batch)[0, -1]):.3f}")
seen_together, of_seen = attempt("ring", **COLLAPSING, minibatch_std=True)
strips(ring, {"judged alone": of_collapsed.moments, "by batches": of_seen.moments})

# %% [markdown]
# In the upper row a lump becomes a point, which leaps; in the lower one there are a straight line and a spray
# at the tenth epoch, and at the end straight lines that pass through the clouds or near to them. The
# discriminator is told: 0.7 for data, and 0 for a batch that is all alike. Up to the fifth epoch the two rows
# collapse alike. Then the lower one comes apart: a point is no longer worth drawing, and at the end the
# samples spread over the ring as widely as the data do. They are not good (the separation is 1, and they lie
# on straight lines that cut corners), for the steps are still a hundred times too large. The cure is for
# variety, and for nothing else.
#
# There is another collapse, quieter, that the discriminator is too weak to see. On digits, let both networks
# have a single hidden layer of four units. Then the generator can vary a drawing in few ways only, and the
# discriminator hardly sees what is missing. (Which of the two weighs more, this does not show.)

# %%
blind, _ = attempt("digits", hidden=(4,))
cured, _ = attempt("digits", hidden=(64, 64))
show(plots.grid(np.concatenate([gan.sample(20, random_state=0) for gan in (blind, cured)]), 10))

# %% [markdown]
# The two rows above are of the small networks: upright blurs of two kinds, rings and strokes, hard to tell
# apart within a kind. The first finding is how it stood for some epochs early on, when next to all samples
# fell into one cluster. The second came later, and is a difficulty of its own, the sixth of the table: the
# **discriminator learns nothing**. One that guesses, with a score of 0 for all, has a loss of $2 \log 2 =
# 1.386$, and this one's is hardly below, though what it is shown is not like the data. At the end it is the
# spread, well below 1, that still tells. And yet the separation is lower than that of the cured pair: this
# discriminator can see little, and so asks for little. What helps is what the second finding names first,
# wider networks, of which the two rows below are.
#
# ## A discriminator that is too strong
#
# It gets twenty steps to each of the generator's, large ones, and no penalty; the generator gets the loss
# that saturates.

# %%
TOO_STRONG = {"r1": 0.0, "loss": "minimax", "critic_steps": 20, "learning_rate": 0.01}
strong, of_strong = attempt("digits", **TOO_STRONG)
fair, of_fair = attempt("digits", **TOO_STRONG | {"r1": None, "loss": "non-saturating", "critic_steps": 1})
show(plots.grid(np.concatenate([gan.sample(20, random_state=0) for gan in (strong, fair)]), 10))

# %% [markdown]
# Above, the generator has never got beyond noise. The separation is 1: the discriminator does not err
# once. Look at the slope. Where the cured pair has one of some tenths, this one's is a matter of
# hundred-millionths. And since a discriminator that has won makes neither a good teacher nor a calm one,
# the samples have drifted away as well: troubles seldom come alone, and the report names each.


# %%
def slopes(watch):
    return [seen.epoch for seen in watch.observations], [np.log10(seen.slope) for seen in watch.observations]


curves({"too strong": slopes(of_strong), "cured": slopes(of_fair)}, "epoch", "slope, power of ten")

# %% [markdown]
# Over the epochs the slope falls by five powers of ten, with leaps up in between: the exponential of the
# formula above, measured. The other curve keeps near its height.
#
# ## Divergence
#
# A score without a ceiling, the Wasserstein loss (the discriminator minimises $\mathbb{E}_f s - \mathbb{E}_r
# s$, the generator $-\mathbb{E}_f s$), with steps a hundred times too large: each network answers the other's
# last step with a larger one.

# %%
wild, of_wild = attempt("ring", loss="wasserstein", learning_rate=0.3)
strips(ring, {"diverging": of_wild.moments})

# %% [markdown]
# After one epoch there is a blot, after two it is leaving the picture, and after five it is gone but for a
# few samples at the edge; what comes back later, as the learning rate falls, is a short stroke near the
# middle. The report has the distance at which it was seen, and all that went with it.
#
# On digits it takes less: large steps without a penalty, and a loss of squares. The discriminator minimises
# $\frac12 \mathbb{E}_r (s - 1)^2 + \frac12 \mathbb{E}_f s^2$, and the generator $\frac12 \mathbb{E}_f (s -
# 1)^2$: the farther off a score is, the harder it pulls.

# %%
DIVERGING = {"r1": 0.0, "loss": "least-squares", "learning_rate": 0.05}
diverged, _ = attempt("digits", **DIVERGING)
held, _ = attempt("digits", **DIVERGING | {"r1": None, "learning_rate": 0.002})
show(plots.grid(np.concatenate([gan.sample(20, random_state=0) for gan in (diverged, held)]), 10))

# %% [markdown]
# Above are white lumps that no digit is, a few shapes over and over, and digits among them; below,
# digits. At the end the samples have come back among the data, for the learning rate has fallen by then,
# but what was lost on the way is not won back. A report of what has *held* for some epochs tells more
# than a last look.
#
# ## Oscillation
#
# Here each network answers the other's last move, and neither gets anywhere: the circle of notebook 09,
# with large steps, and with neither the penalty nor the average, its two cures. What one sees of it depends
# on *when* one looks; so the measure compares epochs: half the sum of the changes of all shares is the
# *least* share of the samples that went from one cluster to another. (Those that change places, as many one
# way as the other, are not seen.)

# %%
OSCILLATING = {"r1": 0.0, "average": False, "learning_rate": 0.03, "loss": "minimax"}
swinging, of_swinging = attempt("ring", **OSCILLATING)
still, of_still = attempt("ring", **OSCILLATING | {"r1": None, "average": True, "learning_rate": 0.003})


def swings(watch):
    shares = [seen.shares / max(seen.shares.sum(), 1e-9) for seen in watch.observations]
    changes = [np.abs(b - a).sum() / 2 for a, b in pairwise(shares)]
    return np.arange(2, len(shares) + 1), changes


curves(
    {"oscillating": swings(of_swinging), "cured": swings(of_still)},
    "epoch",
    "samples that change their cluster, at least",
)

# %% [markdown]
# The oscillating pair's curve is between 0.4 and 0.6 until the twelfth epoch, and falls then; the cured
# pair's falls from 0.4 to little more than 0.1 by the fifth, and stays there.

# %%
strips(ring, {"oscillating": of_swinging.moments, "cured": of_still.moments})

# %% [markdown]
# With the large steps as many as three fifths of the samples, at the least, are in another cluster one epoch
# later, and the strip shows it: an arc here, a loop there. It calms down only as the learning rate falls. The
# cured pair settles at about a tenth, and that is chance: of 1,000 samples in 25 clusters each share is
# uncertain by $\sqrt{1000 / 25} \approx 6$ samples, twice over because two epochs are compared, and half the
# sum of 25 such differences is about $25 \cdot 0.8 \cdot 6.3 \cdot \sqrt 2 / 2 \approx 90$ of 1,000. (The
# mean size of a standard normal number is $\sqrt{2 / \pi} \approx 0.8$.)
#
# **Experience replay** is a cure that the chapter names. The discriminator is trained on what is drawn at
# this moment, and forgets what was drawn before; so a generator that goes round meets it unprepared each
# time. Keep some of the earlier drawings, and show them again: half of the drawn batch comes from the last
# ten batches.

# %%
memory = ReplayBuffer(batches=2)
for number in range(4):
    shown = memory(np.full((6, 1), float(number), "float32"), training=True)
    print(f"batch {number}: the discriminator is shown drawings of batches {np.ravel(shown).astype(int)}")
replayed, of_replayed = attempt("ring", **OSCILLATING, replay=True)
curves(
    {"oscillating": swings(of_swinging), "with replay": swings(of_replayed)},
    "epoch",
    "samples that change their cluster, at least",
)

# %% [markdown]
# Two curves that cross again and again, both high at first and near 0.1 at the end. The second half of what
# is shown comes from memory. Does it help here? Hardly: with replay spread and drift are better;
# separation, missing clusters and the swing in the report are worse; and the curves cross again and again
# (single runs). On Fashion MNIST `docs/benchmarks.md` has no gain either. What goes round here goes round
# because the steps are too large, which no memory mends. The idea is old and cheap, and works in
# reinforcement learning; for GANs, measure before you believe it.
#
# ## Memorisation
#
# The last fault is the opposite of a generator that knows too little. To provoke it, train on 24 points
# alone, each shown 500 times in an epoch. They are of a round cloud: on the ring another point of the same
# narrow cloud could not be told from a copy. The measure is the chance that a sample is nearer to its
# nearest training instance than an instance that was held out is to its own: ½ is right, and copies have 1.

# %%
cloud = np.random.default_rng(0).standard_normal((14_000, 2)).astype("float32")
FEW, MANY, HELD_OUT = cloud[:24], cloud[:12_000], cloud[12_000:]


def learned(train, times):
    gan = GAN(**PLANE, learning_rate=0.003, random_state=0, verbose=False)
    watch, moments = Watch(gan, train, HELD_OUT), Moments(gan)
    gan.fit(np.repeat(train, times, axis=0), callbacks=[watch, moments])
    epochs = [seen.epoch for seen in watch.observations]
    return moments.seen, (epochs, [seen.memorisation for seen in watch.observations])


(by_heart, copies), (in_general, none) = learned(FEW, 500), learned(MANY, 1)
strips(FEW, {"24 points": by_heart})

# %%
strips(MANY, {"12,000 points": in_general})

# %% [markdown]
# The 24 points are black, the others grey, 800 of them. Around the 24 the samples end on strands; of 12,000
# they end as a broad cloud, if not as even a one as the data's.

# %%
curves({"24 points": copies, "12,000 points": none}, "epoch", "memorisation, ½ is right")

# %% [markdown]
# The measure climbs from 0.72 to 0.8 for 24 points, and falls from 0.66 to about a half for 12,000. Of 24
# points the generator learns strands that lead from one to the next; of 12,000 it learns the cloud. The
# measure begins above ½ in both: a blot in the middle of the cloud, where data are dense, is near to some
# point, whoever it is drawn by. The cure is more data; where there are none, fewer epochs, or images that are
# shown mirrored and shifted (`augment=True`).
#
# ## In practice
#
# All of this is one callback. It says what has held for five epochs, and after the last epoch what is
# there:
#
# ```python
# watch = Watch(gan, X_train, X_valid, report=print)
# gan.fit(X_train, callbacks=[watch])
# ```
#
# Two warnings. A measure of samples against data is no better than the space it is taken in: pixels for
# the digits here, but features of a classifier for images that matter (`features=` takes any function).
# And at the beginning every GAN seems to have collapsed: it has learned one thing, and not yet the next.
#
# ## What to try next
#
# - Collapse with `minibatch_std=True` once more, and with `pack=4`: does a discriminator that sees several
#   points at once help where the learning rate is what is wrong?
# - Of the discriminator that is too strong, only one of the remedies at a time: which of `r1`, `loss` and
#   `critic_steps` weighs most?
# - The `grid` of 25 clouds instead of the ring. How many survive?
# - Memorisation of digits: 200 of them, `hidden=(200, 200)`, `r1=0.1`, 600 epochs, and another 100 held
#   out.
# - `features=codings.spaces.classifier_space(load("digits")).features`: does the diagnosis change?
#
# <details><summary>What came out</summary>
#
# - It helps variety. With half of the points and 10 epochs the collapsing pair has samples in 44 % of the
#   clusters, a spread of 0.42 and a drift of 0.56; with `minibatch_std=True` 80 %, 0.66 and 0.31, with
#   `pack=4` 84 %, 0.89 and 0.06. But the separation stays at 0.83 or more, and mode collapse is still
#   reported on the way. The learning rate alone, 0.003, does what all remedies together do: 96 %, 1.00 and
#   0.00, and nothing is reported. The penalty alone does not: 16 %.
# - Each alone ends the report, and the number of steps weighs most. Of the discriminator that is too
#   strong, with 8 epochs: one step in place of twenty brings the separation from 1.000 to 0.765, the spread
#   to 0.91 and the drift from 1.95 to 0.04. With the penalty alone these are 0.997, 0.70 and 0.09, with the
#   usual loss alone 0.981, 0.66 and 0.18. The slope is 0.66, 0.32 and 4.8, where it was four millionths: too
#   little becomes enough, or, with the loss alone, rather much.
# - All of them, given time. After 10 epochs of half of the points, with a learning rate of 0.003, there are
#   samples in all clusters and the spread is 0.95, but only 4 % of the samples lie within four deviations of
#   a cloud's middle. After 37,500 steps and with six layers in the generator 24.9 of 25 are found, and 95 %
#   of the samples lie in them; with `pack=4` 20.1 and 20 % (`docs/benchmarks.md`).
# - Slowly: with 450 epochs the measure is 0.02 after 31 epochs, while samples are nothing like digits, 0.39
#   after 91, 0.52 after 151, and 0.69 at the end, where a half is right. At the end 200 digits are partly
#   known by heart; nothing is reported of it yet. A divergence was reported on the way, since samples lie far
#   off at first.
# - Features are stricter. Of the same two trainings, 20 epochs of digits: with layers of four units pixels
#   see a spread of 0.29 and samples in 62 % of the clusters, features 0.15 and 12 %. With (64, 64) pixels see
#   a spread of 1.01 and report nothing, features 0.70, and report a collapse on the way, at 0.34. Part of
#   what varies in pixels is grain, which no classifier looks at.
#
# </details>
#
# ## Sources
#
# - A. Géron, *Hands-On Machine Learning*, 3rd edition (2022), chapter 17, section "The Difficulties of
#   Training GANs".
# - I. Goodfellow (2016), [NIPS 2016 tutorial: generative adversarial
#   networks](https://arxiv.org/abs/1701.00160): why a pair of slopes may solve the wrong game.
# - M. Arjovsky and L. Bottou (2017), [Towards principled methods for training generative adversarial
#   networks](https://arxiv.org/abs/1701.04862): the discriminator that never errs.
# - Z. Lin and others (2018), [PacGAN](https://arxiv.org/abs/1712.04086): the ring, and counting its modes.
# - T. Salimans and others (2016), [Improved techniques for training
#   GANs](https://arxiv.org/abs/1606.03498).
