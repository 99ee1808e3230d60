import numpy as np
import pytest

from noiselab.common.folders import PointFolder
from noiselab.common.schema import strict_json
from noiselab.experiment import datasets, keras_setup, models, noise, random_streams
from noiselab.experiment.recording import record


@pytest.fixture
def network():
    keras_setup.prepare(seed=3)
    network = models.build("mlnn", (8, 8, 1), 3)
    network.compile(models.optimizer("mlnn", 0.001), "sparse_categorical_crossentropy")
    images = np.random.default_rng(0).random((9, 8, 8, 1), dtype=np.float32)
    network.fit(images, np.arange(9) % 3, verbose=0)
    return network, images


def write(folder, network, images, loss=0.25):
    return record(
        folder,
        network=network,
        history={
            "loss": [0.5, loss],
            "accuracy": [0.6, 0.7],
            "val_loss": [0.55, 0.45],
            "val_accuracy": [0.5, 0.65],
        },
        labels=np.arange(9) % 3,
        probabilities=network.predict(images, verbose=0),
        snr_db=float("inf"),
        train_seconds=1.5,
        environment={"python": "3"},
    )


def test_what_is_recorded_reads_back(tmp_path, network, read_json):
    import keras

    network, images = network
    folder = PointFolder(tmp_path / "new" / "folder")
    write(folder.path, network, images)
    fields = read_json(folder.measures)
    assert fields["metrics"] == {
        "train_loss": 0.25,
        "train_accuracy": 0.7,
        "val_loss": 0.45,
        "val_accuracy": 0.65,
        "diverged": False,
    }
    assert fields["history"]["val_loss"] == [0.55, 0.45]
    assert fields["snr_db"] is None
    assert fields["seconds"] == {"train": 1.5}
    matrix = np.array(fields["confusion_matrix"])
    assert matrix.sum() == 9
    assert fields["class_accuracy"] == (np.diagonal(matrix) / 3).tolist()
    assert 0 < fields["calibration_error"] < 1
    assert 100e6 < fields["peak_memory"] < 10e9
    kept = keras.saving.load_model(folder.model, safe_mode=True)
    with np.load(folder.predictions, allow_pickle=False) as predictions:
        assert predictions["probabilities"].dtype == np.float32
        np.testing.assert_array_equal(predictions["labels"], np.arange(9) % 3)
        np.testing.assert_allclose(
            kept.predict(images, verbose=0), predictions["probabilities"], rtol=1e-6
        )
    assert getattr(kept, "optimizer", None) is None


def test_a_loss_of_nan_is_null_and_counts_as_diverged(tmp_path, network, read_json):
    network, images = network
    write(tmp_path, network, images, loss=float("nan"))
    metrics = read_json(PointFolder(tmp_path).measures)["metrics"]
    assert metrics["train_loss"] is None
    assert metrics["diverged"] is True


def test_strict_json_takes_numpy_numbers_and_nulls_infinities():
    text = strict_json({"a": [np.float32(0.5), float("inf")], "b": (1, None)})
    assert text.split() == [
        "{",
        '"a":',
        "[",
        "0.5,",
        "null",
        "],",
        '"b":',
        "[",
        "1,",
        "null",
        "]",
        "}",
    ]


def test_the_same_seed_gives_the_same_network_to_the_last_bit():
    def weights(seed, repeat):
        keras_setup.prepare(seed=seed, repeat=repeat)
        network = models.build("mlnn", (8, 8, 1), 10)
        network.compile(
            models.optimizer("mlnn", 0.001), "sparse_categorical_crossentropy"
        )
        digits = datasets.load("digits")
        rng = random_streams.noise_rng(seed, repeat, "train", "gaussian")
        images = noise.apply("gaussian", digits.x_train, 0.2, rng)
        network.fit(images, digits.y_train, verbose=0)
        return np.concatenate([item.ravel() for item in network.get_weights()])

    first = weights(5, 0)
    np.testing.assert_array_equal(first, weights(5, 0))
    assert np.abs(first - weights(5, 1)).max() > 0.01
    assert np.abs(first - weights(6, 0)).max() > 0.01
