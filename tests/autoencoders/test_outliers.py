"""Finding outliers by what cannot be reconstructed."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from codings import DenoisingAutoencoder


@pytest.mark.parametrize("normal", [0, 6])
def test_one_class_of_digits_against_the_others(digits, normal):
    own = np.flatnonzero(digits.y == normal)
    trained, others = own[:120], np.setdiff1d(np.arange(len(digits.X)), own[:120])
    model = DenoisingAutoencoder(4, level=0.2, epochs=60, random_state=0).fit(digits.X[trained])
    assert roc_auc_score(digits.y[others] == normal, model.score_samples(digits.X[others])) > 0.95


def test_one_class_of_fashion_against_the_others(fashion):
    shoes = fashion.X[fashion.y == 9]
    model = DenoisingAutoencoder(8, epochs=5, random_state=0).fit(shoes[:2000])
    rest = fashion.X[:3000], fashion.y[:3000] == 9
    assert roc_auc_score(rest[1], model.score_samples(rest[0])) > 0.95
