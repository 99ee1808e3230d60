import json

import pytest
from helpers.studies_beside import content, refingerprint, stored

from noiselab.store import results


@pytest.fixture
def two(make_study, tmp_path):
    """The folders of two studies."""
    one, other = stored(make_study, "a", 38), stored(make_study, "b", 12)
    return one.folder.path, other.folder.path


@pytest.mark.slow
def test_two_studies_make_one_report_and_stay_as_they_are(call, two, tmp_path):
    before = [content(path) for path in two]
    code, out, error = call("compare", *two, "--zip")
    made = tmp_path / "out" / "a_and_b"
    assert (code, error) == (0, "")
    assert out.splitlines()[-1] == f"report: {made / 'report.html'}"
    page = (made / "report.html").read_text()
    assert page.index("Studies beside each other") < page.index(
        "Loss and accuracy against"
    )
    assert "b: MLNN" in page
    assert str(tmp_path) not in page
    claimed = (made / "comparisons.csv").read_text()
    assert "a_mlnn,b_mlnn" in claimed  # paired, as they met the same images
    assert (made / "handin.zip").is_file()
    assert "a_and_b" in (made.parent / "index.html").read_text()
    assert sorted(path.name for path in made.parent.iterdir()) == [
        "a_and_b",
        "index.html",
    ]
    assert [content(path) for path in two] == before
    assert call("compare", *two)[0] == 0  # once more
    assert len(results.load(made)) == 4


@pytest.mark.slow
def test_repeats_of_two_machines_are_one_study(call, make_study, tmp_path):
    one = stored(make_study, "a", 38, repeats=2)
    other = stored(make_study, "b", 36, repeats="2..3")
    code, out, _ = call("compare", one.folder.path, other.folder.path, "--name", "all")
    assert code == 0
    assert out.splitlines()[0] == "repeats: 2 in a; and 2..3 in b."
    frame = results.load(tmp_path / "out" / "all")
    assert sorted(map(int, frame["repeat"])) == [0, 0, 1, 1, 2, 2, 3, 3]
    assert {*frame["model"]} == {"mlnn"}


@pytest.mark.slow
def test_a_point_that_failed_is_named_and_counts(call, two, tmp_path):
    path = two[0] / "points" / "mlnn--gaussian--0.5--r0" / "result.json"
    fields = json.loads(path.read_text())
    path.write_text(json.dumps(fields | {"status": "failed", "error": "out of luck"}))
    code, _, error = call("compare", *two)
    assert code == 1
    assert "failed: a_mlnn--gaussian--0.5--r0: out of luck" in error
    assert (tmp_path / "out" / "a_and_b" / "report.html").is_file()


def refused(call, tmp_path, *words):
    """What is said of a request that writes nothing."""
    code, out, error = call("compare", *words)
    assert (code, out) == (2, "")
    assert not (tmp_path / "out").exists()
    return error.removeprefix("run_sweep.py: ").removesuffix("\n")


def test_what_cannot_be_compared_is_refused_in_a_line(call, two, tmp_path, make_study):
    one, other = two
    assert refused(call, tmp_path, one) == (
        "compare: name the folders of two studies or more"
    )
    assert refused(call, tmp_path, one, one) == (
        f"{one}: is named twice; name another study"
    )
    assert refused(call, tmp_path, one, tmp_path) == (
        f"{tmp_path}: holds no study; name a folder such as outputs/digits"
    )
    refingerprint(stored(make_study, "c"), data="e")
    third = tmp_path / "c"
    assert refused(call, tmp_path, one, third).startswith(
        f"{third}: its data is not that of {one} (digest e, there d)"
    )
    assert "must be a folder name" in refused(call, tmp_path, one, other, "--name", "/")


def test_what_no_comparison_made_stays(call, two, tmp_path):
    taken = tmp_path / "out" / "a_and_b"
    taken.mkdir(parents=True)
    (taken / "mine.txt").write_text("mine")
    code, _, error = call("compare", *two)
    assert (code, len(error.splitlines())) == (2, 1)
    assert "holds something else than a comparison" in error
    assert (taken / "mine.txt").read_text() == "mine"


def test_a_comparison_that_fails_leaves_nothing(call, two, tmp_path, monkeypatch):
    from noiselab.front import publishing

    monkeypatch.setattr(publishing, "write_report", lambda *_: json.loads("{"))
    assert call("compare", *two)[0] == 1
    assert list((tmp_path / "out").iterdir()) == []


def test_folders_of_the_same_name_are_called_by_more_of_their_paths(
    call, two, tmp_path, monkeypatch
):
    from noiselab.front import compare
    from noiselab.store.unlike import Stored

    monkeypatch.setattr(Stored, "read", lambda name, path: name)
    paths = [tmp_path / "x" / "s", tmp_path / "y" / "s"]
    for path in paths:
        path.mkdir(parents=True)
        (path / "sweep.yaml").touch()
    assert compare._read(paths) == ["x/s", "y/s"]
    assert compare._read(two) == ["a", "b"]
