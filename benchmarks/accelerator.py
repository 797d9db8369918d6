"""The JAX backend on an accelerator: a training step of the models, at their own batch and at a large one.

    CODINGS_DATA=../shared/datasets KERAS_BACKEND=jax python benchmarks/accelerator.py        a minute
    ... KERAS_BACKEND=jax python benchmarks/gans.py --part dcgan                              a minute
    ... KERAS_BACKEND=jax python benchmarks/gans.py --part book-dcgan                         five minutes

Fashion MNIST, 15,360 images an epoch. The first epoch compiles; a step is of the median epoch after it. It
printed, in November 2026 (products in TF32, which is JAX's choice on such a device),

JAX 0.11.2, NVIDIA H100 80GB HBM3
StackedAutoencoder        batch   32     0.06 ms a step    492,461 images a second, first epoch   1.7 s
StackedAutoencoder        batch  512     0.18 ms a step  2,893,337 images a second, first epoch   2.3 s
ConvolutionalAutoencoder  batch   32     0.49 ms a step     65,849 images a second, first epoch   2.7 s
ConvolutionalAutoencoder  batch  512     3.21 ms a step    159,698 images a second, first epoch   2.8 s
VariationalAutoencoder    batch  128     0.15 ms a step    857,508 images a second, first epoch   3.5 s
VariationalAutoencoder    batch  512     0.27 ms a step  1,906,008 images a second, first epoch   3.4 s
GAN                       batch   32     0.19 ms a step    171,165 images a second, first epoch   3.8 s
GAN                       batch  512     0.53 ms a step    960,732 images a second, first epoch   6.2 s
DCGAN                     batch   64     1.49 ms a step     42,854 images a second, first epoch   3.8 s
DCGAN                     batch  512     6.07 ms a step     84,281 images a second, first epoch   4.3 s
StyleGAN                  batch   32     1.29 ms a step     24,749 images a second, first epoch   8.6 s
StyleGAN                  batch  512     5.96 ms a step     85,911 images a second, first epoch   7.9 s

The other two commands' figures stand in gans.py.
"""

import os
import statistics

os.environ.setdefault("KERAS_BACKEND", "jax")

import jax

import codings
from codings.data import load

LARGE, ROWS, EPOCHS = 512, 15_360, 5
MODELS = (
    codings.StackedAutoencoder,
    codings.ConvolutionalAutoencoder,
    codings.VariationalAutoencoder,
    codings.GAN,
    codings.DCGAN,
    codings.StyleGAN,
)


def row(model, X):
    first, *later = model.fit(X).history_["seconds"]
    step = statistics.median(later) * model.batch_size / len(X)
    print(
        f"{type(model).__name__:26}batch {model.batch_size:4}  {1e3 * step:7.2f} ms a step  "
        f"{model.batch_size / step:9,.0f} images a second, first epoch {first:5.1f} s",
        flush=True,
    )


def main():
    print(f"JAX {jax.__version__}, {jax.devices()[0].device_kind}")
    X = load("fashion-mnist").X[:ROWS]
    for model in MODELS:
        for batch in (model().batch_size, LARGE):
            row(model(epochs=EPOCHS, batch_size=batch, random_state=0, verbose=False), X)


if __name__ == "__main__":
    main()
