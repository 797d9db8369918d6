"""A GAN of tables as people have them."""

import numpy as np
import pandas as pd
import pytest

import codings
from codings import DCGAN, GAN


@pytest.fixture(scope="module")
def table():
    random = np.random.default_rng(0)
    kind = random.integers(3, size=400)
    length = (2 + 2 * kind + 0.3 * random.normal(size=400)).round(1)
    return pd.DataFrame(
        {
            "kind": pd.Series(np.array(["aster", "iris", "rose"])[kind]),
            "length": length,
            "width": np.where(random.random(400) < 0.2, np.nan, length / 2),
            "petals": 3 + kind,
        }
    )


@pytest.fixture(scope="module")
def fitted(table):
    return GAN(4, hidden=(32, 32), epochs=100, random_state=0, verbose=False).fit(table)


def test_samples_are_rows_like_those_of_the_table(fitted, table):
    drawn = fitted.sample(1000, random_state=0)
    assert list(drawn.dtypes) == list(table.dtypes)
    assert set(drawn["kind"]) == set(table["kind"])
    assert drawn["width"].isna().mean() == pytest.approx(0.2, abs=0.12)
    means = [frame.groupby("kind")["length"].mean().to_numpy() for frame in (drawn, table)]
    np.testing.assert_allclose(*means, atol=0.5)
    assert drawn["length"].between(table["length"].min(), table["length"].max()).all()
    pd.testing.assert_frame_equal(drawn, fitted.sample(1000, random_state=0))


def test_it_judges_and_goes_between(fitted, table):
    assert fitted.judge(table).shape == (400,)
    assert np.isfinite(fitted.slope(table[:50]))
    way = fitted.interpolate(np.zeros(4), np.ones(4), steps=5)
    assert list(way.dtypes) == list(table.dtypes)


def test_the_saved_one_is_the_same(fitted, tmp_path):
    fitted.save(tmp_path / "gan")
    loaded = codings.load(tmp_path / "gan")
    pd.testing.assert_frame_equal(loaded.sample(9, random_state=0), fitted.sample(9, random_state=0))


def test_it_is_watched(table):
    gan = GAN(4, hidden=(8,), epochs=2, random_state=0, verbose=False)
    watch = codings.diagnostics.Watch(gan, table[:300], table[300:])
    gan.fit(table[:300], callbacks=[watch])
    assert len(watch.observations) == 2


def test_gans_of_images_refuse_it(table):
    with pytest.raises(ValueError, match="but DCGAN takes numbers alone"):
        DCGAN(4, epochs=1).fit(table)
