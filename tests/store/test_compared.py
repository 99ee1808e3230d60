from noiselab.common.folders import SweepFolder
from noiselab.store import compared
from noiselab.store.compared import Source


def test_it_is_read_as_it_was_written_unless_the_sweep_is_another(tmp_path):
    folder = SweepFolder(tmp_path)
    assert compared.read(folder) is None
    folder.sweep.write_text("name: x")
    source = Source(name="a", models=["m"], done=3)
    compared.write(folder, [source], ["one", "two"])
    known = compared.read(folder)
    assert (known.sources, known.differences) == ([source], ["one", "two"])
    folder.sweep.write_text("name: y")
    assert compared.read(folder) is None
    folder.compared.write_text("{")
    assert compared.read(folder) is None
