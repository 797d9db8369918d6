"""Options that are declared once: what becomes of them in constructors, docstrings and checks."""

import inspect
import re
from pathlib import Path
from typing import ClassVar

import pytest
from sklearn.base import BaseEstimator, clone

import codings
from codings import autoencoders, gans
from codings.parameters import (
    FLAG,
    POSITIVE,
    POSITIVE_INTEGER,
    declared,
    one_of,
    option,
    optional,
    parameters,
)

ROOT = Path(codings.__file__).parent
MODELS = [getattr(room, name) for room in (autoencoders, gans) for name in room.__all__]


@parameters
class Base(BaseEstimator):
    """Something to fit.

    Attributes
    ----------
    learned_ : float
    """

    width: int = option(POSITIVE_INTEGER, "How wide it is.", 3, kw_only=False)
    rate: float | None = option(optional(POSITIVE), "By default it is found.", None)

    learned: ClassVar[int] = 0


@parameters
class Mixin:
    """Mixed into those that can be loud."""

    loud: bool = option(FLAG, "Whether to be loud.", False)


@parameters
class Derived(Mixin, Base):
    """Something else."""

    width: int = 7
    kind: str = option(one_of(("plain", "fancy")), "Of what kind it is.", "plain")


def test_own_options_come_first_in_the_signature_and_positional_ones_before_all():
    assert str(inspect.signature(Base)) == "(width: int = 3, *, rate: float | None = None)"
    assert list(inspect.signature(Derived).parameters) == ["width", "kind", "loud", "rate"]
    assert Derived(5, kind="fancy").get_params() == {"kind": "fancy", "loud": False, "rate": None, "width": 5}
    with pytest.raises(TypeError, match="positional"):
        Derived(5, "fancy")


def test_an_option_without_a_default_must_be_given():
    @parameters
    class Needy(BaseEstimator):
        width: int = option(POSITIVE_INTEGER, "How wide.", kw_only=False)

    with pytest.raises(TypeError, match="width"):
        Needy()
    assert Needy(2).width == 2


def test_another_default_keeps_range_and_words():
    assert Derived().width == 7
    assert Base().width == 3
    assert declared(Derived)["width"].metadata == declared(Base)["width"].metadata
    with pytest.raises(ValueError, match="'width' parameter of Derived must be an int"):
        Derived(0)._validate_params()


def test_constraints_are_those_of_all_options():
    assert Derived._parameter_constraints.keys() == {"width", "rate", "loud", "kind"}
    assert Base._parameter_constraints.keys() == {"width", "rate"}  # as they were before it was derived from
    Derived(rate=0.5, loud=True, kind="fancy")._validate_params()
    for bad in ({"rate": 0.0}, {"loud": "very"}, {"kind": "odd"}):
        with pytest.raises(ValueError, match=f"'{next(iter(bad))}' parameter of Derived"):
            Derived(**bad)._validate_params()


def test_the_docstring_gets_a_section_before_the_attributes():
    assert (
        Base.__doc__
        == """Something to fit.

Parameters
----------
width : int, 1 or more, default=3
    How wide it is.
rate : float above 0, optional
    By default it is found.

Attributes
----------
learned_ : float"""
    )
    described = re.findall(r"^(\w+) : (.*)$", Derived.__doc__, re.MULTILINE)
    assert described == [
        ("width", "int, 1 or more, default=7"),
        ("kind", '"plain" or "fancy", default="plain"'),
        ("loud", "bool, default=False"),
        ("rate", "float above 0, optional"),
    ]


def test_scikit_learn_sees_an_estimator_like_its_own():
    one = Derived(4, rate=0.5)
    assert repr(one) == "Derived(rate=0.5, width=4)"  # what is not at its default, as scikit-learn prints it
    assert clone(one).get_params() == one.get_params()
    assert clone(one) != one  # two estimators are equal if they are the same one
    assert one.set_params(kind="fancy", width=9).get_params()["width"] == 9
    with pytest.raises(ValueError, match="Invalid parameter 'learned'"):
        one.set_params(learned=3)


def test_the_constructor_only_assigns():
    given = [3, 4]

    @parameters
    class Lists(BaseEstimator):
        widths: list = option(POSITIVE_INTEGER, "Wrong, but it is fit that says so.", (1,))

    assert Lists(widths=given).widths is given


def test_what_no_base_class_has_declared_is_refused():
    with pytest.raises(TypeError, match=r"Wrong\.depth is no option that a base class has declared"):

        @parameters
        class Wrong(Base):
            depth: int = 3


@pytest.mark.parametrize("cls", MODELS, ids=lambda cls: cls.__name__)
def test_every_model_declares_its_own(cls):
    options = declared(cls)
    assert list(inspect.signature(cls).parameters) == list(options)
    assert cls._parameter_constraints.keys() == options.keys()
    described = re.findall(r"^(\w+) : ", cls.__doc__.split("Attributes\n")[0], re.MULTILINE)
    assert described == list(options)
    for one in options.values():
        assert one.metadata["doc"].endswith("."), one.name
        assert "  " not in one.metadata["doc"], one.name


def test_one_file_imports_what_scikit_learn_keeps_private():
    importing = [path for path in ROOT.rglob("*.py") if "_param_validation" in path.read_text()]
    assert importing == [ROOT / "parameters.py"]
