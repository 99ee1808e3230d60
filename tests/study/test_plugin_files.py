"""What a plugin uses of its own folder is found without running it, and copied."""

import os
from pathlib import Path

import numpy as np
import pytest

from noiselab.common.errors import PluginError
from noiselab.study import plugin_files

SUB = ["sub/deeper/last.npz", "sub/more.npz", "sub/weights.npz"]
NET = [
    "net/beside.npy",
    "net/masks/1.npy",
    "net/parts.py",
    "net/up.npy",
    "notes.txt",
    "up.npy",
    "weights.npz",
]
FILES = (
    "helper.py",
    "inner.py",
    "package/__init__.py",
    "package/part.py",
    "bare/part.py",
    "weights.npz",
    "sub/weights.npz",
    "sub/more.npz",
    "sub/.hidden",
    "sub/deeper/last.npz",
    "notes.txt",
    "noiselab/noise.py",
    "listing.py",
    "net/parts.py",
    "net/beside.npy",
    "net/masks/1.npy",
    "net/up.npy",
    "up.npy",
    "net/other.npy",
)
CODE = {
    "helper.py": "import inner\n",
    "listing.py": "def all_of(folder, name):\n    return os.listdir(folder / name)\n",
    "net/parts.py": "HERE / 'beside.npy', HERE.parent / 'up.npy', HERE / '../notes.txt'\n"
    "HERE / 'masks' / f'{n}.npy', 'weights.npz', HERE / '..' / f'{n}'\n",
}


@pytest.fixture
def folder(tmp_path):
    """A folder with a plugin's helpers and files, and some that it does not use."""
    for name in FILES:
        path = tmp_path / "own" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(CODE.get(name, ""))
    (tmp_path / "outside.txt").write_text("")
    return tmp_path / "own"


@pytest.mark.parametrize(
    ("code", "used"),
    [
        ("import numpy as np", []),
        ("import helper", ["helper.py", "inner.py"]),
        ("def f():\n    from helper import a", ["helper.py", "inner.py"]),
        ("from . import inner", ["inner.py"]),
        ("from .package import part", ["package/__init__.py", "package/part.py"]),
        ("import package.part as p", ["package/__init__.py", "package/part.py"]),
        ("from package import *", ["package/__init__.py"]),
        ("import bare.part", ["bare/part.py"]),
        ("import net.parts", NET),
        ("import noiselab.noise", []),
        ("import_module('.inner', __package__)", ["inner.py"]),
        ("open('weights.npz')", ["weights.npz"]),
        ("Path(__file__).parent / 'weights.npz'", ["weights.npz"]),
        ("Path(__file__).with_name('weights.npz')", ["weights.npz"]),
        ("HERE / 'sub' / 'more.npz'", ["sub/more.npz"]),
        ("os.path.join(HERE, 'sub', 'more.npz')", ["sub/more.npz"]),
        ("(HERE / 'sub').joinpath('more.npz')", ["sub/more.npz"]),
        ("HERE / 'sub' / f'{n}.npz'", SUB),
        ("(HERE / 'sub').glob('*')", SUB),
        ("(HERE / 'sub' / 'deeper').glob('*')", ["sub/deeper/last.npz"]),
        ("HERE.glob('*.npz')", []),
        ("HERE.glob('sub/*.npz')", SUB),
        ("HERE.glob('*/*.npz')", []),
        ("glob.glob(os.path.join(HERE, 'sub', '*.npz'))", SUB),
        ("glob.glob(f'{HERE}/sub/*.npz')", SUB),
        ("(HERE / f'su{n}').iterdir()", SUB),
        ("NAME = 'sub'\nos.listdir(HERE / NAME)", SUB),
        ("import listing\nall_of(HERE, 'sub')", ["listing.py", *SUB]),
        ("HERE / 'sub' / '..' / f'{n}.npz'", []),
        ("x = {'sub': 1}['sub']", []),  # no path
        ("x = 'no/such.txt', '', '.', '\\0', 'a' * 3, HERE / '.', 1 / 2", []),
        ("def (", []),
    ],
)
def test_it_uses_what_its_code_imports_and_names(folder, code, used):
    plugin = folder / "own.py"
    plugin.write_text(code)
    found = plugin_files.used_by(plugin)
    assert sorted(found) == sorted(["own.py", *used])
    assert all(path.samefile(folder / place) for place, path in found.items())


def test_a_file_named_by_an_absolute_path_stays_where_it_is(folder, tmp_path):
    plugin = folder / "own.py"
    plugin.write_text(f"open({str(tmp_path / 'outside.txt')!r})")
    assert [*plugin_files.used_by(plugin)] == ["own.py"]


def test_a_folder_is_taken_with_what_links_in_it_lead_to(folder):
    (folder / "masks").mkdir()
    (folder / "masks" / "more").symlink_to(folder / "sub" / "deeper")
    (folder / "masks" / "circle").symlink_to(folder / "masks")
    (folder / "masks" / "gone.npz").symlink_to("nowhere")
    plugin = folder / "own.py"
    plugin.write_text("(HERE / 'masks').glob('*/*.npz')")
    assert [*plugin_files.used_by(plugin)] == ["own.py", "masks/more/last.npz"]


@pytest.mark.parametrize("name", ["../outside.txt", "link.txt", "link/outside.txt"])
def test_nothing_outside_its_folder_is_copied(folder, tmp_path, name):
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "link").symlink_to(tmp_path)
    plugin = folder / "own.py"
    plugin.write_text(f"open({name!r})")
    with pytest.raises(PluginError) as caught:
        plugin_files.used_by(plugin)
    assert str(caught.value) == (
        f"{plugin}: uses {name}, which lies outside its folder; put it there, or name "
        "it by its absolute path"
    )


def test_two_plugins_may_share_what_lies_beside_them_but_not_a_name(folder, tmp_path):
    first, second = folder / "one.py", folder / "two.py"
    for plugin in (first, second):
        plugin.write_text("import inner")
    assert [*plugin_files.of_study([first, second])] == ["one.py", "inner.py", "two.py"]
    other = tmp_path / "other"
    other.mkdir()
    third, inner = other / "three.py", other / "inner.py"
    third.write_text("import inner")
    inner.write_text("")
    assert "three.py" in plugin_files.of_study([first, third])  # the same in both
    inner.write_text("a = 1")
    with pytest.raises(PluginError) as caught:
        plugin_files.of_study([first, third])
    assert str(caught.value) == (
        f"{third}: uses {inner}, and another plugin of the study uses "
        f"{folder / 'inner.py'}; rename one of these files, or put both plugins in one "
        "folder"
    )


class TestPlaced:
    @pytest.fixture
    def used(self, folder):
        plugin = folder / "own.py"
        plugin.write_text("HERE / 'sub' / 'more.npz'")
        np.savez(folder / "sub" / "more.npz", w=1)
        return plugin_files.used_by(plugin)

    @pytest.mark.parametrize("link", [False, True])
    def test_each_file_has_its_place(self, used, folder, tmp_path, link):
        plugin_files.place(used, tmp_path / "copy", link)
        for place, path in used.items():
            copy = tmp_path / "copy" / place
            assert copy.read_bytes() == path.read_bytes()
            assert not copy.samefile(path)
            copy.write_bytes(b"edited in place")
            assert path.read_bytes() != b"edited in place"

    def test_a_large_file_is_linked_and_write_protected(self, used, folder, tmp_path):
        weights = folder / "sub" / "more.npz"
        weights.write_bytes(bytes(plugin_files.LARGE))
        for _ in range(2):
            plugin_files.place(used, tmp_path / "copy", link=True)
            assert (tmp_path / "copy" / "sub" / "more.npz").samefile(weights)
        assert os.name != "posix" or not weights.stat().st_mode & 0o222

    def test_a_copy_that_an_earlier_noiselab_linked_gets_its_own_file(
        self, used, tmp_path
    ):
        copy, linked = tmp_path / "copy" / "own.py", tmp_path / "of_a_point.py"
        plugin_files.place(used, tmp_path / "copy")
        os.link(copy, linked)
        plugin_files.place(used, tmp_path / "copy")
        linked.write_text("edited in place")
        assert copy.read_bytes() == used["own.py"].read_bytes()

    def test_without_hard_links_it_is_a_copy(self, used, tmp_path, monkeypatch):
        used["own.py"].write_bytes(b"#" * plugin_files.LARGE)

        def refuse(*_, **__):
            raise OSError("no hard links here")

        monkeypatch.setattr(os, "link", refuse)
        plugin_files.place(used, tmp_path / "copy", link=True)
        assert not (tmp_path / "copy" / "own.py").samefile(used["own.py"])

    def test_only_what_changed_is_written(self, used, folder, tmp_path):
        copies = [tmp_path / "copy" / place for place in used]
        plugin_files.place(used, tmp_path / "copy")
        before = [path.stat() for path in copies]
        plugin_files.place(used, tmp_path / "copy")
        assert [path.stat() for path in copies] == before
        (folder / "sub" / "more.npz").write_text("new")
        plugin_files.place(used, tmp_path / "copy")
        assert (tmp_path / "copy/sub/more.npz").read_text() == "new"

    def test_a_link_in_the_way_leads_nowhere(self, used, tmp_path):
        elsewhere, copy = tmp_path / "elsewhere", tmp_path / "copy"
        elsewhere.mkdir()
        (elsewhere / "own.py").write_text("mine")
        copy.mkdir()
        (copy / "sub").symlink_to(elsewhere)
        (copy / "own.py").symlink_to(elsewhere / "own.py")
        plugin_files.place(used, copy)
        assert [path.name for path in elsewhere.iterdir()] == ["own.py"]
        assert (elsewhere / "own.py").read_text() == "mine"
        assert (copy / "sub" / "more.npz").is_file()

    def test_what_is_no_longer_needed_goes_and_all_else_stays(self, folder):
        plugin = folder / "own.py"
        plugin.write_text("import helper\n(HERE / 'sub').glob('*.npz')")
        (folder / "link.py").symlink_to(folder.parent / "outside.txt")
        (folder / "inner.py").write_text("import link")
        needed = ["own.py", "helper.py", "sub/weights.npz"]
        plugin_files.remove_others(folder, [plugin], needed)
        left = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
        gone = {"inner.py", "link.py", "sub/more.npz", "sub/deeper/last.npz"}
        assert left == {*FILES, "own.py", *map(str, _folders(left))} - gone
        assert "sub/deeper" not in left
        assert (folder.parent / "outside.txt").is_file()


def _folders(places):
    return {p for place in places for p in Path(place).parents if p != Path()}
