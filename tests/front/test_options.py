import sys
from pathlib import Path

import pytest

from noiselab.front import options
from noiselab.front.run_options import RunOptions


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--jobs", "0"],
            "argument --jobs: must be a whole number from 1, or auto, not 0",
        ),
        (
            ["--jobs", "x"],
            'argument --jobs: must be a whole number from 1, or auto, not "x"',
        ),
        (
            ["--threads", "1.5"],
            "argument --threads: must be a whole number from 1, not 1.5",
        ),
        (
            ["--timeout", "nan"],
            "argument --timeout: must be seconds, more than 0 and less than 1000000000, not nan",
        ),
        (["--out", ""], "argument --out: must name a folder, not be empty"),
        (
            ["--scheduler", ""],
            'argument --scheduler: must be the address of a Dask scheduler, or its scheduler file, not ""',
        ),
        (["--bogus"], "unrecognized arguments: --bogus"),
        (["-q", "-v"], "argument -v/--verbose: not allowed with argument -q/--quiet"),
        (["--rerun", "all"], 'argument --rerun: must be changed or dropped, not "all"'),
        (["--rerun"], "argument --rerun: expected one argument"),
        (
            ["--force", "--keep"],
            "argument --keep: not allowed with argument --force",
        ),
        (
            ["--rerun", "changed", "--force"],
            "argument --force: not allowed with argument --rerun",
        ),
        (
            ["--status", "--dry-run"],
            "argument --dry-run: not allowed with argument --status",
        ),
        (
            ["--report-only", "--list"],
            "argument --list: not allowed with argument --report-only",
        ),
    ],
)
def test_a_wrong_option_gets_one_line_and_exit_code_2(arguments, message, capsys):
    with pytest.raises(SystemExit) as caught:
        options.read(arguments)
    assert caught.value.code == 2
    assert capsys.readouterr().err == (
        f"run_sweep.py: {message}; --help lists the options\n"
    )


def test_without_options_the_default_sweep_runs_as_the_machine_allows():
    command = options.read([])
    assert (command.sweep, command.changes, command.given) == ("digits", (), ())
    assert command.options == RunOptions()


def test_every_option_arrives():
    words = (
        "mnist --set epochs=1 --set seed=3 --out o --data-dir d --jobs 2 --threads 3"
    )
    words += " --timeout 1.5 --scheduler s.json --cold --rerun changed --dry-run"
    words += " --pdf --zip -v"
    command = options.read(words.split())
    assert (command.sweep, command.changes) == ("mnist", ("epochs=1", "seed=3"))
    assert command.given == ("sweep", "changes")
    assert command.options == RunOptions(
        out=Path("o"),
        data_dir=Path("d"),
        jobs=2,
        threads=3,
        timeout=1.5,
        scheduler="s.json",
        cold=True,
        again="changed",
        mode="dry_run",
        exports=("pdf", "zip"),
        loudness="verbose",
    )


@pytest.mark.parametrize(
    ("words", "again", "mode", "loudness"),
    [
        ("--force --status -q", "all", "status", "quiet"),
        ("--keep --report-only", "keep", "report_only", "normal"),
        ("--list --verbose", "stop", "list", "verbose"),
    ],
)
def test_switches_become_one_choice(words, again, mode, loudness):
    read = options.read(words.split()).options
    assert (read.again, read.mode, read.loudness) == (again, mode, loudness)


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("/some/where/run_sweep.py", "run_sweep.py"),
        ("/some/where/bin/noiselab", "noiselab"),
        ("noiselab.exe", "noiselab"),
        ("", "run_sweep.py"),
    ],
)
def test_messages_begin_with_the_name_that_the_program_was_called_by(
    called, name, monkeypatch, capsys
):
    monkeypatch.setattr(sys, "argv", [called])
    with pytest.raises(SystemExit):
        options.read(["--jobs", "x"])
    assert capsys.readouterr().err.startswith(f"{name}: argument --jobs: ")
