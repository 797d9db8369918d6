"""Squared errors beside binary cross-entropy: what is lost where a model is trained by the other one?

    python benchmarks/likelihood.py [DATA]...         ten minutes on one core

DATA are images with labels, by default Fashion MNIST; "black and white" are those whose pixels are 1 where
they are above half. A stacked and a variational autoencoder of 30 codings are trained by each likelihood,
with their defaults but for ten epochs, and each figure is the mean over two seeds. Beside one error the
latent loss weighs more than beside the other, so that the variational one is trained with several weights,
`beta`: what is compared is where the two come to like errors. "squared" and "nats" are the held-out images'
mean squared error and their binary cross-entropy, each image's; "classes" is the accuracy of a logistic
regression on codings; "samples" is the distance of the variational one's samples from held-out images, in a
classifier's features. Less is better, but for the classes.

Printed on 28 November 2026 (TensorFlow 2.21, Keras 3.15.1):

                                                squared    nats  classes  samples
    fashion-mnist
        stacked, normal                         0.01047   213.4    0.827
        stacked, bernoulli                      0.01041   211.8    0.826
        variational, normal, beta 1             0.02020   235.5    0.799   103.10
        variational, normal, beta 0.3           0.01593   225.9    0.810   103.87
        variational, normal, beta 0.1           0.01380   221.2    0.814   110.81
        variational, normal, beta 0.03          0.01232   217.7    0.819   113.37
        variational, bernoulli, beta 4          0.02201   237.4    0.791   101.95
        variational, bernoulli, beta 2          0.01896   230.7    0.804    99.26
        variational, bernoulli, beta 1          0.01653   225.3    0.808    98.27
        variational, bernoulli, beta 0.3        0.01375   219.2    0.821   105.75
    fashion-mnist, black and white
        stacked, normal                         0.03297    89.6    0.775
        stacked, bernoulli                      0.03245    85.6    0.779
        variational, normal, beta 1             0.04934   129.2    0.747   103.87
        variational, normal, beta 0.3           0.04257   112.3    0.766   103.83
        variational, normal, beta 0.1           0.03870   102.7    0.773   109.53
        variational, normal, beta 0.03          0.03675    98.0    0.767   120.74
        variational, bernoulli, beta 4          0.05186   132.0    0.742   104.49
        variational, bernoulli, beta 2          0.04616   118.5    0.756   100.24
        variational, bernoulli, beta 1          0.04278   110.2    0.767    97.66
        variational, bernoulli, beta 0.3        0.03840    99.5    0.772   105.45

Cross-entropy is ahead, and not only by its weight: of models with like squared errors (normal with 0.3 beside
bernoulli with 1, and 0.1 beside 0.3) those that it trained have samples 4 to 6 nearer, and 1 to 3 nats less;
classes are alike. That is little beside what `beta` does. "normal" is the default because it is right for
any numbers, where cross-entropy is for pixels alone; nothing was measured in colour.
"""

import os
import sys
from functools import partial

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
WEIGHTS = {"normal": (1.0, 0.3, 0.1, 0.03), "bernoulli": (4.0, 2.0, 1.0, 0.3)}  # of the latent loss


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


def models():
    """Each model's name, and what makes it of a seed."""
    for likelihood in LIKELIHOODS:
        options = {"likelihood": likelihood, "epochs": EPOCHS, "verbose": False}
        yield f"stacked, {likelihood}", partial(codings.StackedAutoencoder, 30, **options)
    for likelihood in LIKELIHOODS:
        options = {"likelihood": likelihood, "epochs": EPOCHS, "verbose": False}
        for beta in WEIGHTS[likelihood]:
            title = f"variational, {likelihood}, beta {beta:g}"
            yield title, partial(codings.VariationalAutoencoder, 30, beta=beta, **options)


def main(names):
    print(f"{'':42}{'squared':>9}{'nats':>8}{'classes':>9}{'samples':>9}")
    for name in names:
        for title, X, y in data(name):
            *halves, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
            train, test = zip(halves, (y_train, y_test), strict=True)
            space = classifier_space(Dataset(title, *train))
            print(title)
            for called, made in models():
                of_seeds = [figures(made(random_state=seed), train, test, space) for seed in SEEDS]
                squared, nats, classes, samples = np.mean(of_seeds, axis=0)
                print(f"    {called:38}{squared:9.5f}{nats:8.1f}{classes:9.3f}", end="")
                print("" if np.isnan(samples) else f"{samples:9.2f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or ["fashion-mnist"])
