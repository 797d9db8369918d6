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
# # StyleGAN
#
# In the generators so far the coding goes in at the bottom, once, and whatever the image shows must be
# carried up from there through all layers: the position of a shape, its colour, and the pattern of its
# surface too. One number of the coding has a hand in everything. To change the colour alone, nobody knows
# where to turn.
#
# ## The idea
#
# A **StyleGAN** turns the generator around. It begins with a constant, the same for every image. What
# makes an image this one and not another is told to each layer separately, as a **style**: how strong
# each of its feature maps shall be. A style for the coarse layers decides where something is and what
# shape it has; one for the fine layers, of which colour. So there is a handle for each, and one can take
# the coarse styles of one image and the fine ones of another.
#
# Two more parts belong to it. A **mapping network**, a few dense layers, makes from the coding $\mathbf{z}$
# the latent $\mathbf{w}$ from which the styles come. Codings are drawn from a round cloud, and the data are
# not round. Say that there are no large blue stars. If $\mathbf{z}$ went straight into the styles, size and
# colour would have to be entangled in it, so that none of these is drawn. The mapping may bend the cloud
# around that hole instead, and directions in $\mathbf{w}$ can stay simple. And **noise** is added at each
# layer: where exactly a hair lies is left to chance, and no part of the coding is spent on it.
#
# ## The mathematics, and each piece by hand
#
# **Adaptive instance normalisation.** Take one feature map $x$ of one image, with mean $\mu$ and
# deviation $\sigma$ over its pixels. Whatever strength the layers before gave it is removed, and the
# style's own put in its place:
#
# $$\mathrm{AdaIN}(x, \mathbf{w}) = y_s\, \frac{x - \mu}{\sigma} + y_b,
# \qquad \begin{pmatrix} \mathbf{y}_s \\ \mathbf{y}_b \end{pmatrix}
# = \mathbf{A} \mathbf{w} + \begin{pmatrix} \mathbf{1} \\ \mathbf{0} \end{pmatrix} + \mathbf{b}.$$
#
# There is one $y_s$ and one $y_b$ for every map. The 1 makes the strengths of a fresh network scatter around
# 1, and not around 0, where a map is switched off. In the cell below $\mathbf{A}$ is *equalised* (notebook
# 12): it keeps weights of size 1, and uses them divided by the root of the number of inputs, $\sqrt{16}$.
#
# The result has the mean $y_b$ and the deviation $|y_s|$, for any $x$ that is not constant. Scale $x$ by
# $c > 0$ and add $d$: then $c x + d - (c \mu + d) = c (x - \mu)$, over $c \sigma$, and the output is the
# same. So the next normalisation wipes out how strong each map was, but not its pattern. A style's strengths
# act on one convolution: they decide how much it uses each map, and so what picture goes on upwards. No
# later layer can rely on how strong an earlier style made a map, and that is why styles of different layers
# can be exchanged.

# %%
import keras
import numpy as np
from course import QUICK, show
from keras import ops

from codings import StyleGAN, plots
from codings.data import load
from codings.layers import AdaptiveInstanceNormalization, NoiseInjection, StyleMixing

random = np.random.default_rng(0)
maps = random.standard_normal((5, 8, 8, 3)).astype("float32")
latents = random.standard_normal((5, 16)).astype("float32")

styled = AdaptiveInstanceNormalization()
out = ops.convert_to_numpy(styled([maps, latents]))
weights, bias = (ops.convert_to_numpy(weight) for weight in styled.get_weights())
scale, shift = np.split(latents @ weights / np.sqrt(16) + bias, 2, axis=1)  # an equalised dense layer
normal = (maps - maps.mean((1, 2), keepdims=True)) / maps.std((1, 2), keepdims=True)
assert np.allclose(out, (1 + scale)[:, None, None] * normal + shift[:, None, None], atol=1e-4)
assert np.allclose(out.mean((1, 2)), shift, atol=1e-4)
assert np.allclose(out.std((1, 2)), np.abs(1 + scale), atol=1e-4)
assert np.allclose(out, styled([7 * maps + 3, latents]), atol=1e-3), "strength before is forgotten"

# %% [markdown]
# **Noise.** One image of normal noise is added to all feature maps of a layer, times a strength that each
# map learns; it begins at 0. In training it is drawn anew at each step. Then the generator cannot count
# on it, and learns to use it only for what does not matter.
#
# **Mixing.** If in training all layers got the same latent, they could agree on traits among each other, and
# an image of mixed styles would be something the discriminator has never seen. So for a share of the images,
# a tenth in `StyleGAN`, nine tenths in the cell below so that one sees it, two latents are made, and from
# some layer on, drawn at random, the second takes over.
#
# **Truncation.** Few latents lie at the rim of their cloud, and the synthesis has had little practice there.
# Let $\bar{\mathbf{w}}$ be the average latent. Moving each one towards it, $\mathbf{w}' =
# \bar{\mathbf{w}} + \psi (\mathbf{w} - \bar{\mathbf{w}})$, takes the covariance to $\psi^2$ times itself:
# less variety, more of what was practised. With $\psi = 0$ there is but one image. We move $\mathbf{w}$, and
# not $\mathbf{z}$: $\bar{\mathbf{w}}$ is an average of what the synthesis has been given, a running mean
# that `StyleMixing` keeps in training. A shorter $\mathbf{z}$ would change nothing, for the mapping first
# brings each to the same length.

# %%
keras.utils.set_random_seed(0)
noise = NoiseInjection()
assert np.allclose(noise(maps, training=True), maps), "its strength is 0 at first"
noise.strength.assign([0.0, 1.0, 2.0])
added = noise(maps, training=True) - maps
assert np.allclose(added[..., 0], 0)
assert np.allclose(added[..., 2], 2 * added[..., 1], atol=1e-5), "the same noise, twice as strong"

pair = [latents, random.standard_normal((5, 16)).astype("float32")]
mixed = ops.convert_to_numpy(StyleMixing(6)(pair, training=True))
first = np.isclose(mixed, pair[0][:, None]).all(2)
second = np.isclose(mixed, pair[1][:, None]).all(2)
assert (first | second).all()
for row in first:
    assert not np.diff(row.astype(int)).max(initial=0) > 0, "once the second has taken over, it stays"
first.astype(int)

# %% [markdown]
# A row for each image, a column for each layer: 1 is the first latent, 0 the second.
#
# ## A StyleGAN
#
# The data are sprites: pictures of 16 x 16 pixels, each a square, an ellipse, a triangle or a star, of
# some size, angle, place and colour. Maps of 4 x 4 pixels can settle where something is, and roughly its
# form; what they leave open is settled in finer ones. Colour needs no place of its own. It is how strongly
# the last maps go into red, green and blue, and the last style sets just these strengths. So we expect
# position and shape to be coarse traits and the colour a fine one, and know what to look for.
#
# The **synthesis** is put together so. It begins with the constant, of 4 x 4 pixels, which is learned. Then
# come a convolution, still of 4 x 4, and convolutions that double the side; for sprites one, to
# 8 x 8. After each of these, and after the constant, come noise, a leaky rectifier and AdaIN. So three
# layers take a style here: one coarse, one middle and one fine. A last convolution makes of the
# maps an image of 16 x 16. The discriminator is that of the ProGAN, without the growth. Loss, penalty and
# average are those of notebook 09, but with $\gamma = 0.1$, at every eighth step. The mapping has two layers,
# and learns at a tenth of the others' rate. (The paper's has eight, and a hundredth of it: the deeper it
# is, the less steady it is in training.) Photographs are better drawn by maps that are resized and then
# convolved, the default for images in colour; for drawings we ask for transposed convolutions.

# %%
sprites = load(f"sprites:n={256 if QUICK else 6000},size=16,channels=3")
X = sprites.X
model = StyleGAN(
    coding_size=32,
    filters=4 if QUICK else 16,
    upsampling="transposed",
    epochs=1 if QUICK else 18,
    random_state=0,
    verbose=False,
).fit(X)
show(plots.grid(np.concatenate([X[:24], model.sample(24, random_state=0)]), 12))

# %% [markdown]
# Above are sprites of the data, below those of the generator. Colours, sizes and places are mostly right, and
# each picture has one patch, mostly of one colour; many are frayed. The straight edges and the points of the
# shapes are not there yet: that takes longer than a notebook may. The network that draws them:

# %%
show(plots.architecture(model.generator_))

# %% [markdown]
# From left to right, the two dense layers of the mapping, the mixing of styles, and from the constant on the
# synthesis, whose maps become larger: the long arrow takes the styles to the first AdaIN. (Those to the two
# of the second line are hidden behind the short ones; of what goes to the constant only the number of images
# is used.)
#
# ## The same by hand
#
# The estimator's networks are ordinary Keras models, and what its methods do is a few lines of arithmetic
# on latents, which have an axis for the layers: (images, layers, width).

# %%
codings = random.standard_normal((2, 8, 32)).astype("float32")
w, other = (model.latents(z) for z in codings)
average = model.latents(codings[0][:1], truncation=0)[0, 0]
truncated = average + 0.5 * (w - average)
assert np.allclose(truncated, model.latents(codings[0], truncation=0.5), atol=1e-5)
assert np.isclose(truncated.var(0).sum(), 0.25 * w.var(0).sum(), rtol=1e-3)

exchanged = w.copy()
coarse = list(model.layers_["coarse"])
exchanged[:, coarse] = other[:, coarse]
by_hand = model.synthesize(exchanged).astype(int)
by_method = model.mix(*codings, "coarse").astype(int)
assert np.abs(by_hand - by_method).max() <= 1, "the same pixels, of 255"
f"{w.shape[1]} layers take a style: {model.layers_}"

# %% [markdown]
# ## Whose shape, whose colour?
#
# In the first row are ten sprites, whose styles are changed. The second row are others, whose styles are
# put in: each below the one that gets them. In the third row it is the coarse ones that are put in, in the
# fourth the middle ones, in the last the fine ones: each row is one call of `model.mix`.

# %%
mine, theirs = random.standard_normal((2, 10, 32)).astype("float32")
pictures = {"these": model.inverse_transform(mine), "those": model.inverse_transform(theirs)}
pictures |= {f"{group} styles of those": model.mix(mine, theirs, group) for group in model.layers_}
show(plots.rows(pictures))

# %% [markdown]
# The third row has the places of the second and the colours of the first, the last row the places of the
# first and the colours of the second. What one sees of ten can be measured of five hundred. Place, size and
# hue can be read off a sprite. How much nearer has each come, on average, to what it is in the other: 1 if it
# is there, 0 if it is no nearer, below 0 if it is farther off?


# %%
def traits(images):
    """What can be read off sprites in colour, each (n,): the centre of the light, its extent, and the hue."""
    x = images.astype("float32") / 255
    light = x.max(-1)
    mass = light.sum((1, 2)) + 1e-6
    places = (np.arange(16) + 0.5) / 16
    red, green, blue = ((x * light[..., None]).sum((1, 2)) / mass[:, None]).T
    hue = np.arctan2(np.sqrt(3) * (green - blue), 2 * red - green - blue) / (2 * np.pi) % 1
    across, down = ((light.sum(axis) * places).sum(1) / mass for axis in (1, 2))
    return {"x": across, "y": down, "size": np.sqrt(mass / 256), "hue": hue}


def apart(name, a, b):
    distance = np.abs(a - b)
    return np.minimum(distance, 1 - distance).mean() if name == "hue" else distance.mean()


mine, theirs = random.standard_normal((2, 50 if QUICK else 500, 32)).astype("float32")
before, wanted = (traits(model.inverse_transform(codings)) for codings in (mine, theirs))
for group in model.layers_:
    mixed = traits(model.mix(mine, theirs, group))
    gone = {
        name: 1 - apart(name, mixed[name], wanted[name]) / apart(name, before[name], wanted[name])
        for name in mixed
    }
    print(f"{group:7}" + ", ".join(f"{name} {share:+.2f}" for name, share in gone.items()))

# %% [markdown]
# Coarse styles decide on the place: it goes about two thirds of the way, and size and hue come no nearer.
# Fine ones decide on the hue, which goes most of the way; the place stays, and so does the size, nearly. The
# middle styles change outlines, as the picture shows, and sizes too, but not towards the other's (-0.38); the
# hue hardly, and the height a little. No label has ever said what colour is and what position. The generator
# was only made so that what belongs to a resolution is decided in one place.
#
# ## Truncation
#
# The same codings four times, with $\psi$ = 1, 0.7, 0.4 and 0.

# %%
rows = [model.sample(12, truncation=psi, random_state=3) for psi in (1, 0.7, 0.4, 0)]
show(plots.grid(np.concatenate(rows), 12))

# %% [markdown]
# From row to row the sprites come nearer to each other: first the frayed outlines go, then sizes and places
# become alike, and at last there is one picture, the average's, a pale spot that is not a sprite at all.
# Somewhere between lies what one wants, and where, is a matter of taste: 0.7 is a usual place.
#
# ## Back to the latents
#
# A GAN has no encoder. But the generator can be walked backwards: begin with the average latent, draw,
# and follow the slope of the error with respect to the *latent*, while the weights stand still. Each
# layer may have a latent of its own. The error that `project` lowers is the mean squared one, of the pixels
# and of the means over 2 x 2 and 4 x 4 of them. It draws with the noise of the finished model, which is
# always the same. We draw what it found without noise, so that only what the latents say is seen. In the
# upper row are sprites that it has been given, in the lower what it comes to.

# %%
wanted = load("sprites:n=10,size=16,channels=3,seed=1").X
found = model.project(wanted, steps=20 if QUICK else 200)
again = model.synthesize(found, noise=False)
error = np.mean((again / 255 - wanted / 255) ** 2)
from_average = np.mean((model.sample(1, truncation=0, noise=False) / 255 - wanted / 255) ** 2)
assert error < from_average
print(f"mean squared error {error:.4f}; of the average latent's image {from_average:.4f}")
show(plots.rows({"given": wanted, "projected": again}))

# %% [markdown]
# The copies are better than any sample: most have edges and points. For these latents were not made by
# the mapping. Each layer was free to have what it liked, and so the picture shows what the synthesis
# *can* draw, not what it does draw. It also means that such latents say little about other sprites.
#
# ## Larger images
#
# Sixteen pixels leave little room between coarse and fine. At 64 x 64 there are five resolutions. Below is a
# StyleGAN with transposed convolutions, trained on 20,000 sprites for 27 minutes on two cores; its figures
# are what `benchmarks/advanced_gans.py --part sprites` prints. Above are sprites that get styles, on the left
# those that give them: the first two rows coarse ones, the next two middle ones, the last two fine ones (the
# first of these gives a very dark blue). Every run of a StyleGAN draws such a picture, `pictures/mixing.png`:
#
# ```console
# $ codings train stylegan --data sprites:n=20000,size=64,channels=3 --upsampling transposed --epochs 12 \
#       --r1 1 --run runs/sprites
# ```
#
# ![Sprites with the places, the outlines and the colours of others](../docs/pictures/mixing.png)
#
# And nothing in it is made for sprites. These are satellite photographs of 64 x 64 pixels, as `StyleGAN`
# draws them with its defaults, after 20 epochs, 11 minutes on one core:
#
# ```console
# $ python benchmarks/photos.py gan satellite.zip --model stylegan --epochs 20 --picture satellite.png
# ```
#
# ![Sixty-four images: dark woods, towns, bare ground](../docs/pictures/gallery-satellite-stylegan.png)
#
# Woods, towns and bare ground are there, and where dark and light ground meet there are edges. Straight roads
# and the corners of fields are not. Notebook 17 is about photographs.
#
# ## What to try next
#
# - Three times the epochs: better sprites. Do the styles come apart more clearly, too?
# - `mixing=0`: does the exchange of styles still work as well?
# - Fashion MNIST: which traits are coarse there, and which are fine?
# - Project two sprites, and draw what lies between their latents.
# - Sprites of 32 x 32 pixels: there is a layer more. Which of them decides on what? `model.mix(a, b, [3])`
#   takes numbers of layers.
#
# <details><summary>What came out</summary>
#
# - Yes. Run small, with 1,500 sprites, 8 filters and `r1=1`, as all of these: after 8 epochs the coarse
#   styles take the place 0.49 and 0.57 of the way and the fine ones the hue 0.61, after 24 it is 0.64 and
#   0.70, and 0.82. The size goes with the fine ones, 0.59 of it. On 20,000 sprites of 64 x 64 pixels, after
#   27 minutes, the place goes 0.83 of the way with the coarse styles and the hue 0.81 with the fine ones;
#   size and shape are between the coarse and the middle ones (`docs/benchmarks.md`).
# - At the small size, with 8 epochs, there is no clear answer: the coarse styles take the place 0.23 and
#   0.55 of the way, from left to right and from top to bottom, where with mixing it is 0.49 and 0.57; but the
#   fine ones take the hue 0.88 of the way, with mixing 0.61. Styles come apart mostly because each layer has
#   its own. These are single trainings, and far from finished.
# - Not run. One would expect coarse styles to decide whether it is a shoe, a shirt or trousers, and where a
#   sleeve or a heel is, fine ones on shade and texture; where the classes differ in their outline at 4 x 4
#   already, little is left for the middle.
# - Of the small model, after 8 epochs: the place goes evenly from the one to the other, from left to right
#   by 0.60, 0.59, 0.55, 0.50, 0.45, 0.41, 0.39 and 0.38, the size from 0.37 to 0.25, the hue from green to
#   blue through 0.41 to 0.55. Half way there is one patch, in which green and blue pixels stand side by side:
#   a mixture of two latents is a thing, and need not be one of the data's.
# - There, too, the places of things are decided at 4 x 4, and hues in the last layers, as at 64 x 64 above;
#   which of the layers between has the size was not run.
#
# </details>
#
# ## Sources
#
# - A. Géron, *Hands-On Machine Learning*, 3rd edition (2022), chapter 17, section "StyleGANs".
# - T. Karras, S. Laine and T. Aila (2019), [A style-based generator architecture for generative adversarial
#   networks](https://arxiv.org/abs/1812.04948).
# - X. Huang and S. Belongie (2017), [Arbitrary style transfer in real-time with adaptive instance
#   normalization](https://arxiv.org/abs/1703.06868).
# - R. Abdal, Y. Qin and P. Wonka (2019), [Image2StyleGAN](https://arxiv.org/abs/1904.03189): the way back.
