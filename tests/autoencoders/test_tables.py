"""Tables as people have them: what goes in as a DataFrame comes out as one."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from sklearn.base import clone

import codings
from codings import (
    BinaryAutoencoder,
    ConvolutionalAutoencoder,
    DenoisingAutoencoder,
    LinearAutoencoder,
    PretrainedClassifier,
    SparseAutoencoder,
    StackedAutoencoder,
    VariationalAutoencoder,
)

QUICK = {"hidden": (16,), "random_state": 0, "verbose": False}
MODELS = {
    "stacked": StackedAutoencoder(4, epochs=30, **QUICK),
    "greedy": StackedAutoencoder(4, greedy=True, tied=True, epochs=30, **QUICK),
    "denoising": DenoisingAutoencoder(4, epochs=30, **QUICK),
    "sparse": SparseAutoencoder(20, epochs=30, **QUICK),
    "binary": BinaryAutoencoder(8, epochs=30, **QUICK),
    "variational": VariationalAutoencoder(3, epochs=150, **QUICK),
}


@pytest.fixture(scope="module")
def table():
    """Flowers, 300, of three kinds; a fifth of the widths is missing."""
    random = np.random.default_rng(0)
    kind = random.integers(3, size=300)
    length = (2 + 2 * kind + 0.3 * random.normal(size=300)).round(1)
    return pd.DataFrame(
        {
            "kind": pd.Categorical.from_codes(kind, ["rose", "iris", "aster"]),
            "length": length,
            "width": np.where(random.random(300) < 0.2, np.nan, (length / 2).round(1)),
            "petals": (3 + kind + (random.random(300) < 0.3)).astype("int32"),
            "wild": kind == 0,
            "seen": pd.Timestamp("2024-05-01") + pd.to_timedelta(7 * kind, unit="D"),
        },
        index=np.arange(1000, 1300),
    )


@pytest.fixture(scope="module", params=MODELS)
def fitted(request, table):
    return clone(MODELS[request.param]).fit(table, validation=table[:40])


@pytest.fixture(scope="module")
def variational(table):
    return clone(MODELS["variational"]).fit(table)


def same_columns(found, table):
    assert list(found.columns) == list(table.columns)
    assert list(found.dtypes) == list(table.dtypes)


def test_a_table_comes_out(fitted, table):
    found = fitted.reconstruct(table)
    same_columns(found, table)
    assert found.index.equals(table.index)
    assert (found["kind"] == table["kind"]).mean() > 0.9
    codings_of = fitted.transform(table)
    assert (type(codings_of), codings_of.shape) == (np.ndarray, (300, fitted.coding_size))
    pd.testing.assert_frame_equal(fitted.inverse_transform(codings_of), found.reset_index(drop=True))
    assert np.isfinite(fitted.history_["val_loss"]).all()


def test_the_saved_one_is_the_same(fitted, table, tmp_path):
    fitted.save(tmp_path / "model")
    loaded = codings.load(tmp_path / "model")
    assert loaded.range_ == fitted.range_
    pd.testing.assert_frame_equal(loaded.reconstruct(table), fitted.reconstruct(table))


def test_the_score_is_a_mean_over_the_columns(fitted, table):
    x, parts = fitted.range_.apply(table), fitted.range_.parts
    outputs = np.asarray(fitted.autoencoder_(x))
    errors = np.square(x - outputs, dtype="float64")
    errors[:, 1] *= table["width"].notna()  # length, width, petals, seen; the mask; kind and wild
    np.testing.assert_allclose(fitted.score_samples(table), -errors.sum(1) / 6, rtol=1e-4)
    assert parts == (4, (1,), (3, 2))
    odd = table.assign(kind=table["kind"].cat.rename_categories({"rose": "iris", "iris": "rose"}))
    odd["kind"] = odd["kind"].cat.set_categories(["rose", "iris", "aster"])
    assert fitted.score(odd) < fitted.score(table)


def test_networks_give_probabilities(fitted, table):
    data = fitted.range_.numeric(table)
    networks = fitted.networks()
    codings_of = np.asarray(networks.encoder(data))
    np.testing.assert_allclose(codings_of, fitted.transform(table), atol=0.02)
    decoded = np.asarray(networks.decoder(codings_of))
    np.testing.assert_allclose(decoded[:, 5:8].sum(1), 1, atol=1e-5)
    assert (abs(decoded[:, 0] - fitted.reconstruct(table)["length"]) < 0.06).all()


def test_samples_are_rows_like_those_of_the_table(variational, table):
    drawn = variational.sample(2000, random_state=0)
    same_columns(drawn, table)
    assert drawn["width"].isna().mean() == pytest.approx(0.2, abs=0.06)
    shares = drawn["kind"].value_counts(normalize=True)
    assert all(abs(shares - table["kind"].value_counts(normalize=True)) < 0.08)
    assert (drawn["wild"] == (drawn["kind"] == "rose")).mean() > 0.9
    assert drawn["petals"].between(3, 6).all()
    assert drawn["length"].groupby(drawn["kind"], observed=True).mean().to_numpy() == pytest.approx(
        [2, 4, 6], abs=0.35
    )
    pd.testing.assert_frame_equal(drawn[:5], variational.sample(2000, random_state=0)[:5])
    same_columns(variational.sample(3, noise=False), table)


def test_from_row_to_row(variational, table):
    for a, b in ((table.iloc[0], table.iloc[1]), (dict(table.iloc[0]), dict(table.iloc[1]))):
        way = variational.interpolate(a, b, steps=5)
        same_columns(way, table)
        with pytest.raises(ValueError, match=r"a single row is given as a DataFrame: .* X.iloc\[0\]"):
            variational.interpolate(table[:1], b)
        pd.testing.assert_frame_equal(
            way.iloc[[0, 4]].reset_index(drop=True), variational.reconstruct(table[:2].reset_index(drop=True))
        )


def test_the_likelihood_is_that_of_numbers_and_categories(table):
    """Without codings that say anything, it is the densities' and the probabilities' product."""
    model = VariationalAutoencoder(1, hidden=(), beta=50.0, epochs=60, random_state=0).fit(table)
    x = model.range_.apply(table)
    outputs = np.asarray(model.decoder_(np.zeros((300, 1), "float32")))
    there = np.ones((300, 4))
    there[:, 1] = table["width"].notna()
    expected = (norm.logpdf(x[:, :4], outputs[:, :4], model.noise_) * there).sum(1)
    expected += np.log(np.where(x[:, 4] == 1, outputs[:, 4], 1 - outputs[:, 4]))
    expected += np.log((x * outputs)[:, 5:8].sum(1)) + np.log((x * outputs)[:, 8:].sum(1))
    found = model.log_likelihood(table, samples=20, random_state=0)
    np.testing.assert_allclose(found, expected, atol=0.1)
    np.testing.assert_allclose(model.elbo(table, samples=20, random_state=0), expected, atol=0.1)


@pytest.mark.parametrize("name", ["stacked", "variational"])
def test_of_numbers_alone_all_is_as_of_their_array(name, table):
    numbers = table[["length", "petals"]]
    of_table, of_array = (clone(MODELS[name]).set_params(epochs=3) for _ in range(2))
    of_table.fit(numbers)
    of_array.fit(numbers.to_numpy())
    X = numbers.to_numpy()
    np.testing.assert_array_equal(of_table.transform(numbers), of_array.transform(X))
    np.testing.assert_array_equal(of_table.score_samples(numbers), of_array.score_samples(X))
    same_columns(of_table.reconstruct(numbers), numbers)
    assert isinstance(of_array.reconstruct(X), np.ndarray)


def test_corrupted_tables_can_be_denoised(table):
    model = clone(MODELS["denoising"]).fit(table)
    noisy = model.corrupt(table, random_state=0)
    assert noisy["petals"].dtype.kind == "f"
    same_columns(model.denoise(noisy), table)


def test_a_classifier_on_top(table):
    y = np.where(table["kind"] == "rose", "a", "b")
    below = clone(MODELS["stacked"]).fit(table)
    model = PretrainedClassifier(below, epochs=10, verbose=False, random_state=0).fit(table, y)
    assert (model.predict(table) == y).mean() > 0.9


def test_set_output(table):
    model = clone(MODELS["stacked"]).set_params(epochs=1).set_output(transform="pandas").fit(table)
    assert model.transform(table).index.equals(table.index)


KINDS = np.arange(120) % 3
EDGES = {
    "text": {"a": np.array(["x", "y", "z"])[KINDS], "b": KINDS > 0},
    "gaps": {"a": np.where(np.arange(120) % 7 == 0, np.nan, KINDS * 1.5)},
    "dates": {"a": pd.Timestamp("2024-01-01") + pd.to_timedelta(KINDS, unit="D")},
    "numbered": {0: KINDS, 1: KINDS * 2.5},
    "constants": {"a": KINDS, "number": 7.25, "text": "same", "flag": True},
}


@pytest.mark.parametrize("name", EDGES)
def test_tables_of_one_sort(name, tmp_path):
    table = pd.DataFrame(EDGES[name])
    model = clone(MODELS["variational"]).set_params(epochs=2).fit(table)
    drawn = model.sample(20, random_state=0)
    same_columns(drawn, table)
    assert np.isfinite(model.elbo(table, samples=2)).all()
    model.save(tmp_path / "model")
    pd.testing.assert_frame_equal(codings.load(tmp_path / "model").sample(20, random_state=0), drawn)
    if name == "constants":
        assert drawn[["number", "text", "flag"]].drop_duplicates().to_numpy().tolist() == [
            [7.25, "same", True]
        ]


WRONG = {
    "another order": (lambda t: t[t.columns[::-1]], "same order"),
    "one less": (lambda t: t.drop(columns="kind"), "missing"),
    "unknown": (
        lambda t: t.assign(kind=["tulip", *t["kind"][1:]]),
        r"'kind' of X holds 'tulip' in row 0, which fit has not seen: it has seen 'rose', 'iris', 'aster'",
    ),
    "a gap": (lambda t: t.assign(length=[np.nan, *t["length"][1:]]), r"'length' of X has no value in row 0"),
    "infinity": (lambda t: t.assign(length=[np.inf, *t["length"][1:]]), "infinity in row 0"),
    "text": (lambda t: t.assign(length="1"), "'length' of X holds .* values, and numbers in fit"),
    "numbers": (lambda t: t.assign(seen=1), "'seen' of X holds int64 values, and dates in fit"),
    "a time zone": (
        lambda t: t.assign(seen=t["seen"].dt.tz_localize("UTC")),
        r"'seen' of X has a time zone, and had none in fit: use .dt.tz_convert\(None\)",
    ),
    "no rows": (lambda t: t.iloc[:0], r"X is empty: its shape is \(0, "),
    "an array": (lambda t: t.to_numpy(), "was fitted on a DataFrame with the columns 'kind', 'length'"),
}


@pytest.mark.parametrize("what", WRONG)
def test_other_tables_are_refused(variational, table, what):
    change, words = WRONG[what]
    with pytest.raises(ValueError, match=words):
        variational.reconstruct(change(table))


def test_dates_without_their_time_zone_are_refused():
    local = pd.DataFrame({"day": pd.date_range("2024-01-01", periods=30, tz="UTC"), "x": np.arange(30) % 7})
    model = StackedAutoencoder(1, hidden=(), epochs=1, verbose=False).fit(local)
    with pytest.raises(ValueError, match="'day' of X has no time zone, and had one in fit"):
        model.transform(local.assign(day=local["day"].dt.tz_localize(None)))


def test_one_row_is_too_few_to_draw_from(table):
    with pytest.raises(ValueError, match="n_samples=1 row: a VariationalAutoencoder needs two or more"):
        VariationalAutoencoder(2, verbose=False).fit(table[:1])


def test_what_is_for_numbers_alone(table):
    for model, words in (
        (LinearAutoencoder(2), "categories or missing values, in 'kind', 'width', 'wild', but LinearAuto"),
        (ConvolutionalAutoencoder(2), "but ConvolutionalAutoencoder takes numbers alone"),
        (StackedAutoencoder(2, scaling="pixels"), 'scaling="pixels" is for numbers alone'),
        (StackedAutoencoder(2, bounds=(0, 1)), r"bounds=\(0, 1\) is for numbers alone"),
        (StackedAutoencoder(2, likelihood="bernoulli"), "likelihoods of their own"),
    ):
        with pytest.raises(ValueError, match=words):
            model.fit(table)
