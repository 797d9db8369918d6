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
# # Recurrent autoencoders
#
# Some data come as **sequences**: a week of temperatures, a heartbeat, a sentence. What matters in them
# is the order, and they may be long. A dense layer would need weights of its own for each step, and would
# have to learn about Monday all over again on Tuesday. A recurrent layer reads one step after the other
# with the *same* weights, and keeps in mind what it has read. A **recurrent autoencoder** reads a whole
# sequence into one coding and then writes it out again from that coding alone.
#
# ## The idea
#
# Think of somebody who listens to a melody and then has to whistle it. While listening, nothing may be
# said; afterwards, nothing more is heard. All that can pass from listening to whistling is what is in the
# mind at the last note. That state is the coding. So the encoder is a sequence-to-*vector* network, the
# decoder a vector-to-*sequence* one.
#
# The data here are images again, so that we can see what happens. An image is read as a
# sequence of its rows, from the top: 28 steps of 28 numbers on Fashion MNIST.
#
# ## The mathematics: why not a plain recurrent layer
#
# The plain layer is $\mathbf{h}_t = \tanh(\mathbf{W} \mathbf{x}_t + \mathbf{U} \mathbf{h}_{t-1} +
# \mathbf{b})$. To learn that the top row matters, the error must travel back from the last step to the
# first. By the chain rule, with $\tanh' = 1 - \tanh^2$, it is multiplied at each step by the transpose of
#
# $$\frac{\partial \mathbf{h}_t}{\partial \mathbf{h}_{t-1}}
# = \operatorname{diag}(1 - \mathbf{h}_t^2) \, \mathbf{U},$$
#
# where the square is taken entry by entry, and $\operatorname{diag}$ puts a vector on a matrix's diagonal.
# Over 28 steps that is a product of nearly as many such matrices. If they shorten vectors by a factor of 0.8,
# what is left of the gradient is $0.8^{28} \approx 0.002$; if they lengthen them by 1.2, it has grown to
# $165$ times itself. It vanishes or explodes; only a factor very near 1 would do.
#
# ## The mathematics: the LSTM
#
# The *long short-term memory* (LSTM) keeps a second state, the cell $\mathbf{c}_t$, to which it *adds*.
# Three gates with values between 0 and 1 say how much to keep, to write and to show. With $\mathbf{z}_t =
# (\mathbf{x}_t, \mathbf{h}_{t-1})$, what was read and what was said last:
#
# $$\begin{aligned}
# \mathbf{i}_t &= \sigma(\mathbf{W}_i \mathbf{z}_t + \mathbf{b}_i) && \text{write?} \\
# \mathbf{f}_t &= \sigma(\mathbf{W}_f \mathbf{z}_t + \mathbf{b}_f) && \text{keep?} \\
# \mathbf{g}_t &= \tanh(\mathbf{W}_g \mathbf{z}_t + \mathbf{b}_g) && \text{what to write} \\
# \mathbf{o}_t &= \sigma(\mathbf{W}_o \mathbf{z}_t + \mathbf{b}_o) && \text{show?} \\
# \mathbf{c}_t &= \mathbf{f}_t \odot \mathbf{c}_{t-1} + \mathbf{i}_t \odot \mathbf{g}_t \\
# \mathbf{h}_t &= \mathbf{o}_t \odot \tanh(\mathbf{c}_t)
# \end{aligned}$$
#
# Along the cell, the chain rule now gives a product of numbers that the network chooses for itself,
#
# $$\frac{\partial c_t}{\partial c_{t-1}} = f_t \quad \text{(and what leads through the gates)},
# \qquad \frac{\partial c_T}{\partial c_0} \approx \prod_{t=1}^{T} f_t,$$
#
# and a gate that stands open, $f_t \approx 1$, lets the gradient pass undiminished.
#
# **How open should it stand at first?** Suppose that weights are so small that the gates do not yet depend on
# what is read. Then $f = \sigma(b)$, and after $T$ steps $f^T$ of what was written at first is left. With the
# bias $b = 0$ that is $0.5^{28}$: nothing. With $b = 1$, the usual choice, it is $0.731^{28} \approx 0.0002$.
# With $b = \log T$,
#
# $$\sigma(\log T) = \frac{1}{1 + e^{-\log T}} = \frac{T}{T + 1},
# \qquad \Big( \frac{T}{T + 1} \Big)^{T} = \Big( 1 + \frac{1}{T} \Big)^{-T} \approx e^{-1} \approx 0.37.$$
#
# More than a third of what the first row wrote is still there when the last one is read. So the package
# starts the biases of the forget gates at the logarithm of the sequence's length, or at 1 if that is more.
# First weights are not that small in truth, and what the bias gains is not measured here: the third question
# at the end asks.
#
# ## The mathematics: from a vector to a sequence
#
# The decoder has to write $T$ rows and has one coding. Call it $\mathbf{v}$; it is the encoder's last
# $\mathbf{h}_T$, numbers between -1 and 1, while the cell stays behind. `RepeatVector` shows the decoder the
# same coding at every step, $\mathbf{x}_t = \mathbf{v}$ for all $t$. Why does it not write the same row $T$
# times? Because its own state changes: $\mathbf{h}_t$ depends on $\mathbf{v}$ and on $\mathbf{h}_{t-1}$, and
# the state is what tells it how far it has got. Finally, the same dense layer turns each $\mathbf{h}_t$ into
# a row of pixels.
#
# An LSTM layer of $u$ units with $d$ inputs has four kernels on $(\mathbf{x}, \mathbf{h})$, and four
# biases: $4u\,(d + u + 1)$ weights, however long the sequence is.

# %%
import keras
import numpy as np
from course import QUICK, SEED, curves, epochs, images, show
from keras import layers

from codings import RecurrentAutoencoder, losses, plots
from codings.training import Phase, Stage, fit, warm_cosine

train, valid = images()
some, held_out = train.X[:5000], valid.X[:1000]
steps, features = some.shape[1:]
f"{train.name}: {len(some):,} sequences of {steps} steps of {features} numbers"

# %% [markdown]
# ## By hand
#
# Two layers read: what the first hands on at each step, its $\mathbf{h}_t$, is what the second is given as
# $\mathbf{x}_t$, and the last $\mathbf{h}_T$ of the second is the coding. So all layers but the coding layer
# hand on their outputs of every step (`return_sequences=True`). An LSTM layer must do its steps one after the
# other, which is slow: 5,000 images have to do, and 50 units where the book takes 100.

# %%
units = 16 if QUICK else 50
keras.utils.set_random_seed(SEED)
read = layers.LSTM(units, return_sequences=True)
codings = layers.LSTM(30)
write = layers.LSTM(units, return_sequences=True)
row = layers.Dense(features, "sigmoid")
encoder = keras.Sequential([keras.Input((steps, features)), read, codings])
decoder = keras.Sequential([keras.Input((30,)), layers.RepeatVector(steps), write, row])
autoencoder = keras.Sequential([encoder, decoder])

for layer in (read, codings, write):
    gates = keras.ops.convert_to_numpy(layer.cell.bias).reshape(4, -1)  # input, forget, cell, output
    bias = np.stack([gates[0], np.full_like(gates[1], np.log(steps)), *gates[2:]])
    layer.cell.bias.assign(bias.ravel())
assert read.count_params() == 4 * units * (features + units + 1)
f"{autoencoder.count_params():,} weights, {read.count_params():,} of them in the first layer"

# %%
show(plots.architecture(autoencoder))

# %% [markdown]
# Two layers read 28 steps, and the second hands on 30 numbers alone; these are repeated 28 times, and a
# third layer and a dense one write the rows. The peak of the learning rate takes into account that an
# LSTM's kernel is four times as wide as the layer (its 0.25, like the 0.15 before, comes from trials), and
# Adam's second average is shorter than usual (`beta_2=0.99`): gradients that come through many steps vary
# more.


# %%
def loss(batch, training):
    (x,) = batch
    return losses.reconstruction(x, autoencoder(x, training=training))


number = epochs(10)
widest = max(max(weights.shape) for weights in autoencoder.trainable_variables)
schedule = warm_cosine(0.25 / widest**0.5, number * -(-len(some) // 32))
optimizer = keras.optimizers.Adam(schedule, beta_2=0.99)
stage = Stage([Phase("reconstruction", autoencoder, optimizer, loss)], number)
history = fit([stage], (some,), validation=(held_out,), seed=SEED)
by_hand = history["val_loss"][-1]
f"mean squared error of the validation images: {by_hand:.4f}"

# %% [markdown]
# ## The estimator

# %%
model = RecurrentAutoencoder(hidden=(units,), epochs=number, random_state=0, verbose=False)
model.fit(some, validation=held_out)
by_estimator = model.history_["val_loss"][-1]
assert np.isclose(by_hand, by_estimator, rtol=0.02), "the same network, from the same first weights"
f"by hand {by_hand:.4f}, the estimator {by_estimator:.4f}"

# %%
show(plots.losses(model.history_))

# %% [markdown]
# The loss of the training images and that of the validation images fall together: the network has not learned
# its images by heart, so fewer weights would not help; more units or a longer training may.

# %%
show(plots.reconstructions(held_out[:10], model.reconstruct(held_out[:10])))

# %% [markdown]
# Rough outlines and shades are there after so few images, though straps and the sandal's shape are lost; what
# is inside is blurred from row to row on Fashion MNIST, in stripes from top to bottom, perhaps because two
# neighbouring rows are written from nearly the same state. Is it better than dense layers? With all images
# and 100 units, the first question at the end, it is, by a little: 0.0081 after ten epochs, where the dense
# network of notebook 02 has 0.0090 after twenty. But `docs/benchmarks.md` has 209 seconds for the one and 14
# for the other. Images are here to look at. The layer is made for sequences, and needs no more weights for
# longer ones.
#
# ## What it remembers
#
# The coding is all that is left when the last row has been read. Is the top row still in it, so many steps
# later? The mean squared error of each row tells, beside that of a guess: the mean of all images.

# %%
squares = np.square(held_out - model.reconstruct(held_out)).mean(axis=(0, 2))
guess = np.square(held_out - some.mean(axis=0)).mean(axis=(0, 2))
rows = np.arange(1, steps + 1)
curves({"the mean image": (rows, guess), "reconstruction": (rows, squares)}, "row", "mean squared error")

# %% [markdown]
# The guess errs by 0.09 to 0.105 in most rows, and the reconstruction by 0.012 to 0.023 in all. On Fashion
# MNIST the error of the first rows, which had to be kept in mind through all the others, is no larger than
# that of the last. But rows are not equally hard to guess; so see what is left of the error of the guess. It
# is between a sixth and a quarter in most rows, near the beginning as near the end, but about a half in the
# very first row and a third in the very last. So it seems that the memory reaches back nearly to the
# beginning. That proves nothing: rows are alike, and the lower ones, read later, tell something of the upper
# ones. And what there is too little of, units, codings or practice, these curves do not show.
#
# ## Reading row by row
#
# What would be reconstructed if the image ended early? Below, an image is blanked from some row on, and the
# network is shown only what is above.

# %%
image, shown = held_out[0], np.linspace(0, steps, 8).astype(int)
cut = np.stack([np.where(np.arange(steps)[:, None] < last, image, 0) for last in shown])
show(plots.rows({"what it is shown": cut, "what it writes": model.reconstruct(cut)}))

# %% [markdown]
# Shown nothing at all, the network writes something faint and shapeless. On Fashion MNIST, once it has seen
# the shoulders, it writes about as many rows as it was shown (two or three more at first, where it knows
# little), and then goes on only with a trace of sleeves. To the network, blank rows are not missing but
# black, and it has read them too: the coding tells how far the image went.
#
# ## What to try next
#
# - All images, `hidden=(100,)` and 10 epochs: the book's setting, some minutes, an error near 0.0081 on
#   Fashion MNIST, where the book's network has 0.0104.
# - True sequences: `np.sin(np.linspace(0, 9, 40)[:, None] + 2 * np.pi * np.random.default_rng(0).random(
#   (2000, 1, 1)))`. How few codings will do, and why two? And if the phases go from 0 to 6 only?
# - Set the forget gates' bias to 0 in the cell that builds the network by hand. How does the loss begin?
# - Read columns instead of rows: `np.swapaxes(some, 1, 2)`. Is it harder?
#
# <details><summary>What came out</summary>
#
# - These are the figures of `docs/benchmarks.md`, where the command stands, too; it was not run again here.
# - Run with 2,000 of them as a table of 40 columns, by `StackedAutoencoder(k, hidden=(64, 32))`, which is
#   quicker: with two codings the error is 0.00004, and 0.0001 for the worst of 500 others; with one it is
#   0.009, and 2.0 for the worst. Sines of all phases are a circle, $\cos \varphi$ times one sequence plus
#   $\sin \varphi$ times another. One number must cut it open somewhere, and at the cut two neighbours get
#   codings that are far apart. With phases from 0 to 6 only, the circle has a gap already, and one coding
#   comes to 0.0002. (An LSTM of 16 units, with 400 such sequences and 20 epochs, comes to 0.024.)
# - Run with 1,000 images, 24 units and 8 epochs; a guess of the mean image has 0.088. With a bias of 0 the
#   validation loss begins at 0.101 and ends at 0.095: the network has not even reached the mean image. With 1
#   it is 0.099 after two epochs and 0.084 after three, with $\log 28$ 0.079 after two; both end at 0.0665. So
#   a gate that is open at first shortens the beginning, and with one that is half closed a training may get
#   nowhere.
# - No, easier: 0.0479 after the same training where rows have 0.0665. Perhaps because clothes are much the
#   same on the left and on the right, so that the second half of the columns is known when the first has been
#   read; that was not tested.
#
# </details>
#
# ## Sources
#
# - A. Géron, *Hands-On Machine Learning*, 3rd edition (2022), chapter 17, section "Recurrent Autoencoders".
# - S. Hochreiter and J. Schmidhuber (1997), [Long short-term
#   memory](https://doi.org/10.1162/neco.1997.9.8.1735).
# - N. Srivastava, E. Mansimov and R. Salakhutdinov (2015), [Unsupervised learning of video representations
#   using LSTMs](https://arxiv.org/abs/1502.04681).
# - C. Tallec and Y. Ollivier (2018), [Can recurrent neural networks warp
#   time?](https://arxiv.org/abs/1804.11188): the logarithm as the forget gates' first bias.
