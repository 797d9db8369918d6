"""Samples of tables of numbers, categories and missing values, by the quality report of sdmetrics.

    CODINGS_DATA=../shared/datasets python benchmarks/tables.py              about 7 minutes on two cores

Three quarters of the rows train, and as many are drawn. The report holds them against the last quarter: the
mean of how alike the columns are, and pairs of columns (https://docs.sdv.dev/sdmetrics). Each figure stands
beside that of the training's columns, each shuffled by itself, and that of the training rows themselves; the
share is how far it is on the way from the first to the second. Models have their defaults; means of three
seeds. The names of the cars in mpg are left out: nearly each is another. It printed, in November 2026
(TensorFlow 2.21, Keras 3.15.1, sdmetrics 0.32; a thread each, other programs beside it),

                          independent  drawn  training  share  seconds
penguins, variational           0.771  0.852     0.866   0.86     36.7
penguins, gan                   0.771  0.779     0.866   0.09     21.1
titanic, variational            0.848  0.913     0.930   0.79     46.4
titanic, gan                    0.848  0.816     0.930  -0.39     28.3
mpg, variational                0.769  0.901     0.914   0.92     33.3
mpg, gan                        0.769  0.849     0.914   0.55     16.6

The GAN's ten epochs are 60 to 210 steps of such tables, where the variational one takes 1,000.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import argparse
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

from codings import GAN, VariationalAutoencoder

with warnings.catch_warnings(action="ignore"):  # since 0.32 it has another place, too
    from sdmetrics.reports.single_table import QualityReport

SEEDS = (0, 1, 2)
TABLES = {"penguins": [], "titanic": [], "mpg": ["name"]}  # and columns that are left out
MODELS = {"variational": VariationalAutoencoder, "gan": GAN}


def kind(column):
    if pd.api.types.is_bool_dtype(column):
        return "boolean"
    return "numerical" if pd.api.types.is_numeric_dtype(column) else "categorical"


def quality(real, made):
    """The score of the report, in [0, 1]."""
    metadata = {"columns": {name: {"sdtype": kind(real[name])} for name in real}}
    report = QualityReport()
    with warnings.catch_warnings(action="ignore"):
        report.generate(real, made, metadata, verbose=False)
    return report.get_score()


def independent(rows, seed):
    """Each column shuffled by itself."""
    random = np.random.default_rng(seed)
    return pd.DataFrame({name: random.permutation(rows[name].to_numpy()) for name in rows})


def trial(table, make, seed):
    """The scores of independent columns, of samples and of the training rows, and the seconds of the fit."""
    train, held_out = train_test_split(table, test_size=0.25, random_state=seed)
    started = time.perf_counter()
    model = make(random_state=seed, verbose=False).fit(train)
    seconds = time.perf_counter() - started
    drawn = model.sample(len(train), random_state=seed)
    return *(quality(held_out, made) for made in (independent(train, seed), drawn, train)), seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--table", choices=TABLES, action="append", help="only these")
    parser.add_argument("--model", choices=MODELS, action="append", help="only these")
    chosen = parser.parse_args()
    folder = Path(os.environ.get("CODINGS_DATA", "../shared/datasets"), "tables")
    print(f"{'':26}independent  drawn  training  share  seconds")
    for name in chosen.table or TABLES:
        table = pd.read_csv(folder / f"{name}.csv").drop(columns=TABLES[name])
        for model in chosen.model or MODELS:
            trials = np.array([trial(table, MODELS[model], seed) for seed in SEEDS])
            low, drawn, high, seconds = trials.mean(axis=0)
            share = (drawn - low) / (high - low)
            figures = f"{low:11.3f}{drawn:7.3f}{high:10.3f}{share:7.2f}{seconds:9.1f}"
            print(f"{name + ', ' + model:26}{figures}", flush=True)


if __name__ == "__main__":
    main()
