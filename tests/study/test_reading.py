"""The key `data` of a sweep: how its data are to be read."""

import pytest
import yaml

from noiselab.common import folders
from noiselab.common.errors import SweepError
from noiselab.common.folders import SweepFolder
from noiselab.store import prepare
from noiselab.study import record, sweep_file

FIELDS = {"name": "own", "dataset": "own.npz", "models": "mlnn", "levels": 0}
SAID = {
    "white": 16,
    "size": [8, 8],
    "labels": {10: 0, 1: 1},
    "test": {"share": 0.2, "seed": 1},
    "limit": None,
}
KEPT = {
    "white": 16,
    "size": [8, 8],
    "labels": {"10": 0, "1": 1},
    "test": {"share": 0.2, "seed": 1},
}


def loaded(tmp_path, *changes, **fields):
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(FIELDS | fields))
    return sweep_file.load(path, changes)


def test_what_is_said_reaches_every_point(tmp_path):
    sweep = loaded(tmp_path, data=SAID)
    assert sweep.data == KEPT
    assert [point.data_options for point in sweep.points()] == [KEPT]
    assert sweep_file.check(sweep.as_file()) == sweep
    assert loaded(tmp_path).data == loaded(tmp_path, data=None).data == {}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (["data.white=16"], {"white": 16}),
        (["data.white=16", "data.black=-1"], {"white": 16, "black": -1}),
        (["data.labels=one_hot"], {"labels": "one_hot"}),
        (["data.labels.from=1"], {"labels": {"from": 1}}),
        (["data.classes=cat,dog"], {"classes": ["cat", "dog"]}),
        (["data.size=28"], {"size": 28}),
        (["data.size=28,32"], {"size": [28, 32]}),
        (["data.shape=28,32"], {"shape": [28, 32]}),
        (["data.test.share=0.2"], {"test": {"share": 0.2}}),
        (["data.invert=true"], {"invert": True}),
        (["data={white: 16}"], {"white": 16}),
        (["data.white=16", "data=null"], {}),
    ],
)
def test_options_of_the_command_say_it_too(tmp_path, changes, expected):
    assert loaded(tmp_path, *changes).data == expected


@pytest.mark.parametrize(
    ("data", "changes", "message"),
    [
        ({"wite": 1}, [], "FILE: data.wite is not a key of data (did you mean white?)"),
        ("white", [], 'FILE: data must hold keys and values, not "white"'),
        ({"white": "a"}, [], 'FILE: data.white must be a number, not "a"'),
        (
            {},
            ["data.limt=5"],
            "--set data.limt=5: data.limt is not a key of data (did you mean limit?)",
        ),
        (
            {},
            ["data.test=2"],
            "--set data.test=2: data.test must be a share between 0 and 1, not 2",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path, data, changes, message):
    with pytest.raises(SweepError) as caught:
        loaded(tmp_path, *changes, data=data)
    assert str(caught.value).replace(str(tmp_path / "own.yaml"), "FILE") == message


def test_names_that_the_data_give_their_classes_are_stored(tmp_path):
    sweep = loaded(tmp_path)
    named = sweep.with_class_names(("cat", "dog"))
    folder = SweepFolder(tmp_path / "out")
    prepare.prepare(named, folder)
    assert record.read(folder).data == {"classes": ["cat", "dog"]}
    assert record.as_stored(sweep, folder).data == {"classes": ["cat", "dog"]}
    own = loaded(tmp_path, data={"classes": ["a", "b"]})
    assert own.with_class_names(("cat", "dog")).data == {"classes": ["a", "b"]}
    assert record.as_stored(own, folder).data == {"classes": ["a", "b"]}


def test_a_study_of_an_earlier_version_says_nothing(tmp_path):
    folder = SweepFolder(tmp_path / "out")
    sweep = sweep_file.load(folders.SWEEPS / "digits.yaml")
    prepare.prepare(sweep, folder)
    lines = folder.sweep.read_text().splitlines(keepends=True)
    folder.sweep.write_text("".join(line for line in lines if line != "data: {}\n"))
    assert "data" not in yaml.safe_load(folder.sweep.read_text())
    assert record.read(folder).data == {}
    assert record.as_stored(sweep, folder) == sweep
