from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from noiselab.common.errors import OptionError
from noiselab.front import options, run_options
from noiselab.front.run_options import RunOptions
from noiselab.study.shard import Shard

WHOLE = "must be a whole number from 1, not"
JOBS = "must be a whole number from 1, or auto, not"
SECONDS = "must be seconds, more than 0 and less than 1000000000, not"
SCHEDULER = "must be the address of a Dask scheduler, or its scheduler file, not"
EXPORTS = "must be names of exporters (pdf, zip), not"
SWITCH = "must be True or False, not"


@pytest.mark.parametrize(
    ("option", "value", "problem"),
    [
        ("out", "here", 'must be a Path, not "here"'),
        ("data_dir", 5, "must be a Path, not 5"),
        ("jobs", 0, f"{JOBS} 0"),
        ("jobs", -3, f"{JOBS} -3"),
        ("jobs", 1.0, f"{JOBS} 1.0"),
        ("jobs", True, f"{JOBS} true"),
        ("jobs", None, f"{JOBS} null"),
        ("jobs", "many", f'{JOBS} "many"'),
        ("jobs", "2", f'{JOBS} "2"'),
        ("threads", 0, f"{WHOLE} 0"),
        ("threads", "auto", f'{WHOLE} "auto"'),
        ("timeout", 0, f"{SECONDS} 0"),
        ("timeout", float("nan"), f"{SECONDS} nan"),
        ("timeout", 1e9, f"{SECONDS} 1000000000.0"),
        ("timeout", True, f"{SECONDS} true"),
        ("timeout", "9", f'{SECONDS} "9"'),
        ("scheduler", " ", f'{SCHEDULER} " "'),
        ("scheduler", 8786, f"{SCHEDULER} 8786"),
        ("cold", 1, f"{SWITCH} 1"),
        ("exports", ["zip"], f'{EXPORTS} ["zip"]'),
        ("exports", ("html",), f'{EXPORTS} ["html"]'),
        ("again", "never", 'must be stop, keep, changed, dropped or all, not "never"'),
        ("again", ["all"], 'must be stop, keep, changed, dropped or all, not ["all"]'),
        (
            "mode",
            "dry-run",
            'must be run, status, dry_run, report_only or list, not "dry-run"',
        ),
        ("loudness", True, "must be quiet, normal or verbose, not true"),
    ],
)
def test_a_wrong_option_is_named_with_what_it_may_be(option, value, problem):
    with pytest.raises(OptionError) as caught:
        RunOptions(**{option: value})
    assert (caught.value.option, caught.value.problem) == (option, problem)
    assert str(caught.value) == f"{option}: {problem}"


def test_allowed_options_are_kept_as_they_are():
    chosen = {
        "out": Path("o"),
        "data_dir": Path("d"),
        "jobs": 3,
        "threads": 1,
        "timeout": 0.5,
        "scheduler": "tcp://host:8786",
        "part": Shard(2, 8),
        "cold": True,
        "again": "keep",
        "mode": "status",
        "exports": ("pdf", "zip"),
        "loudness": "quiet",
    }
    made = RunOptions(**chosen)
    assert {field.name: getattr(made, field.name) for field in fields(made)} == chosen
    assert RunOptions(jobs="auto").jobs == "auto"
    with pytest.raises(FrozenInstanceError):
        made.jobs = 0


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (5, "must name a folder, not be 5"),
        ("", "must name a folder, not be empty"),
        (" \n", "must name a folder, not be empty"),
        ("a\0b", "cannot be the name of a folder"),
        ("x" * 300, "cannot be the name of a folder"),
    ],
)
def test_what_names_no_folder_is_refused(text, problem):
    with pytest.raises(OptionError) as caught:
        run_options.folder("out", text)
    assert str(caught.value) == f"out: {problem}"


def test_folders_are_read_as_a_user_writes_them(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert run_options.folder("out", None) is None
    assert run_options.folder("out", "new/folder") == Path("new/folder")
    assert run_options.folder("out", "~/studies") == tmp_path / "studies"
    assert run_options.data_folder(tmp_path) == tmp_path
    assert run_options.data_folder("absent") == Path("absent")
    (tmp_path / "file").write_text("")
    with pytest.raises(OptionError) as caught:
        run_options.data_folder("~/file")
    assert str(caught.value) == 'data_dir: must name a folder; "~/file" is a file'


@pytest.mark.parametrize(
    ("option", "value", "make"),
    [
        ("jobs", 0, RunOptions),
        ("jobs", "many", RunOptions),
        ("threads", -1, RunOptions),
        ("timeout", 0, RunOptions),
        ("out", "", lambda out: run_options.folder("out", out)),
    ],
)
def test_the_command_says_the_same_words(option, value, make, capsys):
    with pytest.raises(OptionError) as caught:
        make(**{option: value})
    with pytest.raises(SystemExit):
        options.read([f"--{option}={value}"])
    assert capsys.readouterr().err == (
        f"run_sweep.py: argument --{option}: {caught.value.problem}; "
        "--help lists the options\n"
    )
