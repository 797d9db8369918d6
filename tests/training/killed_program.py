"""Twenty processes that write checkpoints until each is killed at a random moment. Run by test_checkpoints.

python killed_program.py FOLDER
"""

import os
import random
import signal
import sys
import time

import numpy as np

from codings.training.checkpoints import Checkpoints
from codings.training.position import Position


def write_for_ever(folder):
    with Checkpoints(folder, keep=2) as checkpoints:
        arrays = checkpoints.begin({"model": "none"})
        epoch = 0 if arrays is None else int(arrays["epoch"])
        while True:
            epoch += 1
            arrays = {"x": np.full((300, 300), epoch, "float32"), "epoch": np.array(epoch)}
            checkpoints.write(Position(0, epoch), arrays, {"loss": 1 / epoch}, False)


def main(folder):
    moments = random.Random(0)
    for _ in range(20):
        child = os.fork()
        if not child:
            try:
                write_for_ever(folder)
            finally:
                os._exit(1)  # a fault: the parent sees another end than the one it made
        time.sleep(moments.uniform(0.01, 0.2))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL, status
        print("killed")


if __name__ == "__main__":
    main(sys.argv[1])
