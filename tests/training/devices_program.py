"""Trains tiny models on one device and on several, in one process; prints how far their weights are apart.

`python devices_program.py DEVICES MODEL...`: a line of JSON a model.
"""

import json
import sys

import numpy as np

import codings
from codings.backend import distribution
from codings.training import feed

codings.distribute(int(sys.argv[1]))

random = np.random.default_rng(0)
TABLE = random.normal(size=(100, 6)).astype("float32")
IMAGES = random.integers(0, 255, (64, 8, 8, 1), dtype=np.uint8)

# At the usual rates of GANs, Adam turns rounding of the smallest gradients into whole steps.
LOW = {"learning_rate": 1e-4, "batch_size": 16}
MODELS = {
    "stacked": lambda: (codings.StackedAutoencoder(2, hidden=(8,), epochs=25), TABLE),
    "variational": lambda: (codings.VariationalAutoencoder(2, hidden=(8,), epochs=25), TABLE),
    "dcgan": lambda: (codings.DCGAN(4, filters=4, epochs=25, **LOW), IMAGES),
    "progan": lambda: (codings.ProGAN(4, filters=2, epochs=4, **LOW), IMAGES),
    "stylegan": lambda: (codings.StyleGAN(4, filters=2, epochs=25, **LOW), IMAGES),
    "streamed": lambda: (codings.StackedAutoencoder(2, hidden=(8,), epochs=5), TABLE),
}


def trained(model, X):
    model.set_params(random_state=0, verbose=False).fit(X, validation=X[:30])
    weights = [w for name in model._saved_networks for w in getattr(model, name).get_weights()]
    return [np.array(w) for w in weights], model.history_


def apart(name):
    several = distribution.layout()
    feed.RESIDENT_BYTES = 1000 if name == "streamed" else 2**30
    weights, history = trained(*MODELS[name]())
    codings.distribute(1)
    alone, history_alone = trained(*MODELS[name]())
    distribution._layout = several
    return {
        "weights": max(float(np.abs(a - b).max()) for a, b in zip(weights, alone, strict=True)),
        "losses": max(
            float(np.nanmax(np.abs(history[k] - history_alone[k]))) for k in history if k != "seconds"
        ),
        "equal": all(np.array_equal(a, b) for a, b in zip(weights, alone, strict=True)),
    }


for name in sys.argv[2:]:
    print(json.dumps({"model": name, **apart(name)}), flush=True)
