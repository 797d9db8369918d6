"""Does `codings.diagnostics` name what is wrong? Provoked faults, and healthy runs, with the remedy tried.

    python benchmarks/diagnostics.py --faults "mode collapse" "discriminator too strong" divergence
    ... --first 100 --seeds 3    the seeds on which thresholds were set

Ten seeds of healthy training and of each fault, on ring, grid and digits: about 40 minutes on two cores. What
counts is what `Watch` reports: a difficulty that has held for five epochs, or is there after the last. A
fault is named if it is among these; a healthy run is accused if there are any. The remedy is the one that the
finding names: the same run with it, and the share of the modes (clusters of the data, at most 25) with
samples, before and after.

In November 2026 (TensorFlow 2.21, Keras 3.15.1) it printed that no healthy run was accused, and

ring, mode collapse: named in 10 of 10; modes 5%, with the remedy 98%; then still reported in 0
ring, discriminator too strong: named in 10 of 10; modes 46%, with the remedy 87%; then still reported in 0
ring, divergence: named in 8 of 10; modes 18%, with the remedy 83%; then still reported in 0
grid, mode collapse: named in 10 of 10; modes 16%, with the remedy 100%; then still reported in 0
grid, discriminator too strong: named in 10 of 10; modes 72%, with the remedy 98%; then still reported in 0
grid, divergence: named in 9 of 10; modes 20%, with the remedy 88%; then still reported in 0
digits, mode collapse: named in 10 of 10; modes 82%, with the remedy 100%; then still reported in 0
digits, discriminator too strong: named in 10 of 10; modes 79%, with the remedy 100%; then still reported in 0
digits, divergence: named in 10 of 10; modes 62%, with the remedy 100%; then still reported in 0

The three that were missed were told to have collapsed, and to oscillate.

The other four are provoked at less expense, on 6,000 points of the ring, on 60 digits that are each shown
1,200 times, and on 1,000 small sprites in colour. On 27 November 2026

    python benchmarks/diagnostics.py --parts faults remedies --data "few points" --faults oscillation
    (and the same with --faults "discriminator learns nothing")
    python benchmarks/diagnostics.py --parts healthy --data "few points"
    python benchmarks/diagnostics.py --parts faults remedies --data sprites --faults chessboard
    python benchmarks/diagnostics.py --parts faults --data digits --faults memorisation

printed

few points, healthy: 0 of 10 accused; modes 95%
few points, discriminator learns nothing: named in 10 of 10; modes 98%, with the remedy 95%;
    then still reported in 0
few points, oscillation: named in 9 of 10; modes 86%, with the remedy 97%; then still reported in 0
    ('divergence', 'mode collapse', 'discriminator too strong')
sprites, chessboard: named in 8 of 10; modes 26%, with the remedy 74%; then still reported in 0
    ('divergence', 'mode collapse')
digits, memorisation: named in 10 of 10; modes 89%

A discriminator learns nothing under an R1 penalty of 10, 800 times the default. To oscillate, a GAN takes
steps that are too large, with the minimax loss, and draws with the weights themselves, not their average
(with the usual loss fewer were named); the one that was missed was told to have diverged and collapsed, and
its discriminator to be too strong. The two chessboards that were missed had gone before the end.
"""

import argparse
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")  # a core for each of the trainings side by side

import numpy as np
from joblib import Parallel, delayed

import codings
from codings.data import load
from codings.diagnostics import Watch
from codings.diagnostics.difficulties import MISSING

SEEDS = 10
PARTS = ("healthy", "faults", "remedies")
DATA = {
    "ring": "ring:n=22000",
    "grid": "grid:n=22000",
    "digits": "digits",
    "few points": "ring:n=6600",
    "sprites": "sprites:n=1100,size=16,channels=3",
}
PLANE = {"coding_size": 2, "hidden": (64, 64), "batch_size": 128, "epochs": 20}
KINDS = {
    "ring": "tables",
    "grid": "tables",
    "few points": "tables",
    "digits": "images",
    "sprites": "sprites",
}
SMALL = {"model": "DCGAN", "filters": 8, "coding_size": 16, "epochs": 6}
HEALTHY = {"ring": PLANE, "grid": PLANE, "digits": {"epochs": 40}, "few points": PLANE, "sprites": SMALL}

TOO_STRONG = {"r1": 0.0, "loss": "minimax", "critic_steps": 20, "learning_rate": 0.01}
WEAKER = {"r1": None, "loss": "non-saturating", "critic_steps": 1}

FEW = 60  # instances that are trained on where they shall be learned by heart
OSCILLATING = {"r1": 0.0, "average": False, "learning_rate": 0.05, "loss": "minimax"}
CALM = {"r1": None, "average": True, "loss": "non-saturating"}

# By fault, and by the kind of the data: how it is provoked, and the remedy.
FAULTS = {
    "mode collapse": {
        "tables": ({"r1": 0.0, "learning_rate": 0.3}, {"r1": None, "learning_rate": 0.003}),
        "images": ({"hidden": (4,)}, {"hidden": (64, 64)}),
    },
    "discriminator too strong": {
        "tables": ({**TOO_STRONG, "hidden": (128, 128, 128)}, WEAKER),
        "images": (TOO_STRONG, WEAKER),
    },
    "discriminator learns nothing": {
        "tables": ({"r1": 10.0}, {"r1": None}),
    },
    "oscillation": {
        "tables": (OSCILLATING, CALM | {"learning_rate": 0.003}),
        "images": (OSCILLATING, CALM | {"learning_rate": 0.002}),
    },
    "memorisation": {
        "images": (
            {"instances": FEW, "times": 20, "epochs": 60, "r1": 0.05},
            {"instances": None, "times": 1, "epochs": 40, "r1": None},
        ),
    },
    "chessboard": {
        "sprites": ({"upsampling": "transposed"}, {"upsampling": "resize"}),
    },
    "divergence": {
        "tables": (
            {"loss": "wasserstein", "learning_rate": 0.3},
            {"learning_rate": 0.003, "critic_steps": 5},
        ),
        "images": (
            {"r1": 0.0, "loss": "least-squares", "learning_rate": 0.05},
            {"r1": None, "learning_rate": 0.002},
        ),
    },
}


def train(name, seed, options):
    """The names of what is reported of a training, and the share of the modes that have samples after it."""
    options = HEALTHY[name] | options
    X = load(DATA[name]).X
    held_out, said = len(X) // 11, []
    train = np.repeat(X[held_out:][: options.pop("instances", None)], options.pop("times", 1), axis=0)
    gan = getattr(codings, options.pop("model", "GAN"))(**options, random_state=seed, verbose=False)
    watch = Watch(gan, train, X[:held_out], report=lambda finding: said.append(finding.name))
    try:
        gan.fit(train, callbacks=[watch])
    except FloatingPointError:
        return ["divergence"], 0.0
    return said, float((watch.observations[-1].shares > MISSING).mean())


def count(fault, said):
    """In how many trainings a fault was reported."""
    return sum(fault in names for names in said)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--data", nargs="*", choices=DATA, default=["ring", "grid", "digits"])
    parser.add_argument("--faults", nargs="*", choices=FAULTS, default=list(FAULTS))
    parser.add_argument("--jobs", type=int, default=2, help="trainings side by side")
    parser.add_argument("--parts", nargs="*", choices=PARTS, default=PARTS)
    asked = parser.parse_args()

    def trained(name, options):
        seeds = range(asked.first, asked.first + asked.seeds)
        runs = Parallel(asked.jobs)(delayed(train)(name, seed, options) for seed in seeds)
        said, modes = zip(*runs, strict=True)
        return said, f"{np.mean(modes):.0%}"

    for name in asked.data:
        if "healthy" in asked.parts:
            said, modes = trained(name, {})
            accused = sum(map(bool, said))
            print(f"{name}, healthy: {accused} of {len(said)} accused; modes {modes}", flush=True)
        for fault in asked.faults:
            of = FAULTS[fault].get(KINDS[name])
            if of is None or "faults" not in asked.parts:
                continue
            provoked, remedy = of
            before, modes = trained(name, provoked)
            told = f"{name}, {fault}: named in {count(fault, before)} of {len(before)}; modes {modes}"
            if "remedies" in asked.parts:
                after, mended = trained(name, provoked | remedy)
                told += f", with the remedy {mended}; then still reported in {count(fault, after)}"
            print(told, *({tuple(names) for names in before if fault not in names} or ""), flush=True)


if __name__ == "__main__":
    main()
