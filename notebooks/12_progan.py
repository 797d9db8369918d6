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
# # Progressive growing
#
# The larger the images, the easier the discriminator's task: there is more in which a drawn image can
# betray itself. A generator that begins with large images is seen through at once, by some detail, and
# learns about that detail before it knows what is in the picture at all.
#
# ## The idea
#
# Nobody begins a painting with the eyelashes. A **ProGAN** begins with images of 4 x 4 pixels (real ones are
# brought to that size by averaging): all that can be learned there is where it is light and where it is dark.
# When it can do that, both networks grow by layers for 8 x 8 pixels, then 16 x 16, and so on. Each time most
# is known already, and only the new details are open. And a step on small images costs little.
#
# New layers begin with random weights. Put in at once, they would ruin what has been learned; so they are
# **faded in**. Three more ideas of the same paper keep the pair in balance: weights that all learn at the
# same speed, feature maps that cannot grow, and a discriminator that sees how much a batch varies.
#
# ## The mathematics, and each piece by hand
#
# **Equalised learning rate.** Let a unit add up $n$ inputs (its *fan-in*), $y = \sum_i w_i x_i$, with
# independent weights of mean 0. Then $\mathrm{Var}(y) = n\, \mathrm{Var}(w)\, \mathbb{E}[x^2]$. For the
# signal to keep its size we need $\mathrm{Var}(w) = g^2 / n$, where $g$ is called the *gain*, and $g^2 = 2$
# makes up for a rectifier, which halves the mean square: He's initialisation. (For a convolution $n$ is the
# places of its kernel times the maps that it reads.) So weights of wide layers are small. Now Adam divides
# each slope by its own usual size: whatever the slope is, a weight moves by about the learning rate $\eta$.
# Relative to the weights' deviation that is
#
# $$\frac{\eta}{\sqrt{\mathrm{Var}(w)}} = \frac{\eta \sqrt n}{g},$$
#
# and a layer of 1,024 inputs changes eight times as fast as one of 16. No learning rate suits both. The
# way out: keep $v \sim N(0, 1)$ as the weight that is learned, and compute with $w = v \cdot g / \sqrt
# n$. The signal is the same; but Adam moves $v$ by $\eta$, and so $w$ by $\eta g / \sqrt n$: the same
# share, $\eta$, of the first deviation in every layer.

# %%
from warnings import simplefilter

import keras
import numpy as np
from course import QUICK, contest, epochs, images, show, small
from keras import layers, ops

from codings import ProGAN, losses, plots
from codings.data import load
from codings.layers import EqualizedConv2D, EqualizedDense, FadeIn, MinibatchStdev, PixelNormalization
from codings.metrics import FewSamplesWarning, density_coverage
from codings.runs.resolutions import growth
from codings.training import Phase, Stage, fit, warm_cosine

random = np.random.default_rng(0)
GAIN = 2**0.5


def share_of_a_step(layer, weights):
    """How far one step of Adam moves a layer's weights, in their standard deviations."""
    before = ops.convert_to_numpy(weights())
    slopes = random.standard_normal(layer.kernel.shape).astype("float32")
    keras.optimizers.Adam(0.01).apply([ops.array(slopes)], [layer.kernel])
    return np.std(weights() - before) / np.std(before)


for width in (16, 1024):
    plain, equalized = layers.Dense(256, kernel_initializer="he_normal"), EqualizedDense(256, GAIN)
    for layer in (plain, equalized):
        layer.build((None, width))
    x = random.standard_normal((8, width)).astype("float32")
    by_hand = x @ (ops.convert_to_numpy(equalized.kernel) * GAIN / np.sqrt(width))
    assert np.allclose(equalized(x), by_hand, atol=1e-4)
    moved = share_of_a_step(plain, lambda plain=plain: plain.kernel)
    moved_equally = share_of_a_step(equalized, lambda equalized=equalized: equalized.effective_kernel)
    assert np.isclose(moved_equally, 0.01, rtol=0.1)
    print(f"{width:5} inputs: one step moves He's weights by {moved:.1%}, equalised by {moved_equally:.1%}")

# %% [markdown]
# **Pixel-wise normalisation.** When the discriminator becomes steeper and the generator answers with larger
# feature maps, and so on, both run away. So in the generator each pixel's vector of $C$ features is brought
# to the same length,
#
# $$\mathbf{b} = \mathbf{a} \Big/ \sqrt{\tfrac1C \lVert \mathbf{a} \rVert^2 + \varepsilon},
# \qquad \lVert \mathbf{b} \rVert^2 = C.$$
#
# Then $\mathbf{a}$ and $10\,\mathbf{a}$ give the same: making maps larger is of no use to anyone. Nothing
# is learned here, and no other image of the batch comes in.
#
# **The mini-batch's standard deviation.** A discriminator that sees one image at a time cannot know that
# all are alike. So one feature map is added, of one number: the standard deviation of each feature over
# the batch, averaged over all features. Of a batch in which all are the same it is 0, and no real batch
# has that.

# %%
maps = random.standard_normal((8, 4, 4, 6)).astype("float32")
lengths = np.sqrt(np.square(maps).mean(-1, keepdims=True))
assert np.allclose(PixelNormalization()(maps), maps / lengths, atol=1e-4)
assert np.allclose(PixelNormalization()(10 * maps), maps / lengths, atol=1e-4)

added = ops.convert_to_numpy(MinibatchStdev()(maps))[..., -1]
assert np.allclose(added, maps.std(axis=0).mean(), atol=1e-4)
alike = ops.convert_to_numpy(MinibatchStdev()(np.repeat(maps[:1], 8, axis=0)))[..., -1]
f"a batch that varies: {added.mean():.3f}; one of the same image, eight times: {alike.mean():.3f}"

# %% [markdown]
# **Fade-in.** Let $A(\mathbf{h})$ be the image that the old layers draw from their last maps
# $\mathbf{h}$, enlarged to twice the side, and $B_\theta(\mathbf{h})$ what the new layers make of the
# same maps. Draw
#
# $$(1 - \alpha)\, A(\mathbf{h}) + \alpha\, B_\theta(\mathbf{h}),$$
#
# and let $\alpha$ climb from 0 to 1. At $\alpha = 0$ the grown network draws exactly what the old one
# drew. The slope that comes back to the old maps from the new layers, $\alpha\, \partial B / \partial
# \mathbf{h}$, has the factor $\alpha$: as long as these layers know nothing, they hardly disturb the old
# ones. The slope with respect to the new weights has the factor $\alpha$, too. But that does not slow them
# down, for Adam takes its size away again, as we saw: the new layers learn at full speed while they hardly
# count.
#
# ## By hand: one block grows
#
# To see that alone, without an opponent, we take a generator whose codings we know. The sprites are small
# pictures of shapes, drawn from numbers: which shape, size, angle, place and brightness. A network that
# is given these numbers learns to draw the picture, with the mean squared error as its loss. It begins at
# 8 x 8 pixels.

# %%
EPOCHS = 1 if QUICK else 6
sprites = load(f"sprites:n={300 if QUICK else 3000},size=16")
pictures = sprites.X / np.float32(255)
numbers = np.stack([sprites.factors[name] for name in ("size", "angle", "x", "y", "colour")], axis=1)
Z = np.concatenate([np.eye(4)[sprites.y], 4 * (numbers - numbers.mean(0))], axis=1).astype("float32")

keras.utils.set_random_seed(0)


def convolution(filters):
    return [EqualizedConv2D(filters, 3, GAIN), layers.LeakyReLU(negative_slope=0.2), PixelNormalization()]


codings = keras.Input((Z.shape[1],))
dense = [EqualizedDense(64, GAIN), layers.LeakyReLU(0.2), EqualizedDense(8 * 8 * 8, GAIN)]
first = keras.Sequential([*dense, layers.Reshape((8, 8, 8)), layers.LeakyReLU(0.2), *convolution(8)])
second = keras.Sequential([layers.UpSampling2D(), *convolution(8), *convolution(8)])
image_8, image_16 = EqualizedConv2D(1, 1), EqualizedConv2D(1, 1)
fade = FadeIn()

h = first(codings)
old = layers.UpSampling2D()(image_8(h))
coarse = keras.Model(codings, old)
grown = keras.Model(codings, fade([old, image_16(second(h))]))


def measured(network):
    return float(losses.reconstruction(pictures[:1000, ..., None], network.predict(Z[:1000], verbose=0)))


def phase(network, steps, share=0.0):
    def loss(batch, training):
        images, given = batch
        return losses.reconstruction(images[..., None], network(given, training=training))

    def move_on():
        fade.advance(share)

    optimizer = keras.optimizers.Adam(warm_cosine(0.01, steps), 0.0, 0.99)
    return Phase("drawing", network, optimizer, loss, after=move_on if share else None)


steps = EPOCHS * -(-len(pictures) // 32)
fit([Stage([phase(coarse, steps)], EPOCHS)], (pictures, Z))
before = measured(coarse)
untrained = measured(grown)
fade.advance(1.0)
at_once = measured(grown)
fade.weight.assign(0.0)
assert np.isclose(before, untrained, rtol=1e-4), "at 0 the grown network draws what the old one drew"
assert at_once > before
f"error before it grows {before:.4f}; grown, at 0: {untrained:.4f}; grown at once, at 1: {at_once:.4f}"

# %% [markdown]
# So the new layers cost nothing at 0, and would ruin everything at 1. One can look at it:


# %%
def at_each_share():
    """What the grown network draws of eight codings at five values of the weight, which is put back."""
    rows, kept = {}, float(fade.weight)
    for share in (0, 0.25, 0.5, 0.75, 1):
        fade.weight.assign(share)
        rows[f"α = {share}"] = grown.predict(Z[:8], verbose=0).reshape(-1, 16, 16)  # noqa: RUF001
    fade.weight.assign(kept)
    return rows


show(plots.rows(at_each_share(), 8))

# %% [markdown]
# Eight sprites, from row to row under more noise. The layers have learned nothing yet. At a weight of a
# quarter the sprites are still there, under noise; at a half they can hardly be made out, and at 1 there is
# noise alone. (All rows have the shades of the first.)
#
# Growth is then a **list of stages**: one in which each step moves $\alpha$ on by its share, and one in
# which it is settled at 1.

# %%
fading = Stage([phase(grown, steps, share=1 / steps)], EPOCHS)
settled = Stage([phase(grown, steps)], EPOCHS)
history = fit([fading, settled], (pictures, Z))
assert np.isclose(fade.weight, 1.0, atol=1e-3)
drawn = {
    "a sprite": pictures,
    "at 8 x 8": coarse.predict(Z[:10], verbose=0),
    "at 16 x 16": grown.predict(Z[:10], verbose=0),
}
print(f"error after the growth {measured(grown):.4f}, before it {before:.4f}")
show(plots.rows({name: images[:10].reshape(-1, 16, 16) for name, images in drawn.items()}))

# %% [markdown]
# Three rows: sprites, coarse squares, and at the bottom round patches of the sprites' size and place. The
# grown network's error is a third of what it was before the growth. But by then it has had three times the
# epochs, and squares of two by two pixels could never be exact: so this does not show that growing is
# better than to begin with 16 x 16 pixels. The last row is what the grown network draws. In the middle row
# is what the old output layer draws *now*, from maps that have gone on learning with the new layers: it is
# not the state before the growth. Points and corners are still round; they would be the next ones to learn.
#
# And the five shares again, now that the new layers have learned:

# %%
show(plots.rows(at_each_share(), 8))

# %% [markdown]
# Now the way leads from squares of two by two pixels to the finer drawing, with a mixture of both between.
# (All rows have the shades of the first, which goes below 0: so 0, the black of the sprites, is grey in the
# last.) That is what the discriminator of a ProGAN is shown while a block grows.
#
# ## The estimator
#
# `ProGAN` makes such a list for both networks, from 4 x 4 pixels to the images' own, and each stage is a
# contest of three phases, as in the notebooks before. The last stage, whose images are the ones that count,
# gets the most epochs: here, on Fashion MNIST, 8 of 12. The weights of a layer are the same ones in all
# stages in which it takes part. The discriminator grows, too, at its beginning: the image goes through the
# new layers, and halved through the old first one, and what comes out is mixed by the same $\alpha$. The
# images are those of the course, at half their side, because convolutions are dear. They have 14 pixels a
# side: so what is drawn at 16 is cropped, and for the discriminator their border is mirrored. Since the
# weights are equalised, the learning rate is a share: a step moves a weight by about a hundredth of the
# deviation that weights have at first. Adam's $\beta_1$ is 0 here, as in the paper: each step follows the
# slope against the opponent of the moment.

# %%
train, valid = (small(data) for data in images())
X = train.X[:10_000]
number = 1 if QUICK else epochs(12)
model = ProGAN(epochs=number, random_state=0, verbose=False).fit(X)
f"{len(X):,} images of {X.shape[1]} x {X.shape[2]} pixels; it has drawn at {model.resolutions_} pixels a side"

# %%
show(growth(model))

# %% [markdown]
# Each column is one coding, at the end of each resolution. At 4 x 4 pixels there are shades and their places,
# at 8 x 8 outlines, and on Fashion MNIST one mostly knows only in the last row what it is going to be. A
# column keeps much of its first layout: where it is light above, it mostly stays light.

# %%
show(plots.grid(model.sample(48, random_state=1), 12))

# %% [markdown]
# On Fashion MNIST there are coats, shirts, dresses, trousers, shoes and bags, of many shades, and a few dim
# smudges among them. Outlines are mostly clear, surfaces still mottled.

# %%
if len(valid.X) < 1000:  # fewer than the measures want
    simplefilter("ignore", FewSamplesWarning)
reference = valid.X[:2000].reshape(-1, X[0].size)
for name, some in {"training images": X[:2000], "ProGAN": model.sample(2000, random_state=0)}.items():
    density, coverage = density_coverage(reference, some.reshape(len(some), -1))
    print(f"{name:16}density {density.value:.2f}, coverage {coverage.value:.2f}")

# %% [markdown]
# These two are kin to the precision and recall of notebook 11, and less upset by a single odd image. The
# neighbourhood of a real image reaches to its fifth neighbour. Density is the number of neighbourhoods in
# which a sample lies, over five, on average. Another real image lies in about five: so 1 is right. Coverage
# is the share of the neighbourhoods in which there is a sample at all. With as many samples as data, a
# neighbourhood has none by chance where the five images nearest to its middle are all data, about once in
# $2^5$: so 0.97 is right. On Fashion MNIST both stand at about two thirds for the ProGAN. In pixels nearness
# is a strict notion, and the training was short. Still, no other GAN stands beside it here: these figures do
# not say whether growing has helped. (On the whole images the Fréchet distance is 7.6 for `ProGAN` and 13.6
# for `DCGAN` after some eight minutes, and 1.9 and 3.9 after some twenty: `benchmarks/advanced_gans.py`. But
# the networks differ in more than that.) Growing was invented for images of 1,024 pixels a side, and these
# have hardly room to grow.
#
# At their full size, 28 x 28 pixels, the images have one resolution more. It is also the dearest one:
#
# ```console
# $ codings train progan --data fashion-mnist --run runs/progan
# ```
#
# ![Ten codings at 4, 8, 16 and 32 pixels a side, patches of grey to clothes](../docs/pictures/growth.png)
#
# The run's folder has this picture. Mostly a column keeps its outline from row to row; seams, sleeves and
# soles are what the last resolution adds. The second column became a heap of dots.

# %%
contest(model.history_)

# %% [markdown]
# Three curves: the two losses stay near log 4 and log 2, and come nearer after the fifth epoch; the penalty
# climbs up to the fifth, and falls by three fifths at once. On Fashion MNIST the first four epochs are the
# stages before the last, one each. The penalty climbs to its highest in the first epoch of the last stage,
# and then falls. Part of the climb is a matter of units: at every stage the slope is taken by the pixels of
# the whole image. At 4 x 4 the discriminator sees means of 16 of them. A slope of 1 by such a mean is one of
# 1/16 by each of its pixels, and adds only $16 / 16^2 = 1/16$ to the sum of squares. The rest may be new
# layers, and the learning rate, which climbs and falls in each stage anew. Where a resolution begins, in the
# second and the fourth epoch, the two networks' own losses do not leap; the penalty grows by three quarters
# in the second. But these are means over epochs, and no growth without fading stands beside it: what the
# fading is worth here has not been measured.
#
# ## What to try next
#
# - The whole images: `ProGAN(random_state=0).fit(images()[0].X)`. It takes much longer.
# - Grow at once: leave out the stage `fading` of the network by hand, with `fade.advance(1.0)`. After how
#   many epochs has it caught up?
# - `EqualizedDense(..., rate=0.1)` learns at a tenth of the speed. The next notebook needs that: where?
# - A few hundred sprites, as they are and with `augment=False`. Of fewer than 5,000 images, as these are, the
#   discriminator is shown real and drawn ones mirrored, shifted or stretched, darker or brighter, so that it
#   cannot learn the few by heart.
#
# <details><summary>What came out</summary>
#
# - `docs/benchmarks.md` has it, and `benchmarks/advanced_gans.py` the command: 20 epochs of all images,
#   twenty minutes on two cores, have a Fréchet distance of 1.91, a precision of 0.75 and a recall of 0.74. It
#   was not run again here.
# - Nearly, after six. Run with 2,000 sprites and 3 epochs for each training: with fading the errors after
#   each epoch of the grown network are 0.0171, 0.0136 and 0.0220, then, settled, 0.0101, 0.0087 and 0.0085;
#   grown at once, with the same two courses of the learning rate, 0.0371, 0.0272 and 0.0258, then 0.0133,
#   0.0096 and 0.0092. Without an opponent the shock is soon over; what it would do to a discriminator, this
#   does not show.
# - In StyleGAN's mapping, whose few layers have a hand in every style. It keeps weights ten times as large
#   (a deviation of 10 where others have 1) and uses them ten times as small: so a step of Adam of 0.01,
#   measured, moves them by 0.10 % of their deviation, where the rate of 1 moves them by 0.99 %.
# - Of 500 images of Fashion MNIST it has been measured, with a StyleGAN and 200 epochs
#   (`docs/benchmarks.md`): a distance of 16.7 without and 18.4 with it, a recall of 0.23 both times. Neither
#   memorises, 0.49 where a half is right, so there was nothing for it to mend. Of 500 photographs there was:
#   0.57 with it and 0.65 without, and a recall of 0.38 and 0.29.
#
# </details>
#
# ## Sources
#
# - A. Géron, *Hands-On Machine Learning*, 3rd edition (2022), chapter 17, section "Progressive Growing of
#   GANs".
# - T. Karras, T. Aila, S. Laine and J. Lehtinen (2018), [Progressive growing of GANs for improved quality,
#   stability, and variation](https://arxiv.org/abs/1710.10196).
# - K. He, X. Zhang, S. Ren and J. Sun (2015), [Delving deep into
#   rectifiers](https://arxiv.org/abs/1502.01852): the gain, and the fan-in.
# - M. F. Naeem and others (2020), [Reliable fidelity and diversity metrics for generative
#   models](https://arxiv.org/abs/2002.09797): density and coverage.
