"""Trains tiny GANs on handwritten digits by one process or two, also from where the others have stopped.

    python gans_program.py FOLDER NUMBER PROCESSES PORT NAME...

A training has a folder of checkpoints for each GAN, by its NAME: it goes on from those that are there, and
is stopped in epoch `STOPPED` where there are none. "whole" has none, and is not stopped. The weights of a
training that has come to its end are in "NAME GAN NUMBER of PROCESSES.npz" then.
"""

import os
import signal
import sys
from pathlib import Path

import keras
import numpy as np

import codings

STOPPED = 1  # of 0 to 3: a ProGAN's second resolution fades in
# At the usual rates of GANs, Adam turns rounding of the smallest gradients into whole steps.
SMALL = {"learning_rate": 1e-4, "batch_size": 8, "random_state": 0, "verbose": False}
GANS = {
    "dcgan": codings.DCGAN(4, filters=4, epochs=4, **SMALL),
    "progan": codings.ProGAN(4, filters=2, epochs=4, **SMALL),
    "stylegan": codings.StyleGAN(4, filters=2, epochs=4, **SMALL),
}


class Interrupt(keras.callbacks.Callback):
    """Ctrl-C after some batches of an epoch, in the process that runs callbacks."""

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if self.epoch == STOPPED:
            os.kill(os.getpid(), signal.SIGINT)


def train(gan, X, folder):
    """Whether it has come to its end."""
    begun = any(folder.glob("epoch-*"))
    try:
        gan.fit(X, checkpoint=folder, callbacks=None if begun else Interrupt())
    except KeyboardInterrupt:
        return False
    return True


def keep(path, gan):
    weights = [w for name in gan._saved_networks for w in getattr(gan, name).get_weights()]
    np.savez(path, *weights, samples=gan.sample(8, random_state=0))


def main(folder, number, processes, port, *names):
    if processes > 1:
        codings.distribute(coordinator=f"127.0.0.1:{port}", process_id=number, processes=processes)
    X = codings.data.load("digits").X[:64]
    for name in names:
        for kind, gan in GANS.items():
            if name == "whole":
                gan.fit(X)
            elif not train(gan, X, folder / f"{name} {kind}"):
                continue
            keep(folder / f"{name} {kind} {number} of {processes}.npz", gan)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:5]), *sys.argv[5:])
