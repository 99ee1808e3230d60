import pytest

from noiselab.front import without_effect
from noiselab.front.options import flag, read


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("", []),
        ("--jobs 2 --threads 1 --cold --force --pdf --zip --timeout 9", []),
        ("--jobs auto --scheduler a:1", []),
        (
            "--jobs 2 --scheduler a:1",
            ["--jobs has no effect on points with --scheduler"],
        ),
        (
            "--jobs 2 --cold --threads 2 --scheduler a:1",
            ["--jobs and --cold have no effect on points with --scheduler"],
        ),
        (
            "--dry-run --cold --scheduler a:1",
            ["--cold has no effect on points with --scheduler"],
        ),
        ("--dry-run --force --zip --pdf --jobs 2", []),
        ("--status --force", ["--force has no effect with --status"]),
        (
            "--status --pdf --zip --keep",
            ["--keep, --pdf and --zip have no effect with --status"],
        ),
        ("--status --out o --data-dir d -v", []),
        (
            "--report-only --rerun changed --jobs 2 --scheduler a:1",
            ["--jobs, --scheduler and --rerun have no effect with --report-only"],
        ),
        ("--report-only --keep --cold --pdf --zip", []),
        ("--list --out o", ["--out has no effect with --list"]),
        ("--list", []),
        ("digits --list", ["SWEEP has no effect with --list"]),
        (
            "mnist --list --set name=x --jobs 2",
            ["SWEEP, --set and --jobs have no effect with --list"],
        ),
        ("mnist --set name=x --status", []),
    ],
)
def test_options_without_effect_are_named_in_a_line(words, lines):
    command = read(words.split())
    assert list(without_effect.lines(command.options, flag, command.given)) == lines


def test_each_front_names_options_as_it_has_them():
    options = read(["--data-dir", "d", "--list"]).options
    assert list(without_effect.lines(options, str)) == [
        "data_dir has no effect with list"
    ]
