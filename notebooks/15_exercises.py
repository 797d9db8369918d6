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
# # Exercises
#
# Questions first, then answers. Take paper and a fresh notebook, and read on only when you have tried.
# Some of the questions are the chapter's own, put in other words; the others are about what the notebooks
# before this one have shown.
#
# ## Questions
#
# **To answer in words**
#
# 1. Name four things that people do with autoencoders.
# 2. There are a million images, and labels for a thousand. How can an autoencoder help a classifier, and what
#    are the steps?
# 3. An autoencoder reconstructs its inputs perfectly. Does that make it a good one? How would you find out?
# 4. What is an undercomplete autoencoder, and what an overcomplete one? What can go wrong with each?
# 5. How are the weights of a stacked autoencoder tied, and what for? How many weights does it save in
#    784-100-30-100-784?
# 6. What is a generative model? Which autoencoder is one?
# 7. What is a GAN, and where do GANs do well?
# 8. Why are GANs hard to train? Name three things that go wrong.
#
# **To work out**
#
# 9. The codings of an image have the means $\boldsymbol{\mu} = (1, 0)$ and the log variances
#    $\boldsymbol{\gamma} = (0, \log 4)$. What is its latent loss? For which $\boldsymbol{\mu}$ and
#    $\boldsymbol{\gamma}$ is the latent loss 0, and why never less?
# 10. Real data are drawn from $\mathcal{N}(1, 1)$, and a generator draws from $\mathcal{N}(0, 1)$. What does
#     the best possible discriminator answer for $x$? What is its loss? And when the generator is perfect?
#
# **To program**
#
# 11. Train a denoising autoencoder. Is it better than doing nothing when there is little noise? Where is the
#     point from which it helps?
# 12. Use what it has learned for a classifier, with few labels. How much does it gain over the same number of
#     labels alone?
# 13. Train a variational autoencoder on images of your choice, and generate new ones. What are its codings?
# 14. The chapter's last: train a GAN on images, add **experience replay**, and make it **conditional**, so
#     that it draws the class you ask for. Does replay help?

# %%
import keras
import numpy as np
from course import SEED, curves, epochs, images, show
from keras import layers, ops
from sklearn.linear_model import LogisticRegression

from codings import (
    GAN,
    DenoisingAutoencoder,
    PretrainedClassifier,
    VariationalAutoencoder,
    backend,
    losses,
    metrics,
    plots,
)
from codings.data import load
from codings.layers import DenseTranspose, MinibatchStdev, ReplayBuffer
from codings.training import Phase, Stage, fit, warm_cosine
from codings.training.seeding import seeded

train, valid = images()
shape, pixels = train.X.shape[1:], train.X[0].size
f"{train.name}: {len(train.X):,} images of {pixels} pixels to train, {len(valid.X):,} to validate"

# %% [markdown]
# ## Answers in words
#
# **1.** They look at data, in two dimensions or by the neighbours of an instance. They remove noise. They
# find outliers, which are reconstructed badly. They pretrain networks when labels are few. They search,
# by codings or hashes. And with some autoencoders they generate new instances.
#
# **2.** Train an autoencoder on the million images, with no labels. Keep the layers of its encoder, put a
# new output layer on top, and train that layer on the thousand labels, with the others frozen; then,
# perhaps, all layers, with a small learning rate. The features come from a million images, and the labels
# only have to name them.
#
# **3.** Not by itself. A network that copies its input pixel by pixel is perfect and has learned nothing;
# so is one that has memorised the training images. Bad reconstructions mean a bad autoencoder, but good
# ones prove little. Measure the loss on images that were held out. Above all, measure what the codings
# are for: the accuracy of a classifier, the outliers found, how good generated images are.
#
# **4.** An undercomplete one has fewer codings than inputs, so that it must choose what to keep. If there
# are too few, or the network is too weak, it fails to reconstruct. An overcomplete one has as many
# codings as inputs or more. It may just copy. Noise or a penalty for active codings keeps it from that.
# (The sparse one of this course has 300 codings for 784 pixels: fewer, but ten times what it would need.)
#
# **5.** The decoder's kernels are the encoder's, transposed; the biases are its own. There are half as many
# weights, so there is less to store and to overfit with. There are as many multiplications as before.
# Counted:


# %%
def weights(tied):
    x = inputs = keras.Input((784,))
    down = [layers.Dense(100), layers.Dense(30)]
    for layer in down:
        x = layer(x)
    up = (
        [DenseTranspose(layer) for layer in reversed(down)]
        if tied
        else [layers.Dense(100), layers.Dense(784)]
    )
    for layer in up:
        x = layer(x)
    return keras.Model(inputs, x).count_params()


saved = weights(tied=False) - weights(tied=True)
assert saved == 784 * 100 + 100 * 30
f"untied {weights(tied=False):,}, tied {weights(tied=True):,}: {saved:,} saved"

# %% [markdown]
# **6.** A model that can draw new instances that look as if they came from the data; often one can also
# ask it for some kind of instance, or walk from one to another. The variational autoencoder is one: its
# latent loss makes the codings follow a distribution that we can draw from.
#
# **7.** Two networks against each other. The generator makes instances from random codings; the
# discriminator tells them from real ones. Each learns from the other, until the discriminator can only
# guess. GANs do well where sharp, convincing images count: faces, enlarging photographs, colouring them,
# turning sketches into pictures, more data for other models. They are of less use where one needs a
# likelihood, or the certainty that every kind of instance is covered.
#
# **8.** Neither network has a loss that just falls: each changes the task of the other, and what they
# look for is an equilibrium, not a minimum. *Mode collapse*: the generator finds a few images which
# convince, and draws nothing else. *Oscillation*: the networks chase each other around, from one kind of
# image to the next. *A discriminator too strong*: where it is certain, the minimax loss has no slope, and
# the generator learns nothing. (The non-saturating loss was made against that.) Besides, all this depends
# on learning rates and widths. The losses say little about any of it, so measure samples.
#
# ## 9: A latent loss
#
# In the notebook on variational autoencoders it was $\mathscr{L} = -\frac{1}{2} \sum_j (1 + \gamma_j -
# e^{\gamma_j} - \mu_j^2)$, in nats, the units of the natural logarithm. The first coding gives
# $-\frac{1}{2} (1 + 0 - 1 - 1) = \frac{1}{2}$; the second $-\frac{1}{2} (1 + \log 4 - 4 - 0) = \frac{3}{2} -
# \log 2 \approx 0.807$. Together about 1.307 nats.
#
# It is 0 for $\boldsymbol{\mu} = \boldsymbol{\gamma} = 0$, the prior itself. Never less:
# $e^\gamma \ge 1 + \gamma$ for every $\gamma$, since the exponential lies above its tangent at 0. So each
# $1 + \gamma_j - e^{\gamma_j} - \mu_j^2 \le 0$.

# %%
mean, log_variance = np.array([[1.0, 0.0]]), np.array([[0.0, np.log(4)]])
found = float(ops.squeeze(losses.latent(mean, log_variance)))
assert np.isclose(found, 2 - np.log(2))
f"{found:.3f} nats"

# %% [markdown]
# ## 10: The best discriminator
#
# Let real instances have the density $p$ and generated ones $q$. Of all the discriminators, the best
# minimises
#
# $$J = -\int \big( p(x) \log D(x) + q(x) \log (1 - D(x)) \big)\, dx.$$
#
# $D(x)$ can be chosen for each $x$ by itself. The derivative by $D$, $-p / D + q / (1 - D)$, is 0 at
#
# $$D^*(x) = \frac{p(x)}{p(x) + q(x)}, \qquad
# \text{so the log odds are} \quad \log \frac{D^*}{1 - D^*} = \log \frac{p(x)}{q(x)}.$$
#
# (The second derivative, $p / D^2 + q / (1 - D)^2$, is positive: this is a minimum.)
#
# Here $\log p(x) / q(x) = -\frac{1}{2} (x - 1)^2 + \frac{1}{2} x^2 = x - \frac{1}{2}$: a straight line of
# slope 1. So the answer is $D^*(x) = \sigma(x - \frac{1}{2})$, and halfway between the two means the
# discriminator can only guess.
#
# The loss: put in $p = (p + q) D^*$ and $q = (p + q) (1 - D^*)$. At $x$ it is $p + q$ times the entropy
# $-D^* \log D^* - (1 - D^*) \log (1 - D^*)$, which is at most $\log 2$, and that only where
# $D^* = \frac{1}{2}$. The integral of $p + q$ is 2. So the loss is at most $2 \log 2 \approx 1.386$, which it
# is where the generator is perfect, $p = q$, and any difference makes it smaller. For our two distributions
# it has no closed form; the draws below give about 1.165.
#
# Since the log odds are linear, logistic regression *is* the best discriminator here. It should find the
# line.

# %%
random = np.random.default_rng(0)
n = 100_000
x = np.concatenate([random.normal(1, 1, n), random.normal(0, 1, n)])[:, None]
real = np.repeat([True, False], n)
line = LogisticRegression(C=1e6).fit(x, real)
slope, at_0 = float(line.coef_[0, 0]), float(line.intercept_[0])
assert np.allclose([slope, at_0], [1, -0.5], atol=0.05)
odds = ops.convert_to_tensor(line.decision_function(x)[:, None].astype("float32"))
cross_entropy = losses.ADVERSARIAL["non-saturating"].discriminator
f"log odds {slope:.2f} x {at_0:+.2f}; loss {float(cross_entropy(odds[:n], odds[n:])):.3f}, less than 1.386"

# %% [markdown]
# ## 11: A denoising autoencoder
#
# It is trained with normal noise of a deviation of 0.3, where pixels lie in [0, 1]. Then it is given more
# and less noise than that.

# %%
denoiser = DenoisingAutoencoder(
    30, noise="gaussian", level=0.3, epochs=epochs(4), random_state=0, verbose=False
)
denoiser.fit(train.X)
deviations = np.linspace(0, 0.6, 7)
noise = np.random.default_rng(0).standard_normal(valid.X.shape).astype("float32")
noisy = {deviation: valid.X + np.float32(deviation) * noise for deviation in deviations}


def error(X):
    return np.square(X - valid.X).mean()


lines = {
    "nothing done": (deviations, [error(X) for X in noisy.values()]),
    "denoised": (deviations, [error(denoiser.denoise(X)) for X in noisy.values()]),
}
curves(lines, "standard deviation of the noise", "mean squared error")

# %% [markdown]
# Two curves: one climbs steeply as noise grows, the other hardly climbs. Doing nothing costs the variance
# of the noise, a parabola. The autoencoder has its price even without noise: what does not go through 30
# codings is lost. So it helps from the point where the curves cross, on Fashion MNIST at a deviation of
# about 0.1. To the right of it, its error hardly grows, even at twice the noise that it was trained with.
# Below, images with just that noise.

# %%
some = valid.X[:10]
shown = {
    "with noise": np.clip(noisy[deviations[3]][:10], 0, 1),
    "denoised": denoiser.denoise(noisy[deviations[3]][:10]),
}
show(plots.rows({**shown, "original": some}))

# %% [markdown]
# Three rows: clothes under noise, what the network makes of them, soft and without prints, and the
# originals.
#

# %% [markdown]
# ## 12: A classifier from few labels
#
# `PretrainedClassifier` keeps the layers up to the last before the codings: the codings are linear in that
# one, so it tells a linear classifier no less than they do. It trains a softmax layer on it, first alone,
# then with all. The rival has the same labels, and the pixels.

# %%
few = slice(max(100, len(train.X) // 110))
classifier = PretrainedClassifier(denoiser, random_state=0, verbose=False).fit(train.X[few], train.y[few])
flat, flat_valid = (x.reshape(len(x), -1) for x in (train.X, valid.X))
rival = LogisticRegression(C=0.3, max_iter=1000).fit(flat[few], train.y[few])
print(f"{len(train.y[few])} labels: pretrained {classifier.score(valid.X, valid.y):.3f}")
f"logistic regression on pixels {rival.score(flat_valid, valid.y):.3f}"

# %% [markdown]
# With 500 labels of Fashion MNIST it is 1.4 points, in one run. And the rival is linear; a fair one would
# be the same network without pretraining, which is not shown here. The notebook on what codings are good
# for has it, and draws the gain as a curve: it depends on how many labels there are.
#
# ## 13: A variational autoencoder
#
# On sprites: small pictures in colour, drawn by the package, of a shape, a size, an angle, a place and a
# hue. Six things vary, and they are known. The network is not told.

# %%
sprites = load(f"sprites:n={max(500, len(train.X) // 10)},size=16,channels=3")
vae = VariationalAutoencoder(10, beta=0.5, epochs=epochs(30), batch_size=64, random_state=0, verbose=False)
vae.fit(sprites.X)
show(plots.grid(np.concatenate([sprites.X[:12], vae.sample(24, random_state=0)]), columns=12))

# %% [markdown]
# The first row is data; the two below are new. Place, size and colour are right. Corners are rounded off:
# a corner is a few pixels, and costs a coding. A few samples are pale, or grey all over, which no sprite
# is.
#
# What are the codings? Correlate each with each factor that is a number on a line. (The hue is not: it goes
# round in a circle. Nor is the angle, of squares and stars, but it is counted here all the same.)

# %%
codings = vae.transform(sprites.X)
factors = {name: sprites.factors[name] for name in ("x", "y", "size", "angle")}
for name, factor in factors.items():
    r = np.abs([np.corrcoef(coding, factor)[0, 1] for coding in codings.T])
    print(f"{name:5} goes best with coding {r.argmax()}: correlation {r.max():.2f}")
f"{vae.active_units(sprites.X)} of 10 codings are used"

# %% [markdown]
# Nobody said what left and right are, and yet one coding holds the place from left to right, almost by
# itself, and another that from top to bottom (with some thousands of sprites; with a few hundred it is less
# clear). Moving a shape changes many pixels, so it is worth a coding; that each direction also lies on *one*
# coding, and not on a mixture of two, probably comes of clouds whose components are independent. No single
# coding holds the size or the angle. Codings that the network has no use for are given up.
#
# ## 14: A conditional GAN with experience replay
#
# The chapter's own exercise is about a GAN of convolutions, which takes long without a GPU. One of dense
# layers shows the same in a minute, and both things that are asked for, `replay` and labels, are the same
# in `DCGAN`.
#
# **Conditional.** The generator is given the label beside the codings. And the discriminator has to judge
# not only whether an image looks real, but whether it goes with its label. As $p(\mathbf{x}, y) =
# p(\mathbf{x})\, p(y \mid \mathbf{x})$, the log odds that it should find, as in exercise 10, have two parts:
#
# $$\log \frac{p(\mathbf{x}, y)}{q(\mathbf{x}, y)}
# = \log \frac{p(\mathbf{x})}{q(\mathbf{x})} + \log \frac{p(y \mid \mathbf{x})}{q(y \mid \mathbf{x})}.$$
#
# Let $p(y \mid \mathbf{x})$ and $q(y \mid \mathbf{x})$ be softmax layers on the same features $\mathbf{h}$,
# with weights $\mathbf{v}_y$ and $\mathbf{w}_y$. Then $\log p(y \mid \mathbf{x}) = \mathbf{v}_y^\top
# \mathbf{h} - \log \sum_k \exp(\mathbf{v}_k^\top \mathbf{h})$, and the last term does not depend on $y$. So
# the log odds are $\mathbf{e}_y^\top \mathbf{h}$, with $\mathbf{e}_y = \mathbf{v}_y - \mathbf{w}_y$, plus a
# function of $\mathbf{x}$ alone. For that function let the network learn $\mathbf{u}^\top \mathbf{h}$, as
# good as $\mathbf{h}$ allows: the **projection** discriminator. In the code $\mathbf{u}^\top \mathbf{h}$ is
# `score` (with a bias), and $\mathbf{e}_y$ a row of the kernel of `embedding`.
#
# **Experience replay.** The discriminator sees only what the generator draws *now*. It may forget what
# was wrong with earlier images, and the generator may return to them. So keep some of them, and let half
# of the generated images in each batch be earlier ones. A `ReplayBuffer` does that; its rows hold the
# images and their labels.

# %%
coding_size, classes = 30, 10
keep = {"kernel_initializer": "he_normal"}
with seeded(SEED):
    codings, label = keras.Input((coding_size,)), keras.Input((classes,))
    x = layers.Concatenate()([codings, label])
    for width in (100, 150):
        x = layers.ReLU()(layers.BatchNormalization()(layers.Dense(width, use_bias=False, **keep)(x)))
    drawn = layers.Reshape(shape)(layers.Dense(pixels, "tanh")(x))
    generator = keras.Model([codings, label], drawn)
    average = keras.models.clone_model(generator)

    instance, label = keras.Input(shape), keras.Input((classes,))
    h = layers.Flatten()(instance)
    for width in (150, 100):
        h = layers.LeakyReLU(negative_slope=0.2)(layers.Dense(width, **keep)(h))
    h = MinibatchStdev()(h)
    score = layers.Dense(1)(h)
    embedding = layers.Dense(h.shape[-1], use_bias=False)(label)
    discriminator = keras.Model([instance, label], score + layers.Dot(axes=1)([embedding, h]))
f"generator {generator.count_params():,} weights, discriminator {discriminator.count_params():,}"

# %%
show(plots.architecture(generator))

# %% [markdown]
# The generator: 30 codings and ten numbers for the label come together, and then grow to an image.

# %%
show(plots.architecture(discriminator))

# %% [markdown]
# The discriminator: the image becomes 101 features, on which a dense layer gives one score; the label becomes
# 101 weights, whose product with the features is another, and both are added (the sum is not drawn). The
# phases. `Judge` says that the discriminator's phase updates its memory besides its weights. The third phase
# is the R1 penalty, which keeps the discriminator's slope at real images small. So the discriminator's
# optimizer takes two steps a batch: hence `2 * steps`. Pixels go to $[-1, 1]$, as tanh gives them. `average`
# gets the running mean of the generator's weights over some `span` steps: steadier images. The numbers
# 0.0015, 0.5, 0.99 and 160 are the estimator's defaults, chosen and not derived; the notebook on GANs says
# what 0.5 and 160 are for.


# %%
class Judge(keras.Model):
    def __init__(self, discriminator, memory):
        super().__init__()
        self.discriminator, self.memory, self.built = discriminator, memory, True


batch_size = 32
memory = ReplayBuffer(batches=10)
memory.build((batch_size, pixels + classes))
cross_entropy = losses.ADVERSARIAL["non-saturating"]


def draw(labels, training):
    return generator([backend.normal((batch_size, coding_size)), labels], training=training)


def replayed(images, labels, training):
    rows = ops.concatenate([ops.reshape(images, (batch_size, -1)), labels], axis=1)
    images, labels = ops.split(memory(rows, training=training), [pixels], axis=1)
    return ops.reshape(images, (batch_size, *shape)), labels


def discriminate(batch, training):
    x, labels = batch
    fake, fake_labels = replayed(draw(labels, training), labels, training)
    of_real = discriminator([2 * x - 1, labels], training=training)
    return cross_entropy.discriminator(of_real, discriminator([fake, fake_labels], training=training))


def generate(batch, training):
    labels = batch[1]
    return cross_entropy.generator(discriminator([draw(labels, training), labels], training=training))


def r1(batch, training):
    x, labels = batch
    return pixels / 160 * losses.r1(lambda x: discriminator([x, labels], training=training), 2 * x - 1)


number = epochs(4)
steps = number * -(-len(train.X) // batch_size)
span = max(1, min(1000, 0.05 * steps))
of_discriminator = keras.optimizers.Adam(warm_cosine(0.0015, 2 * steps), 0.5, 0.99)
of_generator = keras.optimizers.Adam(
    warm_cosine(0.0015, steps), 0.5, 0.99, use_ema=True, ema_momentum=1 - 1 / span
)
phases = [
    Phase("discriminator", Judge(discriminator, memory), of_discriminator, discriminate),
    Phase("generator", generator, of_generator, generate),
    Phase("r1", discriminator, of_discriminator, r1),
]
one_hot = np.eye(classes, dtype="float32")
history = fit([Stage(phases, number)], (train.X, one_hot[train.y]), batch_size=batch_size, seed=SEED)
average.set_weights(generator.get_weights())
of_generator.finalize_variable_values(average.trainable_variables)

# %% [markdown]
# The estimator: `replay=True`, and labels.

# %%
gan = GAN(replay=True, epochs=number, random_state=0, verbose=False).fit(train.X, train.y)
for phase in ("discriminator_loss", "generator_loss"):
    by_hand, by_estimator = history[phase][-1], gan.history_[phase][-1]
    print(f"{phase} by hand {by_hand:.4f}, the estimator {by_estimator:.4f}")
    assert np.isclose(by_hand, by_estimator, rtol=0.05), "the same networks, the same draws"

# %%
z = np.random.default_rng(0).standard_normal((5, coding_size)).astype("float32")
labels = np.arange(classes)
print(*train.classes, sep=", ")
show(
    plots.grid(
        np.concatenate([gan.inverse_transform(np.tile(row, (10, 1)), labels) for row in z]), columns=10
    )
)

# %% [markdown]
# A column for each class, a row for each coding. After so few epochs images are grainy, and sandals hard
# to make out. But most images are of their class, and a row keeps its shade: the codings hold what
# the label does not tell.
#
# **Is it any good?** Two measures, and a GAN without replay to compare with. The classifier of exercise
# 12 tells whether samples show what was asked for: it errs, but as much about one GAN as about the other.
# The Fréchet distance compares samples with images that were held out, in the codings of exercise 11; 0
# would be right.

# %%
without = GAN(epochs=number, random_state=0, verbose=False).fit(train.X, train.y)
wanted = np.resize(labels, len(valid.X))
codings = np.random.RandomState(1).standard_normal((len(wanted), coding_size))  # the same as in `sample`
drawn_by_hand = average.predict([codings, one_hot[wanted]], verbose=0)
sets = {
    "with replay": gan.sample(len(wanted), y=wanted, random_state=1),
    "with replay, by hand": (drawn_by_hand + 1) / 2,
    "without replay": without.sample(len(wanted), y=wanted, random_state=1),
}
print(f"the classifier is right about {classifier.score(valid.X, valid.y):.3f} of the images held out")
for name, drawn in sets.items():
    distance = metrics.frechet_distance(denoiser.transform(valid.X), denoiser.transform(drawn))
    print(f"{name}: {classifier.score(drawn, wanted):.3f} as asked for, Fréchet distance {distance}")

# %% [markdown]
# What was built by hand draws what the estimator draws. On Fashion MNIST both GANs draw what they are asked
# for: the classifier agrees four times in five or more, as often as it is right about real images. Does
# replay help? There is no sign of it. By the Fréchet distance the GAN without it is nearer to the data;
# whether by more than two trainings differ, one run of each does not say. Half of the generated images that
# the discriminator sees are old ones, so it learns less about the present generator; and there were remedies
# against forgetting already, the R1 penalty and the statistics of the batch. This is a single run;
# `benchmarks/gans.py` finds no gain either. A remedy is worth something where there is an illness: see the
# notebook on what goes wrong.
#
# ## What to try next
#
# - Exercise 11 with dropout instead of normal noise, and a median filter as a rival.
# - Exercise 13 with `beta=0.2`: do corners come back? Does each coding still have one meaning? And with the
#   shapes as labels, `vae.fit(sprites.X, sprites.y)`?
# - Exercise 14 as the chapter has it: `DCGAN(replay=True)`. It takes its time without a GPU.
# - Exercise 14 on hard ground: `r1=0` and `minibatch_std=False`, with and without replay. Does it help now?
#
# <details><summary>What came out</summary>
#
# - Run with 5,000 images, 5 epochs and half of the pixels left out in training. Nothing done costs 0.023
#   where a tenth of the pixels is missing and the others are scaled up, 0.090 with three tenths and 0.209
#   with half; the autoencoder 0.018, 0.018 and 0.020, so it helps from less than a tenth on. A median filter
#   of 3 x 3 pixels has 0.013, 0.048 and 0.126: with little noise it is the better one, since it has no narrow
#   place. With half of the pixels gone the median is often one of the missing. Of normal noise of 0.3 the
#   filter leaves 0.029, a denoiser trained with that 0.018.
# - Not so soon: with 2,000 sprites and 20 epochs samples are round patches with 0.2 as with 0.5, more of
#   them grey, and the squared error falls from 0.0068 to 0.0064 only. The places lie on single codings no
#   better and no worse, with correlations of 0.60 and 0.74, where it was 0.75 and 0.66. With the shapes as
#   labels the error is 0.0063 and 0.0060, and the codings say less of the shape: logistic regression finds it
#   from them in 44 and 45 of 100, in place of 49. Decoded with the four labels, one coding changes its
#   outline a little, and its ellipse is the longest.
# - The chapter's own has not been run here. Of the dense `GAN` `docs/benchmarks.md` has it, over three
#   seeds: a Fréchet distance of 20.2 without replay and 22.3 with it. There is no reason to expect more of
#   replay with convolutions.
# - No. Without the penalty and without the batch's statistics the same benchmark, `--part replay`, has a
#   distance of 53 and a recall of 0.04; with replay 56 and 0.03. What is lost there is variety, which old
#   drawings do not bring back: they were no more varied than the new ones.
#
# </details>
#
# ## Sources
#
# - A. Géron, *Hands-On Machine Learning*, 3rd edition (2022), chapter 17, section "Exercises".
# - P. Vincent et al. (2010), [Stacked denoising
#   autoencoders](https://jmlr.org/papers/v11/vincent10a.html).
# - D. P. Kingma and M. Welling (2014), [Auto-encoding variational Bayes](https://arxiv.org/abs/1312.6114).
# - I. Goodfellow et al. (2014), [Generative adversarial networks](https://arxiv.org/abs/1406.2661): the best
#   discriminator.
# - T. Miyato and M. Koyama (2018), [cGANs with projection
#   discriminator](https://arxiv.org/abs/1802.05637).
# - L. Mescheder, A. Geiger and S. Nowozin (2018), [Which training methods for GANs do actually
#   converge?](https://arxiv.org/abs/1801.04406): the R1 penalty.
# - L.-J. Lin (1992), [Self-improving reactive agents](https://doi.org/10.1007/BF00992699): experience replay.
