from noiselab.common.folders import SweepFolder
from noiselab.report.tables import compared
from noiselab.store.compared import Source, write


def test_the_differences_come_first_and_are_escaped(tmp_path):
    folder = SweepFolder(tmp_path)
    assert compared.studies(tmp_path) == ""
    folder.sweep.write_text("name: x")
    sources = [Source(name="<a>", models=["m"], done=1)]
    write(folder, sources, ["seed: 0 in <a>."])
    html = compared.studies(str(tmp_path))
    assert "&lt;a&gt; (1 point)" in html
    assert "<li>seed: 0 in &lt;a&gt;.</li>" in html
    write(folder, sources, [])
    assert "They differ in nothing that is recorded." in compared.studies(tmp_path)
