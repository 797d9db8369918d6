"""`codings export`."""

import json

import pytest


@pytest.fixture(scope="module")
def conditional(tmp_path_factory, digits):
    from codings import GAN

    folder = tmp_path_factory.mktemp("export") / "gan"
    model = GAN(4, hidden=(8,), epochs=1, random_state=0, verbose=False)
    model.fit(digits.X[:100], digits.y[:100]).save(folder)
    return folder


def test_it_says_what_was_written_and_how_to_load_it(codings, conditional, tmp_path):
    path = tmp_path / "generator"
    result = codings("export", conditional, "--to", "savedmodel", "-o", path)
    assert result.exit_code == 0, result.stderr
    what, labels, difference, *usage = result.stdout.splitlines()
    assert what == (
        f"{path}: the generator, from codings (n, 4) float32, label (n, 10) float32 to data (n, 8, 8) float32"
    )
    assert labels.startswith("label: 1 for one of 0, 1, 2")
    assert float(difference.rpartition(" ")[2]) < 1e-5
    assert usage[-1].strip() == "output = model.serve([codings, label])"
    again = codings("export", conditional, "--to", "savedmodel", "-o", path, "--json")
    assert json.loads(again.stdout)["path"] == str(path)


def test_bad_use(refused, conditional, tmp_path):
    to = ("export", conditional, "--to", "savedmodel")
    assert "is a folder that holds something else" in refused(*to, "-o", conditional)
    assert "there is generator" in refused(*to, "-o", tmp_path / "a", "--part", "encoder")


def test_a_classifier_says_what_its_classes_are(codings, tmp_path, digits):
    from codings import PretrainedClassifier, StackedAutoencoder

    quick = {"epochs": 1, "random_state": 0, "verbose": False}
    autoencoder = StackedAutoencoder(3, hidden=(8,), **quick).fit(digits.X[:100])
    PretrainedClassifier(autoencoder, **quick).fit(digits.X[:100], digits.y[:100]).save(tmp_path / "model")
    result = codings("export", tmp_path / "model", "--to", "savedmodel", "-o", tmp_path / "a")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[1] == "probabilities: of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9"


def test_a_detector_is_refused(refused, tmp_path, digits):
    from sklearn.frozen import FrozenEstimator

    from codings import OutlierDetector, StackedAutoencoder

    autoencoder = StackedAutoencoder(3, hidden=(8,), epochs=1, verbose=False).fit(digits.X[:100])
    OutlierDetector(FrozenEstimator(autoencoder), random_state=0).fit(digits.X[:100]).save(tmp_path / "model")
    said = refused("export", tmp_path / "model", "--to", "savedmodel", "-o", tmp_path / "a")
    assert said.startswith("Error: OutlierDetector cannot export: linear, stacked, ")
