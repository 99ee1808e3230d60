import re
from pathlib import Path

import numpy as np
import pytest

import noiselab
from noiselab import load_sweep, run_sweep
from noiselab.common.errors import RequestError, SweepError
from noiselab.common.words import shown

FIELDS = {
    "name": "own",
    "dataset": "digits",
    "models": ["mlnn"],
    "levels": [0, 0.5],
    "mlnn": {"epochs": 1},
}


def test_a_sweep_is_built_from_keys_and_values():
    sweep = load_sweep(FIELDS)
    assert [point.level for point in sweep.points()] == [0.0, 0.5]
    with pytest.raises(SweepError) as caught:
        load_sweep(FIELDS | {"models": ["mlnm"]})
    assert str(caught.value) == (
        'sweep: models has no model "mlnm" (did you mean mlnn?); available: mlnn, '
        "convnet"
    )


def test_a_sweep_is_found_by_its_name_and_changed():
    assert load_sweep("digits", ["levels=0.3"]).noise == {"gaussian": (0.3,)}


def test_a_sweep_is_run_and_not_run_twice(tmp_path, fast_template, capsys):
    frame = run_sweep(FIELDS, tmp_path)
    assert frame["status"].tolist() == ["done", "done"]
    assert (tmp_path / "own" / "report.html").is_file()
    assert "own: 2 points to run, 0 already done" in capsys.readouterr().out
    run_sweep(load_sweep(FIELDS), tmp_path, quiet=True)
    assert capsys.readouterr().out == f"report: {tmp_path / 'own' / 'report.html'}\n"


def test_what_fails_is_in_the_frame(tmp_path, fast_template):
    frame = run_sweep(FIELDS | {"levels": [0, 0.3]}, tmp_path, quiet=True)
    assert frame["status"].tolist() == ["done", "failed"]


def test_other_settings_are_refused(tmp_path, fast_template):
    run_sweep(FIELDS, tmp_path, quiet=True)
    with pytest.raises(RequestError) as caught:
        run_sweep(FIELDS | {"mlnn": {"epochs": 2}}, tmp_path)
    message = re.sub(r"about \d+ s", "about 0 s", str(caught.value))
    assert message == (
        "2 of 2 finished points would be different now, in settings (2): "
        "mlnn--gaussian--0.0--r0 differs in settings (epochs was 1, is 2); nothing was "
        'run. Run them again with rerun="changed" (about 0 s), use them unchanged with '
        'keep=True, or give this study its own folder with changes=["name=trial"]'
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"jobs": 0}, "jobs: must be a whole number from 1, or auto, not 0"),
        ({"jobs": "many"}, 'jobs: must be a whole number from 1, or auto, not "many"'),
        ({"threads": -1}, "threads: must be a whole number from 1, not -1"),
        (
            {"timeout": 0},
            "timeout: must be seconds, more than 0 and less than 1000000000, not 0",
        ),
        ({"out": 5}, "out: must name a folder, not be 5"),
        ({"out": ""}, "out: must name a folder, not be empty"),
        (
            {"data_dir": __file__},
            f"data_dir: must name a folder; {shown(__file__)} is a file",
        ),
        (
            {"scheduler": "nonsense"},
            'scheduler: there is no file "nonsense"; name a scheduler file, or an '
            "address such as tcp://host:8786",
        ),
        (
            {"scheduler": Path("absent.json")},
            'scheduler: there is no file "absent.json"; name a scheduler file, or an '
            "address such as tcp://host:8786",
        ),
        (
            {"scheduler": 8786},
            "scheduler: must be the address of a Dask scheduler, or its scheduler "
            "file, not 8786",
        ),
        ({"cold": "no"}, 'cold: must be True or False, not "no"'),
        ({"force": 1}, "force: must be True or False, not 1"),
        ({"report_only": None}, "report_only: must be True or False, not null"),
        ({"rerun": True}, "rerun: must be changed, not true"),
        ({"rerun": "changed", "keep": True}, "keep: not allowed with rerun"),
        ({"force": True, "rerun": "changed"}, "rerun: not allowed with force"),
        ({"quiet": True, "verbose": True}, "verbose: not allowed with quiet"),
        (
            {"changes": ["epochs=1"]},
            "changes: need the name or the path of a sweep; this one has no file",
        ),
        ({"report_only": True}, "report_only: nothing was run in HERE/out/own yet"),
    ],
    ids=str,
)
def test_a_wrong_option_is_told_and_nothing_is_written(
    tmp_path, monkeypatch, options, message
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RequestError) as caught:
        run_sweep(FIELDS, **{"out": "out"} | options)
    assert str(caught.value).replace(str(tmp_path), "HERE") == message
    assert list(tmp_path.iterdir()) == []


def test_a_file_for_outputs_is_refused_as_by_the_command(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(RequestError) as caught:
        run_sweep(FIELDS, tmp_path / "out")
    assert str(caught.value) == (
        f"{tmp_path / 'out'}: is a file, so no results can go there; name a folder"
    )


@pytest.fixture
def file(tmp_path):
    """A sweep file with its images beside it, in a folder that is not the current."""
    folder = tmp_path / "study"
    folder.mkdir()
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (20, 8, 8), dtype=np.uint8)
    labels = np.arange(20) % 2
    np.savez(
        folder / "own.npz", x_train=images, y_train=labels, x_test=images, y_test=labels
    )
    (folder / "own.yaml").write_text(
        "{name: own, dataset: own.npz, models: mlnn, levels: 0, mlnn: {epochs: 1}}"
    )
    return folder / "own.yaml"


def test_data_beside_the_sweep_file_is_found(file, tmp_path, fast_template):
    frame = run_sweep(file, tmp_path / "out", quiet=True, changes=["levels=0.1,0.2"])
    assert frame["status"].tolist() == ["done", "done"]
    with pytest.raises(RequestError) as caught:  # keys and values lie nowhere
        run_sweep(FIELDS | {"dataset": "own.npz"}, tmp_path / "other")
    assert str(caught.value) == (
        "own.npz: there is no such file on this machine; looked at "
        f"{Path.cwd() / 'own.npz'}"
    )


def test_images_that_are_too_small_are_told_with_the_sweep_file(file, tmp_path):
    small = np.zeros((4, 4, 4), np.uint8)
    labels = np.array([0, 1, 0, 1])
    arrays = {"x_train": small, "y_train": labels, "x_test": small, "y_test": labels}
    np.savez(file.with_name("own.npz"), **arrays)
    with pytest.raises(RequestError) as caught:
        run_sweep(file, tmp_path / "out", changes=["models=convnet"])
    problem = "models: convnet needs images of at least 6x6 pixels, and own.npz has 4x4"
    assert str(caught.value) == f"{file}: {problem}"
    with pytest.raises(RequestError) as caught:
        run_sweep(
            load_sweep(file, ["models=convnet"]), data_dir=file.parent, out=tmp_path
        )
    assert str(caught.value) == f"sweep: {problem}"


def test_only_the_report_is_made_and_what_has_no_effect_is_named(
    tmp_path, fast_template, capsys
):
    run_sweep(FIELDS, tmp_path, quiet=True)
    (tmp_path / "own" / "report.html").unlink()
    capsys.readouterr()
    more = FIELDS | {"levels": [0, 0.5, 0.1]}
    frame = run_sweep(more, tmp_path, report_only=True, exports="zip", jobs=2)
    assert frame["status"].tolist() == ["done", "done", "missing"]
    assert (tmp_path / "own" / "handin.zip").is_file()
    printed = capsys.readouterr()
    assert printed.out == f"report: {tmp_path / 'own' / 'report.html'}\n"
    assert printed.err == "jobs has no effect with report_only\n"


def test_finished_points_that_differ_are_kept_or_run_again(
    tmp_path, fast_template, capsys
):
    run_sweep(FIELDS, tmp_path, quiet=True)
    result = tmp_path / "own" / "points" / "mlnn--gaussian--0.0--r0" / "result.json"
    first = result.read_text()
    longer = FIELDS | {"mlnn": {"epochs": 2}}
    run_sweep(longer, tmp_path, keep=True, quiet=True)
    assert result.read_text() == first
    capsys.readouterr()
    run_sweep(longer, tmp_path, rerun="changed", cold=True, verbose=True)
    assert "mlnn--gaussian--0.0--r0: epoch 2/2" in capsys.readouterr().out
    assert '"epochs": 2' in result.read_text()


def test_it_runs_inside_a_notebook(tmp_path, printed):
    from noiselab.engine.kernels import Kernels

    source = (
        "from noiselab import run_sweep\n"
        f"frame = run_sweep({FIELDS | {'levels': [0.5]}!r}, {str(tmp_path / 'out')!r}, quiet=True)\n"
        "print(frame['status'].tolist())"
    )
    with Kernels() as kernels:
        assert "['done']" in printed(source, kernels)
    assert (tmp_path / "out" / "own" / "report.html").is_file()


def test_the_package_offers_nothing_else():
    with pytest.raises(AttributeError, match="has no attribute 'train'"):
        noiselab.train  # noqa: B018
