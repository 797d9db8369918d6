"""A classifier on top of a fitted autoencoder's encoder: many images without labels, few with."""

from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any, ClassVar, Self

import keras
import numpy as np
from keras import layers, ops
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.frozen import FrozenEstimator
from sklearn.utils._param_validation import Interval
from sklearn.utils.validation import check_is_fitted

from codings.autoencoders.base import Autoencoder
from codings.backend.calls import predict
from codings.checks import check_instances
from codings.data.memmap import blocks
from codings.labels import find_classes, one_hot
from codings.training import History, Phase, Stage, fit, warm_cosine
from codings.training.seeding import draw_seed, seeded

UNFITTED = (
    "the autoencoder is not fitted yet: fit it first, and wrap it in sklearn.frozen.FrozenEstimator under "
    "cross-validation, because scikit-learn's `clone` forgets what was learned."
)


class PretrainedClassifier(ClassifierMixin, BaseEstimator):
    """A fitted autoencoder's encoder with a softmax layer, trained on labels: in two stages.

    First only the softmax layer is trained, so that its first, large gradients do not spoil what was
    learned without labels; then all layers are. Both minimise the cross-entropy. The encoder is copied:
    the autoencoder stays as it is. It runs without the noise of its pretraining.

    The softmax layer reads the last hidden layer, which separates classes better than the codings, or the
    codings where no flat layer feeds them.

    Parameters
    ----------
    autoencoder : Autoencoder, or FrozenEstimator of one
        Fitted. Wrapped in `sklearn.frozen.FrozenEstimator` it keeps its fit in `cross_val_score` and
        `GridSearchCV`.
    frozen_epochs : int
        Of the softmax layer alone. With 0, training starts with all layers.
    epochs : int
        Of fine-tuning, all layers together. With 0 the encoder stays frozen.
    batch_size : int
        A batch is cut to the data where these are fewer.
    learning_rate : float
        The peak of Adam's in each stage, where it climbs and then falls along a cosine.
    random_state : int, RandomState or None
        A number gives the same weights each time.
    verbose : bool
        Show a progress bar on a terminal.

    Attributes
    ----------
    classifier_ : keras.Model
        From instances as `range_` scales them to probabilities, (n, classes).
    classes_ : array, (classes,)
        The labels, sorted, in the order of the probabilities.
    history_ : History
        "loss", the cross-entropy, and, with `validation`, "val_loss"; one value an epoch of either stage.
    range_ : Range
        The autoencoder's.
    n_features_in_ : int

    See Also
    --------
    StackedAutoencoder, DenoisingAutoencoder : what to pretrain; noise makes for better features.

    References
    ----------
    Géron, "Hands-On Machine Learning", section "Unsupervised Pretraining Using Stacked Autoencoders".
    Vincent et al. (2010), "Stacked denoising autoencoders", https://jmlr.org/papers/v11/vincent10a.html

    Examples
    --------
    >>> import codings
    >>> digits = codings.data.load("digits")
    >>> autoencoder = codings.DenoisingAutoencoder(epochs=5, random_state=0).fit(digits.X)
    >>> model = codings.PretrainedClassifier(autoencoder, random_state=0).fit(digits.X[:100], digits.y[:100])
    >>> model.predict_proba(digits.X).shape
    (1797, 10)

    Simpler, without fine-tuning, is a logistic regression on the codings:

    >>> from sklearn.frozen import FrozenEstimator
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.pipeline import make_pipeline
    >>> pipeline = make_pipeline(FrozenEstimator(autoencoder), LogisticRegression(C=0.03))
    >>> pipeline.fit(digits.X[:100], digits.y[:100]).predict(digits.X).shape
    (1797,)
    """

    _parameter_constraints: ClassVar[dict[str, list]] = {
        "autoencoder": [Autoencoder, FrozenEstimator],
        "frozen_epochs": [Interval(Integral, 0, None, closed="left")],
        "epochs": [Interval(Integral, 0, None, closed="left")],
        "batch_size": [Interval(Integral, 1, None, closed="left")],
        "learning_rate": [Interval(Real, 0, None, closed="neither")],
        "random_state": ["random_state"],
        "verbose": ["boolean"],
    }

    def __init__(
        self,
        autoencoder: Autoencoder | FrozenEstimator,
        *,
        frozen_epochs: int = 20,
        epochs: int = 20,
        batch_size: int = 32,
        learning_rate: float = 0.003,
        random_state: int | np.random.RandomState | None = None,
        verbose: bool = True,
    ):
        self.autoencoder = autoencoder
        self.frozen_epochs = frozen_epochs
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.random_state = random_state
        self.verbose = verbose

    def fit(
        self, X: Any, y: Any, *, validation: Any = None, callbacks: Sequence[keras.callbacks.Callback] = ()
    ) -> Self:
        """Trains a copy of the encoder, and a softmax layer, anew.

        Parameters
        ----------
        X : array-like, (n, ...)
            Instances of the shape, and in the range, that the autoencoder was fitted on.
        y : array-like, (n,)
            Their labels, numbers or strings, of two classes or more.
        validation : pair of X, (m, ...), and y, (m,), optional
            Their loss is measured after each epoch.
        callbacks : sequence of keras.callbacks.Callback

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If the autoencoder is not fitted (scikit-learn's NotFittedError), a parameter is out of its
            range, instances are not of the autoencoder's shape, or labels are missing, not as many as
            instances, all the same, or in `validation` of a class that `y` lacks.
        FloatingPointError
            If training diverges. The estimator is fitted then, with the last good weights.
        """
        self._validate_params()
        autoencoder = self._pretrained()
        shape = autoencoder.encoder_.input_shape[1:]
        X = check_instances(autoencoder, X, shape=shape)
        self.classes_ = _classes_of(y, len(X))
        held_out = None
        if validation is not None:
            others, labels = _pair(validation)
            others = check_instances(autoencoder, others, shape=shape)
            held_out = (others, one_hot(labels, self.classes_, len(others)))
        for name in {"n_features_in_", "feature_names_in_"} & set(vars(autoencoder)):
            setattr(self, name, getattr(autoencoder, name))
        self.range_, self.history_ = autoencoder.range_, History()
        seed = draw_seed(self.random_state)
        with seeded(seed):
            body = _body(autoencoder.encoder_)
        fit(
            self._stages(body, len(X)),
            (X, one_hot(y, self.classes_, len(X))),
            batch_size=self.batch_size,
            seed=seed,
            validation=held_out,
            callbacks=callbacks,
            verbose=self.verbose,
            history=self.history_,
        )
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """The probability of each class, (n, classes) float32, in the order of `classes_`.

        Raises ValueError for instances of another shape than fitted, NaN or infinite values, and
        scikit-learn's NotFittedError before `fit`. So does `predict`.
        """
        check_is_fitted(self)
        X = check_instances(self, X, shape=self.classifier_.input_shape[1:])
        return np.concatenate([predict(self.classifier_, self.range_.apply(x)) for _, x in blocks(X)])

    def predict(self, X: Any) -> np.ndarray:
        """The most probable class of each instance, (n,)."""
        best = self.predict_proba(X).argmax(1)
        return self.classes_[best]

    def _pretrained(self) -> Autoencoder:
        wrapped = isinstance(self.autoencoder, FrozenEstimator)
        autoencoder = self.autoencoder.estimator if wrapped else self.autoencoder
        if not isinstance(autoencoder, Autoencoder):
            raise ValueError(f"FrozenEstimator holds {autoencoder!r}: it must hold a fitted autoencoder.")
        if self.frozen_epochs == self.epochs == 0:
            raise ValueError("frozen_epochs=0 and epochs=0 would train nothing: raise one of them.")
        check_is_fitted(autoencoder, msg=UNFITTED)
        return autoencoder

    def _stages(self, body: keras.Model, n: int) -> list[Stage]:
        """The head alone, then all layers, with the same loss; also sets `classifier_`."""
        # Of few labels there are few steps, after which random first weights would still be there.
        head = layers.Dense(len(self.classes_), kernel_initializer="zeros", name="logits")
        logits = keras.Model(body.input, head(body.output))
        self.classifier_ = keras.Model(body.input, layers.Softmax(name="softmax")(logits.output))

        def cross_entropy(batch: tuple, training: bool) -> Any:
            x = (ops.cast(batch[0], "float32") - self.range_.offset) / self.range_.scale
            return ops.mean(ops.categorical_crossentropy(batch[1], logits(x, training=False), True))

        parts = [
            ("frozen", keras.Model(body.output, logits.output), self.frozen_epochs),
            ("fine-tuning", logits, self.epochs),
        ]
        return [self._stage(*part, cross_entropy, n) for part in parts if part[-1]]

    def _stage(self, name: str, network: keras.Model, epochs: int, loss: Any, n: int) -> Stage:
        steps = epochs * -(-n // min(self.batch_size, n))
        optimizer = keras.optimizers.Adam(warm_cosine(self.learning_rate, steps))
        return Stage([Phase(name, network, optimizer, loss)], epochs)


def _body(encoder: keras.Model) -> keras.Model:
    """A copy of `encoder`, cut before the codings where a flat layer with weights feeds them."""
    copy = keras.models.clone_model(encoder)
    copy.set_weights(encoder.get_weights())
    hidden = keras.Model(copy.input, copy.get_layer("codings").input)
    return hidden if len(hidden.output_shape) == 2 and hidden.weights else copy


def _classes_of(y: Any, n: int) -> np.ndarray:
    if y is None:
        raise ValueError("y is missing: give fit(X, y) one label for each instance.")
    classes = find_classes(y, n)
    if len(classes) < 2:
        raise ValueError(f"y holds one class only, {classes[0]}: a classifier needs two or more.")
    return classes


def _pair(validation: Any) -> tuple[Any, Any]:
    if not isinstance(validation, tuple | list) or len(validation) != 2:
        raise ValueError("validation must be a pair: instances and their labels, (X, y).")
    return validation[0], validation[1]
