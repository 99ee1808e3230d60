import numpy as np
import pandas as pd
import pytest
from helpers.data_formats import PACKED, csv

from noiselab.common.errors import DataError
from noiselab.experiment.datasets import arrays, formats
from noiselab.experiment.datasets.found import Wanted
from noiselab.experiment.datasets.options import Options

FROM_0 = "label," + ",".join(f"pixel{n}" for n in range(36))
FROM_1 = "label," + ",".join(f"pixel{n}" for n in range(1, 37))
BY_PLACE = "label," + ",".join(f"{r}x{c}" for r in range(1, 7) for c in range(1, 7))
NUMBERS = "label," + ",".join(map(str, range(36)))


def put(folder, data, ending=".csv", **how):
    for split, (images, labels) in data.by_split.items():
        content = csv(images, labels, **how)
        packed = PACKED[
            "." + ending.rpartition(".")[2] if ending.count(".") > 1 else ""
        ]
        (folder / f"mnist_{split}{ending}").write_bytes(packed(content))
    return folder


@pytest.fixture
def cornered(data):
    """Images with a corner that is black in all, as that of digits is."""
    images = (data.x_train.copy(), data.x_test.copy())
    for some in images:
        some[:, 0, 0] = some[:, -1, -1] = 0
    return data._replace(x_train=images[0], x_test=images[1])


@pytest.mark.parametrize("header", [FROM_0, FROM_1, BY_PLACE, NUMBERS])
def test_headers(tmp_path, data, came_back, header):
    found = came_back(put(tmp_path, data, header=header), data)
    assert (found.format, found.white) == ("CSV", None)
    assert found.splits["train"].images.dtype == np.uint8


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("packed", PACKED)
def test_no_header_packed_or_not(tmp_path, cornered, came_back, last, packed):
    put(tmp_path, cornered, f".csv{packed}", last=last)
    came_back(tmp_path / f"mnist_test.csv{packed}", cornered)


@pytest.mark.parametrize(
    ("column", "last"), [("first", 0), ("last", 1), (0, 0), (-1, 1)]
)
def test_the_column_is_said(tmp_path, data, came_back, column, last):
    came_back(put(tmp_path, data, last=bool(last)), data, column=column)


def test_a_label_in_between_by_its_name(tmp_path, data):
    table = pd.DataFrame(data.x_train.reshape(12, 36)).add_prefix("p")
    table.insert(20, "kind", data.y_train)
    table.to_csv(tmp_path / "own.csv", index=False)
    (split,) = formats.read(tmp_path / "own.csv", Wanted(column="kind")).splits.values()
    np.testing.assert_array_equal(split.images, data.x_train.reshape(12, 36))
    np.testing.assert_array_equal(split.labels, data.y_train)


@pytest.mark.parametrize("separator", [",", ";", "\t", " "])
def test_as_pandas_writes_it(tmp_path, data, came_back, separator):
    for split, (images, labels) in data.by_split.items():
        table = pd.DataFrame(images.reshape(len(images), -1)).add_prefix("pixel")
        table.insert(0, "label", labels)
        table.to_csv(tmp_path / f"{split}.csv", sep=separator, index=False)
    came_back(tmp_path / "train.csv", data)


def test_labels_of_text_and_quotes(tmp_path, data):
    kinds = np.array(["ant", "bee", "cat"])
    table = pd.DataFrame(data.x_train.reshape(12, 36))
    table.insert(0, "label", kinds[data.y_train])
    for name, header in (("named.csv", True), ("bare.csv", False)):
        table.to_csv(tmp_path / name, index=False, header=header, quoting=2)
        (split,) = formats.read(tmp_path / name).splits.values()
        assert split.labels.tolist() == kinds[data.y_train].tolist()


def test_floats_below_0_and_labels_as_floats(tmp_path, data):
    values = data.x_train.reshape(12, 36) / 127.5 - 1
    rows = (
        f"{y:.1f} {' '.join(map(str, x))} "
        for y, x in zip(data.y_train, values.tolist(), strict=True)
    )
    (tmp_path / "zip.train").write_text("\n".join(rows))
    (split,) = formats.read(tmp_path / "zip.train").splits.values()
    np.testing.assert_array_equal(split.images, values)
    assert split.labels.dtype == np.int64


def test_the_real_usps(real_files):
    found = formats.read(real_files / "usps_zip.test.gz")
    (split,) = found.splits.values()
    assert (found.format, [*found.splits]) == ("CSV, gzip", ["all"])
    assert (split.images.shape, split.images.min(), split.images.max()) == (
        (2007, 256),
        -1,
        1,
    )
    assert np.bincount(split.labels).tolist() == [
        359,
        264,
        198,
        166,
        200,
        160,
        170,
        147,
        166,
        177,
    ]


EITHER = "write `data: {labels: {column: first}}` or `data: {labels: {column: last}}`"


def test_what_may_be_the_label_at_both_ends_or_at_none(tmp_path, data, refused):
    put(tmp_path, data)
    assert refused(tmp_path) == (
        f"names no columns, and either the first or the last column may be the label; {EITHER}"
    )
    for file in tmp_path.iterdir():
        file.write_text("0.5,1,2,3,0.5\n" * 4)
    assert refused(tmp_path) == (
        f"names no columns, and no column at an end may be the label; {EITHER}"
    )


def test_columns_that_the_header_does_not_explain(tmp_path, data, refused):
    file = tmp_path / "own.csv"
    file.write_bytes(
        csv(data.x_train, data.y_train, header=FROM_0.replace("label", "kind"))
    )
    assert refused(file) == (
        "has no column of labels among: kind, pixel0, pixel1, pixel2, pixel3, …; name "
        "it, such as `data: {labels: {column: kind}}`"
    )
    file.write_bytes(
        csv(data.x_train, data.y_train, header=FROM_0.replace("pixel35", "id"))
    )
    assert refused(file) == (
        "has columns beside label and the values of images: id; take them out (in "
        "pandas, to_csv(index=False) writes no numbers of rows)"
    )
    assert refused(file, column="digit").startswith(
        "has no column 'digit'; there are label, "
    )
    assert refused(file, column=37) == "has no column 37; there are 37, from 0 on"


def test_a_table_of_the_same_columns_without_a_label(tmp_path, data, refused):
    """As digit recognizer has its test images, to be guessed."""
    (tmp_path / "train.csv").write_bytes(csv(data.x_train, data.y_train, header=FROM_0))
    rows = [FROM_0.partition(",")[2]]
    rows += [",".join(map(str, image.ravel())) for image in data.x_test]
    (tmp_path / "test.csv").write_text("\n".join(rows) + "\n")
    found = formats.read(tmp_path / "train.csv")
    np.testing.assert_array_equal(found.splits["train"].labels, data.y_train)
    assert found.splits["test"].labels is None
    images = found.splits["test"].images.reshape(data.x_test.shape)
    np.testing.assert_array_equal(images, data.x_test)
    with pytest.raises(DataError, match="has no labels of its test images, so that no"):
        arrays.made("f", found, Options())
    made = arrays.made("f", found, Options.of({"test": 0.5}))
    sizes = [len(made.arrays[name]) for name in ("y_train", "y_test")]
    assert sum(sizes) == len(data.y_train)
    assert made.reading[-1] == f"{len(data.x_test)} test images without labels left out"


def test_a_column_without_a_name_is_told(tmp_path, data, refused):
    file = tmp_path / "own.csv"
    header = FROM_0.replace("pixel35", "")
    file.write_bytes(csv(data.x_train, data.y_train, header=header))
    assert "values of images: one without a name; take" in refused(file)
    (tmp_path / "bare.csv").write_bytes(
        csv(data.x_train, data.y_train, header=FROM_0.replace("label", "p99"))
    )
    assert refused(tmp_path / "bare.csv").endswith("`data: {labels: {column: NAME}}`")


def test_a_comma_at_the_end_of_each_row_is_told(tmp_path, refused):
    file = tmp_path / "own.csv"
    file.write_text("7,1,2,3,200,\n3,1,2,3,200,\n")
    assert refused(file) == "has nothing in its column 6; take it out"


@pytest.mark.parametrize("column", [None, 0])
@pytest.mark.parametrize(
    ("header", "problem"),
    [
        (sorted(FROM_0.split(",")[1:]), "has the column pixel2 behind pixel19"),
        (sorted(NUMBERS.split(",")[1:]), "has the column 2 behind 19"),
        (FROM_0.split(",")[:0:-1], "has the column pixel34 behind pixel35"),
        (
            FROM_0.replace("pixel35", "pixel99").split(",")[1:],
            "has no column between pixel34 and pixel99",
        ),
        (
            FROM_0.replace("pixel3,", "pixel2,").split(",")[1:],
            "has two columns pixel2",
        ),
        (
            [
                "1x1",
                "1x10",
                "1x2",
                *(f"{n}x{m}" for n in range(2, 5) for m in range(11)),
            ],
            "has the column 1x2 behind 1x10",
        ),
    ],
)
def test_columns_out_of_order_are_no_images(
    tmp_path, data, refused, header, problem, column
):
    file = tmp_path / "own.csv"
    lines = [",".join(["label", *header])]
    lines += [",".join(["7", *["9"] * len(header)])] * 3
    file.write_text("\n".join(lines))
    assert refused(file, column=column).startswith(f"{problem}")


def test_any_of_row_column_and_colour_may_count_first(tmp_path, data, came_back):
    names = [f"p{r}_{c}_{k}" for k in range(4) for r in range(3) for c in range(3)]
    put(tmp_path, data, header=",".join(["label", *names]))
    came_back(tmp_path, data)


def test_values_that_pandas_took_for_names_are_no_image(tmp_path, data, refused):
    """As in the table of handwritten letters that is around."""
    rows = np.column_stack([data.y_train, data.x_train.reshape(12, 36) // 64 * 64])
    np.savetxt(tmp_path / "own.csv", rows, "%d", ",")
    pd.read_csv(tmp_path / "own.csv").to_csv(tmp_path / "own.csv", index=False)
    assert refused(tmp_path / "own.csv").endswith("`data: {labels: {column: first}}`")
    found = formats.read(tmp_path / "own.csv", Wanted(column="first"))
    np.testing.assert_array_equal(found.splits["all"].images, rows[1:, 1:])
    np.testing.assert_array_equal(found.splits["all"].labels, data.y_train[1:])
