import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from helpers.studies import SMALL

from noiselab.front import program

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["mnits"],
            '"mnits": no sweep of that name (did you mean mnist?); available: as_written, '
            "breaking_point, digits, kinds, mnist, mnist_repeats, rusak, share, or the path "
            "of a YAML file",
        ),
        (
            ["--set", "level=0"],
            "--set level=0: level is not a key of a sweep (did you mean levels?)",
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
            "/no/such.npz: there is no such file on this machine; looked at /no/such.npz; "
            "name its folder with --data-dir, or in a notebook as data_dir",
        ),
        (
            ["--jobs", "0"],
            "argument --jobs: must be a whole number from 1, or auto, not 0; --help lists the options",
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
    images = np.full((4, 4, 4), 200, np.uint8)
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
        f"run_sweep.py: --report-only: nothing was run in {where} yet\n",
    )


def test_the_list_names_every_sweep(call):
    code, out, _ = call("--list")
    assert code == 0
    assert [line.split()[:2] for line in out.splitlines()] == [
        ["as_written", "10"],
        ["breaking_point", "72"],
        ["digits", "10"],
        ["kinds", "44"],
        ["mnist", "10"],
        ["mnist_repeats", "50"],
        ["rusak", "45"],
        ["share", "39"],
    ]


@pytest.mark.slow
def test_the_default_study_says_what_comes_next(call, fast_template, monkeypatch):
    monkeypatch.chdir(ROOT)
    python = SimpleNamespace(executable="/some/where/python", argv=sys.argv)
    monkeypatch.setattr(program, "sys", python)
    words = ("--set", "levels=0", "--set", "models=mlnn", "--set", "epochs=1")
    said = "next, the study on MNIST: "
    code, out, error = call("digits", *words)
    assert (code, error) == (0, "")
    lines = out.splitlines()
    assert lines[-1] == f"{said}/some/where/python run_sweep.py mnist"
    python.argv = ["/some/where/bin/noiselab"]
    lines = call("digits", *words)[1].splitlines()
    assert lines[-1] == f"{said}/some/where/bin/noiselab mnist"
    assert said not in call("digits", *words, "-q")[1]
    assert said not in call("digits", *words, "--status")[1]


def test_options_without_effect_are_named_and_the_rest_is_done(call):
    code, out, error = call(*SMALL, "--status", "--zip")
    assert (code, error) == (0, "--zip has no effect with --status\n")
    assert out.splitlines()[-1] == "5 missing"
    assert call("--list", "--jobs", 2)[2] == (
        "--jobs and --out have no effect with --list\n"
    )
    assert call("digits", "--list", "--set", "name=x")[2] == (
        "SWEEP, --set and --out have no effect with --list\n"
    )
