"""Which classes can be saved and loaded: those of the package, and those that were registered."""

import json
import sys

import numpy as np
import pytest

import codings
from codings import StackedAutoencoder, registry
from codings.parameters import FLAG, option, parameters


@pytest.fixture
def known(monkeypatch):
    """Whatever is registered in a test is forgotten after it."""
    monkeypatch.setattr(registry, "_classes", dict(registry._classes))


@pytest.fixture(scope="module")
def plain(digits):
    return StackedAutoencoder(2, hidden=(4,), epochs=1, random_state=0).fit(digits.X[:40])


def own_class():
    """A subclass as a user writes it, made anew at each call."""

    @parameters
    class Mine(StackedAutoencoder):
        """Mine."""

        coding_size: int = 2
        loud: bool = option(FLAG, "Whether to be loud.", False)

    return Mine


def fitted(cls, digits):
    return cls(hidden=(4,), loud=True, epochs=1, random_state=0).fit(digits.X[:40])


def test_a_class_of_ones_own_must_be_registered_before_it_is_saved(known, digits, tmp_path):
    Mine = own_class()
    model = fitted(Mine, digits)
    with pytest.raises(
        ValueError, match=r"^Mine is no class .*: call codings\.register\(Mine\) before"
    ) as told:
        model.save(tmp_path / "model")
    assert "\n" not in str(told.value)
    assert list(tmp_path.iterdir()) == []  # nothing that could not be loaded is left behind
    assert codings.register(Mine) is Mine  # so that it may be a decorator
    model.save(tmp_path / "model")
    again = codings.load(tmp_path / "model")
    assert type(again) is Mine
    assert again.get_params() == model.get_params()
    np.testing.assert_array_equal(again.transform(digits.X[:9]), model.transform(digits.X[:9]))


def test_in_a_process_that_has_not_registered_it_loading_says_so(known, digits, tmp_path, monkeypatch):
    Mine = codings.register(own_class())
    fitted(Mine, digits).save(tmp_path / "model")
    monkeypatch.delitem(registry._classes, "Mine")
    with pytest.raises(
        ValueError, match=r"no model 'Mine'; .* must be registered by codings\.register first"
    ):
        codings.load(tmp_path / "model")


def test_two_classes_of_one_name_are_refused(known):
    class StackedAutoencoder(codings.StackedAutoencoder):
        pass

    with pytest.raises(
        ValueError, match="is registered as 'StackedAutoencoder' already: give your class another"
    ):
        codings.register(StackedAutoencoder)
    assert registry.registered_class("StackedAutoencoder") is codings.StackedAutoencoder


def test_a_class_that_has_the_name_of_another_is_not_saved_as_that(known, digits, tmp_path):
    """Else it would come back as the other, without what it does differently."""
    Mine = codings.register(own_class())
    other = type("Mine", (StackedAutoencoder,), {"__module__": "elsewhere"})
    with pytest.raises(ValueError, match="Mine is no class"):
        other(2, hidden=(4,), epochs=1).fit(digits.X[:40]).save(tmp_path / "model")
    assert registry.registered_class("Mine") is Mine


def test_a_class_that_is_defined_again_takes_its_own_place(known):
    """As in a notebook, whose cell is run twice."""
    codings.register(own_class())
    again = codings.register(own_class())
    assert registry.registered_class("Mine") is again


@pytest.mark.parametrize(
    "name",
    [
        "os.system",
        "os",
        "antigravity",
        "codings.autoencoders.stacked.StackedAutoencoder",
        "Estimator",
        None,
        7,
        [],
    ],
)
def test_no_name_in_a_file_is_imported(name, plain, tmp_path):
    plain.save(tmp_path / "model")
    path = tmp_path / "model" / "model.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"model": name}))
    loaded = set(sys.modules)
    with pytest.raises(ValueError, match=r"model"):
        codings.load(tmp_path / "model")
    assert set(sys.modules) == loaded
