"""One of two processes that fit a detector without a seed, and a model whose best weights are restored:
`python processes_program.py PORT NUMBER`.

It prints what it has learned. Process 1 ends a while before process 0 does.
"""

import sys
import time

import keras
import numpy as np

import codings

port, number = sys.argv[1], int(sys.argv[2])
codings.distribute(coordinator=f"127.0.0.1:{port}", process_id=number, processes=2)
X = np.random.default_rng(0).normal(size=(60, 4)).astype("float32")
detector = codings.OutlierDetector().fit(X)
print(detector.score_samples(X).tolist())
best = keras.callbacks.EarlyStopping("loss", mode="max", patience=2, restore_best_weights=True)  # the first
model = codings.StackedAutoencoder(2, hidden=(4,), epochs=9, random_state=0, verbose=False)
model.fit(X, callbacks=best)
print(model.transform(X).tolist())
if number == 0:
    time.sleep(1)
