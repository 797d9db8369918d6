"""A callback that says what is wrong with a GAN while it trains."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from codings import GAN
from codings.diagnostics import Finding, Watch
from codings.metrics import chessboard

SMALL = {"coding_size": 2, "hidden": (8,), "epochs": 3, "random_state": 0, "verbose": False}


@pytest.fixture(scope="module")
def images(digits):
    return digits.X[:400]


def test_it_observes_each_epoch_and_reports_each_finding_once(images):
    gan, said = GAN(**SMALL), []
    watch = Watch(gan, images[:300], images[300:], report=said.append)
    gan.fit(images[:300], callbacks=[watch])
    assert [seen.epoch for seen in watch.observations] == [1, 2, 3]
    assert {"mode collapse"} <= {finding.name for finding in watch.findings}  # after ten steps
    assert sorted(finding.name for finding in said) == sorted(finding.name for finding in watch.findings)
    last = watch.observations[-1]
    assert last.discriminator_loss == pytest.approx(gan.history_["discriminator_loss"][-1])
    assert last.slope == pytest.approx(gan.slope(gan.sample(100, random_state=3)), rel=1e-3)


def test_it_reports_what_has_held_for_five_epochs_or_is_there_at_the_end(images, monkeypatch):
    """At first every GAN seems collapsed: what goes by itself is not reported."""

    def finding(name):
        return Finding(name, "seen", "meaning", "remedy")

    early, lasting, late = map(finding, ("early", "lasting", "late"))
    script = [[early], [early, lasting], *[[lasting]] * 4, [late]]
    monkeypatch.setattr("codings.diagnostics.watch.diagnose", lambda seen, *_: script[len(seen) - 1])
    gan, said = GAN(**{**SMALL, "epochs": 7}), []
    watch = Watch(gan, images[:300], images[300:], report=lambda f: said.append((f, len(watch.observations))))
    gan.fit(images[:300], callbacks=[watch])
    assert said == [(lasting, 6), (late, 7)]
    assert watch.findings == [late]


def test_it_watches_conditional_gans_and_packs(digits):
    gan = GAN(**SMALL, pack=2)
    watch = Watch(gan, digits.X[:300], digits.X[300:400], labels=digits.y[300:400])
    gan.fit(digits.X[:300], digits.y[:300], callbacks=[watch])
    assert len(watch.observations) == 3


def test_labels_are_asked_for_before_the_first_epoch(digits):
    X, y = digits.X[:300], digits.y[:300]
    for labels, watched, message in ((y, None, "the GAN is conditional"), (None, y, "without labels")):
        gan = GAN(**SMALL)
        watch = Watch(gan, X, X, labels=watched)
        with pytest.raises(ValueError, match=message):
            gan.fit(X, labels, callbacks=[watch])
        assert gan.history_.epochs == 0


def test_it_sees_by_features(images):
    gan, seen = GAN(**SMALL), []

    def features(X):
        seen.append(len(X))
        return np.stack([X.mean((1, 2)), X.std((1, 2))], axis=1)

    gan.fit(images[:300], callbacks=[Watch(gan, images[:300], images[300:], features=features)])
    assert seen == [300, 100, 100, 100, 100]


def test_it_measures_the_chessboard_of_images(random):
    images = gaussian_filter(random.standard_normal((300, 16, 16)), (0, 1, 1)).astype(np.float32)
    gan = GAN(**{**SMALL, "epochs": 1}).fit(images[:100])
    watch = Watch(gan, images[:100], images[100:200])
    squares = np.tile([[1, -1], [-1, 1]], (8, 8)) * images.std()
    for drawn, low, high in ((images[200:], 0.7, 1.4), (images[200:] + squares, 10, np.inf)):
        gan.sample = lambda n, random_state, drawn=drawn: drawn
        figure = watch.observe(1, {}).chessboard
        assert low < figure < high
        assert figure == pytest.approx(chessboard(images[100:200], drawn))


def test_it_measures_no_chessboard_of_a_few_pixels(images):
    gan = GAN(**SMALL).fit(images[:300])
    assert np.isnan(Watch(gan, images[:300], images[300:]).observe(1, {}).chessboard)


def test_it_finds_copies_of_whichever_instances(digits):
    """Not of those alone that it takes 1,000 of."""
    gan = GAN(**SMALL).fit(digits.X[:1500])
    watch = Watch(gan, digits.X[:1500], digits.X[1500:])
    copies = np.random.default_rng(0).permutation(1500)[:297]
    for drawn, low, high in ((digits.X[copies], 1, 1), (digits.X[1500:], 0.5, 0.5)):
        gan.sample = lambda n, random_state, drawn=drawn: drawn
        assert low <= watch.observe(1, {}).memorisation <= high


@pytest.mark.parametrize("offset", [1e8, -(10**9)])
def test_where_the_data_lie_does_not_matter(offset, random):
    X = random.standard_normal((300, 3))

    def seen(offset):
        watch = Watch(GAN(**SMALL), X[:100] + offset, X[100:200] + offset)
        fake = watch.features(X[200:] + offset)
        found = watch.reference.observe(fake, scores=np.ones(9), fake_scores=np.zeros(9), slope=1.0)
        return [found.spread, found.drift, found.coverage, found.memorisation, *found.shares]

    assert seen(offset) == pytest.approx(seen(0.0), rel=1e-3, abs=1e-3)
