"""Tables of text that are not read as they are get one line with what would do."""

import pytest

from noiselab.experiment.datasets.reading import columns, strangers, text_tables

ROW = ",".join(map(str, range(70)))
TABLES = {
    "utf_16": (
        f"label\n{ROW}\n".encode("utf-16"),
        "is text in UTF-16; save it in UTF-8",
    ),
    "json": (
        b'[{"x": [1, 2, 3, 4, 5, 6], "y": 1}]',
        "is JSON; save its arrays with numpy.savez",
    ),
    "weka": (
        b"% mine\n@relation digits\n@attribute p0 numeric\n",
        "is ARFF; save it as CSV, with a row for each image and its label",
    ),
    "comment": (
        f"# made by me\nlabel,{ROW}\n".encode(),
        "begins with a comment; take it out, as a table begins with its columns",
    ),
    "file_names": (
        b"filename,label\n0.png,7\n",
        "lists files of images; move these into a folder for each class, and name the "
        "folder above",
    ),
    "one_column": (
        f"emotion,pixels,Usage\n0,{ROW.replace(',', ' ')},Training\n".encode(),
        "has all values of an image in one column; write a column for each value, or "
        "read it with a function of your own (docs/data.md)",
    ),
    "decimal_comma": (
        b"label;" + b";".join([b"brightness"] * 300) + b"\n7;0,25;0,5\n",
        "has decimal commas; write its numbers with a point",
    ),
    "sparse": (
        b"7 3:255 9:1 17:30\n",
        "is a sparse table (LIBSVM); save it with all its columns",
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_such_a_table_is_told_for_what_it_is(name, tmp_path):
    content, line = TABLES[name]
    file = tmp_path / "own.csv"
    file.write_bytes(content)
    assert columns.layout(file) is None
    assert strangers.told(file) == line


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"plain words\n", b"1,2\n3,4\n"])
def test_of_anything_else_nothing_is_said(content):
    assert text_tables.told(content) == ""
