"""What `evaluate` measures of samples, where the answer is known, and what it leaves out."""

import warnings
from types import SimpleNamespace

import numpy as np
import pytest

from codings.data import Dataset
from codings.runs import evaluation
from codings.runs.by_class import of_classes
from codings.runs.evaluation import NotMeasuredWarning, evaluate
from codings.spaces import Space

pytestmark = pytest.mark.filterwarnings("ignore::codings.metrics.FewSamplesWarning")
CENTRES = np.array([[0.0, 0.0], [30.0, 0.0]])


def drawn(y, random):
    return CENTRES[np.asarray(y, dtype=int)] + random.standard_normal((len(y), 2))


class Perfect:
    """Draws what the data are drawn from; where no labels are said, each as often."""

    classes_ = np.array(["0", "1"])

    def can(self, ability):
        return ability == "sample"

    def sample(self, n, y=None, random_state=None):
        random = np.random.default_rng(random_state)
        return drawn(random.integers(2, size=n) if y is None else y, random)


@pytest.fixture
def uneven(random):
    """Two classes, nine to one: (4000, 2)."""
    y = (np.arange(4000) % 10 == 0).astype(np.int64)
    return Dataset("two", drawn(y, random), y, ("0", "1"))


def figures(estimator, data, held_out=slice(2000, None), **options):
    found = evaluate(estimator, data, slice(2000), held_out, "pixels", **options)
    return {(m.name, m.label): getattr(m.value, "value", m.value) for m in found}


def test_a_conditional_model_draws_with_the_labels_of_the_data(uneven):
    found = figures(Perfect(), uneven, samples=1000)
    assert found["Fréchet distance", None] < 0.02  # of labels drawn evenly it is above 1
    assert found["memorisation", None] == pytest.approx(0.5, abs=0.05)
    assert {label for _, label in found} == {None, "0", "1"}
    assert found["precision", "1"] > 0.8


def test_a_class_that_is_drawn_wrongly_is_seen(uneven, monkeypatch):
    def probabilities(X):
        return np.eye(2)[(X[:, 0] > 15).astype(int)]

    space = Space("known", np.asarray, probabilities)
    monkeypatch.setitem(evaluation.SPACES, "pixels", lambda data: space)
    wrong = Perfect()
    wrong.sample = lambda n, y, random_state: drawn(np.zeros(n), np.random.default_rng(0))
    found = figures(wrong, uneven, samples=1000)
    assert (found["label accuracy", "0"], found["label accuracy", "1"]) == (1, 0)
    assert found["label accuracy", None] == pytest.approx(0.9, abs=0.03)
    assert found["precision", "1"] == 0
    assert found["classes of 2", None] == 1


def test_a_class_of_few_is_left_out_with_a_sentence(uneven):
    with pytest.warns(NotMeasuredWarning, match="1 have fewer than 50 instances held out"):
        found = figures(Perfect(), uneven, held_out=slice(3700, None), samples=300)
    assert {label for _, label in found} == {None, "0"}


@pytest.mark.parametrize(
    ("held_out", "said"),
    [(slice(4000, None), "no instances are held out"), (slice(3995, None), "5 instances are held out")],
)
def test_of_too_few_held_out_nothing_is_said(uneven, held_out, said):
    with pytest.warns(NotMeasuredWarning, match=said):
        assert figures(Perfect(), uneven, held_out) == {}


def test_neighbourhoods_of_duplicates_are_left_out(random):
    data = Dataset("coarse", random.integers(0, 3, size=(4000, 2)))
    model = SimpleNamespace(
        can=lambda ability: ability == "sample",
        sample=lambda n, random_state: random.integers(0, 3, size=(n, 2)),
    )
    with pytest.warns(NotMeasuredWarning, match="100% of the instances are there 5 times or more"):
        found = figures(model, data, samples=500)
    assert ("coverage", None) not in found
    assert ("kernel distance", None) in found


def test_of_one_class_there_is_no_inception_score(uneven):
    one = Dataset("one", uneven.X, np.zeros(4000, np.int64), ("0",))
    model = Perfect()
    model.classes_ = None
    with pytest.warns(NotMeasuredWarning, match="inception score.*the data have one class"):
        found = figures(model, one, samples=300)
    assert ("inception score", None) not in found


def test_nothing_is_said_where_all_is_measured(uneven):
    with warnings.catch_warnings():
        warnings.simplefilter("error", NotMeasuredWarning)
        figures(Perfect(), uneven, samples=1000)


def test_what_was_trained_on_is_not_said_to_be_held_out(uneven):
    with pytest.warns(NotMeasuredWarning, match="memorisation is not measured: no instances are held out"):
        found = evaluate(Perfect(), uneven, slice(4000), slice(4000), "pixels", samples=1000)
    assert "memorisation" not in {m.name for m in found}
    assert {m.of for m in found} == {"pixels, beside instances trained on"}
    model = SimpleNamespace(can=lambda ability: ability == "score", score=lambda X: -1.0)
    [error] = evaluate(model, uneven, np.arange(4000), np.arange(4000), "pixels")
    assert error.of == "4000 instances trained on"
    [error] = evaluate(model, uneven, slice(3999), slice(3999, None), "pixels")
    assert error.of == "1 instance held out"


def test_likelihoods_are_of_some_of_all_classes():
    data = Dataset("sorted", np.repeat(np.arange(10.0), 500)[:, None])
    model = SimpleNamespace(
        can=lambda ability: ability == "log_likelihood",
        elbo=lambda X, random_state: X[:, 0],
        log_likelihood=lambda X, random_state: X[:, 0],
        latent_loss=lambda X: X[:, 0],
        active_units=lambda X: len(X),
    )
    found = {m.name: m for m in evaluate(model, data, slice(0, 0), slice(None), "pixels")}
    assert found["log-likelihood"].value == pytest.approx(4.5, abs=0.2)
    assert {m.of for m in found.values()} == {"2000 of 5000 instances held out"}


def test_samples_of_one_colour_have_no_chessboard(random):
    data = Dataset("images", random.random((200, 16, 16)))
    model = SimpleNamespace(
        can=lambda ability: ability == "sample", sample=lambda n, random_state: np.zeros((n, 16, 16))
    )
    with pytest.warns(NotMeasuredWarning, match="a chessboard is not looked for"):
        found = figures(model, data, held_out=slice(100, None), samples=50)
    assert ("chessboard", None) not in found


def test_a_class_of_copies_has_no_neighbourhoods(uneven):
    half = (np.arange(4000) % 20 == 0)[:, None]  # of the second class, and few of all
    X = np.where(half, CENTRES[1], uneven.X)
    with pytest.warns(NotMeasuredWarning, match="precision and recall of 1 are not measured: many of"):
        found = figures(Perfect(), Dataset("two", X, uneven.y, ("0", "1")), samples=1000)
    assert ("kernel distance", "1") in found
    assert ("precision", "1") not in found
    assert ("precision", "0") in found


def test_of_very_many_classes_some_are_named():
    y = np.arange(100)
    _, left_out = of_classes(np.zeros((100, 1)), np.zeros((100, 1)), y, y, None, ())
    [why] = left_out.values()
    assert "18, 19 and 80 others have fewer than 50" in why
