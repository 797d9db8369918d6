"""The default learning rate, 0.15 / sqrt(widest layer), beside fixed ones, on tables and images.

    python benchmarks/learning_rate.py                                      about 8 minutes on two cores

Stacked autoencoders; the error on a fifth of the data held out, mean over two seeds. The best fixed rate
on the cancer table is 40 times the sprites', which get stuck from 0.01 on: no one number serves them all.

Printed in November 2026 (TensorFlow 2.21, Keras 3.15.1):

                                default    0.001    0.002    0.005     0.01     0.02     0.04     0.08
    wine, 13-10-3                0.3230   0.6369   0.4952   0.3798   0.3439   0.3231   0.3230   0.3346
    wine, 13-512-256-3           0.3975   0.4409   0.4056   0.3821   0.4682   0.3823   0.3483   0.9864
    cancer, 30-20-5              0.1633   0.3552   0.2494   0.1945   0.1804   0.1681   0.1621   0.1544
    digits, 64-100-10            0.0088   0.0148   0.0125   0.0101   0.0091   0.0087   0.0085   0.1904
    digits, 64-256-128-64-10     0.0095   0.0092   0.0084   0.0089   0.0093   0.0905   0.1822   0.1918
    sprites, 12288-200-100-30    0.0069   0.0073   0.0067   0.0071   0.0294   0.0473   0.0493   0.0494
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from sklearn.datasets import load_breast_cancer, load_wine
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from codings import StackedAutoencoder
from codings.data import load

RATES = (None, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 4e-2, 8e-2)
SEEDS = (0, 1)


def table(loader):
    return StandardScaler().fit_transform(loader().data)


def tasks():
    """Name, data and architecture."""
    wine, digits = table(load_wine), load("digits").X
    yield "wine, 13-10-3", wine, {"hidden": (10,), "coding_size": 3, "epochs": 100}
    yield "wine, 13-512-256-3", wine, {"hidden": (512, 256), "coding_size": 3, "epochs": 100}
    yield "cancer, 30-20-5", table(load_breast_cancer), {"hidden": (20,), "coding_size": 5, "epochs": 60}
    yield "digits, 64-100-10", digits, {"coding_size": 10, "epochs": 60}
    yield "digits, 64-256-128-64-10", digits, {"hidden": (256, 128, 64), "coding_size": 10, "epochs": 60}
    sprites = load("sprites", n=2500, size=64, channels=3).X
    yield "sprites, 12288-200-100-30", sprites, {"hidden": (200, 100), "epochs": 20}


def error(X, rate, architecture):
    """The held-out error, mean over the seeds."""
    train, test = train_test_split(X, test_size=0.2, random_state=0)
    errors = []
    for seed in SEEDS:
        model = StackedAutoencoder(**architecture, learning_rate=rate, random_state=seed, verbose=False)
        errors.append(-model.fit(train).score(test))
    return np.mean(errors)


def main():
    print(f"{'':26}" + "".join(f"{'default' if rate is None else rate:>9}" for rate in RATES))
    for name, X, architecture in tasks():
        print(f"{name:26}", end="", flush=True)
        for rate in RATES:
            print(f"{error(X, rate, architecture):9.4f}", end="", flush=True)
        print()


if __name__ == "__main__":
    main()
