"""The adapter on Spark itself, on this machine."""

import sys

import numpy as np
import pytest

import codings
from codings.engines import spark as adapter

sql = pytest.importorskip("pyspark.sql")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # Spark's own, of what it is made of


@pytest.fixture(scope="module")
def spark():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)  # else Spark takes the first python3 that it finds
        yield from _session()


def _session():
    session = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    yield session
    session.stop()


def test_codings_come_beside_the_rows(spark, table, folder, expected):
    found = adapter.apply(spark.createDataFrame(table), folder, batch_size=16).toPandas().sort_values("id")
    assert [*found.columns] == [*table.columns, "codings"]
    np.testing.assert_allclose(np.stack(found["codings"]), expected, rtol=1e-5, atol=1e-6)


def test_arrays_are_a_column(spark, digits, tmp_path):
    model = codings.LinearAutoencoder(2, epochs=1, random_state=0, verbose=False).fit(digits.X)
    model.save(tmp_path / "model")
    rows = [(i, image.ravel().tolist()) for i, image in enumerate(digits.X[:20])]
    found = adapter.apply(spark.createDataFrame(rows, ["id", "image"]), tmp_path / "model", array="image")
    codings_of = np.stack(found.toPandas().sort_values("id")["codings"])
    np.testing.assert_allclose(codings_of, model.transform(digits.X[:20]), rtol=1e-5, atol=1e-5)
    scored = adapter.apply(
        spark.createDataFrame(rows, ["id", "image"]), tmp_path / "model", "score_samples", array="image"
    )
    scores = scored.toPandas().sort_values("id")["score"]
    np.testing.assert_allclose(scores, model.score_samples(digits.X[:20]), rtol=1e-5)
    with pytest.raises(ValueError, match="name the column that holds them with array="):
        adapter.apply(found, tmp_path / "model")


def test_columns_that_are_missing_are_named(spark, table, folder):
    with pytest.raises(ValueError, match="the data lack the columns 'c'"):
        adapter.apply(spark.createDataFrame(table[["a", "b"]]), folder)
