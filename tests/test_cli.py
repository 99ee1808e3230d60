import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from noiselab import cli, noise, results, run
from noiselab.errors import PointError

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def call(tmp_path, capsys, monkeypatch):
    """Calls the command line in this process; gives exit code, stdout, stderr."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    def call(*arguments):
        try:
            code = cli.main([*map(str, arguments), "--out", str(tmp_path / "out")])
        except SystemExit as ended:
            code = ended.code
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


SMALL = ("digits", "--set", "name=small", "--set", "models=mlnn", "--set", "epochs=1")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["mnits"],
            '"mnits": no sweep of that name (did you mean mnist?); there is as_written, '
            "breaking_point, digits, kinds, mnist, mnist_repeats, or give the path of "
            "a YAML file",
        ),
        (
            ["--set", "level=0"],
            "--set level=0: level is no key of a sweep (did you mean levels?)",
        ),
        (
            ["--set", "repeats"],
            "--set repeats: must be KEY=VALUE, such as levels=0,0.2",
        ),
        (
            ["--set", "levels=-1"],
            "--set levels=-1: levels must each be a standard deviation from 0 to 1000000, not -1",
        ),
        (
            ["--set", "dataset=/no/such.npz"],
            "/no/such.npz: there is no such file on this machine; looked at /no/such.npz",
        ),
        (
            ["--jobs", "0"],
            "argument --jobs: must be a whole number from 1, or auto, not '0'; --help lists the options",
        ),
    ],
)
def test_a_wrong_request_is_one_line_exit_2_and_nothing_written(
    call, tmp_path, arguments, message
):
    assert call(*arguments) == (2, "", f"run_sweep.py: {message}\n")
    assert list(tmp_path.iterdir()) == []


def test_a_data_file_that_cannot_be_used_is_refused(call, tmp_path):
    own = tmp_path / "own.npz"
    images = np.zeros((4, 4, 4), np.uint8)
    labels = np.array([0, 1, 0, 1])
    np.savez(own, x_train=images, y_train=labels, x_test=images, y_test=labels)
    code, _, error = call("digits", "--set", f"dataset={own}")
    assert (code, error) == (
        2,
        f"run_sweep.py: {ROOT / 'sweeps' / 'digits.yaml'}: models: convnet needs images "
        "of at least 6x6 pixels, and own.npz has 4x4\n",
    )
    own.write_text("no zip")
    code, _, error = call("digits", "--set", f"dataset={own}")
    assert code == 2
    assert error.startswith(f"run_sweep.py: {own}: not a readable .npz file (")
    assert not (tmp_path / "out").exists()


def test_a_file_in_the_place_of_outputs_is_refused(call, tmp_path):
    (tmp_path / "out").write_text("mine")
    code, _, error = call("digits")
    where = tmp_path / "out"
    assert (code, error) == (
        2,
        f"run_sweep.py: {where}: is a file, so no results can go there; name a folder\n",
    )
    assert where.read_text() == "mine"


def test_status_and_dry_run_write_nothing(call, tmp_path):
    code, out, _ = call(*SMALL, "--status")
    assert (code, out.splitlines()[-1]) == (0, "5 missing")
    code, out, _ = call(*SMALL, "--dry-run")
    assert (code, out.splitlines()[-1]) == (0, "5 of 5 points would run")
    assert list(tmp_path.iterdir()) == []


def test_a_report_of_nothing_is_refused(call, tmp_path):
    where = tmp_path / "out" / "small"
    assert call(*SMALL, "--report-only") == (
        2,
        "",
        f"run_sweep.py: {where}: nothing was run there yet; run without --report-only\n",
    )


def test_the_list_names_every_sweep(call):
    code, out, _ = call("--list")
    assert code == 0
    assert [line.split()[:2] for line in out.splitlines()] == [
        ["as_written", "10"],
        ["breaking_point", "72"],
        ["digits", "10"],
        ["kinds", "56"],
        ["mnist", "10"],
        ["mnist_repeats", "50"],
    ]


def test_a_run_skips_what_is_done_and_tries_again_what_failed(
    call, fast_template, tmp_path
):
    some = (*SMALL, "--set", "levels=0,0.3")
    code, out, error = call(*some)
    folder = tmp_path / "out" / "small"
    assert code == 1
    assert out.splitlines()[0] == "small: 2 points to run, 0 done already"
    assert out.splitlines()[-1] == f"report: {folder / 'report.html'}"
    assert error.splitlines()[0] == (
        "failed: mlnn--gaussian--0.3--r0: RuntimeError: the network exploded"
    )
    assert "the network exploded" in (folder / "report.html").read_text()
    first = (folder / "points" / "mlnn--gaussian--0.0--r0" / "result.json").stat()

    code, out, _ = call(*some)
    assert code == 1
    assert out.splitlines()[0] == "small: 1 points to run, 1 done already"
    again = (folder / "points" / "mlnn--gaussian--0.0--r0" / "result.json").stat()
    assert again == first

    fast_template.write_text(fast_template.read_text().replace("0.3", "0.31"))
    code, out, _ = call(*some, "--status")
    assert "stale     changed since: template" in out
    code, out, _ = call(*some)
    assert (code, out.splitlines()[0]) == (0, "small: 2 points to run, 0 done already")
    code, out, _ = call(*some)
    assert (code, out.splitlines()) == (
        0,
        [
            "nothing to do: all 2 points of small are done",
            f"report: {folder / 'report.html'}",
        ],
    )


def test_networks_that_cannot_be_tested_elsewhere_are_told_and_the_report_comes(
    call, fast_template, tmp_path, monkeypatch
):
    def failing(*_):
        raise PointError("its kernel was killed (SIGKILL)")

    monkeypatch.setattr(run, "write_transfers", failing)
    code, out, error = call(*SMALL, "--set", "levels=0")
    assert code == 1
    assert "testing 1 networks at the levels of the study, 1 tests" in out
    assert error == "failed: its kernel was killed (SIGKILL)\n"
    assert (tmp_path / "out" / "small" / "report.html").is_file()


def test_a_new_level_costs_the_others_only_tests(study, run_sweep, tmp_path):
    shutil.copytree(study, tmp_path / "small")
    old = tmp_path / "small" / "points" / "mlnn--gaussian--0.5--r0"
    before = (old / "result.json").read_bytes()
    changes = ("levels=0,0.2,0.5", "epochs=2", "name=small", "models=mlnn")
    options = [word for change in changes for word in ("--set", change)]
    ran = run_sweep("digits", *options, "--out", tmp_path, "--threads", 1)
    assert ran.returncode == 0, ran.stderr
    assert "small: 1 points to run, 2 done already" in ran.stdout
    # the new network at three levels, the two others at the new one
    assert "testing 3 networks at the levels of the study, 5 tests" in ran.stdout
    assert (old / "result.json").read_bytes() == before
    tests = (tmp_path / "small" / "transfer.csv").read_text().splitlines()[1:]
    assert len(tests) == 9


def test_what_failed_is_told_even_if_the_report_fails(call, fast_template, monkeypatch):
    def failing(*_):
        raise ValueError("no report\nsecond line")

    monkeypatch.setattr(run, "write_report", failing)
    code, _, error = call(*SMALL, "--set", "levels=0.3")
    assert code == 1
    assert error.splitlines()[0] == (
        "failed: mlnn--gaussian--0.3--r0: RuntimeError: the network exploded"
    )
    assert error.splitlines()[-1] == (
        "run_sweep.py: ValueError: no report; -v shows where"
    )


def test_other_settings_on_a_finished_sweep_are_refused(call, fast_template, tmp_path):
    some = (*SMALL, "--set", "levels=0")
    assert call(*some)[0] == 0
    record = tmp_path / "out" / "small" / "points" / "mlnn--gaussian--0.0--r0"
    before = (record / "result.json").read_text()
    code, _, error = call(*some, "--set", "mlnn.epochs=2")
    assert (code, error) == (
        2,
        "run_sweep.py: 1 finished points of small have other settings "
        "(mlnn--gaussian--0.0--r0: epochs was 1, is 2); keep them and give this study "
        "its own folder with --set name=trial, or run them again with --force\n",
    )
    assert (record / "result.json").read_text() == before
    assert call(*some, "--set", "mlnn.epochs=2", "--force", "-q")[0] == 0
    assert '"epochs": 2' in (record / "result.json").read_text()


def test_a_new_noise_definition_makes_points_stale(call, fast_template, monkeypatch):
    from noiselab import fingerprint

    some = (*SMALL, "--set", "levels=0,0.2")
    assert call(*some)[0] == 0
    monkeypatch.setattr(fingerprint, "_code", lambda sources: "changed")
    assert "2 stale" in call(*some, "--status")[1]


@pytest.fixture
def started(tmp_path):
    """Starts a long study in a process of its own, and waits for its first epochs."""
    out = tmp_path / "out"
    command = [sys.executable, ROOT / "run_sweep.py", *SMALL[:5], "-v", "--out", out]
    command += ["--set", "levels=0,0.5", "--set", "epochs=4000", "--jobs", "2"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while "epoch" not in (line := process.stdout.readline()):
        assert line or process.poll() is None, process.stderr.read()
    yield process, out / "small"
    process.kill()
    process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_all_within_5_s_and_leaves_no_orphan(started, number):
    process, folder = started
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 2
    at = time.monotonic()
    os.kill(process.pid, number)
    _, error = process.communicate(timeout=30)
    assert time.monotonic() - at < 5
    assert process.returncode == 130
    assert error == (
        "interrupted; what was finished is kept, and the next run goes on from it\n"
    )
    _, alive = psutil.wait_procs(family, timeout=2)
    assert alive == []
    assert list((folder / "points").iterdir()) == []


def test_a_real_study_from_the_command_line(study, run_sweep):
    frame = results.load(study)
    assert frame["status"].tolist() == ["done"] * 4
    assert frame["val_accuracy"].between(0.1, 1).all()
    assert frame["snr_db"].isna().tolist() == [True, False] * 2
    changes = (
        "levels=0,0.5",
        "epochs=2",
        "name=small",
        "report.author=A. <b>Student</b>",
    )
    options = [word for change in changes for word in ("--set", change)]
    before = {path: path.stat().st_mtime_ns for path in study.rglob("*")}
    again = run_sweep("digits", *options, "--out", study.parent)
    assert (again.returncode, again.stdout.splitlines()[0]) == (
        0,
        "nothing to do: all 4 points of small are done",
    )
    assert {path: path.stat().st_mtime_ns for path in study.rglob("*")} == before


def test_both_models_met_the_same_noisy_images(study):
    ratios = results.load(study).groupby("level")["snr_db"].nunique()
    assert ratios.loc[0.5] == 1
    assert noise.KINDS["gaussian"].unit.startswith("standard deviation")


def test_help_answers_without_loading_anything_heavy():
    code = (
        "import sys; from noiselab.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'numpy', 'pydantic', 'pandas', 'keras'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.stdout.endswith("\n[]\n")
    assert "--set KEY=VALUE" in ran.stdout
