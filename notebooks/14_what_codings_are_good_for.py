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
# # What codings are good for
#
# An autoencoder copies its input, and nobody needs a copy. What people need is what the copying has taught
# the network: what data usually look like. This notebook puts that to work four times.
#
# - **Outliers.** What the network cannot copy is unlike what it has learned from.
# - **Few labels.** Labels are expensive, images are not. Let the network learn to see from all images, and
#   to name things from the few that have a label.
# - **Search.** Four bytes an image, and similar images have similar bits.
# - **Arithmetic.** Add and subtract codings, and traits of images are added and subtracted.
#
# Each has a simple rival that needs no neural network. Each is measured against it here, in one picture or
# table; where the rival is as good, one sees it there.

# %%
import keras
import numpy as np
from course import QUICK, SEED, curves, epochs, images, show
from keras import layers, ops
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score, roc_curve
from sklearn.neighbors import NearestNeighbors

from codings import (
    BinaryAutoencoder,
    DenoisingAutoencoder,
    PretrainedClassifier,
    StackedAutoencoder,
    VariationalAutoencoder,
    losses,
    plots,
)
from codings.data import load
from codings.layers import Binarize
from codings.training import Phase, Stage, fit, warm_cosine
from codings.training.seeding import seeded

train, valid = images()
shape, pixels = train.X.shape[1:], train.X[0].size
flat, flat_valid = (x.reshape(len(x), -1) for x in (train.X, valid.X))
f"{train.name}: {len(train.X):,} images of {pixels} pixels to train, {len(valid.X):,} to validate"

# %% [markdown]
# ## Outliers
#
# Someone has photographs of one kind of thing, thousands of them, and wants to be told when something else
# comes along. There is not one photograph of something else to learn from: so a classifier is out of the
# question. What one would like to have is the density $p(\mathbf{x})$ of the usual images; an image of low
# density is an outlier. In 784 dimensions densities are hard to come by. The squared error of a
# reconstruction is easy, and it stands in for the density. Why may it?
#
# **On a plane it is nearly the same thing.** Suppose the images are spread normally, widely in the $k$
# directions of a plane, with the variances $\lambda_1, \dots, \lambda_k$, and narrowly, with a variance
# of $s^2$, in the $n - k$ others. Split an image, less the mean, into its coordinates $t_j$ in the plane
# and the rest $\mathbf{r}$, which is what PCA cannot reconstruct. The directions are independent, so the
# log densities add up:
#
# $$-2 \log p(\mathbf{x}) = \sum_{j=1}^{k} \frac{t_j^2}{\lambda_j}
# + \frac{\lVert \mathbf{r} \rVert^2}{s^2} + \text{constant}.$$
#
# The second term is the squared error, over $s^2$. The first says how far out in the plane the image
# lies. A step of length 1 off the plane costs $1 / s^2$, and one within it $1 / \lambda_j$, which is far
# less. And there are more directions off the plane: of usual images each direction adds 1 on average, which
# makes $k = 8$ within it and $n - k = 776$ off it, with deviations of $\sqrt{2k} = 4$ and $\sqrt{2(n - k)}
# \approx 39$. So it is mostly the squared error that tells images apart, and the first term may be left out.
#
# **On a curved surface** the same holds near each of its points, with an autoencoder in the place of PCA:
# the surface is what its decoder can draw, $\hat{\mathbf{x}} = g(f(\mathbf{x}))$ is about the nearest
# point on it, and $\mathbf{r} = \mathbf{x} - \hat{\mathbf{x}}$ stands upright on it. For images like those of
# the training, that is: far from the surface the encoder has never been trained, and what it gives need not
# be the nearest point. The error is then too large rather than too small, which for an outlier does no harm.
#
# **What is left out** matters sometimes. An outlier that lies on the surface, far from all other images,
# has no error. And an autoencoder with so many codings that it can copy anything has a small error for
# everything: so take few codings. How few is not critical here: over the ten classes 30 do as well as 8.
#
# Now the test. One class is normal, and only its images are trained on. Then come images of all classes. Each
# gets a score, minus its mean squared error, and the scores should put those of the class above all others.

# %%
usual = 1
normal = train.X[train.y == usual]
model = StackedAutoencoder(8, epochs=epochs(20), random_state=0, verbose=False).fit(normal)
score = model.score_samples(valid.X)
by_hand = -np.square(valid.X - model.reconstruct(valid.X)).reshape(len(valid.X), -1).mean(1)
assert np.allclose(score, by_hand, atol=1e-6), "the score is minus the mean squared error"
f"{len(normal):,} images of {train.classes[usual]}; scores from {score.min():.4f} to {score.max():.4f}"

# %% [markdown]
# The rivals: PCA with as many components, by its error and by the full density of the formula above (which is
# what its `score_samples` gives); and an isolation forest, which asks how soon random cuts set an image apart
# from all others: an outlier stands alone after few.


# %%
def rivals(normal, tested):
    pca = PCA(8, random_state=0).fit(normal)
    errors = np.square(tested - pca.inverse_transform(pca.transform(tested))).mean(1)
    forest = IsolationForest(random_state=0).fit(normal)
    return {
        "PCA, error": -errors,
        "PCA, density": pca.score_samples(tested),
        "isolation forest": forest.score_samples(tested),
    }


scores = {"autoencoder": score, **rivals(normal.reshape(len(normal), -1), flat_valid)}
right = valid.y == usual
areas = {name: roc_auc_score(right, values) for name, values in scores.items()}
lines = {f"{name}: {areas[name]:.3f}": roc_curve(right, scores[name])[:2] for name in scores}
curves(lines, "others that are taken for normal", "normal images found")

# %% [markdown]
# The ROC curves: as the threshold falls, more normal images are found, and more others are taken for normal.
# The area under each is the probability that a normal image scores above one of the others; a detector that
# guesses has 0.5. On Fashion MNIST, where trousers are the normal class, all are near to 1, and the
# autoencoder is a little ahead. The two curves of PCA can hardly be told apart: the term that the error
# leaves out matters little, as the formula said. With other classes the order changes. Over all ten, as
# `benchmarks/outlier_images.py` measures, the mean area is 0.914 for this autoencoder, 0.898 for PCA with 8
# components, 0.917 for the forest, and 0.927 for `codings.OutlierDetector`, which sees distances among
# codings as well as errors. What the forest does not have is a picture. (A detector also needs a threshold.
# Without outliers to choose it by, take normal images that were not trained on, and the score below which,
# say, one in a hundred of them lies.)

# %%
order = np.argsort(-score)
spread = order[np.linspace(0, len(order) - 1, 10).astype(int)]
show(plots.reconstructions(valid.X[spread], model.reconstruct(valid.X[spread])))

# %% [markdown]
# From the most usual image on the left to the strangest on the right; below, what the network would have
# expected to see. It has learned only one class, and tries to make everything into something like it: on
# Fashion MNIST, sandals into trousers. The score adds up the difference between the two rows, pixel by pixel,
# and the difference shows what is strange about an image.
#
# ## Few labels
#
# Supervised learning has to find out two things at once: what there is to see in an image, and what it is
# called. Only the second needs labels. With a hundred labels, a network of hundreds of thousands of weights
# can do the second, if somebody has done the first.
#
# So pretrain an autoencoder on all images, drop its decoder, and put a softmax layer on top of the last
# hidden layer of its encoder. (Not on the codings: these are linear in that layer, so what a linear
# classifier can tell by them it can tell by the layer.) Then train in two **stages**, each with one phase, of
# the same loss: the cross-entropy of the labels.
#
# 1. The softmax layer alone, while the encoder stays as it is. Its weights start at 0 and know nothing.
# 2. All layers together: fine-tuning.
#
# With logits $\mathbf{a} = \mathbf{W} \mathbf{h} + \mathbf{b}$ and probabilities $\hat{p}_c = e^{a_c} /
# \sum_l e^{a_l}$, the cross-entropy of a label $y$ is
#
# $$J = -\log \hat{p}_y = -a_y + \log \sum_l e^{a_l}, \qquad
# \frac{\partial J}{\partial a_c} = \hat{p}_c - [c = y], \qquad
# \frac{\partial J}{\partial \mathbf{h}} = \mathbf{W}^\top (\hat{\mathbf{p}} - \mathbf{e}_y).$$
#
# Here $[c = y]$ is 1 if $c$ is the label and 0 otherwise, and $\mathbf{e}_y$ is the vector of these. The last
# of the three is what reaches the encoder. With $\mathbf{W} = 0$ it is nothing, whatever the image. Does an
# untrained layer do no harm, then? It may, by way of Adam: after one step $\mathbf{W}$ is small but no
# longer 0, and Adam moves the encoder's weights by about the learning rate however small the slope is, in
# directions that mean next to nothing yet. Hence the first stage. Once $\mathbf{W}$ means something, what
# comes down is small where the answer is right and large where it is wrong: then it is worth passing on.
#
# We pretrain a **denoising** autoencoder: to fill in what noise has taken away, it has to know how the parts
# of an image belong together. That is an argument, no measurement: see the questions at the end.

# %%
autoencoder = DenoisingAutoencoder(100, hidden=(300,), epochs=epochs(4), random_state=0, verbose=False)
autoencoder.fit(train.X)
some = valid.X[:6]
noisy = autoencoder.corrupt(some, random_state=0)
show(plots.rows({"with noise": noisy.clip(0, 1), "denoised": autoencoder.denoise(noisy), "original": some}))

# %% [markdown]
# Above, half of the pixels are gone and the others doubled (here that is brighter), as in training. In the
# middle, what the network has made of that, and below, what was there. By now it knows a good deal about
# clothes, or about digits, and has not seen one label.
#
# By hand, the classifier is this.


# %%
def classifier(body):
    """A softmax layer on top of `body`, and two networks to train: that layer, and all."""
    logits = layers.Dense(10, kernel_initializer="zeros")(body.output)
    return keras.Model(body.output, logits), keras.Model(body.input, logits)


def train_by_stages(body, X, y, stages):
    head, whole = classifier(body)

    def cross_entropy(batch, training):
        x, labels = batch
        return ops.mean(ops.categorical_crossentropy(labels, whole(x, training=False), from_logits=True))

    def stage(network, number):
        steps = number * -(-len(X) // min(32, len(X)))
        optimizer = keras.optimizers.Adam(warm_cosine(0.003, steps))
        return Stage([Phase("labels", network, optimizer, cross_entropy)], number)

    planned = [stage({"head": head, "whole": whole}[part], number) for part, number in stages]
    history = fit(planned, (X, np.eye(10, dtype="float32")[y]), seed=SEED)
    return history["loss"][-1], np.mean(whole.predict(valid.X, verbose=0).argmax(1) == valid.y)


def copy(network):
    """The layers before the codings, with the same weights."""
    twin = keras.models.clone_model(network)
    twin.set_weights(network.get_weights())
    return keras.Model(twin.input, twin.get_layer("codings").input)


def labelled(number):
    """The rows of that number of labels, equally many of each class."""
    random = np.random.default_rng(0)
    classes = [random.choice(np.flatnonzero(train.y == c), number // 10, replace=False) for c in range(10)]
    return np.concatenate(classes)


counts = np.array([10, 100] if QUICK else [10, 30, 100]) * (10 if len(train.X) > 10_000 else 1)
rows = labelled(counts[-1])
by_hand, accuracy = train_by_stages(
    copy(autoencoder.encoder_), train.X[rows], train.y[rows], [("head", 20), ("whole", 20)]
)
f"{len(rows)} labels: cross-entropy of the training {by_hand:.4f}, accuracy {accuracy:.3f}"

# %% [markdown]
# The estimator, `PretrainedClassifier`, takes the fitted autoencoder and does the same. Two rivals have
# only the labels: logistic regression on the pixels, and the same network with random first weights,
# trained for as many epochs.

# %%
pretrained = PretrainedClassifier(autoencoder, random_state=0, verbose=False)


def accuracies(number):
    rows = labelled(number)
    X, y = train.X[rows], train.y[rows]
    with seeded(SEED):
        fresh = keras.models.clone_model(copy(autoencoder.encoder_))
    regression = LogisticRegression(C=0.3, max_iter=1000).fit(flat[rows], y)
    return {
        "pretrained": pretrained.fit(X, y).score(valid.X, valid.y),
        "same network, not pretrained": train_by_stages(fresh, X, y, [("whole", 40)])[1],
        "logistic regression on pixels": regression.score(flat_valid, valid.y),
    }


table = {number: accuracies(number) for number in counts}
by_estimator = pretrained.history_["loss"][-1]  # of the last fit, on as many labels as by hand
assert np.isclose(by_hand, by_estimator, rtol=0.05), "the same weights, the same batches"
print(f"cross-entropy by hand {by_hand:.4f}, the estimator {by_estimator:.4f}")
for number, line in table.items():
    print(f"{number:5} labels: " + ", ".join(f"{name} {value:.3f}" for name, value in line.items()))

# %%
lines = {name: (counts, [line[name] for line in table.values()]) for name in table[counts[0]]}
curves(lines, "labels", "accuracy on images held out")

# %% [markdown]
# Three curves that rise with the labels, from 0.70 to 0.83; the pretrained network's is the highest, but
# for 100 labels. On Fashion MNIST pretraining helps the network with every number of labels: by 2.2 points
# with 100, by 0.7 with 300 and by 1.2 with 1,000. With 100, logistic regression on pixels is as good; it
# falls behind as labels grow more, and it has no use for images without them. But these are single runs.
# Other labels and first weights shift each figure by more than one point with 100 labels, by less than half
# a point with 1,000: that is what the standard errors in `benchmarks/few_labels.py` come to, times the root
# of its five seeds. Its means, on test images, are ahead of both rivals with every number of labels. They
# also show that fine-tuning gains 0.6 points with 1,000 labels and nothing with 100: there the first stage
# is enough. And rates, epochs and `C` were chosen on the very images that this notebook measures on, with
# thousands of labels that somebody with 100 would not have.
#
# ## Search
#
# A picture, and the question: which of a million others are like it? To compare pixels takes a million times
# 784 differences, and memory for all images. **Semantic hashing** takes a few bytes an image, its *hash*,
# which is made so that similar images have similar hashes.
#
# The codings of a `BinaryAutoencoder` are bits, and serve as the hash. The distance of two hashes is the
# number of bits that differ, the *Hamming distance*. Since a bit is its own square,
#
# $$d(\mathbf{b}, \mathbf{b}') = \sum_{j=1}^{k} [b_j \ne b'_j] = \sum_{j=1}^{k} (b_j - b'_j)^2
# = \lVert \mathbf{b} - \mathbf{b}' \rVert^2,$$
#
# and a computer finds it in two instructions: the exclusive or of both numbers, and a count of its ones.
#
# **Why are near hashes alike?** The decoder $g$ is continuous, and does not change faster than some slope
# $L$: $\lVert g(\mathbf{b}) - g(\mathbf{b}') \rVert \le L \lVert \mathbf{b} - \mathbf{b}' \rVert = L
# \sqrt{d}$. So hashes with few differing bits decode to similar images, if $L$ is not large; and since each
# image is near what its hash decodes to, the images are similar, too. That is a bound, not a promise: nobody
# knows $L$, and no loss keeps it small. Nor does it hold the other way. Of two similar images one may lie
# just above 0 in some activation and one just below; then that bit differs. So we shall have to measure.
#
# **How many are near by chance?** If the bits of another image were $k = 32$ fair coins, the distance
# would be 16 on average, and at most 2 with a probability of $(1 + 32 + 496) / 2^{32}$, one in eight
# million. To share nearly all bits means something, then; but less if some bits are nearly always the same,
# or say what others say.
#
# **A step has no slope.** A bit is $b = [a > 0]$ for some activation $a$, and its derivative is 0 wherever it
# exists: the encoder would learn nothing. The layer `Binarize` computes the step on the way up, and on the
# way down uses the slope of a sigmoid $\sigma(a)$, which is the step, smoothed:
#
# $$b = [a > 0] + \sigma(a) - \overline{\sigma(a)},$$
#
# where the bar says that the value is taken for a constant. The two sigmoids cancel, so $b$ is a bit; but
# only the first has a derivative. It is a lie, called the **straight-through estimator**, and it works. The
# lie is about how much; the sign is true: to get a 1 in place of a 0, $a$ must rise.

# %%
with seeded(SEED):
    encoder = [layers.Flatten(), layers.Dense(100, "elu", kernel_initializer="he_normal")]
    decoder = [
        layers.Dense(100, "elu", kernel_initializer="he_normal"),
        layers.Dense(pixels, "sigmoid"),
        layers.Reshape(shape),
    ]
    bits = [layers.Dense(32), Binarize()]
    hashing = keras.Sequential([keras.Input(shape), *encoder, *bits, *decoder])


def loss(batch, training):
    return losses.reconstruction(batch[0], hashing(batch[0], training=training))


number = epochs(4)
steps = number * -(-len(train.X) // 32)
optimizer = keras.optimizers.Adam(warm_cosine(0.15 / max(pixels, 100) ** 0.5, steps))
history = fit([Stage([Phase("reconstruction", hashing, optimizer, loss)], number)], (train.X,), seed=SEED)

model = BinaryAutoencoder(32, epochs=number, random_state=0, verbose=False).fit(train.X)
by_hand, by_estimator = history["loss"][-1], model.history_["loss"][-1]
assert np.isclose(by_hand, by_estimator, rtol=0.02), "the same network, the same first weights"
f"squared error by hand {by_hand:.4f}, the estimator {by_estimator:.4f}"

# %% [markdown]
# The search, too, is quickly written by hand, and finds what `similar` finds.

# %%
queries = valid.X[:300]
packed = [np.packbits(model.hash(X), axis=1) for X in (queries, train.X)]
differing = np.bitwise_count(packed[0][:20, None] ^ packed[1]).sum(-1)
distances, rows = model.similar(queries, k=50)
assert np.array_equal(np.sort(differing, axis=1)[:, :50], distances[:20])
print(f"{packed[1].nbytes:,} bytes for {len(train.X):,} images")
f"bits that differ: the nearest {distances[:, 0].mean():.1f}, the 50th {distances[:, -1].mean():.1f}"

# %%
found = [np.concatenate([queries[[i]], train.X[rows[i, :9]]]) for i in range(6)]
show(plots.grid(np.concatenate(found), columns=10))

# %% [markdown]
# Each row has a query on the left, and the nine images whose hashes are nearest to its own. Most are of
# the same kind, and of the same shade and outline, even where a print or a buckle differs: details are
# not in the hash. On Fashion MNIST the 50th still differs by 3.3 bits only, where of 55,000 rows of fair
# coins less than one would lie within 4: the bits are far from tosses of a coin.
#
# The rivals. The first is exact, and costs what it costs: the nearest by all pixels. The others have 32
# bits, too: on which side of 0 the image lies along each of the first 32 principal components, or along
# 32 random directions. Two things are measured of the 50 images found: the mean squared difference from
# the query, which is what a hash is to keep small, and how many are of the query's class.


# %%
def nearest_by_bits(project):
    bits = [(project(X) > 0).astype("float32") for X in (flat, flat_valid[:300])]
    return nearest_rows(*bits)


def nearest_rows(rows, queries):
    return NearestNeighbors(n_neighbors=50, algorithm="brute").fit(rows).kneighbors(queries)[1]


pca = PCA(32, random_state=0, svd_solver="randomized").fit(flat)
directions = np.random.default_rng(0).standard_normal((pixels, 32)).astype("float32")
nearest = {
    "all pixels": nearest_rows(flat, flat_valid[:300]),
    "autoencoder": rows,
    "principal components": nearest_by_bits(pca.transform),
    "random directions": nearest_by_bits(lambda X: (X - flat.mean(0)) @ directions),
}
ranks = np.arange(1, 51)
lines = {}
for name, found in nearest.items():
    difference = np.square(flat[found] - flat_valid[:300, None]).mean()
    same = train.y[found] == valid.y[:300, None]
    lines[name] = ranks, same.cumsum(1).mean(0) / ranks
    print(f"{name}: squared difference {difference:.4f}, of the query's class {same.mean():.3f}")
curves(lines, "images found", "share of the query's class")

# %% [markdown]
# Four curves that fall as more images are taken: all pixels on top, then the autoencoder, the components,
# and random directions. All pixels are best, with 784 numbers an image where the others have 32 bits. Of
# the hashes, on Fashion MNIST, the autoencoder's find the images that are more alike, and more of the
# query's class. The signs of principal components come next, and they cost next to nothing. This is one
# training and 300 queries, and the gap to the components is two or three hundredths of the class's share at
# 50 images, and hardly any at three: it is not large. (In a trial that is not shown, with 16 bits and as
# few epochs, there was none.) Random directions fall behind. There a bit differs if the plane at right
# angles to its direction falls between the two images (less the mean of all). With an angle of $\alpha$
# between them this has the probability $\alpha / \pi$: right on average, but 32 such tosses tell an angle
# only roughly.
#
# ## Arithmetic
#
# The authors of the DCGAN took the codings of some men with glasses, subtracted those of men without, added
# those of women without, and the generator drew a woman with glasses. Why should that be? If a trait, such
# as wearing glasses, is a *direction* among codings, then $\bar{\mathbf{z}}_a - \bar{\mathbf{z}}_b$ is that
# direction, as long as the two groups differ in nothing else; and added to any coding it puts the glasses
# on. They took means of three each, since single images differ in everything at once. They showed pictures,
# and did not say how often it fails.
#
# With sprites one can count. Their traits are known, and can be read off an image: the place from left to
# right and from top to bottom, by the centre of the light, and the brightness. Group *a* are stars with a
# high value of a trait, *b* stars with a low one, *c* squares with a low one; wanted is a square with a
# high one. `analogy` decodes the mean of the codings of *a*, minus that of *b*, plus that of *c*.

# %%
sprites = load(f"sprites:n={600 if QUICK else 6000},size=16")
places = (np.arange(16) + 0.5) / 16


def traits(images):
    """What can be read off sprites, each (n,): the place in shares of the side, the brightness in [0, 1]."""
    light = np.asarray(images, "float32") / 255
    mass = light.sum((1, 2)) + 1e-6
    x, y = ((light.sum(axis) * places).sum(1) / mass for axis in (1, 2))
    return {"x": x, "y": y, "brightness": np.quantile(light.reshape(len(light), -1), 0.97, axis=1)}


seen = traits(sprites.X)


def groups(trait, members, number):
    """The rows of groups a, b and c, of so many members each, drawn at random that number of times."""
    random = np.random.default_rng(0)
    low, high = np.quantile(seen[trait], [1 / 3, 2 / 3])
    star, square = (sprites.y == sprites.classes.index(name) for name in ("star", "square"))
    chosen = [star & (seen[trait] > high), star & (seen[trait] < low), square & (seen[trait] < low)]
    pools = [np.flatnonzero(some) for some in chosen]
    return [[random.choice(pool, members, replace=False) for pool in pools] for _ in range(number)]


options = {"random_state": 0, "verbose": False, "epochs": 2 if QUICK else 40}
vae = VariationalAutoencoder(10, beta=0.2, batch_size=64, **options).fit(sprites.X)
plain = StackedAutoencoder(10, **options).fit(sprites.X)


def by_pixels(a, b, c):
    means = [group.astype("float32").mean(axis=0, keepdims=True) for group in (a, b, c)]
    return (means[0] - means[1] + means[2]).clip(0, 255)


first = groups("x", 3, 6)
sheet = [
    np.concatenate(
        [sprites.X[a], sprites.X[b], sprites.X[c], vae.analogy(*(sprites.X[g] for g in (a, b, c)))]
    )
    for a, b, c in first
]
show(plots.grid(np.concatenate(sheet), 10))

# %% [markdown]
# Each row is one sum: three stars on the right, minus three on the left, plus three squares on the left, and
# in the last column what comes of it. How often does it hold? A sum counts as right if the trait has gone
# more than half of the way from *c* to where *a* is. Beside it stand how much of the way it goes, the median,
# and the mean squared difference of what comes out and the nearest sprite of the data: whether it is a sprite
# at all. The rivals are an ordinary autoencoder, and the same sum of pixels.

# %%
to_sprites = NearestNeighbors(algorithm="brute").fit(sprites.X.reshape(len(sprites.X), -1) / 255)
ADDED = {"variational": vae.analogy, "ordinary": plain.analogy, "pixels": by_pixels}
print(f"{'members, trait':16}" + "".join(f"{name:>28}" for name in ADDED))
for members in (1, 3, 8):
    for trait, values in seen.items():
        drawn_groups, line = groups(trait, members, 10 if QUICK else 200), ""
        of_a, of_b, of_c = (
            np.array([values[rows[group]].mean() for rows in drawn_groups]) for group in range(3)
        )
        for add in ADDED.values():
            made = np.concatenate([add(*(sprites.X[group] for group in rows)) for rows in drawn_groups])
            gone = (traits(made)[trait] - of_c) / (of_a - of_b)
            apart, _ = to_sprites.kneighbors(made.reshape(len(made), -1) / 255, 1)
            line += f"{np.mean(gone > 0.5):>10.0%} {np.median(gone):6.2f} {np.mean(apart**2) / 256:10.4f}"
        print(f"{members} {trait:14}{line}")

# %% [markdown]
# In the last column of the picture is a blot farther to the right than the squares are (in the last row only
# in the middle): the place has been put on, or most of it. The corners of the squares are gone, for ten
# codings do not hold them, and the means of three even less. By the figures the place holds in every sum of
# three with the variational autoencoder, and goes 0.85 of the way; single images do nearly as well. The
# ordinary one is behind, and what it draws of single images has four times the squared difference from any
# sprite: its codings have gaps, as notebook 08 shows. Pixels cannot do it. The star is faded out in one place
# and in at another, the centre of the light goes less than half of the way, and what is left is no sprite.
#
# The brightness is another matter: with all three it holds the less often the larger the groups are. Of
# single images pixels do best, since to add brightness is what pixels can; of eight they hold in 36 % of the
# sums, and the variational autoencoder in 62 %. Ten codings are no plane in which brightness is a straight
# line: the mean of eight codings, and of their eight places above all, decodes to a blur, and a blur is not
# bright. So it is not enough that a trait is known to the codings. It must be a direction among them, and a
# mean of codings must still be something.
#
# ## What to try next
#
# - Outliers: let another class be normal. Shirts are the hardest of Fashion MNIST, and sandals the class
#   where autoencoders fall furthest behind the forest. Why might that be?
# - Outliers with 2, 30 and 100 codings. When can the network copy anything?
# - Arithmetic with another trait, the size; and with one image in each group, $\beta = 1$.
# - Few labels: pretrain a `StackedAutoencoder`, without noise. How much of the gain was the noise?
# - Few labels, simpler: `make_pipeline(FrozenEstimator(autoencoder), LogisticRegression(C=0.03))`.
# - Search with 8, 16 and 64 bits, and with more epochs. How many images share a hash? How does the share of
#   the query's class change?
#
# <details><summary>What came out</summary>
#
# - Over three seeds (`benchmarks/outlier_images.py`) shirts have an area of 0.826 with 8 codings, the
#   forest 0.798; sandals 0.887 and 0.929. What a detector of sandals (2,000 images, 8 epochs) takes for
#   sandals are sneakers: their error is 0.018, that of sandals themselves 0.023, and the area against them
#   alone is 0.43. For the error also says how hard an image is to draw, and a sandal's straps are hard, where
#   a sneaker is one smooth patch. Shirts are told from T-shirts with 0.57 and from pullovers and coats with
#   0.64: they look like these, and the network draws these as well.
# - Not with these. With 2,000 images and 8 epochs, trousers have areas of 0.978, 0.986 and 0.987 with 2, 30
#   and 100 codings, and shirts 0.824, 0.826 and 0.825. The error of other images falls with more codings,
#   from 0.085 to 0.057 for trousers, but that of the normal ones falls faster, from 0.017 to 0.0055. One
#   hundred codings behind as many hidden units, trained on one class, are no network that copies anything;
#   that would take wider layers and a longer training.
# - Run with 2,000 sprites, 25 epochs and 30 sums each; the size is the root of the light over the brightness,
#   and groups are large and small stars, and small squares. With groups of three it holds in 90 % of the sums
#   at $\beta = 0.2$ and goes 1.33 of the way, at $\beta = 1$ in all and 1.97: too far, since what comes out
#   is blurred, and a blur is large. (Pixels hold in 97 %, and what they make has 1.7 times the squared
#   difference from any sprite as with 0.2.) With single images $\beta = 1$ holds in 93 %, 0.2 in 73 %. Of the
#   place it is the other way round: 73 % and 0.57 of the way against 100 % and 0.92, for with a high price
#   the codings say less of each image.
# - None, at this size. With 5,000 images, 4 epochs and 100 labels the ordinary one gives accuracies of
#   0.717 and 0.712, with two seeds, and the denoising one 0.714 and 0.717; with 1,000 labels 0.829 and 0.824.
#   Logistic regression on pixels has 0.723 and 0.810. So what helps with more labels is the pretraining, and
#   the argument for noise is not borne out here.
# - By codings of a denoising autoencoder of all images logistic regression is right about 72.6 % with 100
#   labels, 79.0 % with 500 and 81.4 % with 1,000; `PretrainedClassifier` about 72.9, 80.2 and 82.7 %
#   (`benchmarks/few_labels.py`, five seeds, test images). With few labels it is as good as the network and
#   one line long; with more it falls behind, since only the network can change what it sees.
# - Run with 5,000 images, 4 epochs and 300 queries. With 8 bits there are 57 different hashes, every image
#   shares its own with others, up to 472 of them, and half of the 50 found are of the query's class (0.499).
#   With 16 bits there are 629, 96 % of the images share theirs, and the share of the class is 0.603; with 64
#   there are 4,816, 6 % share, and 0.686. With 12 epochs 16 bits come to 890 hashes and 0.613: the bits say
#   more, but four times the bits say more than three times the epochs.
#
# </details>
#
# ## Sources
#
# - A. Géron, *Hands-On Machine Learning*, 3rd edition (2022), chapter 17, section "Unsupervised Pretraining
#   Using Stacked Autoencoders", and the exercise on hashing autoencoders.
# - M. E. Tipping and C. M. Bishop (1999), [Probabilistic principal component
#   analysis](https://doi.org/10.1111/1467-9868.00196): the density on a plane.
# - F. T. Liu, K. M. Ting and Z.-H. Zhou (2008), [Isolation forest](https://doi.org/10.1109/ICDM.2008.17).
# - P. Vincent et al. (2010), [Stacked denoising autoencoders](https://jmlr.org/papers/v11/vincent10a.html).
# - R. Salakhutdinov and G. Hinton (2009), [Semantic hashing](https://doi.org/10.1016/j.ijar.2008.11.006).
# - A. Radford, L. Metz and S. Chintala (2016), [Unsupervised representation learning with deep
#   convolutional generative adversarial networks](https://arxiv.org/abs/1511.06434): arithmetic, section
#   6.3.2.
# - Y. Bengio, N. Léonard and A. Courville (2013), [Estimating or propagating gradients through stochastic
#   neurons](https://arxiv.org/abs/1308.3432).
