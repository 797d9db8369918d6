"""The variational autoencoder: its mathematics, and what it generates."""

import pickle

import keras
import numpy as np
import pytest
from scipy.stats import multivariate_normal
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import codings
from codings import VariationalAutoencoder, losses
from codings.generative import around
from codings.layers import LatentLoss
from tests.networks import check_networks


@pytest.fixture(scope="module")
def fitted(digits):
    model = VariationalAutoencoder(6, beta=0.1, epochs=40, batch_size=32, random_state=0)
    return model.fit(digits.X[:1500], validation=np.tile(digits.X[:300], (20, 1, 1)))  # 20 draws of each


@pytest.fixture(scope="module")
def conditional(digits):
    names = np.array(digits.classes)[digits.y]
    model = VariationalAutoencoder(4, beta=0.1, epochs=40, batch_size=32, random_state=0)
    return model.fit(digits.X[:1500], names[:1500], validation=(digits.X[1500:], names[1500:]))


@pytest.fixture(scope="module")
def judge(digits):
    """A classifier of digits that no autoencoder has seen."""
    return LogisticRegression(max_iter=2000).fit(digits.X.reshape(-1, 64), digits.y)


@pytest.fixture(scope="module")
def linear_gaussian(random_rows):
    """One whose density is known: without hidden layers, on unbounded data, x = W z + b + noise."""
    return VariationalAutoencoder(2, hidden=(), epochs=60, batch_size=32, random_state=0).fit(random_rows)


@pytest.fixture(scope="module")
def random_rows():
    random = np.random.default_rng(0)
    return random.normal(size=(500, 2)) @ random.normal(size=(2, 5)) + 0.3 * random.normal(size=(500, 5))


def exact_log_likelihood(model, X):
    """Of N(b, W W' + noise), as the network sees X."""
    kernel, bias, _ = model.decoder_.get_weights()
    covariance = kernel.T @ kernel + np.diag(np.square(model.noise_))
    return multivariate_normal(bias, covariance).logpdf(model.range_.apply(X))


def test_importance_sampling_finds_the_likelihood_that_is_known(linear_gaussian, random_rows):
    X = random_rows[:100]
    exact = exact_log_likelihood(linear_gaussian, X)
    found = linear_gaussian.log_likelihood(X, samples=300, random_state=0)
    np.testing.assert_allclose(found, exact, atol=0.15)
    assert found.mean() == pytest.approx(exact.mean(), abs=0.01)


def test_the_bound_is_below_the_likelihood_and_grows_with_the_samples(
    linear_gaussian, fitted, random_rows, digits
):
    assert (
        linear_gaussian.elbo(random_rows, random_state=0).mean()
        < exact_log_likelihood(linear_gaussian, random_rows).mean()
    )
    few, some, many = (
        fitted.log_likelihood(digits.X[:200], samples=k, random_state=0).mean() for k in (1, 10, 100)
    )
    assert few < some < many
    assert fitted.elbo(digits.X[:200], random_state=0).mean() == pytest.approx(few, abs=1)


def test_of_one_sample_both_are_the_same(fitted, digits):
    one = fitted.log_likelihood(digits.X[:20], samples=1, random_state=3)
    np.testing.assert_allclose(one, fitted.elbo(digits.X[:20], samples=1, random_state=3))


@pytest.mark.parametrize("samples", [1, 7])
def test_exactly_as_many_codings_are_drawn_as_asked_for(fitted, digits, samples, monkeypatch):
    decoded = []

    def counted(network, x, *rest):
        if network is fitted.decoder_:
            decoded.append(len(x))
        return predict(network, x, *rest)

    predict = codings.autoencoders.base.predict
    monkeypatch.setattr(codings.autoencoders.base, "predict", counted)
    fitted.log_likelihood(digits.X[:30], samples=samples)
    assert decoded == [30] * samples


def test_the_bound_is_reconstruction_less_latent_loss(fitted, digits):
    """The loss of training is, with beta = 1 and but for a constant, minus the bound over the pixels."""
    X = digits.X[:300]
    loss, latent = fitted.history_["val_loss"][-1], fitted.latent_loss(X).mean()
    errors = 64 * (loss - fitted.beta * latent / 64)
    variance = fitted.noise_**2
    expected = -errors / (2 * variance) - latent - 32 * np.log(2 * np.pi * variance)
    assert fitted.elbo(X, random_state=0).mean() == pytest.approx(expected, rel=0.01)
    assert variance == pytest.approx(errors / 64, rel=0.1)


def test_the_latent_loss_is_of_the_codings_distribution(fitted, digits):
    spread = keras.Model(
        fitted.autoencoder_.input,
        [fitted.autoencoder_.get_layer(n).output for n in ("codings", "log_variance")],
    )
    expected = losses.latent(*spread(digits.X[:20]))
    np.testing.assert_allclose(fitted.latent_loss(digits.X[:20]), expected, rtol=1e-3)


def test_the_latent_loss_is_not_clamped(digits):
    weights = [0.0, 1.0, 30.0]
    models = [VariationalAutoencoder(3, hidden=(16,), beta=b, epochs=15, random_state=0) for b in weights]
    for model in models:
        model.fit(digits.X[:500])
    free, priced, dear = (model.latent_loss(digits.X).mean() for model in models)
    assert free > priced > dear
    assert dear < 0.1
    assert [model.active_units(digits.X) for model in models][2] == 0


def test_active_units(fitted, digits):
    variances = fitted.transform(digits.X).var(axis=0)
    assert fitted.active_units(digits.X) == (variances > 0.01).sum() >= 2


def test_beta_counts_beside_the_mean_over_the_pixels(fitted):
    layer = fitted.autoencoder_.get_layer("latent_loss")
    assert isinstance(layer, LatentLoss)
    assert layer.weight == pytest.approx(0.1 / 64)


def test_samples_look_like_digits(fitted, digits, judge):
    samples = fitted.sample(200, random_state=0)
    assert (samples.shape, samples.dtype) == ((200, 8, 8), digits.X.dtype)
    assert len(np.unique(judge.predict(samples.reshape(200, 64)))) >= 9
    nearest = np.square(samples[:, None] - digits.X[None]).mean((2, 3)).min(1)
    noise = np.square(np.random.default_rng(0).random((200, 1, 8, 8)) - digits.X[None]).mean((2, 3)).min(1)
    assert nearest.mean() < 0.3 * noise.mean()


def test_samples_follow_from_their_seed(fitted):
    first, second, other = (fitted.sample(5, random_state=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, other)


def test_interpolation_goes_around_from_one_to_the_other(fitted, digits):
    a, b = digits.X[0], digits.X[1]
    way = fitted.interpolate(a, b, steps=5)
    np.testing.assert_allclose(way[[0, -1]], fitted.reconstruct(np.stack([a, b])), atol=1e-6)
    ends = fitted.transform(np.stack([a, b]))
    np.testing.assert_allclose(way, fitted.inverse_transform(around(*ends, 5)), atol=1e-6)


def test_in_the_range_of_bytes(digits):
    X = np.rint(digits.X[:200] * 255).astype("uint8")
    model = VariationalAutoencoder(2, convolutional=True, hidden=(4,), epochs=1).fit(X)
    assert model.sample(3).dtype == model.interpolate(X[0], X[1]).dtype == np.uint8


def test_conditional_samples_are_of_their_label(conditional, judge):
    for digit in range(10):
        samples = conditional.sample(50, y=str(digit), random_state=0)
        assert (judge.predict(samples.reshape(50, 64)) == digit).mean() > 0.8
    mixed = conditional.sample(4, y=["3", "3", "7", "1"], random_state=0)
    np.testing.assert_allclose(mixed[1], conditional.sample(4, y="3", random_state=0)[1], atol=1e-6)
    assert conditional.sample(7).shape == (7, 8, 8)


def test_labels_tell_what_codings_need_not(conditional, digits):
    names = np.array(digits.classes)[digits.y]
    X, y = digits.X[1500:], names[1500:]
    assert list(conditional.classes_) == sorted(digits.classes)
    assert conditional.score(X, y) > conditional.score(X, np.roll(y, 1))
    assert conditional.score(X) >= conditional.score(X, y)
    assert (
        conditional.log_likelihood(X, y, samples=2).mean()
        > conditional.log_likelihood(X, np.roll(y, 1), samples=2).mean()
    )


def test_a_conditional_one_decodes_by_label(conditional, digits, tmp_path):
    codings_of = conditional.transform(digits.X[:3])
    as_threes = conditional.inverse_transform(codings_of, "3")
    others = conditional.inverse_transform(codings_of, ["1", "2", "4"])
    assert not np.allclose(as_threes, others)
    one_hot = np.eye(10, dtype="float32")[[1, 2, 4]]
    check_networks(conditional, tmp_path, codings_of, others, digits.X[:3], beside=[one_hot])
    np.testing.assert_array_equal(as_threes, conditional.reconstruct(digits.X[:3], ["3"] * 3))
    with pytest.raises(ValueError, match="needs labels y"):
        conditional.inverse_transform(codings_of)


def test_a_saved_conditional_one_is_the_same(conditional, digits, tmp_path):
    conditional.save(tmp_path / "model")
    loaded = codings.load(tmp_path / "model")
    np.testing.assert_array_equal(loaded.classes_, conditional.classes_)
    np.testing.assert_array_equal(
        loaded.sample(5, y="3", random_state=0), conditional.sample(5, y="3", random_state=0)
    )
    np.testing.assert_array_equal(loaded.reconstruct(digits.X[:9]), conditional.reconstruct(digits.X[:9]))


def test_in_a_pipeline_it_can_leave_the_labels_alone(digits):
    model = VariationalAutoencoder(6, conditional=False, epochs=2, random_state=0)
    pipeline = make_pipeline(model, LogisticRegression()).fit(digits.X, digits.y)
    assert pipeline[0].classes_ is None
    assert pipeline.score(digits.X, digits.y) > 0.2


LABELS = {
    "too few": (np.zeros(3), r"y has shape \(3,\), but there are 20 instances"),
    "two columns": (np.zeros((20, 2)), r"y has shape \(20, 2\)"),
    "missing": ([None, *"a" * 19], "missing labels"),
    "not a number": (np.r_[np.nan, np.zeros(19)], "missing labels"),
}


@pytest.mark.parametrize("what", LABELS)
def test_labels_that_do_not_match(what, digits):
    labels, message = LABELS[what]
    with pytest.raises(ValueError, match=message):
        VariationalAutoencoder(epochs=1).fit(digits.X[:20], labels)


def test_it_is_unpickled_in_its_own_precision(fitted, digits):
    X, pickled = digits.X[:50], pickle.dumps(fitted)
    keras.config.set_dtype_policy("mixed_float16")
    try:
        again = pickle.loads(pickled)
    finally:
        keras.config.set_dtype_policy("float32")
    np.testing.assert_array_equal(again.latent_loss(X), fitted.latent_loss(X))


def test_a_fit_that_goes_on_has_the_same_labels(digits):
    X, y = digits.X[:40], digits.y[:40] % 3
    model = VariationalAutoencoder(2, hidden=(), epochs=1, warm_start=True, verbose=False).fit(X, y)
    for others, now in (
        (y + 1, r"the labels \[1, 2, 3\]"),
        (y % 2, r"the labels \[0, 1\]"),
        (None, "no labels"),
    ):
        with pytest.raises(ValueError, match=rf"a fit with the labels \[0, 1, 2\], and now there are {now}"):
            model.set_params(epochs=2).fit(X, others)
    assert model.fit(X, y).history_.epochs == 2


def test_labels_that_are_not_there(digits, fitted, conditional):
    with pytest.raises(ValueError, match="conditional=True needs labels"):
        VariationalAutoencoder(conditional=True).fit(digits.X[:20])
    with pytest.raises(ValueError, match=r"validation must be a pair: .*\(X, y\)"):
        VariationalAutoencoder().fit(digits.X[:20], digits.y[:20], validation=digits.X[:5])
    with pytest.raises(ValueError, match="fitted without labels"):
        fitted.sample(3, y=1)
    with pytest.raises(ValueError, match="label nine, which fit has not seen: it has seen 0, 1"):
        conditional.sample(3, y="nine")


def test_numbers_out_of_range(fitted, digits):
    with pytest.raises(ValueError, match="n=0 must be a whole number"):
        fitted.sample(0)
    with pytest.raises(ValueError, match="steps=1 must be a whole number, 2 or more"):
        fitted.interpolate(digits.X[0], digits.X[1], steps=1)
    with pytest.raises(ValueError, match=r"instances of differing shapes \(\(8, 8\), \(64,\)\)"):
        fitted.interpolate(digits.X[0], digits.X[1].ravel())
    with pytest.raises(NotFittedError):
        VariationalAutoencoder().interpolate(digits.X[0], digits.X[1])
    with pytest.raises(ValueError, match=r"hidden=\(\) must hold numbers of filters"):
        VariationalAutoencoder(convolutional=True, hidden=()).fit(digits.X[:20])
    with pytest.raises(ValueError, match="samples=0 must be a whole number"):
        fitted.log_likelihood(digits.X[:2], samples=0)
    with pytest.raises(ValueError, match="'beta' parameter"):
        VariationalAutoencoder(beta=-1.0).fit(digits.X)
    with pytest.raises(
        ValueError, match="X is a table of 8 features, but VariationalAutoencoder takes images"
    ):
        VariationalAutoencoder(convolutional=True).fit(digits.X[:, 0])


def test_a_few_rows_far_from_all_others_do_not_make_the_loss_explode():
    rows = np.random.default_rng(0).normal(size=(300, 6))
    rows[:3] *= 300
    rows /= rows.std(axis=0)  # up to 17 standard deviations
    model = VariationalAutoencoder(4, epochs=3, batch_size=64, random_state=0, verbose=False).fit(rows)
    assert max(model.history_["loss"]) < 100
    assert np.isfinite(model.elbo(100 * rows, samples=3, random_state=0)).all()
