"""What the data vary by beyond what a decoder's outputs do."""

import numpy as np

WIDEST = 1000  # columns: above, each has noise of its own


def residual_factor(data: np.ndarray, outputs: np.ndarray) -> np.ndarray:
    r"""A matrix F, such that outputs plus normal noise of covariance :math:`F F^T` vary and correlate as the data do.

    By the law of total covariance, :math:`\mathrm{Cov}(x) = \mathrm{Cov}(\hat x) + F F^T`. Directions in which
    the outputs vary more than the data get no noise.

    Parameters
    ----------
    data : array, (n, columns)
    outputs : array, (m, columns)

    Returns
    -------
    array, (columns, columns) float32
    """
    if data.shape[1] > WIDEST:
        beyond = data.var(axis=0, dtype=np.float64) - outputs.var(axis=0, dtype=np.float64)
        return np.diag(np.sqrt(np.clip(beyond, 0, None))).astype(np.float32)
    beyond = np.atleast_2d(np.cov(data.T.astype(np.float64)) - np.cov(outputs.T.astype(np.float64)))
    variances, directions = np.linalg.eigh(beyond)
    return (directions * np.sqrt(np.clip(variances, 0, None))).astype(np.float32)
