from noiselab.common.folders import SweepFolder
from noiselab.report.export import EXPORTERS, register


def test_the_archive_comes_last_so_that_it_can_hold_the_others():
    assert list(EXPORTERS) == ["pdf", "zip"]


def test_a_registered_exporter_becomes_an_option_that_is_checked_first(
    tmp_path, call, monkeypatch, fast_template
):
    order = []

    @register("shout", "write the report in capitals", lambda: order.append("checked"))
    def shout(folder: SweepFolder):
        order.append("written")
        loud = folder.path / "report.txt"
        loud.write_text(folder.report.read_text().upper())
        return loud

    try:
        changes = ("--set", "models=mlnn", "--set", "levels=0", "--set", "epochs=1")
        code, _, errors = call("digits", *changes, "--shout", "--quiet")
    finally:
        del EXPORTERS["shout"]
    assert (code, errors) == (0, "")
    assert order == ["checked", "written"]
    assert "<HTML" in (tmp_path / "out" / "digits" / "report.txt").read_text()
