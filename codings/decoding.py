"""What models do that have codings: decode them, as arrays or as Keras models of the data's own units."""

from abc import abstractmethod
from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import keras
import numpy as np
from sklearn.utils.validation import check_is_fitted

from codings.backend.scope import given
from codings.checks import check_codings
from codings.data.columns import names
from codings.data.dataset import is_table
from codings.data.encoding import Encoding
from codings.data.kinds import find_encoding
from codings.data.range import Range
from codings.data.scaling import SCALINGS, find_range
from codings.estimator import Estimator
from codings.export import Exported, export
from codings.layers import Scaling, Unscaling
from codings.parameters import PAIR, POSITIVE_INTEGER, one_of, option, optional, parameters

if TYPE_CHECKING:
    from codings.explorer.notebook import Exploring


class DataNetworks(NamedTuple):
    """Keras models between data, in their own range, and codings, (n, coding_size) float32.

    Parameters
    ----------
    encoder : keras.Model or None
        From data to codings; None of a model without an encoder.
    decoder : keras.Model
        From codings to data. Of a conditional model it takes labels, (n, classes) one-hot, as a second
        input; of a StyleGAN a truncation, (n, 1) in [0, 1], as the last.
    """

    encoder: keras.Model | None
    decoder: keras.Model


@parameters
class Decoding(Estimator):
    """Adds codings to the contract: what an instance is made from."""

    coding_size: int = option(
        POSITIVE_INTEGER, "Width of the codings: how many numbers stand for an instance.", 30, kw_only=False
    )
    scaling: str = option(
        one_of(SCALINGS),
        "How data are scaled for the networks. auto takes images for pixels with the bounds that they show, "
        "and each column of a table by its mean and standard deviation. pixels finds bounds in tables, too, "
        "such as flattened images; standard scales images as tables are; center takes one deviation for all "
        "columns. See `codings.data.find_range`.",
        "auto",
    )
    bounds: Sequence[float] | None = option(
        optional(PAIR), "The least and the greatest value that the data can take, where that is known.", None
    )

    abilities: ClassVar[tuple[str, ...]] = ("inverse_transform", "analogy", "networks", "export", "explore")
    _symmetric: ClassVar[bool] = False  # whether its networks see pixels in [-1, 1]
    _takes_mixed: ClassVar[bool] = False  # whether it takes tables of more than numbers

    def inverse_transform(self, X: Any) -> np.ndarray:
        """The instances that codings `X`, (n, coding_size), stand for: (n, ...) in the data's own range.

        Raises ValueError if the codings have another width, and scikit-learn's NotFittedError before `fit`.
        """
        check_is_fitted(self)
        return self._by_blocks(self._decode, check_codings(self, X))

    def analogy(self, a: Any, b: Any, c: Any, *, y: Any = None) -> np.ndarray:
        r"""What is to `c` as `a` is to `b`: an instance, (1, ...), in the range of the fit.

        It is decoded from :math:`\bar z_a - \bar z_b + \bar z_c`, the mean codings of three groups: of stars
        on the left, minus stars on the right, plus squares on the right, a square on the left. It holds as
        far as what the groups differ in is a direction among the codings; means of some instances hold more
        often than single ones, from which all their other traits come along. Of means of three codings each,
        drawn from a standard normal distribution, it is one that is as long as these.

        Parameters
        ----------
        a, b, c : array-like, (n, ...)
            Instances, as many as you like of each. Of a GAN, which has no encoder, their codings, (n,
            coding_size).
        y : a label, optional
            Which a conditional model needs: that of the result.

        Raises
        ------
        ValueError
            If instances are of another shape than fitted, or codings of another width.

        References
        ----------
        Radford, Metz and Chintala (2016), "Unsupervised representation learning with deep convolutional
        generative adversarial networks", section 6.3.2, https://arxiv.org/abs/1511.06434. Géron, "Hands-On
        Machine Learning", section "Deep Convolutional GANs".
        """
        check_is_fitted(self)
        of_a, of_b, of_c = (self._coded(group).mean(axis=0, keepdims=True) for group in (a, b, c))
        codings = (of_a - of_b + of_c).astype(np.float32)
        return self.inverse_transform(codings) if y is None else self._decoded_as(codings, y)

    def networks(self) -> DataNetworks:
        """Keras models from data to codings and from codings to data, with the scaling inside.

        They share the weights of the fitted networks, and can be saved or exported by Keras. Data are in the
        range of the fit, pixels in its dtype and all else as floats; where the backend has no float64, as JAX
        by default, float32 stands for it. Raises scikit-learn's NotFittedError before `fit`.
        """
        check_is_fitted(self)
        return DataNetworks(self._data_encoder(), self._data_decoder())

    def export(self, path: str | PathLike, format: str = "onnx", part: str | None = None) -> Exported:
        """Writes one of the `networks` for use without this package, and compares it with the original.

        Batches may have any length, and the scaling is inside. A table with categories or missing values goes
        in, and comes out, as the numbers that ``range_.numeric`` makes of it; `codings.data.Encoding.entries`
        names them. It takes TensorFlow; on JAX a process of its own does the work.

        Parameters
        ----------
        path : path
            Of a file that ends in .onnx or .tflite, or of a folder for a SavedModel. One of an earlier export
            is replaced once the new one is whole.
        format : "onnx", "savedmodel" or "litert"
            For ONNX Runtime, TensorFlow, and LiteRT, formerly TensorFlow Lite. The last lacks what data
            without bounds need.
        part : "encoder", "decoder" or "generator", optional
            By default the encoder, or the generator of a GAN, which has nothing else.

        Returns
        -------
        Exported
            What it is, the greatest difference from the original, and how to load it.

        Raises
        ------
        ValueError
            If there is no such format or part, `path` does not suit the format, or the format lacks what the
            network does.
        ImportError
            If something that the format needs is not installed.
        FloatingPointError
            If the file computes other numbers than the original; it is not kept.
        """
        check_is_fitted(self)
        return export(*self.networks(), path, format, part)

    def explore(self, X: Any = None, y: Any = None) -> "Exploring":
        """The model's page in a notebook: a map of codings, and what is decoded where one presses.

        Parameters
        ----------
        X : array-like or DataFrame, (n, ...), optional
            Instances of the kind that was fitted, of which 10,000 are shown. A model without an encoder shows
            what it draws, and takes none.
        y : array-like, (n,), optional
            Labels, by which points are coloured.

        Returns
        -------
        Exploring
            Shown below a cell that ends in it. The page is whole: it needs no server. `codings explore` can
            do more.

        Raises
        ------
        ValueError
            If there are no instances and the model needs some, or they are not as in `fit`.
        """
        check_is_fitted(self)
        from codings.explorer.notebook import explore

        return explore(self, X, y)

    def _range_of(self, X: Any) -> Range | Encoding:
        if not is_table(X):
            return self._find_range(X)
        encoding = find_encoding(X, self._find_range)
        if encoding.parts is not None:
            self._check_mixed(encoding)
        return encoding

    def _check_mixed(self, encoding: Encoding) -> None:
        """Raises ValueError if the model, or its options, are for numbers alone."""
        others = [column.name for column in encoding.columns if column.categorical or column.missing]
        what = f"X has categories or missing values, in {names(others)}"
        if not self._takes_mixed:
            raise ValueError(
                f"{what}, but {type(self).__name__} takes numbers alone: take a StackedAutoencoder or a "
                "VariationalAutoencoder, or encode and fill these columns."
            )
        if self.bounds is not None or self.scaling not in ("auto", "standard"):
            option = f"bounds={self.bounds!r}" if self.bounds is not None else f'scaling="{self.scaling}"'
            raise ValueError(f"{what}, but {option} is for numbers alone: leave it out.")

    def _find_range(self, X: np.ndarray) -> Range:
        """How an array, (n, ...), is scaled."""
        return find_range(X, self.scaling, self.bounds, symmetric=self._symmetric)

    def _coded(self, group: Any) -> np.ndarray:
        """The codings, (n, coding_size), of what `analogy` is given."""
        return check_codings(self, group)

    def _decoded_as(self, codings: np.ndarray, y: Any) -> np.ndarray:
        """The instances of codings with the label `y`."""
        raise ValueError(f"y={y!r} means nothing to a {type(self).__name__}: leave it out.")

    @abstractmethod
    def _data_encoder(self) -> keras.Model | None:
        """See `networks`."""

    @abstractmethod
    def _data_decoder(self) -> keras.Model:
        """See `networks`."""

    @abstractmethod
    def _outputs(self, *codings: np.ndarray) -> np.ndarray:
        """What the network makes of codings, (n, coding_size), beside labels if the model is conditional."""

    def _decode(self, *codings: np.ndarray) -> Any:
        """The instances of codings, as `_outputs` takes them."""
        return self.range_.undo(self._outputs(*codings))

    @property
    @abstractmethod
    def _coding_width(self) -> int:
        """Of the fitted networks: `coding_size` may have been set to another since."""

    def _from_data(self, network: keras.Model) -> keras.Model:
        """`network`, which takes what networks see, for data."""
        data = keras.Input(network.input_shape[1:], dtype=self.range_.tensor_dtype, name="data")
        return keras.Model(data, network(Scaling(self.range_)(data)), name=network.name)

    def _to_data(self, network: keras.Model) -> keras.Model:
        """`network`, which takes codings, for data as what it returns."""
        inputs = [
            keras.Input(x.shape[1:], name=name)
            for x, name in zip(network.inputs, ("codings", "label"), strict=False)
        ]
        return keras.Model(given(inputs), Unscaling(self.range_)(network(given(inputs))), name=network.name)
