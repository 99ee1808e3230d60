"""Finished points that would be different now: what each way on does with them."""

import json

import pytest
from helpers.studies import SMALL

from noiselab.common.folders import SweepFolder
from noiselab.store import results, seal

ONE = (*SMALL, "--set", "levels=0")
POINT = "mlnn--clean--0.0--r0"
pytestmark = pytest.mark.usefixtures("real_report")
SINCE_SCHEMA_3 = ("reason", "files", "epochs_run", "right", "count")


@pytest.fixture
def finished(call, fast_template, tmp_path):
    """The folder of a study with a single point, which was run."""
    code, _, error = call(*ONE)
    assert (code, error) == (0, "")
    return SweepFolder(tmp_path / "out" / "small")


def rewrite(finished, schema=3, **parts):
    """Exchange parts of the point's fingerprint; gives the text of its record."""
    path = finished.point(POINT).result
    fields = json.loads(path.read_text())
    del fields[seal.KEY]
    fields["fingerprint"] |= parts
    if schema == 2:
        fields = {key: fields[key] for key in fields if key not in SINCE_SCHEMA_3}
        for part in ("kind", "model", "libraries"):
            del fields["fingerprint"][part]
    path.write_text(json.dumps(fields | {"schema": schema}))
    return path.read_text()


@pytest.mark.parametrize("schema", [2, 3])
@pytest.mark.slow
def test_what_other_code_finished_is_kept_and_named(call, finished, schema):
    before = rewrite(finished, schema, code="old")
    assert "1 stale" in call(*ONE, "--status")[1]
    assert call(*ONE)[0] == 2
    assert call(*ONE, "--dry-run")[0] == 2
    code, out, error = call(*ONE, "--keep")
    assert (code, error) == (
        0,
        "not testing 1 network on all noise of the study: mlnn--clean--0.0--r0 "
        "differs in code\n",
    )
    assert out.splitlines()[0] == "small: 0 points to run, 1 already done"
    assert finished.point(POINT).result.read_text() == before
    named = "(differs in code): MLNN, without noise on digits."
    assert named in finished.report.read_text()
    assert call(*ONE, "--keep")[1].startswith("nothing to do: every point of small")
    assert call(*ONE)[0] == 2


@pytest.mark.slow
def test_a_report_alone_names_what_it_shows(call, finished):
    rewrite(finished, 2, code="old")
    code, _, error = call(*ONE, "--report-only")
    assert (code, error) == (
        0,
        f"1 finished point would be different now ({POINT} differs in code); the "
        "report shows what is stored\n",
    )
    assert "(differs in code): MLNN" in finished.report.read_text()
    assert results.load(finished.path)["status"].tolist() == ["done"]


@pytest.mark.slow
def test_other_settings_are_kept_and_named(call, finished):
    longer = (*ONE, "--set", "mlnn.epochs=2")
    assert call(*longer, "--report-only")[0] == 2
    assert call(*longer, "--keep")[0] == 0
    words = "(differs in settings (epochs was 1, is 2)): MLNN, without noise"
    assert words in finished.report.read_text()
    assert results.load(finished.path)["status"].tolist() == ["done"]


@pytest.mark.slow
def test_what_is_run_again_is_no_longer_named(call, finished):
    rewrite(finished, code="old")
    assert call(*ONE, "--keep")[0] == 0
    assert finished.kept.is_file()
    code, out, error = call(*ONE, "--rerun", "changed")
    assert (code, error) == (0, "")
    assert out.splitlines()[0] == "small: 1 point to run, 0 already done"
    assert not finished.kept.exists()
    assert "would be different now" not in finished.report.read_text()
    assert call(*ONE)[1].startswith("nothing to do")
