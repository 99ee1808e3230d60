from pathlib import Path

import numpy as np
import pytest

from noiselab.experiment.datasets.reading import columns


@pytest.mark.parametrize(
    ("text", "delimiter", "header"),
    [
        ("1,2,3,4,5\n", ",", 0),
        ("label,a1,a2,a3,a4\n1,2,3,4,5\n", ",", 5),
        ('"label";"a1";"a2";"a3";"a4"\n1;2;3;4;5\n', ";", 5),
        ("cat\t7\t2\t3\t4\ndog\t1\t2\t3\t4\n", "\t", 0),
        ("label,0,1,2,3\ncat,9,9,9,9\n", ",", 5),
        ("9 -1.0 -1 0.5 1 \n8 1 1 1 1 \n", r"\s+", 0),
        ("\ufefflabel,1,2,3,4\n1,2,3,4,5\n", ",", 5),
    ],
)
def test_how_a_table_is_written(tmp_path, text, delimiter, header):
    (tmp_path / "own").write_text(text, "utf-8")
    how = columns.layout(tmp_path / "own")
    assert (how.delimiter, len(how.header), how.columns) == (delimiter, header, 5)
    assert not how.header or how.header[0] == "label"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"1 65 97\n2 66 98\n",
        b"a,b,c,d,e\nf,g,h,i,j\n",
        b"\0\1\2,3,4,5,6",
        b"\xff\xfe1,2",
    ],
)
def test_what_is_no_table_of_numbers(tmp_path, content):
    (tmp_path / "own").write_bytes(content)
    assert columns.layout(tmp_path / "own") is None


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        ([0, 1, 2], [0, 0, 0], 0),
        ([-1.0, 0.5, 1], [9.0, 2, 3], -1),
        (["1", "cat", "b"], [1, 2, 3], 0),
        ([0.5, 1, 2], [0, 1, 1], -1),
    ],
)
def test_which_end_is_the_label(first, last, label):
    ends = np.array(first), np.array(last)
    assert columns.label_by_values(Path("own"), *ends) == label
