"""Memory that a fit never gives back: ours, and that of `keras.Model.fit`.

    python benchmarks/memory.py            about 10 minutes on two cores
    KERAS_BACKEND=jax python benchmarks/memory.py

Each row is a process of its own: 10 fits to warm up, then so many more, each of a new model on 200 rows of
16 float32. What the process has in memory is read after `gc.collect()`, before these, in the middle and at
the end. "stacked" has layers of 16-8-2-8-16 and trains 14 steps, "fit" is the same network trained by
`keras.Model.fit`, and "long" trains it 1,400 steps, which TensorFlow compiles by XLA.

Printed in November 2026 on two shared cores (TensorFlow 2.21, Keras 3.15.1), then by JAX:

           what  fits   MiB first   last  a fit, 1st half  2nd half
        stacked    60         810    826             0.84     -0.30
    variational    60         846   1139             4.98      4.78
            gan    60         860    859            -0.05      0.01
            fit    60         902   1377             7.70      8.15
        stacked    60         549    557             0.33     -0.06
    variational    60         644    689             1.44      0.04
            gan    60        1072   1084             0.14      0.24

"long", and "fit" by JAX, have not been run to the end. The variational autoencoder's row on TensorFlow is of
before its activation was our own: TensorFlow keeps the gradient of each `silu` of its own that it ever
traced, and the graph with it. Since then, of 24 fits, the last twelve kept 0.2 MiB each.
"""

import gc
import os
import subprocess
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

WARM_UP = 10
FITS = {"stacked": 60, "variational": 60, "gan": 60, "fit": 60, "long": 20}


def by_keras(X):
    """The network of `StackedAutoencoder(2, hidden=(8,))`, two epochs."""
    import keras
    from keras import layers

    hidden = {"activation": "selu", "kernel_initializer": "lecun_normal"}
    stack = [layers.Dense(8, **hidden), layers.Dense(2), layers.Dense(8, **hidden), layers.Dense(16)]
    network = keras.Sequential([keras.Input((16,)), *stack])
    network.compile(keras.optimizers.Adam(1e-3), "mse")
    network.fit(X, X, batch_size=32, epochs=2, verbose=0)


def fitted(name, X):
    """Makes a model, fits it and drops it."""
    from codings import GAN, StackedAutoencoder, VariationalAutoencoder

    how = {"hidden": (8,), "random_state": 0, "verbose": False}
    if name == "fit":
        by_keras(X)
    elif name == "gan":
        GAN(2, epochs=2, **how).fit(X)
    elif name == "variational":
        VariationalAutoencoder(2, epochs=2, **how).fit(X)
    else:
        StackedAutoencoder(2, epochs=200 if name == "long" else 2, **how).fit(X)


def held():
    """MiB of this process in memory."""
    import psutil

    gc.collect()
    return psutil.Process().memory_info().rss / 2**20


def row(name):
    X = np.random.default_rng(0).random((200, 16)).astype("float32")
    for _ in range(WARM_UP):
        fitted(name, X)
    seen = [held()]
    for _ in range(2):
        for _ in range(FITS[name] // 2):
            fitted(name, X)
        seen.append(held())
    first, second = np.diff(seen) / (FITS[name] // 2)
    ends = f"{seen[0]:>11.0f} {seen[-1]:>6.0f}"
    print(f"{name:>11} {FITS[name]:>5} {ends} {first:>16.2f} {second:>9.2f}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        row(sys.argv[1])
    else:
        print("       what  fits   MiB first   last  a fit, 1st half  2nd half", flush=True)
        for name in FITS:
            subprocess.run([sys.executable, __file__, name], check=True)
