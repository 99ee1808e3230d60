import shutil

import nbformat
import pytest
from helpers.studies import SMALL

from noiselab.common.errors import PointError
from noiselab.common.folders import SweepFolder
from noiselab.engine import cross_testing
from noiselab.experiment import noise
from noiselab.front import publishing
from noiselab.report import page_template
from noiselab.store import results


@pytest.mark.slow
def test_a_run_skips_what_is_done_and_tries_again_what_failed(
    call, fast_template, tmp_path
):
    words = (*SMALL, "--set", "levels=0,0.3")
    code, out, error = call(*words)
    folder = tmp_path / "out" / "small"
    assert code == 1
    assert out.splitlines()[0] == "small: 2 points to run, 0 already done"
    assert out.splitlines()[-1] == f"report: {folder / 'report.html'}"
    assert error.splitlines()[0] == (
        "failed: mlnn--gaussian--0.3--r0: RuntimeError: the network exploded"
    )
    first = (folder / "points" / "mlnn--clean--0.0--r0" / "result.json").stat()

    code, out, _ = call(*words)
    assert code == 1
    assert out.splitlines()[0] == "small: 1 point to run, 1 already done"
    again = (folder / "points" / "mlnn--clean--0.0--r0" / "result.json").stat()
    assert again == first

    fast_template.write_text(fast_template.read_text().replace("0.3", "0.31"))
    code, out, _ = call(*words, "--status")
    assert "stale     differs in template" in out
    code, out, error = call(*words)
    assert (code, out) == (2, "")
    assert error.startswith(
        "run_sweep.py: 1 of 1 finished point would be different now, in template (1): "
        "mlnn--clean--0.0--r0 differs in template; nothing was run. Run it again "
        "with --rerun changed (about "
    )
    assert error.endswith(
        "), use it unchanged with --keep, or give this study its own folder with "
        "--set name=trial\n"
    )
    code, out, _ = call(*words, "--rerun", "changed")
    assert (code, out.splitlines()[0]) == (0, "small: 2 points to run, 0 already done")
    code, out, _ = call(*words)
    assert (code, out.splitlines()) == (
        0,
        [
            "nothing to do: every point of small is done",
            f"all studies: {folder.parent / 'index.html'}",
            f"report: {folder / 'report.html'}",
        ],
    )


ONE = (*SMALL, "--set", "levels=0")
POINT = "mlnn--clean--0.0--r0"


@pytest.fixture
def tries(fast_template, tmp_path):
    """Has the template count how often it runs; gives that count."""
    counted = tmp_path / "tries.txt"
    template = nbformat.read(fast_template, as_version=4)
    template.cells[1].source += f"\nopen({str(counted)!r}, 'a').write('x')"
    nbformat.write(template, fast_template)
    return lambda: len(counted.read_text())


@pytest.mark.slow
def test_a_page_that_cannot_be_made_is_named_and_the_point_is_done(
    call, fast_template, tries, tmp_path
):
    template = nbformat.read(fast_template, as_version=4)
    template.cells.append(nbformat.v4.new_markdown_cell("![](attachment:lost.png)"))
    nbformat.write(template, fast_template)
    message = f"page of {POINT}: InvalidNotebook: missing attachment: lost.png\n"
    code, out, error = call(*ONE)
    assert (code, error) == (0, message)
    files = SweepFolder(tmp_path / "out" / "small").point(POINT)
    assert files.model.is_file()
    assert not files.page.exists()
    assert "1 done" in call(*ONE, "--status")[1]

    code, out, error = call(*ONE)  # it is tried again, without training
    assert (code, error) == (0, message)
    assert out.splitlines()[:2] == [
        "nothing to do: every point of small is done",
        "making 1 page of points",
    ]
    notebook = nbformat.read(files.notebook, as_version=4)
    del notebook.cells[-1]
    nbformat.write(notebook, files.notebook)
    assert call(*ONE, "--keep")[0::2] == (0, "")
    assert files.page.is_file()
    assert tries() == 1


@pytest.mark.slow
def test_a_page_is_made_while_other_points_run(call, fast_template):
    template = nbformat.read(fast_template, as_version=4)
    template.cells[1].source += f"""
page = Path("..", "{POINT}", "notebook.html")
deadline = time.monotonic() + 30
while level == 0.5 and not page.is_file():
    assert time.monotonic() < deadline, "no page"
    time.sleep(0.05)
"""
    nbformat.write(template, fast_template)
    both = (*SMALL, "--set", "levels=0,0.5", "--jobs", 1)
    code, out, error = call(*both)
    assert (code, error) == (0, "")
    assert out.splitlines()[1].startswith(f"[1/2] {POINT}")


@pytest.mark.parametrize("options", [(), ("--report-only",)])
@pytest.mark.slow
def test_a_lost_page_is_made_again_and_nothing_trains(call, tries, tmp_path, options):
    assert call(*ONE)[0] == 0
    page = SweepFolder(tmp_path / "out" / "small").point(POINT).page
    before = page.read_text()
    page.unlink()
    assert "1 done" in call(*ONE, "--status")[1]
    assert call(*ONE, *options)[0::2] == (0, "")
    assert page.read_text() == before
    assert tries() == 1


@pytest.mark.slow
def test_a_new_style_makes_all_pages_again_and_nothing_trains(
    call, tries, tmp_path, monkeypatch
):
    assert call(*ONE)[0] == 0
    folder = SweepFolder(tmp_path / "out" / "small")
    templates = shutil.copytree(page_template.TEMPLATES, tmp_path / "templates")
    (templates / "noiselab" / "page.css").write_text("/* plain */")
    monkeypatch.setattr(page_template, "TEMPLATES", templates)
    caches = (page_template.look, page_template.converter)
    for cached in caches:
        cached.cache_clear()
    try:
        assert call(*ONE)[0::2] == (0, "")
    finally:
        for cached in caches:
            cached.cache_clear()
    assert "<style>/* plain */</style>" in folder.point(POINT).page.read_text()
    assert tries() == 1


@pytest.mark.slow
@pytest.mark.usefixtures("real_report")
def test_a_failed_attempt_beside_a_finished_point_has_its_page(
    call, fast_template, tmp_path
):
    assert call(*ONE)[0] == 0
    template = nbformat.read(fast_template, as_version=4)
    template.cells.append(nbformat.v4.new_code_cell("raise ValueError('broken')"))
    nbformat.write(template, fast_template)
    assert call(*ONE, "--force")[0] == 1
    folder = SweepFolder(tmp_path / "out" / "small")
    attempt = folder.point(POINT).failed_attempt
    assert 'href="../../../report.html"' in attempt.page.read_text()
    assert "broken" in attempt.page.read_text()
    assert f"points/{POINT}/failed/notebook.html" in folder.report.read_text()


@pytest.mark.slow
def test_failed_cross_tests_are_reported_and_the_report_is_made(
    call, fast_template, tmp_path, monkeypatch
):
    def failing(*_):
        raise PointError("its kernel was killed (SIGKILL)")

    monkeypatch.setattr(cross_testing, "run_cross_tests", failing)
    code, out, error = call(*SMALL, "--set", "levels=0")
    assert code == 1
    assert "testing 1 network on all noise of the study, 1 test" in out
    assert error == "failed: its kernel was killed (SIGKILL)\n"
    assert (tmp_path / "out" / "small" / "report.html").is_file()


@pytest.mark.slow
def test_a_new_level_costs_the_others_only_tests(study, run_here, tmp_path):
    shutil.copytree(study, tmp_path / "small")
    old = tmp_path / "small" / "points" / "mlnn--gaussian--0.5--r0"
    before = (old / "result.json").read_bytes()
    changes = ("levels=0,0.2,0.5", "epochs=2", "name=small", "models=mlnn")
    options = [word for change in changes for word in ("--set", change)]
    ran = run_here("digits", *options, "--out", tmp_path, "--threads", 1)
    assert ran.returncode == 0, ran.stderr
    assert "small: 1 point to run, 2 already done" in ran.stdout
    # the new network at three levels, the two others at the new level
    assert "testing 3 networks on all noise of the study, 5 tests" in ran.stdout
    assert (old / "result.json").read_bytes() == before
    tests = (tmp_path / "small" / "transfer.csv").read_text().splitlines()[1:]
    assert len(tests) == 9


def test_failed_points_are_named_even_if_the_report_fails(
    call, fast_template, monkeypatch
):
    def failing(*_):
        raise ValueError("no report\nsecond line")

    monkeypatch.setattr(publishing, "write_report", failing)
    code, _, error = call(*SMALL, "--set", "levels=0.3")
    assert code == 1
    assert error.splitlines()[0] == (
        "failed: mlnn--gaussian--0.3--r0: RuntimeError: the network exploded"
    )
    assert error.splitlines()[-1] == (
        "run_sweep.py: ValueError: no report; -v shows where"
    )


@pytest.mark.slow
def test_other_settings_on_a_finished_sweep_are_refused(call, fast_template, tmp_path):
    words = (*SMALL, "--set", "levels=0")
    assert call(*words)[0] == 0
    record = tmp_path / "out" / "small" / "points" / "mlnn--clean--0.0--r0"
    before = (record / "result.json").read_text()
    code, _, error = call(*words, "--set", "mlnn.epochs=2")
    assert code == 2
    assert "differs in settings (epochs was 1, is 2); nothing was run" in error
    assert (record / "result.json").read_text() == before
    assert call(*words, "--set", "mlnn.epochs=2", "--force", "-q")[0] == 0
    assert '"epochs": 2' in (record / "result.json").read_text()


@pytest.mark.slow
def test_a_new_noise_definition_makes_points_stale(call, fast_template, monkeypatch):
    from noiselab.store import fingerprint

    words = (*SMALL, "--set", "levels=0,0.2")
    assert call(*words)[0] == 0
    monkeypatch.setattr(fingerprint, "code", lambda: "changed")
    assert "2 stale" in call(*words, "--status")[1]


@pytest.mark.slow
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
    files = [path for path in study.rglob("*") if path.name != ".lock"]
    before = {path: path.stat().st_mtime_ns for path in files}
    again = run_sweep("digits", *options, "--out", study.parent)
    assert (again.returncode, again.stdout.splitlines()[0]) == (
        0,
        "nothing to do: every point of small is done",
    )
    assert {path: path.stat().st_mtime_ns for path in files} == before
    assert {path for path in study.rglob("*") if path.name != ".lock"} == set(files)


def test_both_models_met_the_same_noisy_images(study):
    ratios = results.load(study).groupby("level")["snr_db"].nunique()
    assert ratios.loc[0.5] == 1
    assert noise.KINDS["gaussian"].unit.startswith("standard deviation")
