import json
import zipfile

import pytest

from noiselab.store import network_layers


@pytest.fixture
def read(tmp_path):
    def read(layers):
        path = tmp_path / "model.keras"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("config.json", json.dumps({"config": {"layers": layers}}))
        return network_layers.read(path)

    return read


def layer(name, **config):
    return {"class_name": name, "config": config}


def test_each_layer_is_named_with_its_size(read):
    layers = [
        layer("InputLayer"),
        layer("Conv2D", filters=32, kernel_size=[3, 3], activation="relu"),
        layer("MaxPooling2D", pool_size=[2, 2]),
        layer("Dropout", rate=0.25),
        layer("Flatten"),
        layer("Dense", units=10, activation="linear"),
    ]
    assert read(layers) == (
        "Conv2D 32, 3×3, relu → MaxPooling2D 2×2 → Dropout 0.25 → Flatten → Dense 10"
    )


def test_many_layers_are_counted(read):
    layers = [layer("Conv2D")] * 10 + [layer("ReLU")] * 5
    assert read(layers) == "15 layers: 10 Conv2D, 5 ReLU"


@pytest.mark.parametrize("layers", [None, [1], [{}], []])
def test_what_cannot_be_read_is_unknown(read, layers):
    assert read(layers) is None


def test_a_file_that_is_no_network_is_unknown(tmp_path):
    path = tmp_path / "model.keras"
    assert network_layers.read(path) is None
    path.write_bytes(b"no zip")
    assert network_layers.read(path) is None
