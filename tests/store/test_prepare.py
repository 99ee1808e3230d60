import os
from dataclasses import replace

import pytest

from noiselab.common import folders
from noiselab.common.errors import OutputError, PluginError
from noiselab.common.folders import SweepFolder
from noiselab.store import fingerprint, prepare, standing
from noiselab.study import plugin_files, sweep_file
from noiselab.study.plugins import forget_plugins


@pytest.fixture
def folder(tmp_path, sweep):
    folder = SweepFolder(tmp_path / sweep.name)
    prepare.prepare(sweep, folder)
    return folder


def test_the_sweep_is_stored_beside_its_points(sweep, folder):
    assert sweep_file.load(folder.sweep) == sweep


def test_a_file_that_cannot_be_written_is_named(tmp_path, sweep):
    (tmp_path / ".sweep.yaml.partial").mkdir()
    with pytest.raises(OutputError) as caught:
        prepare.prepare(sweep, SweepFolder(tmp_path))
    assert str(caught.value) == (
        f"{tmp_path / 'sweep.yaml'}: cannot be written to (Is a directory); name "
        "another folder with out"
    )


@pytest.mark.parametrize(
    "put", [lambda path: path.write_text("mine"), lambda path: path.symlink_to("mine")]
)
def test_what_is_no_folder_of_points_makes_way_for_one(tmp_path, sweep, put):
    put(tmp_path / "points")
    prepare.prepare(sweep, SweepFolder(tmp_path))
    assert (tmp_path / "points").is_dir()
    assert os.path.lexists(tmp_path / "points.aside1")


def test_failed_attempts_go_once_the_finished_result_counts(sweep, folder, make_result):
    point, other, *_ = sweep.points()
    parts = fingerprint.of(point, folders.TEMPLATE, "data")
    for tried, status in ((point, "done"), (other, "failed")):
        files = folder.point(tried.id)
        files.failed_attempt.path.mkdir(parents=True)
        result = make_result(tried, status=status, fingerprint=parts)
        files.result.write_text(result.as_json())
    planned = standing.make(sweep, folder, "data", folders.TEMPLATE)
    prepare.forget_failed_attempts(folder, planned)
    assert not folder.point(point.id).failed_attempt.path.exists()
    assert folder.point(other.id).failed_attempt.path.exists()


RAIN = """# -*- coding: latin-1 -*-
from noiselab import noise

@noise.register("rain", unit="Tr\xe4nen", label="Soft rain")
def rain(images, level, rng):
    return images + level * 1
"""


@pytest.fixture
def raining(tmp_path):
    """Gives the path of a plugin, the sweep that names it, and its stored copy."""
    path = tmp_path / "rain.py"
    path.write_bytes(RAIN.replace("\n", "\r\n").encode("latin-1"))
    fields = {
        "name": "x",
        "dataset": "digits",
        "models": "mlnn",
        "noise": {"rain": 1, "shot": 1},
        "plugins": "rain.py",
    }
    sweep = sweep_file.check(fields, beside=tmp_path)
    yield path, sweep, SweepFolder(tmp_path / "x")
    forget_plugins()


def test_a_plugin_is_stored_to_the_byte(raining):
    path, sweep, folder = raining
    prepare.prepare(sweep, folder)
    assert (folder.plugins / "rain.py").read_bytes() == path.read_bytes()


def test_a_stored_plugin_changes_only_if_a_point_is_trained_with_the_new_one(raining):
    path, sweep, folder = raining
    prepare.prepare(sweep, folder)
    before, copy = path.read_bytes(), folder.plugins / "rain.py"
    rain, shot = sweep.points()
    changed = before.replace(b"level * 1", b"level * 2")
    path.write_bytes(changed)
    for to_run in ([], [shot]):
        prepare.prepare(sweep, folder, to_run)
        assert copy.read_bytes() == before
    prepare.prepare(sweep, folder, [shot, rain])
    assert copy.read_bytes() == changed
    path.write_bytes(changed + b"# more\r\n")  # which does the same
    prepare.prepare(sweep, folder, [])
    assert copy.read_bytes() == path.read_bytes()


def test_a_plugin_that_changed_since_it_was_checked_is_refused(raining):
    path, sweep, folder = raining
    checked = plugin_files.digests(plugin_files.of_study(sweep.plugins))
    prepare.prepare(sweep, folder, None, checked)
    path.write_bytes(path.read_bytes() + b"# more\n")
    with pytest.raises(PluginError) as caught:
        prepare.prepare(sweep, folder, None, checked)
    assert str(caught.value) == f"{path}: changed as the run began; run it again"


def test_stored_settings_that_were_edited_are_put_back(sweep, folder):
    before = prepare.stored(sweep, folder)
    assert before.keys() == {"sweep.yaml", "parts.json"}
    assert not prepare.keep_settings(sweep, folder)
    for path in (folder.sweep, folder.parts):
        path.write_text("name: other")
        assert prepare.stored(sweep, folder) != before
        assert prepare.keep_settings(sweep, folder)
        assert prepare.stored(sweep, folder) == before


def test_what_a_plugin_uses_is_stored_with_it(raining):
    path, sweep, folder = raining
    helper, table = path.with_name("drops.py"), path.with_name("sizes.csv")
    helper.write_text("SIZE = 1")
    table.write_text("1")
    used = b"images + level * 1\n    import drops"
    path.write_bytes(path.read_bytes().replace(b"images + level * 1", used, 1))
    with path.open("a") as file:
        file.write("\nSIZES = Path(__file__).with_name('sizes.csv')\n")
    prepare.prepare(sweep, folder)
    stored = sorted(file.name for file in folder.plugins.iterdir())
    assert stored == ["drops.py", "rain.py", "sizes.csv"]

    helper.write_text("SIZE = 2")
    rain, shot = sweep.points()
    for to_run, text in (([], "SIZE = 1"), ([shot], "SIZE = 1"), ([rain], "SIZE = 2")):
        prepare.prepare(sweep, folder, to_run)
        assert (folder.plugins / "drops.py").read_text() == text


@pytest.fixture
def veiled(raining):
    """The same, where the plugin may use a file, a module and a folder beside it."""
    path, sweep, folder = raining
    with path.open("a") as file:
        file.write("\nrain.mask = Path(__file__).with_name('mask.npy')\n")
        file.write("rain.all = (Path(__file__).parent / 'masks').glob('*')\n")
        file.write("try:\n    import extra\nexcept ImportError: extra = None\n")
    for name in ("mask.npy", "extra.py", "masks/1.npy", "masks/2.npy"):
        (path.parent / name).parent.mkdir(exist_ok=True)
        (path.parent / name).write_text("")
    path.with_name("extra.py").write_text("SIZES = 'sizes.csv'")
    path.with_name("sizes.csv").write_text("")
    return path, sweep, folder


def test_a_study_holds_exactly_what_its_plugins_use_now(veiled):
    path, sweep, folder = veiled

    def stored():
        names = [p for p in folder.plugins.rglob("*") if p.is_file()]
        return sorted(p.relative_to(folder.plugins).as_posix() for p in names)

    prepare.prepare(sweep, folder)
    everything = stored()
    assert everything == [
        "extra.py",
        "mask.npy",
        "masks/1.npy",
        "masks/2.npy",
        "rain.py",
        "sizes.csv",
    ]
    for name in ("extra.py", "mask.npy", "masks/2.npy"):
        (path.parent / name).unlink()
    prepare.prepare(sweep, folder, [])  # that is the code of what is kept
    assert stored() == everything
    prepare.prepare(sweep, folder)
    assert stored() == ["masks/1.npy", "rain.py"]


def test_a_stored_plugin_that_was_edited_is_put_right_for_finished_points(raining):
    path, sweep, folder = raining
    prepare.prepare(sweep, folder)
    copy = folder.plugins / "rain.py"
    copy.write_bytes(copy.read_bytes().replace(b"level * 1", b"level * 9"))
    planned = standing.make(sweep, folder, "data", folders.TEMPLATE)
    done = [replace(item, status="done") for item in planned]
    prepare.prepare(sweep, folder, standing.with_code_of_now(done, []))
    assert copy.read_bytes() == path.read_bytes()


def test_a_plugin_that_a_text_reaches_changes_with_the_point_that_does(raining):
    path, sweep, folder = raining
    other = path.with_name("starts.py")
    layer = (
        "import keras\nfrom noiselab import noise\nnoise.register('hail')(lambda: 0)\n"
        "@keras.saving.register_keras_serializable('own')\nclass Start:\n    scale = 1"
    )
    other.write_text(layer)
    with path.open("a") as file:
        file.write("\nrain.start = 'own>Start'\n")
    sweep = sweep.model_copy(update={"plugins": (path, other)})
    prepare.prepare(sweep, folder)
    other.write_text(layer.replace("scale = 1", "scale = 2"))
    rain, shot = sweep.points()
    for to_run, text in ((shot, "scale = 1"), (rain, "scale = 2")):
        prepare.prepare(sweep, folder, [to_run])
        assert text in (folder.plugins / "starts.py").read_text()
