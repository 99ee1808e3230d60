import shutil

import pytest

from noiselab.common import folders
from noiselab.common.errors import SweepError
from noiselab.report import tables
from noiselab.store import results
from noiselab.study import parts, published, sweep_file

NEEDS = (
    "; it needs model, noise, level and one or more of train_loss, train_accuracy, "
    "val_loss, val_accuracy, and may have epochs"
)


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "figures.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_figures_are_read_and_empty_ones_left_out(file):
    path = file(
        "model,noise,level,val_accuracy,val_loss\n"
        "mlnn,gaussian,0,0.984,\nconvnet,gaussian,0.50,0.5,1e-1\n"
    )
    first, second = published.read(path)
    assert (first.model, first.noise, first.level) == ("mlnn", "gaussian", 0.0)
    assert first.figures == {"val_accuracy": 0.984}
    assert (second.level, second.figures) == (
        0.5,
        {"val_accuracy": 0.5, "val_loss": 0.1},
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("model,level,val_loss\n", f"FILE: has no column noise{NEEDS}"),
        ("", f"FILE: has no column model{NEEDS}"),
        ("model,noise,level\n", f"FILE: has no column with figures{NEEDS}"),
        (
            "model,noise,level,val_loss,loss\n",
            f'FILE: column "loss" is unknown{NEEDS}',
        ),
        (
            "model,noise,level,epochs,val_loss\nmlnn,gaussian,0,1.5,1\n",
            "FILE, line 2: epochs is a whole number, 1 or more, not 1.5",
        ),
        (
            "model,noise,level,val_loss\nmlnn,gaussian,0,low\n",
            'FILE, line 2: val_loss must be a number, not "low"',
        ),
        (
            "model,noise,level,val_loss\nmlnn,gaussian,,1\n",
            'FILE, line 2: level must be a number, not ""',
        ),
        (
            "model,noise,level,val_loss\nmlnn,gaussian,-1,1\n",
            "FILE, line 2: noise gaussian: level is a standard deviation from 0 to "
            "1000000, not -1.0",
        ),
        (
            "model,noise,level,val_loss\nmlnn,gaussian,0,1,2\n",
            "FILE, line 2: has more or fewer values than there are columns",
        ),
        (
            "model,noise,level,val_loss\n\nmlnn,gaussian,0\n",
            "FILE, line 3: has more or fewer values than there are columns",
        ),
        (b"\xff\xfe", "FILE: is not UTF-8 text"),
        (
            "model,noise,level,val_accuracy\nmlnn,gaussian,0,98.2\n",
            "FILE, line 2: val_accuracy is a share from 0 to 1, not 98.2",
        ),
        (
            "model,noise,level,val_loss\nmlnn,gaussian,0,-1\n",
            "FILE, line 2: val_loss is 0 or more, not -1",
        ),
        (
            "model,noise,level,val_loss\nmlnn,gaussian,0,1\nmlnn,gaussian,0.0,2\n",
            "FILE, line 3: is of the same model, noise and level as line 2; leave one "
            "out",
        ),
        (
            "model,noise,level,val_loss\nMLNN,gaussian,0,1\n",
            "FILE, line 2: unknown model 'MLNN'; available: mlnn, convnet, resnet20",
        ),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_why(file, text, message):
    path = file(text)
    with pytest.raises(SweepError) as caught:
        published.read(path, parts.registered())
    assert str(caught.value) == message.replace("FILE", str(path))


def test_an_unknown_kind_is_named_with_the_available_ones(file):
    path = file("model,noise,level,val_loss\nmlnn,gausian,0,1\n")
    with pytest.raises(SweepError) as caught:
        published.read(path, parts.registered())
    assert str(caught.value) == (
        f"{path}, line 2: unknown noise kind 'gausian'; available: "
        + ", ".join(parts.registered().noise)
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (5, "FILE: report.reference must be the path of a CSV file, not 5"),
        ("x.txt", 'FILE: report.reference must be the path of a CSV file, not "x.txt"'),
        ("no.csv", "HERE/no.csv: cannot be read (No such file or directory)"),
    ],
)
def test_a_sweep_with_a_file_that_cannot_be_used_is_refused(tmp_path, name, message):
    fields = {"name": "x", "dataset": "digits", "models": "mlnn", "levels": 0}
    with pytest.raises(SweepError) as caught:
        sweep_file.check(
            fields | {"report": {"reference": name}}, "FILE", beside=tmp_path
        )
    assert str(caught.value) == message.replace("HERE", str(tmp_path))


def test_the_assignments_figures_fit_its_sweep():
    sweep = sweep_file.load(folders.SWEEPS / "as_written.yaml")
    conditions = {(point.model, point.noise, point.level) for point in sweep.points()}
    rows = published.read(sweep.report.reference)
    assert {(row.model, row.noise, row.level) for row in rows} == conditions
    assert all(len(row.figures) == 4 for row in rows)


@pytest.mark.slow
def test_the_report_compares_them_with_its_own(tmp_path, study, run_here):
    (tmp_path / "figures.csv").write_text(
        "model,noise,level,val_accuracy\nmlnn,gaussian,0.5,0.25\nmlnn,gaussian,0.9,1\n"
    )
    shutil.copytree(study, tmp_path / "out" / "small")
    changes = ("levels=0,0.5", "epochs=2", "name=small", "report.reference=figures.csv")
    words = ["digits", *(word for change in changes for word in ("--set", change))]
    ran = run_here(*words, "--report-only", "--out", "out", "-q", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    (tmp_path / "figures.csv").unlink()
    frame = results.load(tmp_path / "out" / "small").set_index(["model", "level"])
    accuracy = frame.loc[("mlnn", 0.5), "val_accuracy"]
    report = (tmp_path / "out" / "small" / "report.html").read_text()
    assert "Compared with published figures" in report
    cells = ["0.2500", f"{accuracy:.4f}", f"{accuracy - 0.25:+.4f}"]
    assert "".join(f"<td>{cell}</td>" for cell in cells) in report
    assert report.count("MLNN, Gaussian noise, final figures") == 1  # in one table


def test_rows_that_the_study_has_no_point_for_are_named(sweep, tmp_path):
    path = tmp_path / "figures.csv"
    rows = ["mlnn,gaussian,0.7,0.9", "mlnn,shot,0,0.9", "mlnn,gaussian,0.5,0.9"]
    path.write_text("\n".join(["model,noise,level,val_accuracy", *rows]))
    fields = sweep.as_file() | {"report": {"reference": str(path)}}
    heading, _ = tables.beside_published(sweep_file.check(fields), [])
    assert heading.endswith(
        "<p>This study has no points for 2 of 3 published rows: mlnn, gaussian 0.7; "
        "and mlnn, shot 0.</p>"
    )


def test_no_difference_has_no_sign(sweep, make_result, tmp_path):
    path = tmp_path / "figures.csv"
    result = make_result(next(iter(sweep.points())))
    figure = result.history["val_accuracy"][-1] + 1e-6
    path.write_text(f"model,noise,level,val_accuracy\nmlnn,gaussian,0,{figure}\n")
    fields = sweep.as_file() | {"report": {"reference": str(path)}}
    _, table = tables.beside_published(sweep_file.check(fields), [result])
    assert "<td>0.0000</td></tr>" in table


@pytest.mark.parametrize(
    ("figure", "problem"),
    [
        ("1.0000001", "is a share from 0 to 1, not 1.0000001"),
        ("1_0", 'must be a number, not "1_0"'),
        ("\u0661", 'must be a number, not "\u0661"'),
    ],
)
def test_a_figure_is_shown_as_it_is(file, figure, problem):
    path = file(f"model,noise,level,val_accuracy\nmlnn,gaussian,0,{figure}\n")
    with pytest.raises(SweepError, match=f"val_accuracy {problem}"):
        published.read(path, parts.registered())


@pytest.mark.parametrize(("text", "epochs"), [("20", 20), ("", None)])
def test_epochs_may_be_unknown(tmp_path, text, epochs):
    path = tmp_path / "figures.csv"
    path.write_text(f"model,noise,level,epochs,val_loss\nmlnn,gaussian,0,{text},1\n")
    assert published.read(path)[0].epochs == epochs
    path.write_text("model,noise,level,val_loss\nmlnn,gaussian,0,1\n")
    assert published.read(path)[0].epochs is None
