"""One of two processes that fit a detector without a seed: `python processes_program.py PORT NUMBER`.

It prints what it has learned. Process 1 ends a while before process 0 does.
"""

import sys
import time

import numpy as np

import codings

port, number = sys.argv[1], int(sys.argv[2])
codings.distribute(coordinator=f"127.0.0.1:{port}", process_id=number, processes=2)
X = np.random.default_rng(0).normal(size=(60, 4)).astype("float32")
detector = codings.OutlierDetector().fit(X)
print(detector.score_samples(X).tolist())
if number == 0:
    time.sleep(1)
