import subprocess
import sys

import pytest
from helpers.studies import SMALL

from noiselab.front import options
from noiselab.front.commands import COMMANDS
from noiselab.front.run_options import RunOptions


def refused(words, capsys) -> str:
    """What is said of words that end the program with exit code 2."""
    with pytest.raises(SystemExit) as caught:
        options.read(words)
    assert caught.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "without"),
    [
        ("run mnist --set epochs=1 --jobs 2", "mnist --set epochs=1 --jobs 2"),
        ("run --keep --dry-run --zip -q", "--keep --dry-run --zip -q"),
        ("run", ""),
        ("status mnist --out o --data-dir d", "mnist --out o --data-dir d --status"),
        ("report --keep --cold --pdf", "--keep --cold --pdf --report-only"),
    ],
)
def test_a_command_means_what_the_options_do(words, without):
    read, before = options.read(words.split()), options.read(without.split())
    assert read.options == before.options
    assert (read.sweep, read.changes) == (before.sweep, before.changes)
    assert (read.command, before.command) == (words.split()[0], None)


def test_a_command_without_options_has_the_defaults_of_all():
    for name in ("run", "list", "data"):
        assert options.read([name]).options == RunOptions()


def test_each_command_has_a_help_of_its_own_options(capsys):
    shown = {}
    for name in COMMANDS:
        with pytest.raises(SystemExit) as caught:
            options.read([name, "--help"])
        assert caught.value.code == 0
        shown[name] = capsys.readouterr().out
        assert shown[name].startswith(f"usage: run_sweep.py {name} ")
    assert "--jobs" in shown["run"]
    assert "--status" not in shown["run"]
    for name in ("status", "report", "list", "data"):
        assert "--jobs" not in shown[name]
        assert "--force" not in shown[name]
    assert "--zip" not in shown["status"]


def test_the_help_lists_the_commands(capsys):
    with pytest.raises(SystemExit):
        options.read(["--help"])
    lines = capsys.readouterr().out.splitlines()
    for command in COMMANDS.values():
        assert f"  {command.name:10}{command.meaning}" in lines


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["stauts"],
            '"stauts": no command or sweep of that name (did you mean status?)',
        ),
        (
            ["Lists", "--out", "x"],
            '"Lists": no command or sweep of that name (did you mean list?)',
        ),
        (["--out", "x", "list"], "list must come first: run_sweep.py list …"),
        (["-v", "status"], "status must come first: run_sweep.py status …"),
    ],
)
def test_a_mistyped_command_is_one_line(words, message, capsys):
    assert refused(words, capsys) == (
        f"run_sweep.py: {message}; --help lists the options\n"
    )


def test_an_option_of_another_command_is_refused(capsys):
    assert refused(["status", "--jobs=2"], capsys) == (
        "run_sweep.py status: unrecognized arguments: --jobs=2; --help lists the "
        "options\n"
    )


@pytest.mark.parametrize("words", [["digits"], ["digts"], ["mnits"], ["x.yaml"]])
def test_the_name_of_a_sweep_is_no_command(words):
    assert options.read(words).command is None


def test_a_sweep_file_called_as_a_command_is_named_by_its_path(
    call, tmp_path, monkeypatch
):
    text = "{name: own, dataset: digits, models: mlnn, levels: [0]}"
    monkeypatch.chdir(tmp_path)
    for name in ("run", "list"):
        (tmp_path / name).write_text(text)
        for words in (["status", name], [f"./{name}", "--status"]):
            code, out, error = call(*words)
            assert (code, error) == (0, "")
            assert out.splitlines()[-1] == "1 missing"
    assert options.read(["--out", "x", "list"]).sweep == "list"  # it is a file here
    (tmp_path / "run").unlink()
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "list").write_text(text)
    assert call("run/list", "--status")[0] == 0
    assert call("run", "run/list", "--dry-run")[1].splitlines()[-1] == (
        "1 of 1 point would run"
    )


def test_messages_name_the_command(call, tmp_path):
    where = tmp_path / "out" / "small"
    assert call("report", *SMALL) == (
        2,
        "",
        f"run_sweep.py: report: nothing was run in {where} yet\n",
    )


def test_the_help_loads_nothing_heavy():
    helps = [["--help"], *([name, "--help"] for name in COMMANDS)]
    code = (
        "import sys; from noiselab.front.cli import main\n"
        f"for words in {helps}:\n"
        "    try: main(words)\n"
        "    except SystemExit: pass\n"
        "print(sorted({'numpy', 'pydantic', 'pandas', 'keras'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.stdout.count("usage: ") == len(helps)
    assert ran.stdout.endswith("\n[]\n")
