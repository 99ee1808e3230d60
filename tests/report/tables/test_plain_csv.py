import csv

from noiselab.report.tables import plain_csv
from noiselab.report.tables.html import Bounded, Cells, Link, Noted


def rows(tmp_path, cells):
    path = tmp_path / "table.csv"
    plain_csv.write(path, cells)
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_bounds_are_columns_and_no_digit_is_lost(tmp_path):
    cells = Cells(
        "Words.",
        ["level", "loss", "accuracy", "page"],
        [
            [
                "0 (clean)",
                1 / 3,
                Bounded(2 / 3, (0.5, 0.75), mark="*"),
                Link("p", "a/b"),
            ],
            ["1", None, Bounded(0.5, None), "no page"],
        ],
        [("", 1), ("MLNN", 2), ("", 1)],
    )
    accuracy = "MLNN: accuracy"
    assert rows(tmp_path, cells) == [
        [
            *("level", "MLNN: loss", accuracy, f"{accuracy}, low"),
            *(f"{accuracy}, high", f"{accuracy}, mark", "page"),
        ],
        ["0 (clean)", repr(1 / 3), repr(2 / 3), "0.5", "0.75", "*", "a/b"],
        ["1", "", "0.5", "", "", "", "no page"],
    ]


def test_a_minus_is_one_that_programs_read_and_a_note_is_left_out(tmp_path):
    cells = Cells("", ["level", "models", "SNR"], [[Noted("0", "x"), "A − B", "−0.3"]])
    assert rows(tmp_path, cells)[1] == ["0", "A − B", "-0.3"]


def test_columns_of_one_name_are_told_apart(tmp_path):
    cells = Cells("", ["x", "x", "x"], [["a", 1.0, 2.0]])
    assert rows(tmp_path, cells) == [["x", "x (2)", "x (3)"], ["a", "1.0", "2.0"]]


def test_a_table_without_rows_has_its_head(tmp_path):
    assert rows(tmp_path, Cells("", ["a", "b"], [])) == [["a", "b"]]
