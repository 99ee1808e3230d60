import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
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


PLUGIN = """
import sys
import time
from noiselab import noise


@noise.register("fade", highest=1)
def fade(images, level, rng):
    print("from", __file__, sys.prefix)
    if level > 0.5:
        raise OSError(f"{sys.argv} {sys.prefix} {__file__}")
    return images * (1 - level)
"""


@pytest.mark.slow
def test_nothing_that_is_handed_in_names_user_or_folders(tmp_path):
    home = tmp_path / "zaphodbeeble"
    (home / "data").mkdir(parents=True)
    images = np.random.default_rng(0).integers(0, 256, (40, 8, 8), dtype=np.uint8)
    half = {"x_train": images, "x_test": images}
    labels = {"y_train": np.arange(40) % 2, "y_test": np.arange(40) % 2}
    np.savez(home / "data/own.npz", **half, **labels)
    (home / "own.py").write_text(PLUGIN)
    (home / "own.yaml").write_text(
        f"{{name: own, dataset: {home}/data/own.npz, plugins: [own.py], models: [mlnn], "
        "noise: {fade: [0, 0.9]}, mlnn: {epochs: 1}, report: {author: A. Student}}"
    )
    user = {"HOME": str(home), "USER": "zaphodbeeble", "LOGNAME": "zaphodbeeble"}
    secret = {"NOISELAB_SECRET": "mellon-zaphodbeeble", "HOSTNAME": "heart-of-gold"}
    command = [sys.executable, folders.ROOT / "run_sweep.py", home / "own.yaml"]
    ran = subprocess.run(
        [*command, "--out", home / "out", "--zip"],
        env=os.environ | user | secret,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 1, ran.stderr  # one of two points fails, as it should
    folder = home / "out/own"
    (folder / "unpacked").mkdir()
    with zipfile.ZipFile(folder / "handin.zip") as archive:
        archive.extractall(folder / "unpacked")
    shown = [path for kind in ("html", "ipynb") for path in folder.rglob(f"*.{kind}")]
    shown += [path for path in (folder / "unpacked").rglob("*") if path.is_file()]
    assert len(shown) >= 12
    for path in shown:
        text = path.read_text(encoding="utf-8")
        for private in ("zaphodbeeble", "heart-of-gold", sys.prefix, str(folders.ROOT)):
            assert private not in text, path
    assert "dataset: <data>/own.npz" in (folder / "unpacked/own/sweep.yaml").read_text()
    assert Path(folder / "sweep.yaml").read_text().count("zaphodbeeble") == 1


def test_a_long_output_is_looked_at_as_a_short_one(monkeypatch):
    monkeypatch.setattr(file_pieces, "SIZE", 100_000)
    text = f"<b>{HOME}</b> " * 30_000
    shown = hide_folders.without_folders({"text/html": text})
    assert shown == {"text/html": "<b>~</b> " * 30_000}
