"""The engine against `keras.Model.fit`, and against the machine: speed, then growth with the data.

    python benchmarks/engine.py            about 10 minutes on two cores, nothing beside it
    python benchmarks/engine.py speed      without the growth

Speed: the same network, optimizer, batches and machine, all in turn, three rounds; an epoch's time
is the median of those after the first, which compiles and is told apart. "Tuned" is `fit` at its best of
four: compiled by XLA and not, with 32 or 200 steps in a call, which few think of. "Peak" is the fastest
product of two 2048 x 2048 float32 matrices by the framework itself seen in the same run; a step's work is 6
operations for each weight and each of the places where it is used, or 4 in the first layer, whose input
needs no gradient.

Growth: one epoch of the stacked autoencoder, batch 256, on 1,000 to 1,000,000 rows of 784 float32 in a
memory map; above 1 GiB they are streamed. Each in a process of its own, "private" memory being what
the process holds beyond files that are mapped.

Printed in November 2026 on two shared cores (TensorFlow 2.21, Keras 3.15.1, float32), nothing beside it:

      network  batch  ms a step  fit, ms  tuned, ms  times fit  times tuned  GFLOP/s  share of peak
        dense     32      0.631    4.334      1.326       6.57         2.09     41.6            32%
        dense    256      4.612    7.601      4.261       1.62         0.87     45.5            35%
        dense   1024     12.035   18.191     11.832       1.38         1.02     69.8            54%
convolutional    128     22.324    29.14     22.312       1.18         0.98     40.1            31%
peak: 130 GFLOP/s

Compiling took 0.3 to 1.2 s here, and 0.8 to 1.7 s by `fit`. Growth, on another day:

       rows   GiB  seconds  us a row  private MiB
       1000   0.0     0.83     830.5           12
      10000  0.03     1.43     142.7           67
     100000  0.29      3.9      39.0          614
     300000  0.88     9.04      30.1         1826
    1000000  2.92     13.5      13.5          299

Data below 1 GiB are put on the device, where a row costs more the first time: most of it is this
machine's first use of the memory. A copy to the device takes up to twice the data's size for a moment.
"""

import os
import statistics
import time
from functools import partial

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

ROUNDS, EPOCHS = 3, 4
LONG = 1000  # steps at least: shorter trainings are not compiled by XLA
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


def speed(name, build, batch, n):
    """One row: all sides in turn, the ratios round by round."""
    pixels = np.random.default_rng(0).integers(256, size=(n, 28, 28), dtype="uint8")
    sides = [engine_epochs, keras_epochs, *(partial(keras_epochs, **how) for how in TUNED)]
    steps, rounds, compiling = -(-n // batch), [], []
    epochs = max(EPOCHS, -(-LONG // steps))
    for _ in range(ROUNDS):
        times = [side(build(), pixels, batch, epochs) for side in sides]
        medians = [statistics.median(seconds[1:]) for seconds in times]
        rounds.append([seconds / steps for seconds in (*medians[:2], min(medians[2:]))])
        compiling.append([e[0] - m for e, m in zip(times[:2], medians[:2], strict=True)])
    ours, theirs, tuned = (statistics.median(side) for side in zip(*rounds, strict=True))
    return {
        "network": name,
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
    """Prints rows of equal keys, aligned."""
    cells = [list(rows[0]), *([str(value) for value in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)), flush=True)


def speeds():
    peaks, rows = [peak()], []
    for what in (
        ("dense", dense, 32, 20_000),
        ("dense", dense, 256, 60_000),
        ("dense", dense, 1024, 60_000),
        ("convolutional", convolutional, 128, 10_000),
    ):
        rows.append(speed(*what))
        peaks.append(peak())
    top = max(peaks) / 1e9
    table([row | {"share of peak": f"{row['GFLOP/s'] / top:.0%}"} for row in rows])
    print(f"peak: {top:.0f} GFLOP/s")


if __name__ == "__main__":
    speeds()
