"""Squared errors beside binary cross-entropy: what is lost where a model is trained by the other one?

    python benchmarks/likelihood.py [DATA]...         ten minutes on one core

DATA are images with labels, by default Fashion MNIST; "black and white" are those whose pixels are 1 where
they are above half. A stacked and a variational autoencoder of 30 codings are trained by each likelihood,
with their defaults but for ten epochs, and each figure is the mean over two seeds. "squared" and "nats" are
the held-out images' mean squared error and their binary cross-entropy, each image's; "classes" is the
accuracy of a logistic regression on codings; "samples" is the distance of the variational one's samples from
held-out images, in a classifier's features. Less is better, but for the classes.

Printed on 27 November 2026 (TensorFlow 2.21, Keras 3.15.1):

                                               squared    nats  classes  samples
    fashion-mnist
        StackedAutoencoder      normal         0.01047   213.4    0.827
        StackedAutoencoder      bernoulli      0.01041   211.8    0.826
        VariationalAutoencoder  normal         0.02020   235.5    0.799   103.10
        VariationalAutoencoder  bernoulli      0.01653   225.3    0.808    98.27
    fashion-mnist, black and white
        StackedAutoencoder      normal         0.03297    89.6    0.775
        StackedAutoencoder      bernoulli      0.03245    85.6    0.779
        VariationalAutoencoder  normal         0.04934   129.2    0.747   103.87
        VariationalAutoencoder  bernoulli      0.04278   110.2    0.767    97.66

Cross-entropy is ahead in nearly all of it. But a variational autoencoder's latent loss weighs less beside it,
since it is the larger: how much of the difference is that, this does not tell.
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import codings
from codings.autoencoders.likelihoods import LIKELIHOODS
from codings.data import Dataset
from codings.metrics import bernoulli_log_density, frechet_distance
from codings.spaces import classifier_space

SEEDS = (0, 1)
EPOCHS = 10
MOST = 20_000  # images
MODELS = (codings.StackedAutoencoder, codings.VariationalAutoencoder)


def data(name):
    """Images in [0, 1] and labels, and the same in black and white."""
    found = codings.data.load(name)
    X, y = found.X[:MOST], found.y[:MOST]
    X = (X / X.max()).astype(np.float32)
    yield name, X, y
    yield f"{name}, black and white", (X > 0.5).astype(np.float32), y


def figures(model, train, test, space):
    """squared, nats, classes, samples."""
    (X, y), (X_test, y_test) = train, test
    model.fit(X)
    made = model.reconstruct(X_test)
    judge = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500))
    classes = judge.fit(model.transform(X), y).score(model.transform(X_test), y_test)
    samples = np.nan
    if isinstance(model, codings.VariationalAutoencoder):
        drawn = model.sample(len(X_test), random_state=0)
        samples = frechet_distance(space.features(X_test), space.features(drawn)).value
    nats = -bernoulli_log_density(X_test, np.clip(made, 0, 1)).mean()
    return np.square(made - X_test).mean(), nats, classes, samples


def main(names):
    print(f"{'':40}{'squared':>10}{'nats':>8}{'classes':>9}{'samples':>9}")
    for name in names:
        for title, X, y in data(name):
            *halves, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
            train, test = zip(halves, (y_train, y_test), strict=True)
            space = classifier_space(Dataset(title, *train))
            print(title)
            for kind in MODELS:
                for likelihood in LIKELIHOODS:
                    options = {"likelihood": likelihood, "epochs": EPOCHS, "verbose": False}
                    of_seeds = [
                        figures(kind(30, random_state=seed, **options), train, test, space) for seed in SEEDS
                    ]
                    squared, nats, classes, samples = np.mean(of_seeds, axis=0)
                    print(f"    {kind.__name__:24}{likelihood:12}{squared:10.5f}{nats:8.1f}", end="")
                    print(f"{classes:9.3f}", "" if np.isnan(samples) else f"{samples:8.2f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or ["fashion-mnist"])
