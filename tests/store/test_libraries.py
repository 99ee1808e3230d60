import zipfile

import keras
import pytest
from helpers.networks import write_network

from noiselab.store import libraries

VERSIONS = {"tensorflow": "2.21.0", "keras": "3.15.1", "numpy": "2.4.6"}
WORDS = "tensorflow 2.21.0, keras 3.15.1, numpy 2.4.6"


def test_a_result_names_those_it_was_made_with(point, make_result):
    for changes, words in (
        ({"fingerprint": {"libraries": WORDS}}, WORDS),
        ({"environment": VERSIONS | {"python": "3.11"}}, WORDS),
        ({"environment": VERSIONS | {"keras": None}}, None),
        ({"environment": {}}, None),
    ):
        assert libraries.of(make_result(point, **changes)) == words


def test_only_what_changed_is_told():
    assert libraries.changes(WORDS, WORDS) == ""
    now = WORDS.replace("3.15", "3.16").replace("tensorflow 2.21.0", "tensorflow x y")
    assert libraries.changes(WORDS, now) == (
        "tensorflow was 2.21.0, is x y, keras was 3.15.1, is 3.16.1"
    )
    assert libraries.changes("keras 3.15.1", WORDS) == (
        "tensorflow was not recorded, is 2.21.0, numpy was not recorded, is 2.4.6"
    )
    assert libraries.versions("") == {}


def test_a_network_tells_which_keras_saved_it(tmp_path):
    path = tmp_path / "a.keras"
    keras.Sequential([keras.Input((2,)), keras.layers.Softmax()]).save(path)
    assert libraries.keras_of(path) == keras.__version__
    assert libraries.keras_of(write_network(path, "3.14.0")) == "3.14.0"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"keras_version": 3}', "[" * 10**5])
def test_a_damaged_network_does_not_tell(tmp_path, text):
    path = tmp_path / "a.keras"
    assert libraries.keras_of(path) is None
    path.write_text(text)
    assert libraries.keras_of(path) is None
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("metadata.json", text)
    assert libraries.keras_of(path) is None
