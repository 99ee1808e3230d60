import numpy as np
import pytest

from noiselab.common.errors import NoiselabError, TakenNameError
from noiselab.experiment import datasets
from noiselab.experiment.datasets import readers

IMAGES = np.arange(8 * 4 * 4).reshape(8, 4, 4) % 9
LABELS = ["square", "frame"] * 4


@pytest.fixture
def register():
    """Registers readers, and forgets them afterwards."""
    before = dict(readers.READERS)
    yield readers.register
    for name in readers.READERS.keys() - before.keys():
        readers.READERS.pop(name)


def test_a_reader_is_found_by_its_name_alone_and_gets_the_folder(register, tmp_path):
    given = []

    @register("mine")
    def read(folder):
        given.append(folder)
        return {"x": IMAGES, "y": LABELS}

    data = datasets.load("mine", tmp_path, white=8, test=0.25)
    assert given == [tmp_path]
    assert (data.name, data.class_names) == ("mine", ("frame", "square"))
    assert (len(data.x_train), len(data.x_test)) == (6, 2)
    assert data.x_train.max() == 1


def test_a_reader_is_found_by_the_ending_of_a_file(register, tmp_path):
    register("scan")(
        lambda path: {
            **dict.fromkeys(("x_train", "x_test"), np.load(path)),
            **dict.fromkeys(("y_train", "y_test"), LABELS),
            "white": 8,
            "classes": ["a", "b"],
        }
    )
    with (tmp_path / "own.scan").open("wb") as file:
        np.save(file, IMAGES)
    data = datasets.load("own.scan", tmp_path)
    assert (data.name, data.class_names) == ("own.scan", ("frame", "square"))


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (
            [IMAGES],
            "a reader returned list, not arrays by name: {'x': …, 'y': …}",
        ),
        (
            {"images": IMAGES},
            "a reader returned 'images', which is none of x, y, x_train, y_train, "
            "x_val, y_val, x_test, y_test, classes, white",
        ),
        (
            {"y": LABELS},
            "a reader returned no images; they are called x, or x_train and x_test",
        ),
    ],
)
def test_what_is_no_data_is_refused(register, tmp_path, given, problem):
    register("mine")(lambda folder: given)
    with pytest.raises(NoiselabError) as caught:
        datasets.load("mine", tmp_path)
    assert str(caught.value) == problem


def test_a_name_is_given_once(register):
    register("mine")(lambda folder: {})
    with pytest.raises(TakenNameError):
        register("mine")(lambda folder: {})
