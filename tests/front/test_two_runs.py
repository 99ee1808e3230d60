"""Two runs of one folder: what the first finished counts, whenever the second began."""

import pytest
from helpers.studies import SMALL

from noiselab.common import folders
from noiselab.common.errors import HintedError
from noiselab.common.folders import SweepFolder
from noiselab.front import carry_out, request
from noiselab.front.exit_codes import ExitCode
from noiselab.front.run_options import RunOptions
from noiselab.store import folder_lock
from noiselab.study import sweep_file

CHANGES = ["levels=0,0.2"]


@pytest.fixture
def folder(tmp_path):
    return SweepFolder(tmp_path / "out" / "small")


@pytest.fixture
def check(fast_template, tmp_path):
    """Checks a request for the study; gives what carries it out."""

    def check(*changes, **options):
        given = [word for word in SMALL if "=" in word]
        source = sweep_file.find("digits", folders.SWEEPS)
        sweep = sweep_file.load(source, [*given, *CHANGES, *changes])
        checked = request.check(RunOptions(out=tmp_path / "out", **options), sweep)
        return lambda: carry_out.carry_out(checked)

    return check


def results(folder):
    return {path: path.read_bytes() for path in folder.points.glob("*/result.json")}


@pytest.mark.slow
def test_what_another_run_finished_since_the_check_is_not_trained_again(
    check, folder, capsys
):
    late = check()
    assert check()() == ExitCode.ALL_DONE
    before = results(folder)
    capsys.readouterr()
    assert late() == ExitCode.ALL_DONE
    assert capsys.readouterr().out.splitlines() == [
        "nothing to do: every point of small is done",
        f"all studies: {folder.path.parent / 'index.html'}",
        f"report: {folder.report}",
    ]
    assert len(before) == 2
    assert results(folder) == before


@pytest.mark.slow
def test_what_it_finished_of_some_points_is_counted(check, folder, capsys):
    late = check()
    assert check("levels=0")() == ExitCode.ALL_DONE
    before = results(folder)
    capsys.readouterr()
    assert late() == ExitCode.ALL_DONE
    out = capsys.readouterr().out
    assert out.splitlines()[0] == "small: 1 point to run, 1 already done"
    assert results(folder).items() > before.items()


@pytest.mark.slow
def test_what_it_finished_with_other_settings_is_never_replaced_unasked(check, folder):
    late = check("mlnn.epochs=2")
    keeping = check("mlnn.epochs=2", again="keep")
    assert check()() == ExitCode.ALL_DONE
    before = results(folder)
    with pytest.raises(HintedError, match="2 of 2 finished points would be different"):
        late()
    assert keeping() == ExitCode.ALL_DONE
    assert len(before) == 2
    assert results(folder) == before


@pytest.mark.slow
def test_a_report_tells_of_what_another_run_finished_since_the_check(
    check, folder, capsys
):
    assert check("levels=0")() == ExitCode.ALL_DONE
    late = check("levels=0", mode="report_only")
    assert check("levels=0", "mlnn.epochs=2", again="changed")() == ExitCode.ALL_DONE
    with pytest.raises(HintedError, match="epochs was 2, is 1"):
        late()


def test_the_status_tells_what_another_run_is_running_now(check, folder, capsys):
    first = "mlnn--clean--0.0--r0"
    folder.running(first).path.mkdir(parents=True)
    lines = [f"{first}    ", "mlnn--gaussian--0.2--r0  missing   not run yet"]
    check(mode="status")()
    killed = [f"{first}     missing   not run yet", lines[1], "2 missing"]
    assert capsys.readouterr().out.splitlines() == killed
    with folder_lock.alone_in(folder):
        folder.running(first).path.mkdir()
        check(mode="status")()
    running = [f"{first}     running", lines[1], "1 running, 1 missing"]
    assert capsys.readouterr().out.splitlines() == running
