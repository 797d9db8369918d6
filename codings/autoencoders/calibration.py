"""Probabilities of categories, weighted so that each is drawn as often as the data have it."""

import numpy as np

from codings.data.encoding import Parts

ROUNDS = 50
LEAST = 1e-6  # of a probability, for its logarithm


def find_log_weights(x: np.ndarray, outputs: np.ndarray, parts: Parts) -> np.ndarray:
    """The logarithms of weights with which `outputs`, on average, are the shares in the data.

    Found by iterative proportional fitting: each weight is multiplied by the share that is wanted over the
    share that there is. Of a mask it is the odds.

    Parameters
    ----------
    x : array, (n, width)
        The data as networks see them.
    outputs : array, (m, width)
        A decoder's, for codings drawn at random.
    parts : Parts

    Returns
    -------
    array, (width - numbers,) float32
    """
    wanted = _logarithms(x[:, parts.numbers :].mean(axis=0, dtype=np.float64), parts)
    found = np.zeros(len(wanted))
    for _ in range(ROUNDS):
        there = weighted(outputs, found, parts)[:, parts.numbers :].mean(axis=0, dtype=np.float64)
        found += wanted - _logarithms(there, parts)
    return found.astype(np.float32)


def weighted(outputs: np.ndarray, log_weights: np.ndarray, parts: Parts) -> np.ndarray:
    """`outputs`, (n, width), with probabilities that are weighted and sum to 1 again in each block."""
    made = outputs.copy()
    made[:, parts.numbers :] *= np.exp(log_weights)
    masks = slice(parts.numbers, parts.first_block)
    made[:, masks] /= 1 - outputs[:, masks] + made[:, masks]
    for block in parts.each_block():
        made[:, block] /= made[:, block].sum(axis=1, keepdims=True)
    return made


def _logarithms(shares: np.ndarray, parts: Parts) -> np.ndarray:
    """Those of categories' shares, and of masks' odds."""
    shares = np.clip(shares, LEAST, 1 - LEAST)
    masks = len(parts.masked)
    odds = shares[:masks] / (1 - shares[:masks])
    return np.log(np.concatenate([odds, shares[masks:]]))
