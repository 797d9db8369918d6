"""The recurrent autoencoder, for sequences."""

import math
import warnings
from collections.abc import Sequence
from typing import Any, ClassVar

import keras
import numpy as np
from keras import layers, ops

from codings.autoencoders.base import Autoencoder
from codings.autoencoders.halves import dense, sequential
from codings.autoencoders.sequences import may_be_images, padded, there
from codings.backend.calls import predict
from codings.checks import check_instances, check_range, whole_numbers
from codings.data.range import Range
from codings.data.scaling import find_range
from codings.estimator import TakesNoTables
from codings.images import no_tables
from codings.layers import EndMasking
from codings.parameters import POSITIVE, WIDTHS, option, optional, parameters

SEQUENCES = "sequences (n, steps, features), or images, whose rows are the steps"


@parameters
class RecurrentAutoencoder(TakesNoTables, Autoencoder):
    """An autoencoder of LSTM layers, for sequences.

    A sequence is read into one coding, and written from it again. The encoder's last layer hands on its last
    output only, which is the coding. The decoder is given the coding at every step. An image is taken for a
    sequence of its rows.

    Sequences may have different lengths: a list of arrays, (length, features), or (n, steps, features) with
    NaN in the steps after an end. Steps that are not there are neither read nor learned, and `reconstruct`
    gives NaN for them; `inverse_transform`, which knows no lengths, gives all steps.

    Each feature is scaled by itself, as a column of a table is, unless the sequences may be images: arrays of
    uint8, of values in [0, 1] or [-1, 1], or of others that show bounds of pixels in 7 steps and features or
    more, of which a warning tells. `scaling` and `bounds` overrule that, and with likelihood="bernoulli"
    bounds are looked for in all sequences.

    Forget gates start with the bias log(steps), so that a cell remembers for about as long as a sequence is.

    Attributes
    ----------
    autoencoder_, encoder_, decoder_ : keras.Model
    history_ : History
        "loss" and, with `validation`, "val_loss", one value an epoch.
    range_ : Range
        How the data are scaled for the networks.

    References
    ----------
    Géron, "Hands-On Machine Learning", section "Recurrent Autoencoders". Srivastava, Mansimov and
    Salakhutdinov (2015), "Unsupervised learning of video representations using LSTMs",
    https://arxiv.org/abs/1502.04681. The first bias: Tallec and Ollivier (2018), "Can recurrent neural
    networks warp time?", https://arxiv.org/abs/1804.11188

    Examples
    --------
    >>> import codings, numpy as np
    >>> X = np.sin(np.linspace(0, 9, 40)[:, None] + np.random.default_rng(0).random((200, 1, 2)) * 6)
    >>> codings.RecurrentAutoencoder(coding_size=4, hidden=(16,), epochs=1).fit(X).transform(X).shape
    (200, 4)
    """

    _rate: ClassVar[float] = 0.25
    _beta_2: ClassVar[float] = 0.99

    hidden: Sequence[int] = option(
        WIDTHS,
        "Widths of the encoder's other LSTM layers, for example 200,100. The decoder's are the same, "
        "reversed.",
        (100,),
    )
    learning_rate: float | None = option(
        optional(POSITIVE),
        "Peak learning rate of Adam; by default 0.25 over the square root of the widest kernel's width. An "
        "LSTM layer's kernel is four times as wide as the layer. The rate climbs to its peak in 200 steps, "
        "and then falls along a cosine.",
        None,
    )

    _epochs: ClassVar[int] = 10

    def _checked_to_fit(self, X: Any) -> np.ndarray:
        X = padded(X)
        X = check_instances(self, X, reset=True, missing=not isinstance(X, list) and np.ndim(X) > 2)
        self._masking: EndMasking | None = EndMasking(name="ends") if there(X) is not None else None
        return X

    def _in_one(self, X: Any) -> Any:
        return padded(X)

    def _known(self, X: Any, shape: tuple[int, ...]) -> np.ndarray:
        X = check_instances(self, padded(X, shape[0]), shape=shape, missing=True)
        if self._masking is None and there(X) is not None:
            raise ValueError(
                f"X has sequences of different lengths, but this {type(self).__name__} was fitted on ones of "
                f"{shape[0]} steps: give such, or fit it on some that end earlier, too."
            )
        check_range(self, _all_steps(X))
        return X

    def _find_range(self, X: np.ndarray) -> Range:
        steps = _all_steps(X)
        found = find_range(steps, self.scaling, self.bounds, by_column=True)
        no_tables(self, X.shape[1:], SEQUENCES)
        told = self.scaling != "auto" or self.bounds is not None or self.likelihood == "bernoulli"
        if told or found.high is None:
            return found
        if not may_be_images(X, found.high):
            return find_range(steps, "standard", by_column=True)
        if found.high > 1 and X.dtype != np.uint8:
            warnings.warn(
                f'X is taken for images, of {found}: if it is, say scaling="pixels"; if it holds sequences '
                'whose features have units of their own, scaling="standard".',
                stacklevel=5,
            )
        return found

    def _network(self, shape: tuple[int, ...]) -> keras.Model:
        no_tables(self, shape, SEQUENCES)
        steps, features = shape[0], int(np.prod(shape[1:]))
        hidden = whole_numbers("hidden", self.hidden)
        read = [layers.LSTM(width, return_sequences=True) for width in hidden]
        codings = layers.LSTM(int(self.coding_size), name="codings")
        write = [layers.LSTM(width, return_sequences=True) for width in reversed(hidden)]
        last = dense(features, self._output)
        ends = [] if self._masking is None else [self._masking]
        down = [layers.Reshape((steps, features)), *ends, *read, codings]
        up = [layers.RepeatVector(steps), *write, last, layers.Reshape(shape)]
        network = sequential(shape, [*down, *up])
        for layer in (*read, codings, *write):
            _remember(layer, steps)
        return network

    def _adopt(self, autoencoder: keras.Model) -> None:
        super()._adopt(autoencoder)
        masking = (layer for layer in autoencoder.layers if isinstance(layer, EndMasking))
        self._masking = next(masking, None)

    def _loss(self, batch: tuple, training: bool) -> Any:
        if self._masking is None:
            return super()._loss(batch, training)
        x = self._scaled(batch)
        outputs = self.autoencoder_(x, training=training)
        missing = ops.isnan(x)  # 0 for 0 costs nothing, whatever the likelihood
        x, outputs = (ops.where(missing, 0.0, tensor) for tensor in (x, outputs))
        share = ops.mean(ops.cast(ops.logical_not(missing), x.dtype))
        return self._penalised(self._likelihood.loss(x, outputs, None) / share)

    def reconstruct(self, X: Any) -> np.ndarray:
        """`X` encoded and decoded again, in its own shape and range: images with bounds in the fit's dtype.

        Of sequences of different lengths, (n, steps, features) with NaN after the end of each.
        """
        X = self._checked(X)
        again = super().reconstruct(X)
        if (known := there(X)) is not None:
            again[~known] = np.nan
        return again

    def _score(self, *instances: np.ndarray) -> np.ndarray:
        if self._masking is None:
            return super()._score(*instances)
        x = self.range_.apply(instances[0])
        errors = np.square(x - predict(self.autoencoder_, x), dtype=np.float64)
        return -np.nanmean(errors.reshape(len(x), -1), axis=1)


def _all_steps(X: np.ndarray) -> np.ndarray:
    """Sequences, (n, steps, ...): if some end earlier, all steps that are there as one, (1, steps, ...)."""
    known = there(X)
    return X if known is None else X[known][None]


def _remember(layer: layers.LSTM, steps: int) -> None:
    """Sets the first bias of the forget gates so that a cell's memory spans a sequence of `steps` steps."""
    gates = np.split(keras.ops.convert_to_numpy(layer.cell.bias), 4)
    gates[1] = np.full_like(gates[1], max(1.0, math.log(steps)))  # input, forget, cell, output
    layer.cell.bias.assign(np.concatenate(gates))
