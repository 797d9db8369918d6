"""The stacked autoencoder, tied and not."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from codings import StackedAutoencoder


def test_layers():
    model = StackedAutoencoder(30, hidden=(100, 50), epochs=1).fit(np.zeros((4, 28, 28), "uint8"))
    widths = [layer.units for layer in model.autoencoder_.layers if hasattr(layer, "units")]
    assert widths == [100, 50, 30, 50, 100, 784]


def test_tying_halves_the_parameters():
    X = np.zeros((4, 28, 28), "uint8")
    free = StackedAutoencoder(epochs=1).fit(X).autoencoder_.count_params()
    tied = StackedAutoencoder(epochs=1, tied=True).fit(X).autoencoder_.count_params()
    kernels, encoder_biases, decoder_biases = 784 * 100 + 100 * 30, 100 + 30, 100 + 784
    assert free == 2 * kernels + encoder_biases + decoder_biases
    assert tied == kernels + encoder_biases + decoder_biases


def test_training_keeps_the_weights_tied(digits):
    model = StackedAutoencoder(5, hidden=(), tied=True, epochs=2).fit(digits.X)
    kernel, _ = model.encoder_.get_weights()
    zero, *units = model.decoder_.predict(np.r_[np.zeros((1, 5)), np.eye(5)], verbose=0).reshape(6, 64)
    logits = [np.log(unit / (1 - unit)) - np.log(zero / (1 - zero)) for unit in units]
    np.testing.assert_allclose(logits, kernel.T, atol=1e-3)


@pytest.mark.parametrize("tied", [False, True])
def test_it_beats_pca_of_the_same_size(digits, tied):
    flat = digits.X.reshape(-1, 64)
    pca = PCA(5).fit(flat[:1500])
    best_linear = np.mean((flat[1500:] - pca.inverse_transform(pca.transform(flat[1500:]))) ** 2)
    model = StackedAutoencoder(5, epochs=60, tied=tied, random_state=0).fit(digits.X[:1500])
    assert -model.score(digits.X[1500:]) < 0.9 * best_linear


def test_an_overcomplete_one_is_allowed(random):
    assert StackedAutoencoder(9, epochs=1).fit_transform(random.normal(size=(20, 4))).shape == (20, 9)


@pytest.mark.parametrize("hidden", [(0,), (10, -1), (2.5,), ("a",)])
def test_widths_that_are_none(hidden):
    with pytest.raises(ValueError, match="hidden=.* positive whole numbers"):
        StackedAutoencoder(hidden=hidden).fit(np.zeros((4, 4)))


@pytest.mark.parametrize("hidden", [100, None])
def test_hidden_that_is_no_sequence(hidden):
    with pytest.raises(ValueError, match="'hidden' parameter"):
        StackedAutoencoder(hidden=hidden).fit(np.zeros((4, 4)))


def test_an_unknown_activation():
    with pytest.raises(ValueError, match="'activation' parameter .* 'rulu'"):
        StackedAutoencoder(activation="rulu").fit(np.zeros((4, 4)))


def test_greedy_training_takes_one_layer_at_a_time(digits):
    model = StackedAutoencoder(5, hidden=(40, 20), greedy=True, epochs=21, random_state=0)
    stages = model._begin(digits.X[:1500])[0].stages
    assert [stage.epochs for stage in stages] == [6, 6, 6, 3]
    shapes = [stage.phases[0].network.output_shape for stage in stages]
    assert shapes == [(None, 64), (None, 40), (None, 20), (None, 8, 8)]


def test_a_shallow_stage_changes_its_own_layers_only(digits):
    model = StackedAutoencoder(5, hidden=(20,), greedy=True, epochs=3, random_state=0)
    first, second, together = (stage.phases[0].network for stage in model._begin(digits.X)[0].stages)
    own = [{id(weight) for weight in network.trainable_variables} for network in (first, second)]
    assert not own[0] & own[1]
    assert own[0] | own[1] == {id(weight) for weight in together.trainable_variables}


@pytest.mark.parametrize("tied", [False, True])
def test_greedy_training_ends_near_where_training_together_does(digits, tied):
    arguments = {"hidden": (40,), "tied": tied, "epochs": 50, "random_state": 0}
    greedy, plain = (
        StackedAutoencoder(8, greedy=greedy, **arguments).fit(digits.X[:1500]) for greedy in (True, False)
    )
    assert greedy.score(digits.X[1500:]) > 1.5 * plain.score(digits.X[1500:])


def test_epochs_that_are_too_few_for_greedy_training():
    with pytest.raises(ValueError, match=r"epochs=2 are too few.* 2 layers one at a time.* take 3 or more"):
        StackedAutoencoder(greedy=True, epochs=2).fit(np.zeros((4, 4)))
