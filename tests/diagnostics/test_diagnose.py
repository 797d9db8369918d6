"""Each difficulty is named where it is, and nothing is where there is none."""

from dataclasses import asdict, replace

import numpy as np
import pytest

from codings import DCGAN, GAN, ProGAN
from codings.data import load
from codings.diagnostics import Reference, diagnose

UNSURE = {"slope": 0.5, "discriminator_loss": 1.3, "generator_loss": 0.8}


@pytest.fixture(scope="module")
def data():
    return load("ring:n=3000").X


@pytest.fixture(scope="module")
def reference(data):
    return Reference(data[:1000], data[1000:2000])


def observed(reference, fake, **others):
    """Samples that the discriminator cannot tell from data, unless it is said otherwise."""
    scores = np.random.default_rng(0).standard_normal(2 * len(fake))
    settings = {**UNSURE, "scores": scores[: len(fake)], "fake_scores": scores[len(fake) :], **others}
    return reference.observe(fake, **settings)


def names(*observations):
    return [finding.name for finding in diagnose(observations)]


def test_the_data_itself_is_found_healthy(reference, data):
    seen = observed(reference, data[2000:])
    assert names(*[seen] * 5) == []
    assert seen.separation == pytest.approx(0.5, abs=0.05)
    assert seen.spread == pytest.approx(1, abs=0.05)
    assert seen.drift == pytest.approx(0, abs=0.01)
    assert seen.coverage == pytest.approx(1, abs=0.1)
    assert seen.shares == pytest.approx(1, abs=0.7)
    assert seen.memorisation == pytest.approx(0.5, abs=0.05)


def test_missing_modes_are_collapse(reference, data):
    some = data[2000:][data[2000:, 0] > 0.1]
    assert names(observed(reference, some)) == ["mode collapse"]


def test_what_still_grows_is_not_accused(reference, data):
    some = data[2000:][data[2000:, 0] > 0.1]
    growing = observed(reference, some, settled=False)
    assert names(growing) == []
    assert names(growing, observed(reference, data[2000:])) == []
    assert names(growing, observed(reference, some)) == ["mode collapse"]


def test_one_point_is_collapse(reference, data):
    assert "mode collapse" in names(observed(reference, np.repeat(data[2000:2001], 1000, axis=0)))


def test_the_remedy_for_a_collapse_follows_from_whether_the_discriminator_sees_it(reference, data):
    some = data[2000:][data[2000:, 0] > 0.1]
    scores = np.random.default_rng(0).standard_normal(2000)
    [unseen] = diagnose([observed(reference, some)])
    sees = {"scores": scores[:1000] + 2, "fake_scores": scores[1000:], "discriminator_loss": 0.9}
    [seen] = diagnose([observed(reference, some, **sees)])
    assert unseen.remedy.startswith("wider networks")
    assert seen.remedy.startswith("a learning_rate of a tenth")


@pytest.mark.parametrize(
    ("options", "loss", "first"),
    [
        ({}, 1.35, "wider networks (hidden), then a lower r1"),
        ({"r1": 10.0}, 1.35, "a lower r1, then wider networks (hidden)"),  # a penalty that was given
        ({"loss": "relativistic"}, 0.68, "wider networks (hidden), then a lower r1"),
    ],
)
def test_what_is_said_beside_a_collapse_does_not_contradict_it(reference, data, options, loss, first):
    """A penalty holds a discriminator that guesses already: a higher one would make it blind."""
    some = data[2000:][data[2000:, 0] > 0.8]
    sure = {"scores": np.arange(1000) + 2000.0, "fake_scores": np.arange(1000.0)}
    seen = [observed(reference, some, **sure, discriminator_loss=loss)] * 4
    found = {one.name: one for one in diagnose(seen, GAN(**options).get_params())}
    assert f"a loss that is nearly that of one that guesses ({loss})" in found["mode collapse"].seen
    for name in ("mode collapse", "discriminator learns nothing"):
        assert found[name].remedy.startswith(first)


def test_a_critic_that_tells_all_apart_is_not_too_strong(reference, data):
    sure = {"scores": np.arange(1000) + 2000.0, "fake_scores": np.arange(1000.0)}
    assert names(observed(reference, data[2000:], **sure, discriminator_loss=-3.0)) == []


def test_a_discriminator_that_never_errs_is_too_strong(reference, data):
    sure = {"scores": np.arange(1000) + 2000.0, "fake_scores": np.arange(1000.0)}
    found = observed(reference, data[2000:], **sure, discriminator_loss=0.01)
    assert names(found) == ["discriminator too strong"]
    assert names(observed(reference, data[2000:], **sure)) == []  # for it is not so sure


def test_a_discriminator_whose_loss_is_that_of_guessing_learns_nothing(reference, data):
    def found(fake, seen_loss, epochs=4, **options):
        seen = [observed(reference, fake, discriminator_loss=seen_loss)] * epochs
        return {one.name: one for one in diagnose(seen, GAN(**options).get_params())}

    blurred = data[2000:] + np.random.default_rng(1).normal(0, 0.4, (1000, 2))
    name = "discriminator learns nothing"
    assert found(blurred, 1.35, r1=100.0)[name].remedy.startswith("a lower r1")
    assert name not in found(blurred, 1.35, epochs=3)  # for it may be about to learn
    assert name not in found(blurred, 1.2)
    assert name not in found(blurred, 4.7)  # it has learned, and is mistaken
    assert name not in found(data[2000:], 1.38)  # there is nothing left to learn
    assert name not in found(blurred, 1.35, loss="hinge")  # whose loss of guessing is another


def test_samples_far_away_or_far_too_wide_are_divergence(reference, data):
    for fake in (data[2000:] + 3, data[2000:] * 4):
        assert "divergence" in names(observed(reference, fake))


def test_going_from_mode_to_mode_is_oscillation(reference, data):
    halves = [data[2000:][data[2000:, 0] > 0], data[2000:][data[2000:, 0] < 0]]
    seen = [observed(reference, halves[epoch % 2]) for epoch in range(5)]
    assert "oscillation" in names(*seen)
    assert "oscillation" not in names(seen[0], seen[0], seen[0], seen[0])


def test_copies_are_memorisation(reference, data):
    assert names(observed(reference, data[:1000])) == ["memorisation"]


@pytest.mark.parametrize(
    ("figure", "found"), [(25.1, True), (6.1, True), (2.3, False), (1, False), (np.nan, False)]
)
def test_energy_at_the_periods_of_strides_is_a_chessboard(reference, data, figure, found):
    assert names(observed(reference, data[2000:], chessboard=figure)) == ["chessboard"] * found


@pytest.mark.parametrize(
    ("Model", "upsampling", "shape", "advised"),
    [
        (DCGAN, "transposed", (16, 16, 3), True),
        (DCGAN, "resize", (16, 16), False),
        (DCGAN, None, (16, 16, 3), False),  # for such images None resizes
        (DCGAN, None, (16, 16), True),
        (DCGAN, None, None, True),
        (GAN, None, (16, 16), False),
    ],
)
def test_against_a_chessboard_maps_are_resized_where_they_are_not_yet(
    reference, data, Model, upsampling, shape, advised
):
    model = Model() if upsampling is None else Model(upsampling=upsampling)
    [found] = diagnose([observed(reference, data[2000:], chessboard=6.1)], model.get_params(), shape)
    assert found.remedy == 'upsampling="resize", then ' * advised + "more epochs."


@pytest.mark.parametrize(
    ("augment", "instances", "advised"),
    [(None, 4999, False), (None, 5000, True), (False, 500, True), (True, 5000, False), (None, None, False)],
)
def test_against_memorisation_images_are_augmented_where_they_are_not_yet(
    reference, data, augment, instances, advised
):
    options = ProGAN(augment=augment).get_params()
    [found] = diagnose([observed(reference, data[:1000])], options, instances=instances)
    assert ("augment=True" in found.remedy) == advised


def test_a_finding_says_figure_threshold_and_option(reference, data):
    [found] = diagnose([observed(reference, data[:1000])])
    assert "100% of the time (more than 75%)" in found.seen
    assert "fewer epochs" in found.remedy
    assert str(found).startswith("memorisation: a sample is nearer")


@pytest.mark.parametrize("Model", [GAN, ProGAN])
def test_a_remedy_is_an_option_that_the_model_has(Model, reference, data):
    """Else one would try in vain."""
    options = Model().get_params()
    [found] = diagnose([observed(reference, data[2000:][data[2000:, 0] > 0.1])], options)
    assert ("hidden" in found.remedy) == ("hidden" in options)
    assert ("filters" in found.remedy) == ("filters" in options)
    assert ("pack" in found.remedy) == ("pack" in options)


def test_a_remedy_that_has_been_tried_is_not_named_again(reference, data):
    some = observed(reference, data[2000:][data[2000:, 0] > 0.1])
    for given, advised in (({"r1": 1.0}, True), ({"r1": 0.0}, False)):
        [found] = diagnose([some], GAN(**given).get_params())
        assert ("a lower r1" in found.remedy) == advised


def test_a_remedy_does_not_lessen_what_holds_the_discriminator(reference, data):
    for given, advised in ((0.0, "r1=None"), (100.0, "a higher r1"), (None, "a higher r1")):
        [found, *_] = diagnose([observed(reference, data[2000:] + 3)], GAN(r1=given).get_params())
        assert found.remedy == f"a learning_rate of a tenth, then {advised}."


@pytest.mark.parametrize(("pack", "advised"), [(1, True), (2, False), (4, False)])
def test_packs_are_not_made_smaller_against_a_collapse(reference, data, pack, advised):
    some = observed(reference, data[2000:][data[2000:, 0] > 0.1])
    [found] = diagnose([some], GAN(pack=pack).get_params())
    assert ("pack=2" in found.remedy) == advised


@pytest.mark.parametrize(("loss", "advised"), [("wasserstein", True), ("non-saturating", False)])
def test_more_steps_are_for_a_critic(reference, data, loss, advised):
    [found, *_] = diagnose([observed(reference, data[2000:] + 3)], GAN(loss=loss).get_params())
    assert found.name == "divergence"
    assert ("critic_steps=5" in found.remedy) == advised


def test_nothing_is_wrong_with_samples_of_data_whose_rows_repeat(data):
    """Neighbourhoods are points, there are fewer rows than clusters, and no figure of that accuses a GAN."""
    rows = np.array([[0, 0], [0, 1], [1, 0], [1, 1], [2, 0], [2, 1]], dtype=float)
    few = rows[np.random.default_rng(0).integers(6, size=3000)]
    reference = Reference(few[:1000], few[1000:2000])
    seen = observed(reference, few[2000:], discriminator_loss=1.386)
    assert not reference.has_coverage
    assert np.isnan(seen.coverage)
    assert seen.shares == pytest.approx(np.ones(6), abs=0.3)
    assert names(*[seen] * 5) == []


def test_a_figure_that_is_not_known_accuses_nobody(reference, data):
    seen = observed(reference, data[2000:])
    nothing = {name: np.nan for name, value in asdict(seen).items() if isinstance(value, float)}
    assert names(*[replace(seen, **nothing, shares=seen.shares * np.nan)] * 5) == []


def test_mistakes(data):
    with pytest.raises(ValueError, match="are all the same: give some that differ"):
        Reference(np.full((50, 2), 7.1), data[:50])
    with pytest.raises(ValueError, match="no observations"):
        diagnose([])
    with pytest.raises(ValueError, match="10 instances to diagnose by: give 20 or more"):
        Reference(data[:10], data[10:20])
