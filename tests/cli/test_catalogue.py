"""The catalogue, which the command line is made from, is what the constructors say."""

import inspect

import pytest

import codings
from codings.catalogue import MODELS, by_class


@pytest.fixture(params=MODELS, ids=lambda model: model.name)
def model(request):
    return request.param


@pytest.fixture
def parameters(model):
    return inspect.signature(model.estimator()).parameters


def test_names_and_defaults_are_the_constructors(model, parameters):
    assert {o.name: o.default for o in model.options} == {p.name: p.default for p in parameters.values()}


def test_kinds_are_the_defaults(model):
    for option in model.options:
        if isinstance(option.kind, tuple):
            assert option.default is None or all(isinstance(value, option.kind) for value in option.default)
        else:
            assert option.default is None or type(option.default) is option.kind
        assert option.help.endswith(".")


def test_choices_are_all_accepted(model):
    for option in model.options:
        assert not option.choices or option.default in option.choices
        for choice in option.choices:
            model.estimator()(**{option.name: choice})._validate_params()


def test_a_model_is_public_by_its_name(model):
    assert by_class(model.class_name) is model
    assert getattr(codings, model.class_name) is model.estimator()
    assert model.class_name in codings.__all__


def test_names_differ():
    assert len({model.name for model in MODELS}) == len(MODELS)


def test_no_argument_hides_an_option_that_all_have(model):
    assert not {o.name for o in model.options} & {"source", "data", "folder", "run", "validation", "json"}
