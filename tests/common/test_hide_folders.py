import sys
from pathlib import Path

import pytest

from noiselab.common import file_pieces, folders, hide_folders, temporary
from noiselab.common.user_paths import DATA_DIR

HOME = "/users/zaphod"


@pytest.fixture(autouse=True)
def home(monkeypatch):
    monkeypatch.setenv("HOME", HOME)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        (f"{HOME}", "~"),
        (f"no {HOME}/a b.npz, nor 'file://{HOME}/c'", "no ~/a b.npz, nor 'file://~/c'"),
        (f"File \x1b[32m{HOME}/x.py:3\x1b[39m", "File \x1b[32m~/x.py:3\x1b[39m"),
        (f"a\n{HOME}\n", "a\n~\n"),
        (f"HOME={HOME} --out={HOME}/x", "HOME=~ --out=~/x"),
        (f"{HOME}2 {HOME}-2 /mnt{HOME} iVBOR{HOME}/=", None),
        (f"{HOME}.bak/x.py {HOME}.", f"{HOME}.bak/x.py ~."),
        (f"{HOME}/x\n" * 40, "~/x\n" * 40),
        (f"{HOME}/{'a' * 300}", f"~/{'a' * 300}"),
        (f"{folders.ROOT}/src/x.py", "<noiselab>/src/x.py"),
        (f"{sys.prefix}/lib/keras.py", "<python>/lib/keras.py"),
    ],
)
def test_folders_get_short_names(text, short):
    assert hide_folders.without_folders(text) == (short or text)


def test_a_folder_inside_another_gets_its_own_name(monkeypatch):
    monkeypatch.setenv(DATA_DIR, f"{HOME}/data")
    text = f"{HOME}/data/own.npz {HOME}/out/own"
    names = {f"{HOME}/out": "."}
    assert hide_folders.without_folders(text, names) == "<data>/own.npz ./own"


def test_texts_are_found_however_deep_but_pictures_stay():
    shown = [{"data": {"text/plain": [f"{HOME}/a"], "image/png": f"{HOME}/a"}, "n": 1}]
    assert hide_folders.without_folders(shown) == [
        {"data": {"text/plain": ["~/a"], "image/png": f"{HOME}/a"}, "n": 1}
    ]


def test_names_of_folders_are_shown_in_html_and_drawings():
    shown = {"text/html": f"<b>{sys.prefix}</b>", "image/svg+xml": [f"<a>{HOME}</a>"]}
    assert hide_folders.without_folders(shown) == {
        "text/html": "<b>&lt;python&gt;</b>",
        "image/svg+xml": ["<a>~</a>"],
    }


def test_keys_and_what_stands_beside_embedded_pictures_are_found():
    picture = "iVBOR/users/zaphod/" + "A" * 40
    embedded = f"{HOME}<img src='data:image/png;base64,{picture}'>{HOME}"
    assert hide_folders.without_folders({HOME: embedded}) == {
        "~": embedded.replace(f"{HOME}<", "~<").replace(f">{HOME}", ">~")
    }
    picture = f"iVBORw0KGgo{HOME}/{'A' * 300}="
    assert hide_folders.without_folders(picture) == picture


def test_tags_stay_where_a_folder_is_called_like_one(monkeypatch):
    monkeypatch.setenv("HOME", "/code")
    monkeypatch.setenv("SCRATCH", "/p")
    shown = {"text/html": "<p><code>x</code></p>", "text/plain": "re.sub('</p>', '')"}
    assert hide_folders.without_folders(shown, {"/b": "<data>"}, people=True) == shown


def test_a_user_is_named_only_where_people_stay(monkeypatch):
    monkeypatch.setenv("USER", "zq-17")
    assert hide_folders.without_folders("by zq-17") == "by zq-17"
    assert hide_folders.without_folders("by zq-17", people=True) == "by <user>"


def test_noiselabs_own_temporary_folders_name_no_host(monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    made = Path(temporary.lasting())
    for text in (f"{made}/x", f"{tmp_path}/{made.name}/temporary/x"):
        assert hide_folders.without_folders(text) == "<temporary>/x"


def test_a_long_output_is_looked_at_as_a_short_one(monkeypatch):
    monkeypatch.setattr(file_pieces, "SIZE", 100_000)
    text = f"<b>{HOME}</b> " * 30_000
    shown = hide_folders.without_folders({"text/html": text})
    assert shown == {"text/html": "<b>~</b> " * 30_000}
