"""The detector of outliers: codings, columns and errors, beside those of the usual instances."""

import warnings
from os import PathLike
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator, OutlierMixin, clone
from sklearn.frozen import FrozenEstimator
from sklearn.utils.validation import check_is_fitted

from codings import saving
from codings.autoencoders.base import Autoencoder
from codings.autoencoders.denoising import DenoisingAutoencoder
from codings.autoencoders.likelihoods import observed
from codings.checks import check_instances, check_names
from codings.data.dataset import is_table, rows
from codings.data.encoding import Encoding
from codings.data.kinds import first_of_their_kind
from codings.data.range import Range
from codings.outliers.committee import Committee
from codings.outliers.distances import alike, closest, draw, to_the_core
from codings.outliers.neighbourhood import Neighbourhood
from codings.outliers.reasons import Reasons, as_shares
from codings.outliers.strangeness import Seen, Strangeness, threshold
from codings.parameters import CONTAMINATION, SEED, Seed, instance_of, option, optional, parameters
from codings.rollback import unless_it_fails
from codings.training import History
from codings.training.seeding import shared_seed

USUAL = 0.9  # share of the instances that all are measured by
MANY = 512  # of them in a sample: few find clusters of outliers, many those that lie among the usual ones
ENOUGH = 100  # codings: of a table of 1,555 columns, 128 codings find more than they do with errors
WIDEST = 2000  # columns that are whitened: of more, their covariance takes longer than all else
DROPPED = 0.3  # share of the pixels of images in training
UNFITTED = "the autoencoder in FrozenEstimator is not fitted yet: fit it first, or give it without."


@parameters
class OutlierDetector(OutlierMixin, BaseEstimator):
    r"""Finds outliers, in tables and images, by an autoencoder's codings.

    1. What is usual? Instances are measured by their distance to that half of them which lies closest to
       itself, and nine tenths count as usual. So outliers are not learned, even where they lie together.
    2. An autoencoder is fitted to the usual instances. By default it is, for tables, a
       `codings.outliers.Committee`: several small ones, each on a few rows, with noise. For images it is a
       `DenoisingAutoencoder` that loses three tenths of the pixels.
    3. The codings are whitened by mean and covariance of the usual ones:
       :math:`u = (\Sigma + \rho I)^{-1/2} (z - \mu)`, where :math:`\rho` is a tenth of the mean variance.
       With :math:`S_1, \dots, S_8` samples of 512 usual instances, the distance of an instance is

       .. math:: d(x) = \frac{1}{8} \sum_k \min_{x' \in S_k \setminus \{x\}} \lVert u(x) - u(x') \rVert.

       Of a table the distance among its columns, whitened likewise, counts as much; not of one of more than
       2,000 columns.
    4. Where codings are fewer than the features, and than a hundred, they cannot show all. There the error
       counts as much: with :math:`\sigma_j` the usual error of column j, :math:`e(x)^2` is the mean of
       :math:`(x_j - \hat x_j)^2 / \sigma_j^2`.

    The strangeness of an instance is the geometric mean of these, over its median in what was fitted: 1 in
    the middle, 2 for what is twice as strange, whatever the data. A score is minus that. It is always finite,
    for columns count by their logarithm far out. Each of these counts as a quarter of the usual at least,
    of the median of those that are not 0: rows that are there many times have no distance.

    Attributes
    ----------
    autoencoder_ : Autoencoder
        Fitted to the usual instances, or the one that was given.
    offset_ : float
        The score below which an instance counts as an outlier.
    range_ : Range
        How the data are scaled for the networks.
    history_ : History
        The autoencoder's.
    n_features_in_ : int
    feature_names_in_ : array of str
        Where the columns had names.

    See Also
    --------
    codings.outliers.Committee : the default autoencoder for tables.

    References
    ----------
    Zhou and Paffenroth (2017), "Anomaly detection with robust deep autoencoders",
    https://doi.org/10.1145/3097983.3098052: not to learn the outliers. Rousseeuw and Van Driessen (1999),
    "A fast algorithm for the minimum covariance determinant estimator",
    https://doi.org/10.1080/00401706.1999.10485670: the half to start from. Hubert, Rousseeuw and Vanden
    Branden (2005), "ROBPCA: A new approach to robust principal component analysis",
    https://doi.org/10.1198/004017004000000563: distances within a subspace, and from it. Pang, Ting and
    Albrecht (2015), "LeSiNN", https://doi.org/10.1109/ICDMW.2015.62: neighbours in samples.

    Examples
    --------
    >>> import codings
    >>> X = codings.data.load("digits").X
    >>> detector = codings.OutlierDetector(contamination=0.01, random_state=0).fit(X)
    >>> detector.predict(X).tolist().count(-1)
    18
    >>> detector.explain(X[:2]).contributions.shape
    (2, 8, 8)
    """

    autoencoder: Autoencoder | FrozenEstimator | None = option(
        optional(instance_of(Autoencoder, FrozenEstimator)),
        "An autoencoder, of which a copy is fitted to the usual instances; a fitted one in "
        "`sklearn.frozen.FrozenEstimator` is taken as it is. By default a `codings.outliers.Committee` for "
        "tables, and a DenoisingAutoencoder for images.",
        None,
        kw_only=False,
    )
    contamination: str | float = option(
        CONTAMINATION,
        "The share of outliers in what is fitted, which sets the threshold. auto counts as outliers what "
        "lies above the upper fence of a box plot of the logarithms of strangeness: upper quartile plus 1.5 "
        "interquartile ranges.",
        "auto",
    )
    random_state: Seed = option(
        SEED, "Seed: the same number gives the same scores each time, on the same machine and backend.", None
    )

    _saved_networks: ClassVar[tuple[str, ...]] = ()
    _saved_models: ClassVar[tuple[str, ...]] = ("autoencoder_",)
    _saved_arrays: ClassVar[tuple[str, ...]] = (
        "offset_", "mean_", "whitening_", "neighbours_", "column_mean_", "column_whitening_", "usual_",
        "errors_", "least_", "scale_",
    )  # fmt: skip

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learns what is usual in `X`, which may hold outliers.

        Parameters
        ----------
        X : array-like, (n, features), (n, height, width) or (n, height, width, channels)
            Or a DataFrame, (n, columns), with categories and missing values: whatever autoencoders take.
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If a parameter is out of its range, the autoencoder in a FrozenEstimator is not fitted
            (scikit-learn's NotFittedError), or the data are empty, of differing shapes, no numbers, NaN or
            infinite. The detector stays as it was then, fitted or not.
        """
        self._validate_params()
        with unless_it_fails(self):
            self._learn(X)
        return self

    def _learn(self, X: Any) -> None:
        X = self._checked_to_fit(X)
        seed = shared_seed(self.random_state)
        random = np.random.default_rng(seed)
        distances = to_the_core(_flat(self._scaling(X).apply(X)), random)
        usual = closest(distances, USUAL)
        self.autoencoder_ = self._fitted(rows(X, _learned(X, usual, distances)), seed)
        self._calibrate(X, usual, random)

    def _checked_to_fit(self, X: Any) -> Any:
        frozen = self._frozen()
        X = check_names(self, X) if is_table(X) else check_instances(self, X, reset=True)
        return X if frozen is None else frozen._checked(X)

    def _frozen(self) -> Autoencoder | None:
        if not isinstance(self.autoencoder, FrozenEstimator):
            return None
        found = self.autoencoder.estimator
        if not isinstance(found, Autoencoder):
            raise ValueError(f"FrozenEstimator holds {found!r}: it must hold a fitted autoencoder.")
        check_is_fitted(found, msg=UNFITTED)
        return found

    def _scaling(self, X: Any) -> Range | Encoding:
        frozen = self._frozen()
        if frozen is not None:
            return frozen.range_
        with warnings.catch_warnings():  # the fit says it
            warnings.simplefilter("ignore")
            return self._unfitted(X)._range_of(X)

    def _unfitted(self, X: Any) -> Autoencoder:
        if self.autoencoder is not None:
            return clone(self.autoencoder)
        committee: Any = Committee
        denoising: Any = DenoisingAutoencoder
        return committee(verbose=False) if X.ndim == 2 else denoising(level=DROPPED, verbose=False)

    def _fitted(self, X: Any, seed: int) -> Autoencoder:
        frozen = self._frozen()
        if frozen is not None:
            return frozen
        given = self._unfitted(X)
        if given.random_state is None:
            given.set_params(random_state=seed)
        return given.fit(X)

    def _calibrate(self, X: Any, usual: np.ndarray, random: np.random.Generator) -> None:
        """What all are measured by: samples of the `usual` rows, their errors, and how strange `X` is."""
        drawn = usual[draw(len(usual), MANY, random)]
        x = self._scaled(X)
        self.usual_ = x[drawn]
        measured, strangeness = Strangeness.fit(self._seen(X, x), usual, drawn)
        self.mean_, self.whitening_, self.neighbours_ = measured.codings
        columns: Any = measured.columns or (None, None)
        self.column_mean_, self.column_whitening_ = columns[:2]
        self.errors_, self.least_, self.scale_ = measured.errors, measured.least, measured.scale
        self.offset_ = threshold(-strangeness, self.contamination)

    def score_samples(self, X: Any) -> np.ndarray:
        """Minus each instance's strangeness, (n,) float64: about -1 for usual ones, low for outliers.

        Raises ValueError for instances of another shape than fitted, NaN or infinite values, and
        scikit-learn's NotFittedError before `fit`. So do the methods below.
        """
        return -self._strangeness(self._checked(X))

    def decision_function(self, X: Any) -> np.ndarray:
        """`score_samples` less `offset_`, (n,): below 0 for outliers."""
        return self.score_samples(X) - self.offset_

    def predict(self, X: Any) -> np.ndarray:
        """-1 for outliers, and 1 for all others, (n,) int."""
        return np.where(self.decision_function(X) < 0, -1, 1)

    def explain(self, X: Any) -> Reasons:
        """How much each column, or pixel, adds to the strangeness of `X`, and what was expected there.

        Expected are the values of those usual instances that are most like it, by the sum of absolute
        differences; the strangeness is shared out by the squares of the differences from them.
        """
        X = self._checked(X)
        x = self._scaled(X)
        chosen = alike(x, self.usual_)
        like = np.stack([sample[nearest] for sample, nearest in zip(self.usual_, chosen, strict=True)])
        shares = as_shares(np.square(x - like).mean(axis=0))
        contributions = self._strangeness(X)[:, None] * shares
        if isinstance(self.range_, Encoding):
            contributions = self.range_.by_column(contributions)
        expected = self.range_.undo(like.mean(axis=0).reshape(len(X), *self.range_.shape_of(X)))
        return Reasons(contributions.reshape(X.shape), expected, self._names() if X.ndim == 2 else None)

    @classmethod
    def can(cls, ability: str) -> bool:
        """Whether it has this for its users: "score_samples", "predict" and so on."""
        return ability in ("fit", "score_samples", "decision_function", "predict", "explain", "save")

    def save(self, folder: str | PathLike) -> None:
        """Writes the fitted detector to `folder`, for `codings.load`; see `codings.saving.save`."""
        check_is_fitted(self)
        saving.save(self, folder)

    @property
    def range_(self) -> Range | Encoding:
        return self.autoencoder_.range_

    @property
    def history_(self) -> History:
        return self.autoencoder_.history_

    def _checked(self, X: Any) -> Any:
        check_is_fitted(self)
        return self.autoencoder_._checked(X)

    def _names(self) -> np.ndarray:
        unnamed = [f"x{i}" for i in range(self.n_features_in_)]
        known = getattr(self.autoencoder_, "feature_names_in_", unnamed)
        return np.array(getattr(self, "feature_names_in_", known), dtype=object)

    def _strangeness(self, X: Any) -> np.ndarray:
        codings, columns = Neighbourhood(self.mean_, self.whitening_, self.neighbours_), None
        if self.column_mean_ is not None:
            columns = Neighbourhood.of(self.column_mean_, self.column_whitening_, self.usual_)
        least = np.zeros_like(self.scale_) if self.least_ is None else self.least_  # of a former version
        measured = Strangeness(codings, columns, self.errors_, least, self.scale_)
        return measured.of(self._seen(X, self._scaled(X)))

    def _scaled(self, X: Any) -> np.ndarray:
        """`X` as networks see it, (n, features)."""
        return _flat(self.range_.apply(X))

    def _seen(self, X: Any, x: np.ndarray) -> Seen:
        """What is measured of `X`, which is `x` as networks see it."""
        codings = self.autoencoder_._codings_of(X).astype(np.float64)
        columns = x if X.ndim == 2 and x.shape[1] <= WIDEST else None
        return Seen(codings, columns, self._errors(X, x))

    def _errors(self, X: Any, x: np.ndarray) -> np.ndarray | None:
        """Each entry less what the autoencoder makes of it, as networks see both, (n, features).

        None where codings are enough to show all.
        """
        if self.autoencoder_._coding_width >= min(ENOUGH, x.shape[1]):
            return None
        model, parts = self.autoencoder_, self.range_.parts
        outputs = model._by_blocks(
            lambda x, *label: model._outputs(model._encode(x), *label), X, *model._conditions(X)
        )
        errors = x - _flat(outputs)
        if parts is not None:  # a number that is missing is not expected
            errors[:, : parts.numbers] *= observed(x, parts)
        return errors


def _flat(x: np.ndarray) -> np.ndarray:
    return x.reshape(len(x), -1)


def _learned(X: Any, usual: np.ndarray, distances: np.ndarray) -> np.ndarray:
    """The usual rows, and of a table the closest row with each category, and with a gap in each column.

    Without them, an autoencoder would refuse rows whose categories only unusual ones have.
    """
    if not is_table(X):
        return usual
    order = np.argsort(distances, kind="stable")
    return np.union1d(usual, order[first_of_their_kind(X.iloc[order])])
