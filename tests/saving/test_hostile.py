"""Files that come from anywhere: refused before they run code or take memory, or told as damaged."""

import io
import json
import os
import zipfile

import h5py
import keras
import numpy as np
import psutil
import pytest
from keras.src.backend.common.global_state import get_global_attribute

import codings

ALLOWED = 200 * 2**20  # bytes that a refusal may take: a hundredth of what the file asks for


@pytest.fixture
def network(saved, files_of):
    return files_of(saved) / "autoencoder.keras"


def rewrite(path, compression=zipfile.ZIP_STORED, **members):
    """Replaces members of a zip file, by the first part of their names, or adds others."""
    with zipfile.ZipFile(path) as archive:
        known = {name: archive.read(name) for name in archive.namelist()}
    for part, content in members.items():
        name = next((name for name in known if name.startswith(part)), part)
        known[name] = content(known.get(name)) if callable(content) else content
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in known.items():
            archive.writestr(name, content)


def layer(kind, change):
    """Lets `change` alter the first layer of a kind, in a network's configuration."""

    def altered(config):
        content = json.loads(config)
        change(next(one for one in content["config"]["layers"] if one["class_name"] == kind))
        return json.dumps(content)

    return altered


def refused(folder, told):
    """Loads the model, which must be refused at once."""
    process = psutil.Process()
    before = process.memory_info().rss
    with pytest.raises(ValueError, match=told) as error:
        codings.load(folder)
    assert "damaged" not in str(error.value)
    assert "\n" not in str(error.value)
    assert process.memory_info().rss - before < ALLOWED


def test_a_lambda(saved, network, tmp_path):
    inputs = keras.Input((8, 8))
    marked = tmp_path / "marked"
    run = keras.layers.Lambda(lambda x, path=str(marked): os.close(os.open(path, os.O_CREAT)) or x)
    keras.Model(inputs, run(inputs)).save(network)
    marked.unlink()
    refused(saved, r"autoencoder\.keras is refused: it holds Lambda, which would run code from the file")
    assert not marked.exists()


@pytest.mark.parametrize(
    ("module", "name", "told"),
    [
        ("os", "system", r"it names os\.system, which is neither Keras's nor registered"),
        ("evil.layers", "Dense", r"it names evil\.layers\.Dense, which"),
        ("keras.layers", "TFSMLayer", "it holds TFSMLayer, which would run code"),
        (None, "__lambda__", "it holds __lambda__, which would run code"),
    ],
)
def test_foreign_classes_and_functions(saved, network, module, name, told):
    changed = {"module": module, "class_name": name, "registered_name": name}
    rewrite(network, config=layer("Flatten", lambda one: one.update(changed)))
    refused(saved, rf"autoencoder\.keras is refused: {told}")


def test_a_foreign_function_as_an_activation(saved, network):
    function = {"module": "os", "class_name": "function", "config": "system", "registered_name": "system"}
    rewrite(network, config=layer("Dense", lambda one: one["config"].update(activation=function)))
    refused(saved, r"is refused: it names os\.system")


def test_layers_of_ten_million_units(saved, network):
    flat = [keras.Input((8, 8)), keras.layers.Flatten(), keras.layers.Dense(37, name="codings")]
    keras.Sequential([*flat, keras.layers.Dense(64), keras.layers.Reshape((8, 8))]).save(network)
    rewrite(network, config=lambda config: config.replace(b"37", b"10000000"))
    refused(saved, r"autoencoder\.keras is refused: its layers claim 5,160,000,256 bytes of weights")
    assert get_global_attribute("uninitialized_variables") in (None, [])


def test_a_zip_bomb(saved, network):
    rewrite(network, zipfile.ZIP_DEFLATED, metadata=bytes(2**26))
    refused(saved, r"autoencoder\.keras is refused: [\d,]+ bytes would become 67,[\d,]+ in memory")


def test_weights_that_unpack_to_more_than_they_hold(saved, network):
    def inflated(weights):
        file = io.BytesIO(weights)
        with h5py.File(file, "a") as content:
            content.create_dataset("bomb", (2**28,), "f4", chunks=True, compression="gzip")
        return file.getvalue()

    rewrite(network, model=inflated)
    refused(saved, r"autoencoder\.keras is refused: [\d,]+ bytes would become 1,07[\d,]+ in memory")


def test_a_member_that_climbs_out_of_the_folder(saved, network):
    rewrite(network, **{"../../climbed": b"!"})
    refused(saved, r"autoencoder\.keras is refused: it holds '\.\./\.\./climbed', which is no part")
    assert not list(saved.parent.rglob("climbed"))


def test_networks_of_others(saved, network, saved_gan, files_of):
    os.replace(files_of(saved_gan) / "generator.keras", network)
    with pytest.raises(ValueError, match=r"autoencoder\.keras holds another network.* than described"):
        codings.load(saved)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_not_finite(saved, network, value):
    altered = keras.saving.load_model(network)
    altered.set_weights([np.full_like(weights, value) for weights in altered.get_weights()])
    altered.save(network)
    with pytest.raises(ValueError, match=r"autoencoder\.keras has NaN or infinity in its weights, in \w+/"):
        codings.load(saved)


def npy(array, **options):
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


ARRAYS = {
    "another shape": (lambda old: npy(np.arange(9)), "array classes_ of another shape or dtype"),
    "another dtype": (lambda old: npy(np.arange(10.0)), "array classes_ of another shape or dtype"),
    "a pickle": (lambda old: npy(np.array([print] * 10), allow_pickle=True), "damaged .*pickle"),
    "less than it claims": (lambda old: old.replace(b"(10,), }", b"(10**9,)"), "damaged"),
    "much less than it claims": (
        lambda old: old.replace(b"(10,), }   ", b"(9999999,),}"),
        r"header of classes_\.npy says",
    ),
    "nothing": (lambda old: b"", "damaged"),
}


@pytest.mark.parametrize("how", ARRAYS)
def test_arrays(saved_gan, files_of, how):
    change, told = ARRAYS[how]
    rewrite(files_of(saved_gan) / "arrays.npz", classes_=change)
    with pytest.raises(ValueError, match=rf"arrays\.npz .*{told}"):
        codings.load(saved_gan)


def test_an_array_that_is_not_finite(saved_gan, files_of, edit):
    rewrite(files_of(saved_gan) / "arrays.npz", classes_=npy(np.full(10, np.nan)))
    edit(saved_gan, "arrays", "classes_", "dtype", value="<f8")
    with pytest.raises(ValueError, match=r"arrays\.npz has NaN in the array classes_"):
        codings.load(saved_gan)


def test_an_altered_byte(saved_gan, files_of):
    path = files_of(saved_gan) / "arrays.npz"
    content = path.read_bytes()
    place = content.index(np.arange(10).tobytes())
    path.write_bytes(content[:place] + b"\x01" + content[place + 1 :])
    with pytest.raises(ValueError, match=r"arrays\.npz is damaged \(Bad CRC-32"):
        codings.load(saved_gan)


def test_an_array_bomb(saved_gan, files_of):
    rewrite(files_of(saved_gan) / "arrays.npz", zipfile.ZIP_DEFLATED, classes_=npy(np.zeros(2**22)))
    refused(saved_gan, r"arrays\.npz is refused: [\d,]+ bytes would become 33,[\d,]+ in memory")


def test_objects_are_not_saved(gan, tmp_path):
    """Only a pickle could hold them."""
    labels = gan.classes_
    try:
        gan.classes_ = np.array(["a", None], dtype=object)
        with pytest.raises(ValueError, match="classes_ holds objects, which only a pickle could hold"):
            gan.save(tmp_path / "model")
    finally:
        gan.classes_ = labels
    assert not list(tmp_path.iterdir())
