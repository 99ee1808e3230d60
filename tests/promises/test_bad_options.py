"""Options as someone would pass them who wants a crash."""

import signal

import pytest

from noiselab.front import cli

HELP = "; --help lists the options"
NO_SCHEDULER = "name a scheduler file, or an address such as tcp://host:8786"
SECONDS = (
    "argument --timeout: must be seconds, more than 0 and less than 1000000000, not "
)
JOBS = "argument --jobs: must be a whole number from 1, or auto, not "
CASES = {
    "timeout_infinite": (["--timeout", "inf"], f"{SECONDS}inf{HELP}"),
    "timeout_overflow": (["--timeout", "1e400"], f"{SECONDS}inf{HELP}"),
    "timeout_negative": (["--timeout=-1"], f"{SECONDS}-1{HELP}"),
    "timeout_empty": (["--timeout", ""], f'{SECONDS}""{HELP}'),
    "jobs_float": (["--jobs", "1e9"], f"{JOBS}1000000000.0{HELP}"),
    "jobs_endless": (["--jobs", "9" * 5000], f"{JOBS}inf{HELP}"),
    "jobs_null_byte": (["--jobs", "1\0"], f'{JOBS}"1\\u0000"{HELP}'),
    "out_null_byte": (
        ["--out", "a\0b"],
        f"argument --out: cannot be the name of a folder{HELP}",
    ),
    "out_too_long": (
        ["--out", "o" * 300],
        f"argument --out: cannot be the name of a folder{HELP}",
    ),
    "data_dir_file": (
        ["--data-dir", "mine.txt"],
        f'argument --data-dir: must name a folder; "mine.txt" is a file{HELP}',
    ),
    "out_file": (
        ["--out", "mine.txt"],
        "HERE/mine.txt: is a file, so no results can go there; name a folder",
    ),
    "out_below_a_file": (
        ["--out", "mine.txt/deeper"],
        "HERE/mine.txt: is a file, so no results can go there; name a folder",
    ),
    "out_alone": (["--out"], f"argument --out: expected one argument{HELP}"),
    "quiet_and_verbose": (
        ["-q", "-v"],
        f"argument -v/--verbose: not allowed with argument -q/--quiet{HELP}",
    ),
    "two_sweeps": (["digits", "mnist"], f"unrecognized arguments: mnist{HELP}"),
    "option_of_two_lines": (["--a\nb"], f"unrecognized arguments: --a\\nb{HELP}"),
    "no_scheduler": (
        ["--scheduler", "nonsense", "--set", "name=mine"],
        f'--scheduler: there is no file "nonsense"; {NO_SCHEDULER}',
    ),
    "scheduler_null_byte": (
        ["--scheduler", "\0", "--set", "name=mine"],
        f'--scheduler: there is no file "\\u0000"; {NO_SCHEDULER}',
    ),
    "sweep_null_byte": (
        ["\0.yaml"],
        '"\\u0000.yaml": there is no such sweep file',
    ),
    "sweep_of_two_lines": (
        ["a\nb.yaml"],
        '"a\\nb.yaml": there is no such sweep file',
    ),
    "sweep_is_a_folder": (
        ["folder.yaml"],
        '"folder.yaml": there is no such sweep file',
    ),
}


@pytest.mark.parametrize(("words", "message"), CASES.values(), ids=CASES)
def test_a_wrong_option(tmp_path, capsys, monkeypatch, words, message):
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "folder.yaml").mkdir()
    out = [] if "--out" in words else ["--out", "out"]
    try:
        code = cli.main([*out, *words])
    except SystemExit as ended:
        code = ended.code
    printed = capsys.readouterr()
    line = printed.err.replace(str(tmp_path), "HERE")
    assert (code, printed.out, line) == (2, "", f"run_sweep.py: {message}\n")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["folder.yaml", "mine.txt"]
    assert (tmp_path / "mine.txt").read_text() == "mine"
