import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import noiselab
from noiselab import load_sweep, run_sweep
from noiselab.common import files
from noiselab.common.errors import OptionError, RequestError, SweepError
from noiselab.common.folders import SweepFolder
from noiselab.common.words import shown
from noiselab.study import parts, sweep_file

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
        "convnet, resnet20"
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


@pytest.mark.slow
@pytest.mark.usefixtures("real_report")
def test_what_fails_is_in_the_frame_and_the_report(tmp_path, fast_template):
    frame = run_sweep(FIELDS | {"levels": [0, 0.3]}, tmp_path, quiet=True)
    assert frame["status"].tolist() == ["done", "failed"]
    assert "the network exploded" in (tmp_path / "own" / "report.html").read_text()


@pytest.mark.slow
def test_other_settings_are_refused(tmp_path, fast_template):
    run_sweep(FIELDS, tmp_path, quiet=True)
    with pytest.raises(RequestError) as caught:
        run_sweep(FIELDS | {"mlnn": {"epochs": 2}}, tmp_path)
    message = re.sub(r"about \d+ s", "about 0 s", str(caught.value))
    assert message == (
        "2 of 2 finished points would be different now, in settings (2): "
        "mlnn--clean--0.0--r0 differs in settings (epochs was 1, is 2); nothing was "
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
        ({"rerun": True}, "rerun: must be changed or dropped, not true"),
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


SWEEP = (
    "must be the name of a sweep, the path of a YAML file, keys and values, or a sweep "
    "from load_sweep, not"
)
CHANGES = 'changes: must be texts such as "levels=0,0.2", not'
EXPORTS = "exports: must be names of exporters (pdf, zip), not"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, f"{SWEEP} null"),
        (5, f"{SWEEP} 5"),
        ([], f"{SWEEP} []"),
        (b"digits", f"{SWEEP} b'digits'"),
        (np.eye(2), f"{SWEEP} array([[1., 0.], [0., 1.]])"),
    ],
    ids=repr,
)
def test_what_is_no_sweep_is_refused_in_a_line(tmp_path, monkeypatch, value, words):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OptionError) as caught:
        load_sweep(value)
    assert str(caught.value) == f"source: {words}"
    with pytest.raises(OptionError) as caught:
        run_sweep(value, "out")
    assert str(caught.value) == f"sweep: {words}"
    assert list(tmp_path.iterdir()) == []


def test_an_object_of_any_class_is_refused_in_a_line(tmp_path):
    with pytest.raises(OptionError) as caught:
        run_sweep(object(), tmp_path)
    message = re.sub("0x[0-9a-f]+", "0x0", str(caught.value))
    assert message == f"sweep: {SWEEP} <object object at 0x0>"


def test_a_stored_study_is_refused_but_its_file_is_a_sweep(tmp_path):
    folder = SweepFolder(tmp_path / "own")
    folder.path.mkdir()
    files.write(folder.sweep, sweep_file.dump(load_sweep(FIELDS)))
    files.write(folder.parts, parts.as_json(load_sweep(FIELDS).parts))
    record, _ = noiselab.results.read_sweep(folder.path)
    words = "is a stored study, which cannot be run; load its sweep.yaml instead"
    with pytest.raises(OptionError) as caught:
        run_sweep(record, tmp_path / "out")
    assert str(caught.value) == f"sweep: {words}"
    with pytest.raises(OptionError) as caught:
        load_sweep(record)
    assert str(caught.value) == f"source: {words}"
    assert not (tmp_path / "out").exists()
    assert load_sweep(folder.sweep) == load_sweep(FIELDS)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"changes": None}, f"{CHANGES} null"),
        ({"changes": 5}, f"{CHANGES} 5"),
        ({"changes": [5]}, f"{CHANGES} [5]"),
        ({"changes": [None]}, f"{CHANGES} [null]"),
        ({"changes": b"name=x"}, f"{CHANGES} b'name=x'"),
        ({"changes": {"name": "x"}}, f'{CHANGES} {{"name": "x"}}'),
        ({"changes": "name"}, "--set name: must be KEY=VALUE, such as levels=0,0.2"),
        ({"exports": None}, f"{EXPORTS} null"),
        ({"exports": 5}, f"{EXPORTS} 5"),
        ({"exports": {"pdf": 1}}, f'{EXPORTS} {{"pdf": 1}}'),
        ({"exports": [None]}, f"{EXPORTS} [null]"),
        (
            {"rerun": np.array([1, 2])},
            "rerun: must be changed or dropped, not array([1, 2])",
        ),
        (
            {"jobs": np.int64(0)},
            "jobs: must be a whole number from 1, or auto, not 0",
        ),
        (
            {"jobs": np.bool_(True)},
            f"jobs: must be a whole number from 1, or auto, not {np.bool_(True)!r}",
        ),
        ({"threads": np.float32(2)}, "threads: must be a whole number from 1, not 2.0"),
    ],
    ids=str,
)
def test_an_option_of_a_wrong_type_is_refused_in_a_line(
    tmp_path, monkeypatch, options, message
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RequestError) as caught:
        run_sweep("digits", **{"out": "out"} | options)
    assert str(caught.value) == message
    assert list(tmp_path.iterdir()) == []


def test_changes_of_a_loaded_sweep_belong_to_its_loading(tmp_path):
    with pytest.raises(OptionError) as caught:
        run_sweep(load_sweep("digits"), tmp_path, changes="name=x")
    assert str(caught.value) == (
        "changes: need the name or the path of a sweep; give them to load_sweep"
    )


def test_a_single_change_and_numbers_of_numpy_are_accepted(tmp_path):
    assert load_sweep("digits", "name=x").name == "x"
    with pytest.raises(RequestError) as caught:  # all options are right
        run_sweep(
            "digits",
            tmp_path,
            changes="name=x",
            jobs=np.int64(2),
            threads=np.uint8(1),
            timeout=np.float32(9),
            report_only=True,
        )
    where = tmp_path / "x"
    assert str(caught.value) == f"report_only: nothing was run in {where} yet"


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


@pytest.mark.slow
def test_data_beside_the_sweep_file_is_found(
    file, tmp_path, fast_template, monkeypatch
):
    frame = run_sweep(file, tmp_path / "out", quiet=True, changes=["levels=0.1,0.2"])
    assert frame["status"].tolist() == ["done", "done"]
    loaded = load_sweep(file)
    monkeypatch.chdir(tmp_path)
    frame = run_sweep(loaded, "out_of_loaded", quiet=True)
    assert frame["status"].tolist() == ["done"]
    with pytest.raises(RequestError) as caught:  # keys and values lie nowhere
        run_sweep(FIELDS | {"dataset": "own.npz"}, tmp_path / "other")
    assert str(caught.value) == (
        "own.npz: there is no such file on this machine; looked at "
        f"{Path.cwd() / 'own.npz'}; name its folder with --data-dir, or in a notebook as "
        "data_dir"
    )


def test_images_that_are_too_small_are_told_with_the_sweep_file(file, tmp_path):
    small = np.full((4, 4, 4), 200, np.uint8)
    labels = np.array([0, 1, 0, 1])
    arrays = {"x_train": small, "y_train": labels, "x_test": small, "y_test": labels}
    np.savez(file.with_name("own.npz"), **arrays)
    with pytest.raises(RequestError) as caught:
        run_sweep(file, tmp_path / "out", changes=["models=convnet"])
    problem = "models: convnet needs images of at least 6x6 pixels, and own.npz has 4x4"
    assert str(caught.value) == f"{file}: {problem}"
    with pytest.raises(RequestError) as caught:
        run_sweep(load_sweep(file, "models=convnet"), tmp_path / "out")
    assert str(caught.value) == f"{file}: {problem}"
    fields = FIELDS | {"dataset": "own.npz", "models": ["convnet"]}
    with pytest.raises(RequestError) as caught:
        run_sweep(fields, tmp_path / "out", data_dir=file.parent)
    assert str(caught.value) == f"sweep: {problem}"


@pytest.mark.slow
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
    own = tmp_path / "own"
    assert printed.out.splitlines() == [
        f"zip: {own / 'handin.zip'}",
        f"all studies: {tmp_path / 'index.html'}",
        f"report: {own / 'report.html'}",
    ]
    assert printed.err == "jobs has no effect with report_only\n"


@pytest.mark.slow
def test_finished_points_that_differ_are_kept_or_run_again(
    tmp_path, fast_template, capsys
):
    one = FIELDS | {"levels": [0]}
    run_sweep(one, tmp_path, quiet=True)
    result = tmp_path / "own" / "points" / "mlnn--clean--0.0--r0" / "result.json"
    first = result.read_text()
    longer = one | {"mlnn": {"epochs": 2}}
    run_sweep(longer, tmp_path, keep=True, quiet=True)
    assert result.read_text() == first
    capsys.readouterr()
    run_sweep(longer, tmp_path, rerun="changed", cold=True, verbose=True)
    assert "mlnn--clean--0.0--r0: epoch 2/2" in capsys.readouterr().out
    assert '"epochs": 2' in result.read_text()


@pytest.mark.slow
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


def test_what_users_import_is_there_and_is_loaded_when_it_is_asked_for():
    code = (
        "import sys, noiselab\n"
        "print(sorted({'numpy', 'pydantic', 'pandas', 'keras'} & set(sys.modules)))\n"
        "print(noiselab.results.load.__name__, noiselab.noise.KINDS['shot'].name)\n"
        "print(noiselab.models.model('mlnn').name, noiselab.data.load.__name__)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.stdout == "[]\nload shot\nmlnn load\n", ran.stderr


def test_the_package_offers_nothing_else():
    with pytest.raises(AttributeError, match="has no attribute 'train'"):
        noiselab.train  # noqa: B018
