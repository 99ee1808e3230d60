import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from noiselab.common import process_setup, temporary


@pytest.fixture
def nobody(monkeypatch):
    """A user ID without an account."""

    def home():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", home)


def test_a_user_without_a_home_gets_one(nobody, monkeypatch):
    monkeypatch.setenv("HOME", "")
    process_setup.give_home()
    assert os.environ["HOME"] == temporary.lasting()
    assert Path(temporary.lasting()).is_dir()


def test_an_existing_home_stays(monkeypatch):
    monkeypatch.setenv("HOME", "/somewhere")
    process_setup.give_home()
    assert os.environ["HOME"] == "/somewhere"


def test_closed_streams_lead_nowhere_and_no_file_gets_their_number(tmp_path):
    code = (
        "import os, sys\n"
        "from noiselab.common import process_setup\n"
        "process_setup.give_streams()\n"
        "with open(sys.argv[1], 'w') as file:\n"
        "    file.write(f'{file.fileno() > 2} {sys.stdin.read()!r}')\n"
        "    for number in (0, 1, 2): assert os.get_inheritable(number)\n"
        "print('lost')\n"
        "sys.stderr.write('lost')\n"
    )
    closing = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh"]
    command = [*closing, sys.executable, "-c", code, tmp_path / "file"]
    subprocess.run(command, check=True)
    assert (tmp_path / "file").read_text() == "True ''"


def test_a_slow_import_that_no_notebook_needs_is_skipped():
    code = (
        "import sys; from noiselab.common import process_setup; process_setup.complete()\n"
        "import jsonschema, nbformat; print('lark' in sys.modules)\n"
        "nbformat.validate(nbformat.v4.new_notebook())\n"
        "jsonschema.validate({'a': 1}, {'properties': {'a': {'type': 'integer'}}})\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (ran.stdout, ran.stderr) == ("False\n", "")


def test_unprintable_characters_are_escaped(monkeypatch):
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", narrow)
    process_setup.escape_unprintable()
    print("漢", "\udcfc", end="")
    narrow.flush()
    assert narrow.buffer.getvalue() == b"\\u6f22 \\udcfc"
