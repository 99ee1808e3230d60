import numpy as np
import pytest

from noiselab.common.user_paths import DATA_DIR
from noiselab.experiment import datasets
from noiselab.experiment.datasets import digits
from noiselab.front import cli


@pytest.fixture
def ask(tmp_path, monkeypatch, capsys):
    """Calls `data` in an empty folder; gives exit code, stdout, stderr."""
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "none"))
    monkeypatch.delenv(DATA_DIR, raising=False)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)

    def ask(*words):
        code = cli.main(["data", *map(str, words)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return ask


def write(path, classes=2):
    path.parent.mkdir(exist_ok=True)
    images = 255 - np.arange(classes * 2 * 16).astype(np.uint8).reshape(-1, 4, 4)
    labels = np.arange(classes * 2) % classes
    arrays = {"x_train": images, "y_train": labels}
    np.savez(path, **arrays, x_test=images[:-1], y_test=labels[:-1])


def test_all_that_are_found_have_a_line(ask, tmp_path, monkeypatch):
    monkeypatch.setattr(datasets, "NAMES", ("mnist",))  # scikit-learn takes a while
    write(tmp_path / "here" / "own.npz")
    write(tmp_path / "data" / "other.npz", classes=3)
    (tmp_path / "data" / "text.npz").write_text("no archive")
    code, out, error = ask("--data-dir", tmp_path / "data")
    assert (code, error) == (0, "")
    mnist, own, other, text = out.splitlines()
    assert mnist == (
        "mnist          not on this machine; `data mnist` says how to get it"
    )
    assert own.startswith(
        "own.npz        4 training and 3 test images (4x4, 1 channel)"
    )
    assert own.endswith(f", {tmp_path / 'here' / 'own.npz'}")
    assert ", 3 classes, digest " in other
    assert other.endswith(f", {tmp_path / 'data' / 'other.npz'}")
    assert text.startswith("text.npz       cannot be used: not a readable .npz file")


@pytest.mark.slow
def test_the_digits_are_always_there(ask):
    assert ask()[1].splitlines()[0] == (
        "digits         1437 training and 360 test images (8x8, 1 channel), 10 classes, "
        f"digest {digits.DIGEST[:16]}, comes with scikit-learn"
    )


def test_one_is_described(ask, tmp_path):
    path = tmp_path / "here" / "own.npz"
    write(path)
    code, out, error = ask("own.npz")
    assert (code, error) == (0, "")
    lines = [(line[:10].strip(), line[10:]) for line in out.splitlines()]
    assert [name for name, _ in lines if name] == [
        *("name", "where", "read as", "images", "classes", "training", "test"),
        *("values", "digest", "warning", "first"),
    ]
    known = dict(lines[:-4])
    assert known["read as"] == ".npz; white is 255, by the values"
    assert known["warning"] == (
        "3 of 3 test images are training images too: what is recognised there was "
        "learned by heart"
    )
    assert [text for _, text in lines[-4:]] == [*["@@@@@@@@"] * 3, "@@@@@@%%"]
    assert known["name"] == "own.npz"
    assert known["where"] == str(path)
    assert known["training"] == "images of each class: 0: 2 (50.0%), 1: 2 (50.0%)"
    assert known["test"] == "images of each class: 0: 2 (66.7%), 1: 1 (33.3%)"
    assert known["values"].startswith("from 0.752941 to 1, where black is 0")
    assert known["digest"].endswith(", as `data` in a fingerprint")


def test_of_many_classes_the_least_and_the_most_are_counted(ask, tmp_path):
    write(tmp_path / "here" / "own.npz", classes=21)
    out = ask("own.npz")[1]
    assert "training  2 to 2 images of each class" in out
    assert "test      1 to 2 images of each class" in out


@pytest.mark.parametrize("name", ["digts", "none.npz", "mnist"])
def test_one_that_is_not_here_is_one_line_and_exit_code_2(ask, name):
    code, out, error = ask(name)
    assert (code, out) == (2, "")
    assert len(error.splitlines()) == 1
    assert name in error


def test_a_name_that_is_close_is_told(ask):
    assert ask("digts")[2] == (
        'run_sweep.py: "digts": no data set of that name (did you mean digits?); '
        "available: digits, mnist, fashion_mnist, kmnist, emnist_letters, "
        "emnist_balanced, emnist_digits, qmnist, or the path of a file or a folder\n"
    )


def test_it_is_read_as_is_said_and_shown_on_a_page(ask, tmp_path):
    path = tmp_path / "here" / "own.npz"
    write(path)
    arrays = dict(np.load(path))
    np.savez(path, **arrays | {"x_train": arrays["x_train"] // 16})
    asked = ["own.npz", "--out", tmp_path / "look", "--set", "data.white=255"]
    code, out, error = ask(*asked, "--set", "data.classes=cat,dog")
    assert (code, error) == (0, "")
    assert "training  images of each class: cat: 2 (50.0%), dog: 2 (50.0%)" in out
    assert out.splitlines()[-1] == f"page      {tmp_path / 'look' / 'data.html'}"
    assert (tmp_path / "look" / "contact_sheet.png").is_file()
    code, out, error = ask("own.npz", "--set", "levels=0")
    assert (code, out) == (2, "")
    assert error == "run_sweep.py: --set: data takes only keys of data: data.white=16\n"
