import contextlib
import json
import pickle
import sqlite3
import threading
import time
from dataclasses import replace

import nbformat
import pytest

from noiselab.common import folders
from noiselab.common.errors import NoiselabError
from noiselab.common.folders import PointFolder, SweepFolder
from noiselab.engine import notebook, run_point
from noiselab.engine.executor import Job
from noiselab.engine.kernels import Kernels
from noiselab.store.fingerprint import OF_THE_RUN


@pytest.fixture
def kernels():
    with Kernels() as kernels:
        yield kernels


@pytest.fixture
def run(tmp_path, fast_template, point, kernels):
    """Runs the point at a level with the fast template; gives result and folder."""
    folder = SweepFolder(tmp_path / "odd {name} with 100% $HOME")

    def run(level, **options):
        epochs = []
        changed = replace(point, level=level)
        job = Job(changed, {"template": "t"}, fast_template, 1, **options)
        result = run_point.run(job, folder, kernels, epochs.append)
        return result, folder.point(changed.id), epochs

    return run


def test_a_point_leaves_all_its_files_and_no_other(run):
    result, files, epochs = run(0.0)
    assert (result.status, result.error) == ("done", None)
    assert sorted(path.name for path in files.path.iterdir()) == [
        "log.txt",
        "measures.json",
        "model.keras",
        "notebook.ipynb",
        "predictions.npz",
        "result.json",
    ]
    assert [path.name for path in files.path.parent.iterdir()] == [files.path.name]
    assert [epoch.epoch for epoch in epochs] == [1, 2]
    assert files.log.read_text().count("val_accuracy 0.7000") == 2
    assert result.seconds["train"] == 0.1
    assert result.seconds["total"] > 0.1


def test_plugins_and_what_they_use_lie_in_a_folder_of_the_point(run, tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "weights.npz").write_text("")
    (tmp_path / "own.py").write_text("import helper\nHERE / 'sub' / 'weights.npz'")
    (tmp_path / "helper.py").write_text("")
    (tmp_path / "other.py").write_text("")
    _, files, _ = run(0.0, plugins=(tmp_path / "own.py",))
    copies = [path for path in files.plugins.rglob("*") if path.is_file()]
    assert sorted(path.relative_to(files.path).as_posix() for path in copies) == [
        "plugins/helper.py",
        "plugins/own.py",
        "plugins/sub/weights.npz",
    ]
    weights = files.plugins / "sub" / "weights.npz"
    assert not weights.samefile(tmp_path / "sub" / "weights.npz")
    parameters = nbformat.read(files.notebook, as_version=4).metadata.papermill
    assert parameters.parameters["plugins"] == ["plugins/own.py"]


def test_what_was_put_beside_plugins_since_the_run_began_is_no_part_of_a_point(
    point, fast_template, tmp_path
):
    own = tmp_path / "own.py"
    own.write_text("import helper")
    (tmp_path / "helper.py").write_text("")
    options = {"plugins": (own,), "files": {"plugins/own.py": "digest"}}
    stage = PointFolder(tmp_path / "point")
    run_point.place_plugins(Job(point, {}, fast_template, **options), stage)
    assert [path.name for path in stage.plugins.iterdir()] == ["own.py"]


def test_a_notebook_names_no_folder_of_this_machine(run, tmp_path):
    _, files, _ = run(0.0)
    assert str(tmp_path) not in files.notebook.read_text()
    assert nbformat.read(files.notebook, as_version=4).metadata.papermill.parameters


@pytest.mark.parametrize(
    ("level", "error"),
    [
        (0.3, "RuntimeError: the network exploded"),
        (0.4, "its kernel was killed (SIGKILL)"),
        (0.7, "the notebook ended without recording its measures"),
    ],
    ids=["raises", "dies", "records nothing"],
)
def test_a_point_that_fails_says_why_and_keeps_its_files(run, level, error):
    result, files, _ = run(level)
    assert (result.status, result.error) == ("failed", error)
    assert files.result.is_file()
    assert files.notebook.is_file()
    assert "epoch 2/2" in files.log.read_text()


def test_a_raising_cell_shows_in_notebook_and_log(run):
    _, files, _ = run(0.3)
    assert "the network exploded" in files.notebook.read_text()
    assert "RuntimeError: the network exploded\nin two lines" in files.log.read_text()


def test_a_point_that_takes_longer_than_its_timeout_fails(run):
    result, _, _ = run(0.6, timeout=2)
    assert result.error == "took longer than its timeout of 2 s"


@pytest.mark.slow
def test_a_failed_attempt_leaves_the_finished_files(run, fast_template):
    done, files, _ = run(0.0)
    template = nbformat.read(fast_template, as_version=4)
    template.cells.append(nbformat.v4.new_code_cell("1 / 0"))
    nbformat.write(template, fast_template)
    failed, _, _ = run(0.0)
    assert failed.error == "ZeroDivisionError: division by zero"
    assert '"status": "done"' in files.result.read_text()
    assert "division by zero" in files.failed_attempt.log.read_text()
    assert files.failed_attempt.notebook.is_file()
    assert done.status == "done"


@pytest.mark.slow
def test_a_failed_attempt_leaves_what_a_newer_noiselab_finished(run, fast_template):
    _, files, _ = run(0.0)
    newer = files.result.read_text().replace('"schema": 3', '"schema": 4', 1)
    files.result.write_text(newer)
    template = nbformat.read(fast_template, as_version=4)
    template.cells.append(nbformat.v4.new_code_cell("1 / 0"))
    nbformat.write(template, fast_template)
    assert run(0.0)[0].status == "failed"
    assert files.result.read_text() == newer
    assert files.failed_attempt.result.is_file()


def test_an_unknown_parameter_is_refused(run, fast_template):
    template = nbformat.read(fast_template, as_version=4)
    lines = template.cells[0].source.splitlines()
    template.cells[0].source = "\n".join(x for x in lines if not x.startswith("clip"))
    nbformat.write(template, fast_template)
    result, _, _ = run(0.0)
    assert result.error == (
        "fast.ipynb: its parameters cell has no 'clip'; it has batch_size, data_dir, "
        "data_options, dataset, epochs, learning_rate, level, model, "
        "model_options, noise, noise_options, output_dir, plugins, precision, repeat, seed, selection_options, threads, train_options"
    )


@pytest.mark.parametrize("name", ["data_options", "noise_options"])
def test_a_template_need_not_know_of_options_that_say_nothing(run, fast_template, name):
    template = nbformat.read(fast_template, as_version=4)
    cell = template.cells[0]
    lines = cell.source.splitlines()
    cell.source = "\n".join(x for x in lines if not x.startswith(name))
    nbformat.write(template, fast_template)
    result, _, _ = run(0.0)
    assert (result.status, result.error) == ("done", None)


def test_stopping_ends_a_running_point_and_leaves_nothing(run, kernels, tmp_path):
    timer = threading.Timer(4, kernels.stop)
    timer.start()
    with pytest.raises(
        Exception,
        match=r"(killed by SIGKILL|was killed \(SIGKILL\)|^the run was stopped)",
    ):
        run(0.6)
    folder = tmp_path / "odd {name} with 100% $HOME" / "points"
    assert list(folder.iterdir()) == []


def test_text_from_a_user_cannot_become_code(tmp_path, fast_template, kernels):
    evil = 'x"\nraise SystemExit("injected")  # '
    target = tmp_path / "out.ipynb"
    parameters = {"data_dir": evil, "output_dir": ".", "epochs": 1, "level": 0.0}
    notebook.execute(fast_template, target, parameters, kernels)
    assert "injected" not in str(
        [cell.get("outputs") for cell in nbformat.read(target, as_version=4).cells]
    )


def test_every_field_of_a_point_is_a_parameter_of_the_template(point):
    names = notebook.parameter_names(folders.TEMPLATE)
    assert {*point.parameters(), *OF_THE_RUN} == names


def test_every_error_is_worded_on_one_line():
    assert notebook.worded(NoiselabError("as it is")) == "as it is"
    assert notebook.worded(ValueError("a\nb")) == "ValueError: a"
    assert notebook.worded(ValueError()) == "ValueError without words"


NOTES = """
import json, os, pickle, sqlite3
from pathlib import Path

here = os.getcwd()
Path("runs").mkdir()
Path("runs/path.json").write_text(json.dumps({"path": here}))
Path("runs/path.pkl").write_bytes(pickle.dumps([here]))
Path("latest").symlink_to(Path("runs").absolute())
database = sqlite3.connect("runs/path.db")
database.execute("CREATE TABLE runs (path TEXT PRIMARY KEY)")
database.execute("INSERT INTO runs VALUES (?)", (here,))
database.commit()
database.close()
"""


def noted(folder):
    """Read the paths that were noted in a point's folder."""
    with contextlib.closing(sqlite3.connect(folder / "runs" / "path.db")) as database:
        ((in_database,),) = database.execute("SELECT path FROM runs")
    return {
        "text": json.loads((folder / "latest" / "path.json").read_text())["path"],
        "pickle": pickle.loads((folder / "runs" / "path.pkl").read_bytes())[0],
        "database": in_database,
    }


def add_cell(template, source):
    notebook = nbformat.read(template, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(source))
    nbformat.write(notebook, template)


@pytest.mark.slow
def test_what_is_noted_during_a_run_leads_to_the_point_afterwards(run, fast_template):
    add_cell(fast_template, NOTES)
    result, files, _ = run(0.0)
    assert result.status == "done"
    assert noted(files.path) == dict.fromkeys(
        ("text", "pickle", "database"), str(files.path)
    )
    assert str(files.path) not in files.notebook.read_text()
    assert "~~" not in files.notebook.read_text() + files.log.read_text()


@pytest.mark.slow
def test_what_a_failed_attempt_noted_leads_to_it(run, fast_template):
    run(0.0)
    add_cell(fast_template, NOTES + "\n1 / 0")
    _, files, _ = run(0.0)
    assert noted(files.failed_attempt.path)["text"] == str(files.failed_attempt.path)


@pytest.mark.slow
def test_loading_libraries_is_no_time_of_a_point(
    tmp_path, fast_template, point, monkeypatch
):
    (tmp_path / "slow_preload.py").write_text("import time; time.sleep(5)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    job = Job(point, {"template": "t"}, fast_template, 1)
    with Kernels(preload="slow_preload") as kernels:
        began = time.monotonic()
        result = run_point.run(job, SweepFolder(tmp_path / "out"), kernels)
        took = time.monotonic() - began
    assert result.status == "done"
    assert 0.1 < result.seconds["total"] < took - 4
