"""Each test is a user's script, with the file beside it, in a process of its own."""

import subprocess
import sys

import pytest

SLOW = pytest.mark.slow  # where much is loaded first
SCRIPT = """\
from noiselab import load_sweep
load_sweep({"name": "s", "dataset": "digits", "models": ["mlnn"], "levels": [0]})
print("loaded")
"""
RUN = """\
import noiselab
noiselab.run_sweep("digits", changes="levels=0", out="o")
"""


@pytest.fixture
def ran(tmp_path):
    """Runs a script beside a file; gives exit code, output and the last line told."""

    def run(file, text, script=SCRIPT):
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        (tmp_path / "study.py").write_text(script)
        command = [sys.executable, tmp_path / "study.py"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
        return done.returncode, done.stdout, done.stderr.splitlines()

    return run


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        (
            "random.py",
            "x = 1",
            "ImportError: cannot import name 'Random' from 'random'",
        ),
        pytest.param(
            "tempfile.py",
            "",
            "AttributeError: module 'tempfile' has no attribute",
            marks=SLOW,
        ),
        (
            "logging/__init__.py",
            "",
            "AttributeError: module 'logging' has no attribute",
        ),
        pytest.param(
            "email.py", "", "ModuleNotFoundError: No module named 'email.", marks=SLOW
        ),
        ("logging.py", "x = = 1", "SyntaxError: invalid syntax"),
        ("random.py", "1 / 0", "ZeroDivisionError: division by zero"),
        ("random.py", "raise SystemExit(0)", "SystemExit: 0"),
    ],
)
def test_a_file_in_place_of_a_module_of_pythons_own_is_told(
    ran, tmp_path, file, text, problem
):
    code, _, told = ran(file, text)
    path = tmp_path / file.removesuffix("/__init__.py")
    name = path.stem
    assert code == 1
    assert told[-1].startswith(
        f"noiselab.common.errors.NoiselabError: {path}: Python loads it in place of "
        f"Python's own module {name}; give it another name ({problem}"
    )
    assert sum(line.startswith("Traceback") for line in told) == 1


@SLOW
def test_a_file_in_place_of_a_package_is_told(ran, tmp_path):
    _, _, told = ran("yaml.py", "")
    assert (
        f"{tmp_path / 'yaml.py'}: Python loads it in place of the package yaml"
        in told[-1]
    )


def test_a_file_that_is_in_the_way_of_telling_it_is_told(ran, tmp_path):
    _, _, told = ran("dataclasses.py", "")
    line = f"ImportError: {tmp_path / 'dataclasses.py'}: Python loads it in place of"
    assert told[-1].startswith(line)


@SLOW
def test_a_file_that_only_a_run_meets_is_told(ran, tmp_path):
    _, _, told = ran("colorsys.py", "", RUN)
    assert f"NoiselabError: {tmp_path / 'colorsys.py'}: Python loads it" in told[-1]


@SLOW
def test_a_file_that_harms_nothing_is_not_in_the_way(ran):
    assert ran("test.py", "raise SystemExit") == (0, "loaded\n", [])


@SLOW
def test_another_error_is_not_blamed_on_it(ran):
    script = SCRIPT.replace("from", "import test\nfrom", 1).replace("[0]", "[-1]")
    _, _, told = ran("test.py", "", script)
    assert told[-1].startswith("noiselab.common.errors.SweepError: ")
