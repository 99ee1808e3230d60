from pathlib import Path

import pytest

from noiselab.common import user_paths


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("~", "/home/me"),
        ("~/data/mnist.npz", "/home/me/data/mnist.npz"),
        (Path("~/x"), "/home/me/x"),
        ("a/~/b", "a/~/b"),
        ("a.yaml", "a.yaml"),
        ("/a/b", "/a/b"),
        ("~nobody-of-that-name/x.yaml", "~nobody-of-that-name/x.yaml"),
        ("", "."),
        ("~\0/x", "~\0/x"),
        ("~\ud800/x", "~\ud800/x"),
    ],
    ids=ascii,
)
def test_a_home_is_expanded_and_all_else_stays_as_written(monkeypatch, text, path):
    monkeypatch.setenv("HOME", "/home/me")
    assert user_paths.of_user(text) == Path(path)


@pytest.mark.parametrize("name", ["~", "~/x", "~root", "~nobody/x"])
def test_a_folder_of_that_name_is_written_as_in_a_shell(monkeypatch, tmp_path, name):
    monkeypatch.chdir(tmp_path)
    once = user_paths.of_user(f"./{name}")
    assert user_paths.of_user(once) == once == tmp_path / name


def test_a_run_tells_its_kernels_where_its_data_are_and_which(tmp_path):
    names = (user_paths.DATA_DIGEST, user_paths.DATA_DIR)
    told = {names[0]: "abc my own.npz", names[1]: str(tmp_path)}
    assert user_paths.of_data(tmp_path, "my own.npz", "abc") == told
    assert [*user_paths.of_data(None, "my own.npz", "abc")] == [names[0]]


@pytest.fixture
def folder(tmp_path):
    """A folder with a file, a folder and three links."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    for name, target in {"link": "file", "lost": "nothing", "loop": "loop"}.items():
        (tmp_path / name).symlink_to(target)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "is_file"),
    [
        ("file", True),
        ("link", True),
        ("folder", False),
        ("nothing", False),
        ("file/below", False),
        ("lost", False),
        ("loop", False),
        ("a" * 300, False),
        ("a\0b", False),
        ("\ud800", False),
    ],
    ids=ascii,
)
def test_what_cannot_be_a_file_is_not_one(folder, name, is_file):
    assert user_paths.is_file(folder / name) is is_file
