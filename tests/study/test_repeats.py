import pytest

from noiselab.common.errors import SweepError
from noiselab.common.folders import SweepFolder
from noiselab.store import prepare
from noiselab.study import record, repeats, sweep_file

MINIMAL = {"name": "x", "dataset": "digits", "models": "mlnn", "levels": [0]}


def checked(value):
    return sweep_file.check(MINIMAL | {"repeats": value})


@pytest.mark.parametrize(
    ("value", "numbers", "kept"),
    [
        (1, [0], 1),
        (3, [0, 1, 2], 3),
        ("3..5", [3, 4, 5], "3..5"),
        ("2..2", [2], "2..2"),
        ("0..2", [0, 1, 2], 3),
        ("9998..9999", [9998, 9999], "9998..9999"),
    ],
)
def test_repeats_are_counted_or_named(value, numbers, kept):
    sweep = checked(value)
    assert [point.repeat for point in sweep.points()] == numbers
    assert (list(sweep.repeat_numbers), sweep.first_repeat) == (numbers, numbers[0])
    assert sweep.repeats == kept
    assert type(sweep.repeats) is type(kept)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (0, "must be 1 or more, not 0"),
        (10_001, "must be 10000 or less, not 10001"),
        (True, "must be a whole number, or 3..5 for 3, 4 and 5, not true"),
        ([3, 4], "must be a whole number, or 3..5 for 3, 4 and 5, not [3, 4]"),
        ("3...5", 'must be a whole number, or 3..5 for 3, 4 and 5, not "3...5"'),
        (
            "5..3",
            "must be from the first to the last repeat, of at most 9999, such as 3..5, "
            'not "5..3"',
        ),
        (
            "3..10000",
            "must be from the first to the last repeat, of at most 9999, such as 3..5, "
            'not "3..10000"',
        ),
    ],
)
def test_what_says_no_repeats_is_refused_in_a_line(value, problem):
    with pytest.raises(SweepError) as caught:
        checked(value)
    assert str(caught.value) == f"sweep: repeats {problem}"


def test_a_file_and_the_command_line_may_name_them(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text(
        "{name: x, dataset: digits, models: mlnn, levels: [0], repeats: 3..5}"
    )
    assert sweep_file.load(path).repeats == "3..5"
    assert sweep_file.load(path, ["repeats=1..2"]).repeats == "1..2"
    assert sweep_file.load(path, ["repeats=2"]).repeats == 2


@pytest.mark.parametrize("value", [2, "3..5"])
def test_a_study_stores_them(tmp_path, value):
    sweep, folder = checked(value), SweepFolder(tmp_path / "x")
    prepare.prepare(sweep, folder)
    stored = record.read(folder)
    assert [*stored.points()] == [*sweep.points()]
    assert sweep_file.load(folder.sweep).repeats == value


def test_a_named_repeat_is_the_one_that_is_counted():
    counted, named = checked(6), checked("3..5")
    assert {*named.points()} < {*counted.points()}


def test_joined_repeats_are_written_as_short_as_they_can_be():
    assert (repeats.joined(0, 5), repeats.joined(3, 5)) == (6, "3..5")
