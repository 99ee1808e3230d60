import numpy as np
import pytest

from noiselab.common.errors import OutputError, PointError
from noiselab.common.folders import PointFolder
from noiselab.common.schema import strict_json
from noiselab.experiment import (
    datasets,
    keras_setup,
    measures,
    models,
    noise,
    random_streams,
)
from noiselab.experiment.recording import record


@pytest.fixture(scope="module")
def trained():
    keras_setup.prepare(seed=3)
    network = models.build("mlnn", (8, 8, 1), 3)
    network.compile(models.optimizer("mlnn", 0.001), "sparse_categorical_crossentropy")
    images = np.random.default_rng(0).random((9, 8, 8, 1), dtype=np.float32)
    network.fit(images, np.arange(9) % 3, verbose=0)
    return network, images


@pytest.fixture
def network(trained):
    """A trained network, and images; its weights are put back after a test."""
    weights = trained[0].get_weights()
    yield trained
    trained[0].set_weights(weights)


def write(folder, network, images, loss=0.25, probabilities=None):
    if probabilities is None:
        probabilities = network.predict(images, verbose=0)
    return record(
        folder,
        network=network,
        history={
            "loss": [0.5, loss],
            "accuracy": [0.6, 0.7],
            "val_loss": [0.55, 0.45],
            "val_accuracy": [0.5, float(np.float32(2 / 3))],
        },
        labels=np.arange(9) % 3,
        probabilities=probabilities,
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
    probabilities = network.predict(images, verbose=0)
    assert fields["metrics"] == {
        "train_loss": 0.25,
        "train_accuracy": 0.7,
        "val_loss": measures.log_loss(np.arange(9) % 3, probabilities),
        "val_accuracy": fields["right"] / 9,
        "diverged": False,
    }
    assert fields["history"]["val_accuracy"] == [0.5, 2 / 3]
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


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_point_of_a_study_is_never_overwritten(
    tmp_path, network, monkeypatch, capsys
):
    network, images = network
    folder = PointFolder(tmp_path / "mlnn--clean")
    write(folder.path, network, images)
    assert not capsys.readouterr().out
    folder.result.write_text("{}")
    before = contents(folder.path)
    monkeypatch.chdir(folder.path)
    for number in (1, 2):
        write(".", network, images, loss=number)
        assert capsys.readouterr().out.endswith(f"is in by_hand/{number}\n")
    made = {"model.keras", "predictions.npz", "measures.json"}
    by_hand = {f"by_hand/{number}/{name}" for number in (1, 2) for name in made}
    after = contents(folder.path)
    assert after.keys() - before.keys() == by_hand
    assert {name: after[name] for name in before} == before
    monkeypatch.chdir("/")
    write(folder.path, network, images)
    assert capsys.readouterr().out.endswith(f"is in {folder.by_hand / '3'}\n")


def test_a_run_elsewhere_records_there_as_before(tmp_path, network, monkeypatch):
    network, images = network
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        write(".", network, images)
    assert {path.name for path in tmp_path.iterdir()} == {
        "model.keras",
        "predictions.npz",
        "measures.json",
    }


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path, network, monkeypatch):
    network, images = network
    (tmp_path / "result.json").write_text("{}")
    (tmp_path / "by_hand").write_text("a file of that name")
    message = (
        f"{tmp_path}: cannot be written to (%s); set output_dir to another folder, and "
        "run this cell again"
    )
    with pytest.raises(OutputError) as caught:
        write(tmp_path, network, images)
    assert str(caught.value) == message % "Not a directory"
    (tmp_path / "result.json").unlink()
    monkeypatch.setattr("os.access", lambda path, mode: False)
    with pytest.raises(OutputError) as caught:
        write(tmp_path, network, images)
    assert str(caught.value) == message % "Permission denied"
    assert contents(tmp_path) == {"by_hand": b"a file of that name"}


def test_a_loss_of_nan_is_null_and_counts_as_diverged(tmp_path, network, read_json):
    network, images = network
    write(tmp_path, network, images, loss=float("nan"))
    metrics = read_json(PointFolder(tmp_path).measures)["metrics"]
    assert metrics["train_loss"] is None
    assert metrics["diverged"] is True


@pytest.mark.parametrize("lost", ["weights", "probabilities"])
def test_weights_or_answers_that_are_no_numbers_are_diverged(tmp_path, network, lost):
    network, images = network
    probabilities = network.predict(images, verbose=0)
    if lost == "weights":
        bias = network.layers[-1].bias
        bias.assign([0.0, float("inf"), 0.0])
    else:
        probabilities[3, 1] = np.nan
    recorded = write(tmp_path, network, images, probabilities=probabilities)
    assert recorded["metrics"]["diverged"] is True


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


@pytest.mark.slow
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


def test_validation_figures_are_those_of_the_recorded_network(tmp_path, network):
    """As where a training keeps its best weights instead of the last."""
    network, images = network
    labels = np.arange(9) % 3
    figures = write(tmp_path, network, images)
    with np.load(PointFolder(tmp_path).predictions) as predictions:
        right = predictions["probabilities"].argmax(axis=1) == labels
        true = predictions["probabilities"][np.arange(9), labels]
    assert figures["metrics"]["val_accuracy"] == right.mean()
    assert figures["metrics"]["val_loss"] == pytest.approx(-np.log(true).mean())
    assert figures["history"]["val_accuracy"][-1] == 2 / 3


def test_what_cannot_be_recorded_leaves_no_file(tmp_path, network):
    network, images = network
    with pytest.raises(PointError, match=r"^history: 1 values of loss, but 0 "):
        record(
            tmp_path / "new",
            network=network,
            history={"loss": [1.0], "accuracy": [0.5], "val_loss": []},
            labels=np.arange(9) % 3,
            probabilities=network.predict(images, verbose=0),
            snr_db=1.0,
            train_seconds=1.0,
            environment={},
        )
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("here", "recorded"),
    [
        ("project", "project/outputs/my_point"),
        ("project/notebooks", "project/outputs/my_point"),
        ("project/outputs", "project/outputs/my_point"),
        ("elsewhere", "elsewhere/outputs/my_point"),
    ],
)
@pytest.mark.slow
def test_an_empty_folder_is_my_point_among_the_outputs(
    tmp_path, network, monkeypatch, capsys, here, recorded
):
    for name in ("project/outputs", "project/notebooks", "elsewhere"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / here)
    network, images = network
    write("", network, images)
    assert (tmp_path / recorded / "measures.json").is_file()
    assert "my_point" in capsys.readouterr().out
    assert len([*tmp_path.rglob("measures.json")]) == 1
