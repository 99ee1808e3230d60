"""Real runs in environments unlike a tidy home folder on a laptop."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from helpers.mounts import mounted

from noiselab.common.folders import ROOT
from noiselab.store import results

TINY = [
    word
    for change in ("models=mlnn", "levels=0", "epochs=1", "name=tiny")
    for word in ("--set", change)
]
ODD = "a b {c} {0} 'q' \"d\" 100% %s $HOME ü漢"
LONG = "x" * 200


def call(*words: object, script: Path = ROOT / "run_sweep.py", **options):
    """Run the command with no environment variables but `env` and the basic ones."""
    usual = {
        name: os.environ[name] for name in ("PATH", "PYTHONPATH") & os.environ.keys()
    }
    env = usual | options.pop("env", {})
    before = options.pop("before", [])
    command = [*before, sys.executable, script, "digits", *TINY, *words]
    return subprocess.run(
        list(map(str, command)),
        **{"capture_output": True, "text": True, "timeout": 300, "env": env} | options,
    )


def is_whole(ran: subprocess.CompletedProcess, out: Path) -> None:
    """Assert that a run printed no problem and left its report."""
    assert (ran.returncode, ran.stderr) == (0, "")
    assert results.load(out / "tiny")["status"].tolist() == ["done"]
    assert (out / "tiny" / "report.html").is_file()


@pytest.mark.slow
def test_everything_odd_at_once(tmp_path):
    """No HOME, locale C, 1 processor, no terminal, odd and long names, a fake kernel."""
    out = tmp_path / ODD / LONG
    temporary = tmp_path / "temporary {b} 'q' ü" / LONG
    kernels = tmp_path / "jupyter" / "kernels" / "python3"
    for folder in (temporary, kernels):
        folder.mkdir(parents=True)
    fake = {"argv": ["/bin/false"], "display_name": "no", "language": "python"}
    (kernels / "kernel.json").write_text(json.dumps(fake))
    current = tmp_path / "elsewhere"
    current.mkdir()
    ran = call(
        "--out",
        out,
        "--set",
        "report.title=Übung 漢",
        env={
            "LC_ALL": "C",
            "TMPDIR": str(temporary),
            "JUPYTER_PATH": str(kernels.parents[1]),
        },
        before=["taskset", "-c", "0"] if shutil.which("taskset") else [],
        cwd=current,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    is_whole(ran, out)
    assert "<title>Übung 漢</title>" in (out / "tiny/report.html").read_text("utf-8")
    assert list(current.iterdir()) == []
    assert not list(temporary.glob("noiselab-*"))


def test_words_that_the_output_cannot_show_are_escaped(tmp_path):
    env = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    ran = call("--dry-run", "--set", "mlnn=漢", "--out", tmp_path, env=env)
    assert ran.returncode == 2
    assert "\\u6f22" in ran.stderr
    folder = tmp_path / "漢"
    folder.write_text("")
    ran = call("--out", folder, env=env)
    assert ran.stderr == (
        f"run_sweep.py: {tmp_path}/\\u6f22: is a file, so no results can go there; name "
        "a folder\n"
    )


def test_a_folder_whose_name_is_not_in_utf_8_is_refused(tmp_path):
    out = os.fsencode(tmp_path) + b"/\xfcbung"
    ran = call("--out", os.fsdecode(out))
    assert (ran.returncode, ran.stderr) == (
        2,
        f"run_sweep.py: '{tmp_path}/\\udcfcbung/tiny': this name is not in UTF-8, as "
        "notebooks must be; name another folder with --out, or set PYTHONUTF8=1\n",
    )
    assert list(tmp_path.iterdir()) == []


def copy_of_the_project(folder: Path) -> Path:
    for name in ("src", "notebooks", "sweeps", "run_sweep.py"):
        if (source := ROOT / name).is_dir():
            unwanted = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, folder / name, ignore=unwanted)
        else:
            shutil.copy(source, folder / name)
    return folder / "run_sweep.py"


@pytest.fixture
def read_only(tmp_path):
    """A copy of the project on a read-only mount, as modes do not stop root."""
    folder = tmp_path / "read_only"
    folder.mkdir()
    script = copy_of_the_project(folder)
    with mounted(folder, ("--bind", folder), ("-o", "remount,ro,bind")):
        yield script


@pytest.mark.slow
def test_a_read_only_checkout_writes_elsewhere(read_only, tmp_path):
    with pytest.raises(OSError, match="Read-only file system"):
        (read_only.parent / "new").write_text("")
    env = {"PYTHONPATH": str(read_only.parent / "src")}
    refused = call(script=read_only, env=env, cwd=read_only.parent)
    assert (refused.returncode, refused.stderr) == (
        2,
        f"run_sweep.py: {read_only.parent}: cannot be written to; name another folder "
        "with --out\n",
    )
    ran = call("--out", tmp_path / "out", script=read_only, env=env)
    is_whole(ran, tmp_path / "out")


@pytest.mark.slow
def test_a_checkout_with_an_odd_name_works_from_within(tmp_path):
    checkout = tmp_path / ODD / LONG
    checkout.mkdir(parents=True)
    script = copy_of_the_project(checkout)
    ran = call(script=script, env={"PYTHONPATH": str(checkout / "src")}, cwd=checkout)
    is_whole(ran, checkout / "outputs")


@pytest.mark.slow
def test_a_user_id_without_name_and_home_works():
    """As in containers that run under any user ID."""
    if os.geteuid() or not shutil.which("setpriv"):
        pytest.skip("only root may take another user's ID, with setpriv")
    rights = "+dac_override,+dac_read_search"  # so that it reaches this Python
    as_user = ["setpriv", "--reuid", 54321, "--regid", 54321, "--clear-groups"]
    as_user += ["--inh-caps", rights, "--ambient-caps", rights]
    with tempfile.TemporaryDirectory() as folder:  # pytest's are closed to other users
        Path(folder).chmod(0o777)
        ran = call("--out", "out", before=as_user, cwd=folder)
        is_whole(ran, Path(folder, "out"))
        # no folder called ~, which Keras would create
        assert [path.name for path in Path(folder).iterdir()] == ["out"]


@pytest.mark.slow
def test_closed_streams_do_no_harm(tmp_path):
    closed = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh"]
    ran = call("--out", tmp_path, before=closed)
    is_whole(ran, tmp_path)
