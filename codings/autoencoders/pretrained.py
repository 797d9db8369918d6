"""A classifier on top of a fitted autoencoder's encoder: many images without labels, few with."""

from os import PathLike
from typing import Any, ClassVar, Self

import keras
import numpy as np
from keras import layers, ops
from sklearn.base import ClassifierMixin
from sklearn.frozen import FrozenEstimator
from sklearn.utils.validation import check_is_fitted

from codings.autoencoders.base import Autoencoder
from codings.backend.calls import predict
from codings.data.encoding import Encoding
from codings.data.range import Range
from codings.estimator import Estimator, FitPlan
from codings.export import Exported, export
from codings.labels import find_classes
from codings.parameters import INTEGER, POSITIVE, instance_of, option, parameters
from codings.training import Phase, Stage, adam
from codings.training.checkpoints import Checkpoints
from codings.training.feed import epoch_steps

CLASSIFIER = "classifier"  # what is exported
UNFITTED = (
    "the autoencoder is not fitted yet: fit it first, and wrap it in sklearn.frozen.FrozenEstimator under "
    "cross-validation, because scikit-learn's `clone` forgets what was learned."
)


@parameters
class PretrainedClassifier(ClassifierMixin, Estimator):
    """A classifier on a fitted autoencoder's encoder, for few labels.

    A softmax layer is put on a copy of the encoder, and both are trained in two stages. First only the
    softmax layer is trained, so that its first, large gradients do not spoil what was learned without labels;
    then all layers are. Both stages minimise the cross-entropy. The autoencoder itself stays as it is. The
    encoder runs without the noise of its pretraining.

    The softmax layer reads the last hidden layer, which separates classes better than the codings, or the
    codings where no flat layer feeds them.

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

    autoencoder: Autoencoder | FrozenEstimator = option(
        instance_of(Autoencoder, FrozenEstimator),
        "A fitted autoencoder. Wrapped in `sklearn.frozen.FrozenEstimator` it keeps its fit in "
        "`cross_val_score` and `GridSearchCV`.",
        kw_only=False,
    )
    frozen_epochs: int = option(
        INTEGER, "Epochs of the softmax layer alone. With 0, training starts with all layers.", 20
    )
    epochs: int = option(
        INTEGER, "Epochs of fine-tuning, all layers together. With 0 the encoder stays frozen.", 20
    )
    learning_rate: float = option(
        POSITIVE,
        "Peak learning rate of Adam in each stage. The rate climbs to its peak in 200 steps, and then falls "
        "along a cosine.",
        0.003,
    )

    abilities: ClassVar[tuple[str, ...]] = ("predict", "predict_proba", "score", "export")
    _saved_networks: ClassVar[tuple[str, ...]] = ("classifier_",)
    _saved_arrays: ClassVar[tuple[str, ...]] = ("classes_",)
    _takes_labels: ClassVar[bool] = True

    def fit(
        self,
        X: Any,
        y: Any = None,
        *,
        validation: Any = None,
        callbacks: Any = None,
        checkpoint: str | PathLike[str] | Checkpoints | None = None,
    ) -> Self:
        """Trains a copy of the encoder, and a softmax layer.

        Parameters
        ----------
        X : array-like, (n, ...)
            Instances of the shape, and in the range, that the autoencoder was fitted on.
        y : array-like, (n,)
            Their labels, numbers or strings, of two classes or more.
        validation : pair of X, (m, ...), and y, (m,), optional
            Their loss is measured after each epoch.
        callbacks : keras.callbacks.Callback, or sequence of them, optional
        checkpoint : path, or Checkpoints, optional
            A folder for checkpoints, from which it goes on; see `codings.estimator.Estimator.fit`.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If the autoencoder is not fitted (scikit-learn's NotFittedError), a parameter is out of its
            range, instances are not of the autoencoder's shape, or labels are missing, not one for each
            instance, all the same, or in `validation` of a class that `y` lacks.
        FloatingPointError
            If training diverges. The estimator is fitted then, with the last good weights.
        """
        return super().fit(X, y, validation=validation, callbacks=callbacks, checkpoint=checkpoint)

    def predict_proba(self, X: Any) -> np.ndarray:
        """The probability of each class, (n, classes) float32, in the order of `classes_`.

        Raises ValueError for instances of another shape than fitted, NaN or infinite values, and
        scikit-learn's NotFittedError before `fit`. So does `predict`.
        """
        X = self._checked(X)
        return self._by_blocks(lambda x: predict(self.classifier_, self.range_.apply(x)), X)

    def predict(self, X: Any) -> np.ndarray:
        """The most probable class of each instance, (n,)."""
        best = self.predict_proba(X).argmax(1)
        assert self.classes_ is not None
        return self.classes_[best]

    def export(self, path: str | PathLike[str], format: str = "onnx", part: str | None = None) -> Exported:
        """Writes a network from data to probabilities, (n, classes), for use without this package.

        Its one part is called "classifier". All else is as for the autoencoder's networks: see
        `codings.StackedAutoencoder.export`.
        """
        check_is_fitted(self)
        if part not in (None, CLASSIFIER):
            raise ValueError(f"there is no {part!r} to export here; there is {CLASSIFIER}.")
        autoencoder = self._pretrained()
        network = autoencoder._from_data(self.classifier_)
        named = keras.Model(network.input, network.output, name=CLASSIFIER)
        return export(named, autoencoder.networks().decoder, path, format)

    @property
    def _wrapped(self) -> Any:
        """What is wrapped, if anything is: an autoencoder, or what `fit` refuses."""
        wrapped = isinstance(self.autoencoder, FrozenEstimator)
        return self.autoencoder.estimator if wrapped else self.autoencoder

    def _pretrained(self) -> Autoencoder:
        autoencoder = self._wrapped
        if not isinstance(autoencoder, Autoencoder):
            raise ValueError(f"FrozenEstimator holds {autoencoder!r}: it must hold a fitted autoencoder.")
        if self.frozen_epochs == self.epochs == 0:
            raise ValueError("frozen_epochs=0 and epochs=0 would train nothing: raise one of them.")
        check_is_fitted(autoencoder, msg=UNFITTED)
        return autoencoder

    def _checked_to_fit(self, X: Any) -> np.ndarray:
        autoencoder = self._pretrained()
        X = autoencoder._checked(X)
        for name in {"n_features_in_", "feature_names_in_"} & set(vars(autoencoder)):
            setattr(self, name, getattr(autoencoder, name))
        return X

    def _known(self, X: Any, shape: tuple[int, ...]) -> Any:
        found = self._wrapped
        alike = getattr(found, "range_", None) == self.range_  # else it was fitted to something else since
        return found._known(X, shape) if alike else super()._known(X, shape)

    def _unfitted(self) -> Self:
        return super()._unfitted().set_params(autoencoder=self.autoencoder)

    def _range_of(self, X: Any) -> Range | Encoding:
        return self._pretrained().range_

    def _classes_in(self, y: Any, n: int) -> np.ndarray:
        if y is None:
            raise ValueError("y is missing: give fit(X, y) one label for each instance.")
        classes = find_classes(y, n)
        if len(classes) < 2:
            raise ValueError(f"y holds one class only, {classes[0]}: a classifier needs two or more.")
        return classes

    def _plan(self, X: np.ndarray) -> FitPlan:
        """The softmax layer alone, then all layers, with the same loss."""
        body = _body(self._pretrained().encoder_)
        # Of few labels there are few steps, after which random first weights would still be there.
        assert self.classes_ is not None
        head = layers.Dense(len(self.classes_), kernel_initializer="zeros", name="logits")
        logits = keras.Model(body.input, head(body.output))
        self.classifier_ = keras.Model(body.input, layers.Softmax(name="softmax")(logits.output))

        def cross_entropy(batch: tuple, training: bool) -> Any:
            scores = logits(self._scaled(batch), training=False)
            return ops.mean(ops.categorical_crossentropy(batch[1], scores, True))

        stages = [
            ("frozen", keras.Model(body.output, logits.output), self.frozen_epochs),
            ("fine-tuning", logits, self.epochs),
        ]
        return FitPlan([self._stage(*stage, cross_entropy, len(X)) for stage in stages if stage[-1]])

    def _stage(self, name: str, network: keras.Model, epochs: int, loss: Any, n: int) -> Stage:
        optimizer = adam(self.learning_rate, epochs * epoch_steps(n, self.batch_size))
        return Stage([Phase(name, network, optimizer, loss)], epochs)

    @property
    def _shape(self) -> tuple[int, ...]:
        return self.classifier_.input_shape[1:]


def _body(encoder: keras.Model) -> keras.Model:
    """A copy of `encoder`, cut before the codings where a flat layer with weights feeds them."""
    copy = keras.models.clone_model(encoder)
    copy.set_weights(encoder.get_weights())
    feeding = copy.get_layer("codings").input
    hidden = keras.Model(copy.input, feeding[0] if isinstance(feeding, list) else feeding)  # without its mask
    return hidden if len(hidden.output_shape) == 2 and hidden.weights else copy
