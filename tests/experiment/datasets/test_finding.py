import pytest

from noiselab.common.errors import UnknownNameError
from noiselab.experiment.datasets import finding


@pytest.mark.parametrize(
    ("name", "is_known"),
    [
        ("digits", True),
        ("kmnist", True),
        ("own.npz", True),
        ("images/", True),
        ("./images", True),
        ("images", False),
        ("minst", False),
        ("", False),
    ],
)
def test_what_looks_like_no_path_must_be_a_name(name, is_known):
    assert finding.is_known(name) is is_known


def test_a_folder_is_found_beside_the_sweep(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sweeps" / "images").mkdir(parents=True)
    found = finding.find("./images", also=(tmp_path / "sweeps",))
    assert found.samefile(tmp_path / "sweeps" / "images")


def test_the_names_that_there_are_are_listed():
    with pytest.raises(UnknownNameError) as caught:
        finding.find("cifar")
    assert str(caught.value) == (
        "unknown dataset 'cifar'; available: digits, mnist, fashion_mnist, kmnist, "
        "emnist_letters, emnist_balanced, emnist_digits, qmnist, the path of a file or "
        "a folder"
    )


def test_what_lies_here_without_a_slash_or_an_ending_is_told_how_to_write(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photos").mkdir()
    (tmp_path / "data").write_text("")
    assert finding.as_path("photos") == "; what lies here is written photos/"
    assert finding.as_path("data") == "; what lies here is written ./data"
    assert finding.as_path("elsewhere") == finding.as_path("\0") == ""
