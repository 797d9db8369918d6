"""The engine against `keras.Model.fit`, and against the machine: a step's time.

    python benchmarks/engine.py            a quarter of an hour on two cores, nothing beside it

The same network, optimizer, batches and machine, all in turn, three rounds; an epoch's time is the median of
those after the first, which compiles and is told apart. "Tuned" is `fit` at its best of four: compiled by XLA
and not, with 32 or 200 steps in a call, which few think of. "Products" are a step's matrix products alone,
compiled by XLA: no engine takes less. "Peak" is the fastest product of two 2048 x 2048 float32 matrices by
the framework itself seen before and after the row, in GFLOP/s; a step's work is 6 operations for each weight
and each of the places where it is used, or 4 in the first layer, whose input needs no gradient.

Printed on 28 November 2026 on two cores (TensorFlow 2.21, Keras 3.15.1, float32), nothing beside it; "times"
are medians of the three rounds' ratios, and "share" is of the peak:

network        batch  ms a step  fit, ms  tuned, ms  products, ms  times fit  times tuned  GFLOP/s  share
dense             32      0.637     4.05      1.313         0.302       5.81         2.06     41.2    33%
dense            256      3.243    7.681      4.766         1.846       2.43         1.47     64.7    50%
dense           1024     11.037   19.039     12.928          8.43       1.93         1.28     76.1    61%
convolutional    128     25.852   30.964     24.087           nan       1.07          0.9     34.6    29%

Peaks were 121 to 130; compiling took 0.9 to 1.6 s here, and 1.0 to 2.1 s by `fit`. Dense trainings of fewer
than 1,000 steps are not compiled by XLA: at batches of 256 and 1,024 they were no faster than a tuned `fit`.
"""

import os
import statistics
import time
from functools import partial

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

ROUNDS = 3
TUNED = [
    {"jit_compile": jit_compile, "steps_per_execution": steps}
    for jit_compile in (False, True)
    for steps in (32, 200)
]


def dense():
    """784-100-30-100-784, as in the book's stacked autoencoder."""
    from keras import Input, Sequential, layers

    hidden = {"activation": "selu", "kernel_initializer": "lecun_normal"}
    return Sequential(
        [
            Input((28, 28)),
            layers.Flatten(),
            layers.Dense(100, **hidden),
            layers.Dense(30),
            layers.Dense(100, **hidden),
            layers.Dense(784, activation="sigmoid"),
            layers.Reshape((28, 28)),
        ]
    )


def convolutional():
    """Convolutions of 16, 32 and 64 filters, kernel 3, down to 4x4 and up again."""
    from keras import Input, Sequential, layers

    down = [layers.Conv2D(n, 3, 2, "same", activation="relu") for n in (16, 32, 64)]
    up = [layers.Conv2DTranspose(n, 3, 2, "same", activation="relu") for n in (32, 16)]
    last = layers.Conv2DTranspose(1, 3, 2, "same", activation="sigmoid")
    shape = [layers.Cropping2D(2), layers.Reshape((28, 28))]
    return Sequential([Input((28, 28)), layers.Reshape((28, 28, 1)), *down, *up, last, *shape])


def operations(network):
    """Floating-point operations of a training step for one instance: forward, and twice that back."""
    work = []
    for layer in network.layers:
        if hasattr(layer, "kernel"):
            places = layer.input if "Transpose" in type(layer).__name__ else layer.output
            work.append(2 * int(np.prod(layer.kernel.shape)) * int(np.prod(places.shape[1:-1])))
    return 3 * sum(work) - work[0]


def products(network, batch):
    """Seconds that the matrix products of a dense network's step take alone, compiled by XLA.

    The same on either backend, and less than any engine's step. NaN of a convolution.
    """
    import tensorflow as tf

    sizes = [layer.kernel.shape for layer in network.layers if hasattr(layer, "kernel")]
    if any(len(size) > 2 for size in sizes):
        return float("nan")
    operands = []  # of each layer: forward, the kernel's gradient, and but for the first the input's
    for i, (width, units) in enumerate(sizes):
        x, w, g = (tf.random.normal(shape) for shape in ((batch, width), (width, units), (batch, units)))
        operands += [(x, w, False, False), (x, g, True, False), (g, w, False, True)][: 3 if i else 2]

    @partial(tf.function, jit_compile=True)
    def steps(n):
        def body(i, one):  # times one, which it cannot know: or it would multiply once for all steps
            found = [tf.matmul(a * one, b, *transposed)[0, 0] for a, b, *transposed in operands]
            return i + 1, 1 + tf.add_n(found) * 1e-20

        return tf.while_loop(lambda i, _: i < n, body, (0, 1.0))[1]

    times = []
    for _ in range(8):
        start = time.perf_counter()
        steps(tf.constant(100)).numpy()
        times.append((time.perf_counter() - start) / 100)
    return statistics.median(times[1:])


def peak():
    """The framework's own product of matrices, in operations a second: NumPy's may be slower."""
    from keras import ops

    a = ops.convert_to_tensor(np.random.default_rng(0).random((2048, 2048), dtype=np.float32))
    times = []
    for _ in range(8):
        start = time.perf_counter()
        float(ops.matmul(a, a)[0, 0])  # which waits for it
        times.append(time.perf_counter() - start)
    return 2 * 2048**3 / min(times)


def engine_epochs(network, pixels, batch, epochs):
    """Seconds of each epoch, by this package: uint8 on the device, scaled within the step."""
    import keras
    from keras import ops

    from codings.training import Phase, Stage, fit

    def loss(rows, training):
        x = ops.cast(rows[0], "float32") / 255
        return ops.mean(ops.square(network(x, training=training) - x))

    phase = Phase("reconstruction", network, keras.optimizers.Adam(1e-3), loss)
    return fit([Stage([phase], epochs)], (pixels,), batch_size=batch)["seconds"]


def keras_epochs(network, pixels, batch, epochs, **how):
    """Seconds of each epoch, by `keras.Model.fit`: float32 arrays, scaled beforehand. `how` is compile's."""
    import keras

    class Clock(keras.callbacks.Callback):
        seconds = ()

        def on_epoch_begin(self, epoch, logs=None):
            self.start = time.perf_counter()

        def on_epoch_end(self, epoch, logs=None):
            self.seconds = (*self.seconds, time.perf_counter() - self.start)

    x, clock = pixels.astype("float32") / 255, Clock()
    network.compile(keras.optimizers.Adam(1e-3), "mse", **how)
    network.fit(x, x, batch_size=batch, epochs=epochs, verbose=0, callbacks=[clock])
    return clock.seconds


def speed(name, build, batch, n, epochs):
    """One row: all sides in turn, the ratios round by round."""
    pixels = np.random.default_rng(0).integers(256, size=(n, 28, 28), dtype="uint8")
    sides = [engine_epochs, keras_epochs, *(partial(keras_epochs, **how) for how in TUNED)]
    steps, rounds, compiling = -(-n // batch), [], []
    for _ in range(ROUNDS):
        times = [side(build(), pixels, batch, epochs) for side in sides]
        medians = [statistics.median(seconds[1:]) for seconds in times]
        rounds.append([seconds / steps for seconds in (*medians[:2], min(medians[2:]))])
        compiling.append([e[0] - m for e, m in zip(times[:2], medians[:2], strict=True)])
    ours, theirs, tuned = (statistics.median(side) for side in zip(*rounds, strict=True))
    return {
        "network      ": name,
        "batch": batch,
        "ms a step": round(ours * 1e3, 3),
        "fit, ms": round(theirs * 1e3, 3),
        "tuned, ms": round(tuned * 1e3, 3),
        "products, ms": round(products(build(), batch) * 1e3, 3),
        "times fit": round(statistics.median(b / a for a, b, _ in rounds), 2),
        "times tuned": round(statistics.median(c / a for a, _, c in rounds), 2),
        "compiling, s": round(statistics.median(a for a, _ in compiling), 2),
        "fit's, s": round(statistics.median(b for _, b in compiling), 2),
        "GFLOP/s": round(operations(build()) * batch / ours / 1e9, 1),
    }


def table(rows):
    """Prints rows of equal keys under a head, each as soon as it is there."""
    for number, row in enumerate(rows):
        if number == 0:
            print("  ".join(row), flush=True)
        print("  ".join(str(value).rjust(len(key)) for key, value in row.items()), flush=True)


def speeds():
    """A row for each network and batch, and the peak seen before it."""
    for what in (  # of dense networks more than 1,000 steps, as trainings have that XLA compiles
        ("dense", dense, 32, 20_000, 4),
        ("dense", dense, 256, 60_000, 5),
        ("dense", dense, 1024, 60_000, 18),
        ("convolutional", convolutional, 128, 10_000, 4),
    ):
        before, row = peak(), speed(*what)
        top = max(before, peak()) / 1e9
        yield row | {"peak": round(top), "share of peak": f"{row['GFLOP/s'] / top:.0%}"}


if __name__ == "__main__":
    table(speeds())
