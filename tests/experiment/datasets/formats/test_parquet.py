import importlib.util
import json

import numpy as np
import pytest
from helpers.data_formats import png

from noiselab.experiment.datasets import formats
from noiselab.experiment.datasets.found import Wanted


def test_without_pyarrow_one_line_says_what_to_type(tmp_path, refused, monkeypatch):
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name: real(name) if name != "pyarrow" else None,
    )
    (tmp_path / "train.parquet").write_bytes(b"PAR1 and more PAR1")
    line = refused(tmp_path / "train.parquet")
    assert line.startswith(
        "is Parquet, which is read with pyarrow, and that is not installed; type "
    )
    assert line.endswith(' -m pip install "pyarrow"')


@pytest.fixture
def write():
    """Writes a file as the Hugging Face hub has them."""
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    def write(file, images, labels, names=None, image="image", label="label"):
        rows = [
            {"bytes": png(each), "path": f"{at}.png"} for at, each in enumerate(images)
        ]
        table = pa.table({image: rows, label: labels})
        features = {
            image: {"_type": "Image"},
            label: {"names": names, "_type": "ClassLabel"},
        }
        said = json.dumps({"info": {"features": features}})
        file.parent.mkdir(parents=True, exist_ok=True)
        parquet.write_table(table.replace_schema_metadata({"huggingface": said}), file)

    return write


def test_the_hubs_layout_in_several_parts(tmp_path, data, came_back, write):
    place = tmp_path / "data"
    kinds = ["ant", "bee", "cat"]
    for at, part in enumerate((slice(5), slice(5, 12))):
        file = place / f"train-{at:05}-of-00002-3fe2ab{at}.parquet"
        write(file, data.x_train[part], data.y_train[part], kinds)
    write(place / "test-00000-of-00001-77ab01.parquet", data.x_test, data.y_test, kinds)
    (tmp_path / "README.md").write_text("about")
    found = came_back(tmp_path, data)
    assert (found.format, found.white, found.classes) == ("Parquet", 255, tuple(kinds))
    assert len(found.files) == 3
    came_back(place / "test-00000-of-00001-77ab01.parquet", data)


def test_colours_and_labels_of_text(tmp_path, data, write):
    colours = np.stack([data.x_train] * 3, -1)
    text = [f"class {label}" for label in data.y_train]
    write(tmp_path / "own.parquet", colours, text, image="img", label="target")
    found = formats.read(tmp_path / "own.parquet")
    np.testing.assert_array_equal(found.splits["all"].images, colours)
    assert found.splits["all"].labels.tolist() == text


def test_columns_that_do_not_tell(tmp_path, data, write, refused):
    write(tmp_path / "own.parquet", data.x_train, data.y_train, label="kind")
    assert refused(tmp_path / "own.parquet") == (
        "holds no column of labels among kind; name one, such as `data: {labels: "
        "{column: kind}}`"
    )
    found = formats.read(tmp_path / "own.parquet", Wanted(column="kind"))
    assert found.splits["all"].labels.tolist() == data.y_train.tolist()
    assert refused(tmp_path / "own.parquet", column="other") == (
        "has no column 'other'; there are image, kind"
    )


def test_an_image_that_is_damaged(tmp_path, data, write, refused, monkeypatch):
    monkeypatch.setitem(globals(), "png", lambda image: b"<html>no</html>")
    write(tmp_path / "own.parquet", data.x_train, data.y_train)
    assert refused(tmp_path / "own.parquet").startswith(
        "row 0 of image is no image that can be decoded, but a web page; known are PNG"
    )


@pytest.mark.parametrize("named", ["", "train-00002-of-00003.parquet"])
def test_a_part_that_is_not_there_is_missed(tmp_path, data, write, refused, named):
    for at in (0, 2):
        file = tmp_path / f"train-0000{at}-of-00003.parquet"
        write(file, data.x_train, data.y_train)
    write(tmp_path / "test-00000-of-00001.parquet", data.x_test, data.y_test)
    assert refused(tmp_path / named) == (
        "lacks part 1 of 3, train-00001-of-00003; fetch it, and name the folder "
        f"{tmp_path}"
    )
