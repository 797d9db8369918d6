"""The catalogue, which the command line is made from, is what signatures and docstrings say."""

import inspect
import json

import pytest

import codings
from codings import autoencoders, gans
from codings.catalogue import FILE, MODELS
from codings.cli.catalogue import PYTHON, as_text

ARE_TRAINED_OTHERWISE = {"PretrainedClassifier"}  # on a fitted autoencoder, which no option can give


def test_the_file_is_what_make_catalogue_would_write():
    assert FILE.read_text() == as_text(), "run make catalogue"


def test_every_model_is_in_it():
    names = {*autoencoders.__all__, *gans.__all__} - ARE_TRAINED_OTHERWISE
    assert {model.class_name for model in MODELS} == names
    assert len({model.name for model in MODELS}) == len(MODELS)


@pytest.fixture(params=MODELS, ids=lambda model: model.name)
def model(request):
    return request.param


def test_names_and_defaults_are_the_constructors(model):
    parameters = inspect.signature(model.estimator()).parameters
    defaults = {p.name: p.default for p in parameters.values() if p.name not in PYTHON}
    assert {o.name: o.default for o in model.options} == defaults


def test_options_that_may_be_none_say_so(model):
    for option in model.options:
        if "None for" in option.help or "None:" in option.help:
            assert option.default is None or option.optional


def test_kinds_are_the_defaults(model):
    for option in model.options:
        values = option.default if option.several and option.default else [option.default]
        assert all(value is None or type(value) is option.kind for value in values)
        assert option.help.endswith(".")


def test_choices_are_all_accepted(model):
    for option in model.options:
        assert not option.choices or option.default in (None, *option.choices)
        for choice in option.choices:
            model.estimator()(**{option.name: choice})._validate_params()


def test_abilities_are_there(model):
    cls = model.estimator()
    for ability in model.abilities:
        assert cls.can(ability)
        assert hasattr(cls, ability)
    assert not cls.can("fly")


def test_a_model_is_public_by_its_name(model):
    assert getattr(codings, model.class_name) is model.estimator()
    assert model.class_name in codings.__all__


def test_no_argument_hides_an_option_that_all_have(model):
    assert not {o.name for o in model.options} & {"source", "data", "folder", "run", "validation", "json"}


def test_the_file_holds_no_code():
    assert set(json.loads(FILE.read_text())) == {"models"}
