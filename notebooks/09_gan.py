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
# # Generative adversarial networks
#
# An autoencoder compares its image with the original, pixel by pixel. A generator has no original: it
# draws a coat that nobody has ever worn, and no pixel of it can be called wrong. What we want to say is
# "this does not look like a coat", and there is no formula for that. Where we try the nearest formula, the
# distance to the data, we get what a distance likes best: the average of many images, a grey blur.
#
# ## The idea
#
# So let a network learn the formula. The **discriminator** is shown real images and drawn ones, and learns
# to tell which is which. The **generator** turns random **codings** into images, and learns to draw what
# the discriminator takes for real. It never sees a real image itself: all it knows of them comes through
# the discriminator's slope, which says in which direction each pixel should move to look more real.
#
# Both begin as beginners. A discriminator that has just learned that clothes are not noise teaches the
# generator to draw blobs; then it must learn to tell blobs from clothes, and so on. The two rise together,
# as a forger and an expert would. If one runs far ahead, the other learns nothing more, and the notebook
# after this one is about little else.

# %%
import keras
import numpy as np
from course import contest, curves, diagram, epochs, images, show, strips
from keras import layers, ops
from scipy.special import expit
from scipy.stats import norm
from sklearn.decomposition import PCA

from codings import GAN, backend, losses, plots
from codings.data import load
from codings.layers import MinibatchStdev
from codings.metrics import frechet_distance
from codings.training import Phase, Stage, fit, warm_cosine

BOXES = {"codings": (0, 0), "generator": (1, 0), "drawn": (2, 0), "discriminator": (3, 0), "score": (4, 0)}
BOXES |= {"real": (2, 1)}
ALONG = [("codings", "generator"), ("generator", "drawn"), ("drawn", "discriminator")]
VALUES = [(*pair, "value") for pair in [*ALONG, ("discriminator", "score")]]
JUDGED = [("score", "discriminator", "slope")]
PASSED = [("discriminator", "drawn", "slope"), ("drawn", "generator", "slope")]
diagram(
    {
        "The discriminator learns": (BOXES, [*VALUES, ("real", "discriminator", "value"), *JUDGED]),
        "The generator learns": ({k: v for k, v in BOXES.items() if k != "real"}, VALUES + JUDGED + PASSED),
    }
)

# %% [markdown]
# Values go along the grey arrows, slopes come back along the red ones. In the first phase they end at the
# discriminator: its weights change, and the generator is left alone. In the second they pass *through* the
# discriminator, whose weights are left alone, to the drawing and on to the generator. No arrow leads from
# what is real to the generator.
#
# ## Twenty lines
#
# Here is a whole GAN, in plain Keras. The data are points of the plane in eight narrow clouds, so that one
# sees at a glance what is drawn. `train_on_batch` takes one step. Whose weights it changes is said by
# `trainable`, which Keras reads when a model is first trained: the discriminator alone learns, and as a
# part of `gan` it does not.

# %%
ring = load("ring:n=5000").X
keras.utils.set_random_seed(0)
random = np.random.default_rng(0)
hidden = [layers.Dense(64, "relu"), layers.Dense(64, "relu")]
generator = keras.Sequential([keras.Input((8,)), *hidden, layers.Dense(2)])
judging = [layers.Dense(64), layers.LeakyReLU(0.2), layers.Dense(64), layers.LeakyReLU(0.2)]
discriminator = keras.Sequential([keras.Input((2,)), *judging, layers.Dense(1)])
gan = keras.Sequential([generator, discriminator])
told = keras.losses.BinaryCrossentropy(from_logits=True)
discriminator.compile(keras.optimizers.Adam(0.001, beta_1=0.5), told)
gan.compile(keras.optimizers.Adam(0.001, beta_1=0.5), told)
yes, no = np.ones((64, 1)), np.zeros((64, 1))
found, seen = [], {}
for step in range(2001):
    real = ring[random.integers(len(ring), size=64)]
    drawn = generator.predict_on_batch(random.standard_normal((64, 8)))
    discriminator.trainable = True
    judged = discriminator.train_on_batch(np.concatenate([real, drawn]), np.concatenate([yes, no]))
    discriminator.trainable = False
    fooled = gan.train_on_batch(random.standard_normal((64, 8)), yes)
    found.append((2 * judged, fooled))  # Keras takes the mean of real and drawn, where the game has their sum
    if step in (0, 100, 300, 1000, 2000):
        seen[f"step {step}"] = generator.predict_on_batch(random.standard_normal((800, 8)))
strips(ring, {"drawn": seen})

# %% [markdown]
# At first it draws a blot, from the middle of the ring to its lower right. For some hundred steps the blot
# runs about, from one side to the other: it goes where the discriminator has just found data likely, and the
# discriminator follows. Then it spreads over the whole ring, and by the end it lies on it, densest in most of
# the clouds, with bridges between.
#
# The losses, of every twenty steps (an "epoch" of this picture) the mean:

# %%
means = np.reshape(found[1:], (-1, 20, 2)).mean(1)
contest({"discriminator_loss": means[:, 0], "generator_loss": means[:, 1]})

# %% [markdown]
# Two curves that leap about for some forty epochs, and then run quietly beside the dotted lines, log 4 and
# log 2, a little farther off than before. And here is what makes GANs hard. At step 300, when what is drawn
# is wrong everywhere, the two losses lie where they lie at the end, or nearer to the dotted lines. What trend
# there is, the discriminator's down by a tenth and the generator's up by as much, does not say that the
# drawings get better. Where these lines come from, what the losses do measure, and why the blot runs about,
# is what the mathematics is for. The rest of this notebook makes of the twenty lines a GAN that also draws
# clothes: a phase for each of the two steps, compiled together, and three things that keep the pair in
# balance.
#
# ## The mathematics
#
# **The game.** Let $p$ be the density of the data, $q$ that of what the generator $G$ draws from codings
# $\mathbf{z} \sim N(0, \mathbf{I})$, and $D(\mathbf{x})$ the probability that the discriminator gives to
# $\mathbf{x}$ being real. It maximises the log likelihood of being right, and the generator minimises it:
#
# $$\min_G \max_D V(D, G), \qquad V(D, G) = \mathbb{E}_{\mathbf{x} \sim p} \log D(\mathbf{x})
# + \mathbb{E}_{\mathbf{x} \sim q} \log\big(1 - D(\mathbf{x})\big).$$
#
# **The best discriminator.** Hold $G$ still, and write $V$ as one integral,
# $\int p(\mathbf{x}) \log D(\mathbf{x}) + q(\mathbf{x}) \log(1 - D(\mathbf{x})) \, d\mathbf{x}$. A
# discriminator that may be any function can be chosen at each point alone. There the slope in $D$ is
# $p / D - q / (1 - D)$, which is zero for
#
# $$D^*(\mathbf{x}) = \frac{p(\mathbf{x})}{p(\mathbf{x}) + q(\mathbf{x})},$$
#
# and since $-p / D^2 - q / (1 - D)^2 < 0$ this is the maximum. Our discriminator ends in a score $s$
# with $D = \sigma(s)$, where $\sigma(s) = 1 / (1 + e^{-s})$ is the logistic function. With
# $\mathrm{softplus}(s) = \log(1 + e^s)$, then, $-\log D = \mathrm{softplus}(-s)$ and
# $-\log(1 - D) = \mathrm{softplus}(s)$. The best score is $s^* = \log(p / q)$: a measurement of the
# ratio of two densities, made without knowing either.
#
# **What the generator minimises then.** Put $D^*$ in, with $m = (p + q) / 2$, so that $D^* = p / 2m$ and
# $1 - D^* = q / 2m$:
#
# $$V(D^*, G) = \mathbb{E}_p \log \frac{p}{2m} + \mathbb{E}_q \log \frac{q}{2m}
# = -2 \log 2 + \mathrm{KL}(p \,\Vert\, m) + \mathrm{KL}(q \,\Vert\, m)
# = -\log 4 + 2 \, \mathrm{JSD}(p \,\Vert\, q).$$
#
# Here $\mathrm{KL}(p \,\Vert\, m) = \mathbb{E}_p \log (p / m)$, as in the last notebook, and the
# Jensen-Shannon divergence is the mean of the two. It is 0 where $q = p$ and nowhere else. And since
# $p / m$ and $q / m$ are at most 2, it is never above $\log 2$. So there is one best generator, the one that
# draws from the data's own distribution, and against it the best discriminator answers ½ everywhere. Its
# loss, $-V$, is then $\log 4 = 1.386$. Keep that number in mind.
#
# We can watch the equation hold. Let the data be normal, and the generator draw a normal distribution too,
# at some distance.

# %%
x = np.linspace(-15, 15, 30_001)


def mean(p, values):
    return np.sum(p * values) * (x[1] - x[0])


def value_and_divergence(distance):
    p, q = norm.pdf(x), norm.pdf(x, distance)
    best = norm.logpdf(x) - norm.logpdf(x, distance)  # the score: softplus(-best) is -log D
    value = -mean(p, np.logaddexp(0, -best)) - mean(q, np.logaddexp(0, best))
    return value, (mean(p, np.log(2 * p / (p + q))) + mean(q, np.log(2 * q / (p + q)))) / 2


for distance in (0, 1, 3, 9):
    value, divergence = value_and_divergence(distance)
    assert np.isclose(value, -np.log(4) + 2 * divergence)
    print(f"distance {distance}: V(D*, G) = {value:+.4f}, Jensen-Shannon divergence {divergence:.4f}")

# %% [markdown]
# At a distance of 9 the divergence is at its ceiling of $\log 2 = 0.693$, and at 10 or 100 it would be the
# same: a generator that is far off gains nothing from coming a little nearer. That is the first trouble.
#
# **The loss that does not saturate.** The generator's part of $V$ is, in terms of the score,
# $\log(1 - \sigma(s)) = -\mathrm{softplus}(s)$, whose slope with respect to $s$ is $-\sigma(s) = -D$. By
# the chain rule it multiplies all that reaches the drawing and the weights. Early on the discriminator is
# sure that drawn images are false: $D$ is near 0, and so is all that the generator learns. So let it
# minimise $-\log D = \mathrm{softplus}(-s)$ instead. The slope is now $-\sigma(-s) = -(1 - D)$: near 1 in
# size where the drawings are worst. Both slopes have the same sign at each image, so both pull it the same
# way; only how hard they pull differs, by the factor $(1 - D) / D$. The two networks no longer play for one
# $V$, and the generator does not minimise the divergence above. But the goal is the same: where $q = p$ the
# best $D$ is ½ everywhere, it has no slope, and so nothing pulls.

# %%
score = np.linspace(-8, 8, 161)
probability = expit(score)
for name, slope in (("minimax", -probability), ("non-saturating", probability - 1)):
    loss = losses.ADVERSARIAL[name].generator
    measured = backend.input_gradient(lambda s, loss=loss: len(score) * loss(s), ops.array(score, "float32"))
    assert np.allclose(measured, slope, atol=1e-6), name
curves(
    {"minimax": (score, probability), "non-saturating": (score, 1 - probability)},
    "the discriminator's score of a drawn image",
    "how hard it is pulled",
)

# %% [markdown]
# Two curves of the same form: the one rises with the score from 0 to 1, the other falls from 1 to 0. On the
# left are the images that the discriminator has seen through. There the minimax loss pulls at nothing, and
# the other one at full strength. (The cell has also measured both slopes of the package's losses, and would
# have failed were they not those that we derived. These losses are means over the scores, and `len(score)`
# undoes the division.)
#
# **Why they circle, and what stops it.** The second trouble is that each network's goal moves with the
# other. Take the smallest GAN there is: all data lie at 0, the generator draws one number $\theta$, and the
# discriminator's score is $s(x) = \psi x$. In the game of $V$ the discriminator minimises
# $\mathrm{softplus}(\psi\theta)$ (what comes from the data is constant, since $s(0) = 0$) and the generator
# its opposite. The goal is $\theta = \psi = 0$: the right drawing, and a discriminator without an opinion.
# Both follow their slopes downhill, in steps so small that we may write a dot for the change in a unit of
# time:
#
# $$\dot\psi = -\sigma(\psi\theta)\, \theta, \qquad \dot\theta = \sigma(\psi\theta)\, \psi.$$
#
# Then $\psi\dot\psi + \theta\dot\theta = 0$: the distance from the goal, $\sqrt{\theta^2 + \psi^2}$, never
# changes. The two run after each other on a circle for ever (below it is drawn as an ellipse, for its axes
# have different scales). Near the goal $\sigma \approx \frac12$, and $(\dot\psi, \dot\theta)$ is a matrix
# times $(\psi, \theta)$, $\big(\begin{smallmatrix} 0 & -1/2 \\ 1/2 & 0 \end{smallmatrix}\big)$. Its
# eigenvalues are $\pm i/2$. Imaginary parts turn, and negative real parts shrink: this one only turns. (The
# loss that does not saturate has the same matrix at the goal, though not elsewhere.)
#
# The **R1 penalty** asks the discriminator to be flat where the data are: $R_1 = \frac{\gamma}{2}\,
# \mathbb{E}_p \lVert \nabla s(\mathbf{x}) \rVert^2$. Here it is $\frac{\gamma}{2} \psi^2$, and adds
# $-\gamma\psi$ to $\dot\psi$. The eigenvalues solve $\lambda^2 + \gamma\lambda + \frac14 = 0$,
#
# $$\lambda = \frac{-\gamma \pm \sqrt{\gamma^2 - 1}}{2},$$
#
# and their real part is below 0 for every $\gamma > 0$: the motion shrinks. Below $\gamma = 1$ it turns as
# well, and the circle has become a spiral into the goal; above, it goes there without turning. At the goal
# the penalty costs nothing, for there the best discriminator is flat anyway.
#
# The **average** of the generator's weights is the other cure. Where the weights go round and round, the
# mean of many turns lies in the middle. It is a second copy of the generator,
# $\bar\theta \leftarrow \beta\bar\theta + (1 - \beta)\theta$ after each step, which is never trained and
# only used to draw.
#
# In the cell, as in the training below, each step of the generator meets the discriminator's new weights.


# %%
def play(penalty, steps=500, rate=0.2):
    discriminator, generator, path = 0.0, 1.0, []
    for _ in range(steps):
        discriminator -= rate * (generator * expit(discriminator * generator) + penalty * discriminator)
        generator += rate * discriminator * expit(discriminator * generator)
        path.append((generator, discriminator))
    return np.array(path)


circle, spiral = play(penalty=0), play(penalty=0.3)
assert np.linalg.norm(circle[-1]) > 0.5
assert np.linalg.norm(spiral[-1]) < 0.01
average = circle[0]
for point in circle:
    average = 0.99 * average + 0.01 * point
print(f"at the end, from the goal: {np.linalg.norm(circle[-1]):.2f} without a penalty,", end=" ")
print(f"{np.linalg.norm(average):.2f} for the average of that, {np.linalg.norm(spiral[-1]):.5f} with R1")
curves({"no penalty": circle.T, "R1": spiral.T}, "generator, θ", "discriminator, ψ")

# %% [markdown]
# Without a penalty the pair comes back to where it was, turn after turn; with it, it is drawn into
# the goal. The average of the circle is much nearer to the goal than the circle is.
#
# ## By hand
#
# The widths are the book's: the generator 30-100-150-784, the discriminator the same way back. What stands
# between is not: the book has ReLU in both, a sigmoid at the end, no normalisation and no penalty, and
# RMSprop. The hyperbolic tangent at the end puts pixels between -1 and 1, and so the real images are
# brought there too. `MinibatchStdev` tells the discriminator, beside each image, how much the whole
# mini-batch varies: a generator that draws the same image all the time is betrayed by it. Why only the
# generator has batch normalisation, and why the discriminator's rectifiers leak, is told in notebook 11.

# %%
train, valid = images()
X = train.X[:20_000]
shape, pixels = X.shape[1:], X[0].size
seed = int(np.random.RandomState(0).randint(2**31 - 1))  # what `random_state=0` means to the estimator
keras.utils.set_random_seed(seed)


def drawing(width):
    dense = layers.Dense(width, use_bias=False, kernel_initializer="he_normal")
    return [dense, layers.BatchNormalization(), layers.ReLU()]


def judging(width):
    return [layers.Dense(width, kernel_initializer="he_normal"), layers.LeakyReLU(negative_slope=0.2)]


generator = keras.Sequential(
    [
        keras.Input((30,)),
        *drawing(100),
        *drawing(150),
        layers.Dense(pixels, "tanh"),
        layers.Reshape(shape),
    ]
)
averaged = keras.models.clone_model(generator)  # to hold the average of its weights
discriminator = keras.Sequential(
    [
        keras.Input(shape),
        layers.Flatten(),
        *judging(150),
        *judging(100),
        MinibatchStdev(),
        layers.Dense(1),
    ]
)
print(f"{train.name}: {len(X):,} images")
show(plots.architecture(generator))

# %% [markdown]
# The generator: 30 codings, 100 numbers, 150, and the 784 pixels of an image.

# %%
show(plots.architecture(discriminator))

# %% [markdown]
# The discriminator goes the other way: 784 pixels, 150 numbers, 100, one more from the batch, and a score.
# And now the two phases. Each updates the weights of its own network; the other's weights stand still, and
# only serve to compute the loss. One step for all would not do: the two networks want opposite things, so
# each has a loss and a step of its own. The theory wants the *best* discriminator before every step of the
# generator. That would be slow, and one that is sure of itself is a poor teacher, as the next notebook
# shows. So we take one step of each, and hope that $D$ stays near its best while $G$ changes little. The
# codings are drawn anew for each: the generator is judged on drawings to which the discriminator has not
# just been fitted.
#
# The penalty is a third phase, which updates the discriminator again. It is dear, for it takes the slope of
# a slope; a phase of its own may run more rarely, as in notebook 11 (*lazy* regularisation). Here it runs at
# each step. `losses.r1` has the factor $\frac12$ in it, so $\gamma$ is what stands before it: one for each
# 160 pixels. Why more for more pixels? The more of them show the same thing, the less each moves the score.
# With $k$ times as many each slope is about $k$ times smaller, and so is the sum of their squares; to have
# the same effect, $\gamma$ must be $k$ times larger. The 160 is a choice, not a theory: 4.9 for 784 pixels.
#
# The non-saturating losses are $\mathrm{softplus}(-s)$ for what is real and $\mathrm{softplus}(s)$ for what
# is drawn, in the discriminator's phase, and $\mathrm{softplus}(-s)$ for what is drawn in the generator's.


# %%
game = losses.ADVERSARIAL["non-saturating"]


def real(batch):
    return 2 * batch[0] - 1


def draw(batch, training):
    codings = backend.normal((batch[0].shape[0], 30))
    return generator(codings, training=training)


def discriminate(batch, training):
    scores = [discriminator(x, training=training) for x in (real(batch), draw(batch, training))]
    return game.discriminator(*scores)


def generate(batch, training):
    return game.generator(discriminator(draw(batch, training), training=training))


def r1(batch, training):
    return pixels / 160 * losses.r1(lambda x: discriminator(x, training=training), real(batch))


# %% [markdown]
# Adam has a shorter memory than usual, $\beta_1 = 0.5$: the slope that helped a while ago was against
# another opponent. The generator's optimizer keeps the average of its weights, over some 1,000 steps or a
# twentieth of the training. At the end `averaged` is given all that the generator holds, and then the
# averages in the place of the trained weights.

# %%
number = epochs(10)
steps = number * -(-len(X) // 32)


def adam(steps, **average):
    return keras.optimizers.Adam(warm_cosine(0.0015, steps), beta_1=0.5, beta_2=0.99, **average)


momentum = 1 - 1 / max(1, min(1000, steps / 20))
of_generator = adam(steps, use_ema=True, ema_momentum=momentum)
of_discriminator = adam(2 * steps)  # it takes two at each step
phases = [
    Phase("discriminator", discriminator, of_discriminator, discriminate),
    Phase("generator", generator, of_generator, generate),
    Phase("r1", discriminator, of_discriminator, r1),
]
by_hand = fit([Stage(phases, number)], (X,), seed=seed)
averaged.set_weights(generator.get_weights())  # the moving averages of the batch normalisation, too
of_generator.finalize_variable_values(averaged.trainable_variables)
f"discriminator's loss {by_hand['discriminator_loss'][-1]:.4f}, of log 4 = {np.log(4):.4f}; \
generator's {by_hand['generator_loss'][-1]:.4f}, of log 2 = {np.log(2):.4f}"

# %% [markdown]
# ## The estimator
#
# `GAN` is these cells in one object. From the same seed it makes the same weights, the same batches and the
# same codings, so that we may ask for more than a similar loss: the same losses at every epoch, and the
# same images from the same codings.

# %%
model = GAN(epochs=number, random_state=0, verbose=False).fit(X)
for name in ("discriminator_loss", "generator_loss", "r1_loss"):
    assert np.allclose(by_hand[name], model.history_[name], rtol=0.01), name
codings = np.random.default_rng(0).standard_normal((2000, 30)).astype("float32")
drawn = (averaged.predict(codings, verbose=0) + 1) / 2
assert np.allclose(drawn, model.inverse_transform(codings), atol=0.02)
contest(model.history_)

# %% [markdown]
# The losses of both networks run level just beside the dotted lines, log 4 and log 2; the penalty's falls at
# once and stays low. Read these curves with care. In most of machine learning a falling loss is good news;
# here each loss measures one network against the other, and a lower one may mean a worse opponent. What the
# theory gives is a place to look at: $\log 4$ for the discriminator, and $\log 2 = -\log \frac12$ for the
# generator. Near these values the discriminator does *not* tell the two apart: because the drawings are good,
# or because it is too weak, or held too flat by the penalty. So they are no proof of quality. On Fashion
# MNIST the losses arrive near there within two epochs and stay: the curves look as if nothing happened. The
# third one says that the slope at real images falls at once, and stays small.

# %%
show(plots.grid(model.sample(40, random_state=0)))

# %% [markdown]
# On Fashion MNIST there are trousers, boots, shirts, dresses and bags, hardly two alike. Most outlines are
# right; the surfaces have streaks and dots that no cloth has. Dense layers know nothing of neighbouring
# pixels, and have to learn for each pixel by itself what lies beside it. Convolutions, two notebooks on, know
# it beforehand.
#
# ## Was it worth it?
#
# The losses cannot say how good the images are. A distance between two sets of images can: the Fréchet
# distance takes each for a normal distribution, of features here that are simply the first 20 principal
# components, and is 0 where means and covariances agree. We compare the averaged generator, the last one
# as it stands, and a GAN without the penalty.


# %%
components = PCA(20).fit(X.reshape(len(X), -1))


def distance(images):
    features = [components.transform(some.reshape(len(some), -1)) for some in (valid.X[:2000], images)]
    return frechet_distance(*features).value


free = GAN(r1=0, epochs=number, random_state=0, verbose=False).fit(X)
distances = {
    "training images": distance(X[:2000]),
    "averaged": distance(drawn),
    "as it stands": distance((generator.predict(codings, verbose=0) + 1) / 2),
    "no penalty": distance(free.inverse_transform(codings)),
}
for name, value in distances.items():
    print(f"{name:16}{value:8.3f}")
assert distances["training images"] < distances["averaged"]

# %% [markdown]
# On Fashion MNIST the generator with the penalty comes near the training images, whose own distance is not 0
# only because 2,000 images are a sample. Without the penalty it is about three times as far away. The average
# gains next to nothing here, and that has a reason: the learning rate has fallen to nothing by the end, so
# that the weights have already stopped going round. It is while they still move, in the middle of training or
# with a constant rate, that the average should help most.

# %%
show(plots.grid(free.sample(40, random_state=0)))

# %% [markdown]
# These are the images without the penalty. On Fashion MNIST they are rough and full of lone dark and light
# pixels: the discriminator may then be as steep as it likes, and pulls each pixel about on its own.
#
# ## Between two codings
#
# Nobody told the generator how codings should lie; but since it is a continuous function of them, every
# step on the way between two codings is an image, too. The way is not the straight one. Of 30 numbers drawn
# from a standard normal distribution the length is about $\sqrt{30} = 5.5$; half way between two such codings
# it would be about 3.9, which is hardly ever drawn, so that the generator has learned little of it.
# `interpolate` goes around the origin instead, and codings stay as long as those that are drawn (White 2016,
# [Sampling generative networks](https://arxiv.org/abs/1609.04468)).

# %%
ways = [model.interpolate(a, b, steps=10) for a, b in zip(codings[:4], codings[4:8], strict=True)]
show(plots.grid(np.concatenate(ways), 10))

# %% [markdown]
# Between two garments of a kind the way leads through garments of that kind. Between a shoe and a shirt
# there may be a short stretch that is neither: a continuous generator cannot leap.
#
# ## What to try next
#
# - `loss="minimax"`: with R1 the discriminator is never sure of itself, and the difference is smaller than
#   the theory of this notebook might make one fear. And with `r1=0`?
# - `loss="wasserstein", critic_steps=5`: a score without a ceiling, which still tells near from far where
#   the Jensen-Shannon divergence has long been $\log 2$.
# - `coding_size=2`: how much of the variety is left? What lies between the classes in the plane?
# - `fit(X, y)`, and then `sample(8, y=3)`: a conditional GAN.
# - `r1=50`, or `r1=0.5`: the penalty trades one fault for another. Which?
#
# <details><summary>What came out</summary>
#
# - Run with 3,000 images and 6 epochs, as are the next four; the distance of the notebook's last measure is
#   then 5.77 (of training images 0.20). With minimax it is 5.75: no difference. With `r1=0` the usual loss
#   comes to 25.4, and minimax to 62.5. That one draws noise to the end, and the discriminator's loss is
#   0.000: it has won, and a loss that saturates gives the generator nothing to learn from.
# - After 4 epochs, of five steps of the critic to one of the generator, 18.5: the generator has had fewer
#   steps, and is behind. The critic's score has no ceiling, but a GAN that has one, and R1, is quicker here.
#   See notebook 16.
# - The distance is 10.75, twice what it is with 30 codings, and the variance is 0.60 of the data's in place
#   of 0.67. Of ten classes, by a logistic regression that knows 85 % of real images, none has less than 6.6 %
#   of the samples: it is variety within the classes that is lost. Decoded over a square of the plane, boots,
#   T-shirts, sleeves and sneakers lie in the corners, and between them there is no empty place: a boot fades,
#   and where it is dimmest the T-shirt comes up through it. Half way there are smears that are neither.
# - After as short a training the logistic regression finds the class that was asked for in 65 % of 1,000
#   samples, where it knows 85 % of real images: 94 % of the trousers, 34 % of the coats. So the label is
#   heeded, and the images are not yet what they should be. Notebook 15 has it in full.
# - With 50 the distance is 14.3 and with 0.5 it is 13.0, where the usual 4.9 has 5.8. The strong penalty
#   leaves the discriminator too flat to tell: its loss is 1.24, near log 4, and drawings are smooth and of
#   few kinds. The weak one leaves it steep: its loss is 0.83, and drawings are grainy and vary less than the
#   data (their variance is 0.51 of the data's, with the usual penalty 0.67, with 50 0.58).
#
# </details>
#
# ## Sources
#
# - A. Géron, *Hands-On Machine Learning*, 3rd edition (2022), chapter 17, section "Generative Adversarial
#   Networks".
# - I. Goodfellow and others (2014), [Generative adversarial networks](https://arxiv.org/abs/1406.2661): the
#   game, its optimum, and the loss that does not saturate.
# - L. Mescheder, A. Geiger and S. Nowozin (2018), [Which training methods for GANs do actually
#   converge?](https://arxiv.org/abs/1801.04406): the smallest GAN, and R1.
# - Y. Yazici and others (2019), [The unusual effectiveness of averaging in GAN
#   training](https://arxiv.org/abs/1806.04498).
# - T. Karras and others (2020), [Analyzing and improving the image quality of
#   StyleGAN](https://arxiv.org/abs/1912.04958): lazy regularisation.
