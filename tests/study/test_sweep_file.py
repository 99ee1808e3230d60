import pickle
from pathlib import Path

import pytest
import yaml

from noiselab.common import folders
from noiselab.common.errors import SweepError
from noiselab.experiment import keras_setup
from noiselab.study import parts, sweep_file

BASE = {"name": "mine", "dataset": "digits", "models": ["mlnn"], "levels": [0]}


def problem(tmp_path, changes=(), **fields) -> str:
    """The message for a sweep file with these fields, its path written as FILE."""
    path = tmp_path / "mine.yaml"
    kept = {key: value for key, value in (BASE | fields).items() if value is not ...}
    path.write_text(yaml.safe_dump(kept))
    with pytest.raises(SweepError) as caught:
        sweep_file.load(path, changes)
    return str(caught.value).replace(str(path), "FILE")


LEVEL = "FILE: levels must each be a standard deviation from 0 to 1000000, not "
NAME = "FILE: name must be a folder name of at most 100 letters, digits, - and _, not "


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"modles": 1}, "FILE: modles is not a key of a sweep (did you mean models?)"),
        (
            {"zzz": 1},
            "FILE: zzz is not a key of a sweep; available: "
            + ", ".join(sweep_file.keys()),
        ),
        ({"name": ...}, "FILE: name is missing"),
        ({"dataset": ...}, "FILE: dataset is missing"),
        ({"models": ...}, "FILE: models is missing"),
        ({"levels": ...}, "FILE: levels is missing"),
        (
            {"models": ["mlnm"]},
            'FILE: models has no model "mlnm" (did you mean mlnn?); available: mlnn, '
            "convnet, resnet20",
        ),
        ({"models": []}, "FILE: models must list at least one model, not []"),
        ({"models": ["mlnn", "mlnn"]}, "FILE: models lists mlnn twice"),
        (
            {"noise": "gausian"},
            'FILE: noise has no kind "gausian" (did you mean gaussian?); available: '
            + ", ".join(parts.built_in().noise),
        ),
        (
            {"noise": {}, "levels": ...},
            "FILE: noise must name at least one kind, not {}",
        ),
        (
            {"noise": {"gaussian": [0]}},
            "FILE: levels must be left out where noise gives each kind its own levels",
        ),
        (
            {"dataset": "mnits"},
            "FILE: dataset must be digits, mnist, fashion_mnist, kmnist, "
            "emnist_letters, emnist_balanced, emnist_digits, qmnist or the path of a "
            'file or a folder, not "mnits" (did you mean mnist?)',
        ),
        ({"levels": [-0.1]}, LEVEL + "-0.1"),
        ({"levels": [float("inf")]}, LEVEL + "inf"),
        ({"levels": [float("nan")]}, LEVEL + "nan"),
        ({"levels": ["much"]}, LEVEL + '"much"'),
        ({"levels": [True]}, LEVEL + "true"),
        ({"levels": [None]}, LEVEL + "null"),
        ({"levels": [10**400]}, LEVEL + "1" + "0" * 58 + "…"),
        ({"levels": [0.1, 0.10]}, "FILE: levels list 0.1 twice"),
        ({"levels": [0, -0.0]}, "FILE: levels list 0.0 twice"),
        (
            {"levels": [0.1234567, 0.1234568]},
            "FILE: levels list 0.1234567 and 0.1234568, which a report would both call "
            "0.123457; it gives six digits",
        ),
        ({"levels": []}, "FILE: levels must list at least one level, not []"),
        (
            {"levels": {"a": 1}},
            'FILE: levels must list at least one level, not {"a": 1}',
        ),
        ({"name": "../x"}, NAME + '"../x"'),
        ({"name": "a/b"}, NAME + '"a/b"'),
        ({"name": ""}, NAME + '""'),
        ({"name": 7}, NAME + "7; put it in quotes"),
        ({"name": "x" * 101}, NAME + '"' + "x" * 58 + "…"),
        ({"mlnn": {"epochs": 0}}, "FILE: mlnn.epochs must be 1 or more, not 0"),
        (
            {"mlnn": {"epochs": 1.5}},
            "FILE: mlnn.epochs must be a whole number, not 1.5",
        ),
        (
            {"convnet": {"learning_rate": 0}},
            "FILE: convnet.learning_rate must be more than 0, not 0",
        ),
        (
            {"epochs": 2},
            "FILE: epochs belongs to a model: mlnn: {epochs: 2}",
        ),
        (
            {"learning_rate": 0.1},
            "FILE: learning_rate belongs to a model: mlnn: {learning_rate: 0.1}",
        ),
        (
            {"epoch": 2},
            "FILE: epoch is not a key of a sweep (did you mean epochs?)",
        ),
        (
            {"mlnn": {"filters": 5}},
            "FILE: mlnn.filters is not a key of mlnn; available: epochs, learning_rate, "
            "batch_size, width, depth, dropout, optimizer",
        ),
        (
            {"mlnn": {"epoch": 3}},
            "FILE: mlnn.epoch is not a key of mlnn (did you mean epochs?)",
        ),
        ({"mlnn": 3}, "FILE: mlnn must hold keys and values, not 3"),
        ({"repeats": 0}, "FILE: repeats must be 1 or more, not 0"),
        ({"seed": -1}, "FILE: seed must be 0 or more, not -1"),
        ({"batch_size": True}, "FILE: batch_size must be a whole number, not true"),
        ({"clip": "yes"}, 'FILE: clip must be true or false, not "yes"'),
        (
            {"precision": "half"},
            'FILE: precision must be float32, bfloat16 or auto, not "half"',
        ),
        ({"report": []}, "FILE: report must hold keys and values, not []"),
        ({"report": {"title": 5}}, "FILE: report.title must be text, not 5"),
        (
            {"report": {"titel": "x"}},
            "FILE: report.titel is not a key of report (did you mean title?)",
        ),
        (
            {"report": {"baseline": "resnet"}},
            "FILE: report.baseline must be one of this sweep's models (mlnn), not "
            '"resnet"',
        ),
        (
            {"report": {"after_epochs": 21}},
            "FILE: report.after_epochs is 21, but mlnn trains only 20 epochs",
        ),
        (
            {"report": {"formats": ["svg", "pfd"]}},
            'FILE: report.formats has no format "pfd" (did you mean pdf?); available: '
            "svg, pdf, csv, tex",
        ),
        (
            {"report": {"formats": ["svg", "svg"]}},
            "FILE: report.formats lists svg twice",
        ),
    ],
)
def test_a_wrong_sweep_gets_one_clear_message(tmp_path, fields, message):
    assert problem(tmp_path, **fields) == message


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            "epohcs=3",
            "--set epohcs=3: epohcs is not a key of a sweep (did you mean epochs?)",
        ),
        (
            "learning_rate=1",
            "--set learning_rate=1: learning_rate belongs to a model: "
            "mlnn.learning_rate or convnet.learning_rate or resnet20.learning_rate",
        ),
        (
            "noise={gaussian: []}",
            "--set noise={gaussian: []}: noise.gaussian must list at least one level, "
            "not []",
        ),
        (
            "se\ned=x",
            "--set se ed=x: se\ned is not a key of a sweep (did you mean seed?)",
        ),
        (
            "batch_size=99999999",
            "--set batch_size=99999999: batch_size must be 1000000 or less, not 99999999",
        ),
        ("levels", "--set levels: must be KEY=VALUE, such as levels=0,0.2"),
        ("=0", "--set =0: must be KEY=VALUE, such as levels=0,0.2"),
        (
            "lvels=0",
            "--set lvels=0: lvels is not a key of a sweep (did you mean levels?)",
        ),
        (
            "repeats=many",
            "--set repeats=many: repeats must be a whole number, or 3..5 for 3, 4 and 5, "
            'not "many"',
        ),
        ("epochs=0", "--set epochs=0: mlnn.epochs must be 1 or more, not 0"),
        (
            "models=",
            "--set models=: models must list at least one model, not []",
        ),
        ("name.x=1", '--set name.x=1: name holds "mine", not keys of its own'),
        ("seed=[1", '--set seed=[1: cannot read the value "[1"'),
        ("levels=0,1e-400", "--set levels=0,1e-400: 1e-400 is too small a number"),
        ("levels=[1e400]", "--set levels=[1e400]: 1e400 is too large a number"),
    ],
)
def test_a_wrong_change_is_named(tmp_path, change, message):
    assert problem(tmp_path, [change]) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "",
            "FILE: is empty; it must hold at least name, dataset, models and levels",
        ),
        (
            "name: a\nlevels: [0\nx: 1",
            "FILE, line 3: not YAML: expected ',' or ']', but got ':'",
        ),
        ("name: a\nname: b", "FILE, line 2: not YAML: key 'name' appears twice"),
        ("{a: b}: 2", "FILE, line 1: not YAML: a key must be plain text"),
        ("? [a]\n: 2", "FILE, line 1: not YAML: a key must be plain text"),
        ("- a", 'FILE: must hold keys and values, not ["a"]'),
        (
            "a: !!python/object:os.system 1",
            "FILE, line 1: not YAML: could not determine a constructor for the tag 'tag:yaml.org,2002:python/object:os.system'",
        ),
    ],
)
def test_a_file_that_is_no_sweep_gets_one_clear_message(tmp_path, text, message):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(SweepError) as caught:
        sweep_file.load(path)
    assert str(caught.value).replace(str(path), "FILE") == message


def test_binary_is_no_sweep(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SweepError) as caught:
        sweep_file.load(path)
    assert str(caught.value) == f"{path}: is not UTF-8 text"


def test_an_unknown_name_lists_the_sweeps_there_are():
    with pytest.raises(SweepError) as caught:
        sweep_file.find("mnits", folders.SWEEPS)
    assert str(caught.value) == (
        '"mnits": no sweep of that name (did you mean mnist?); available: as_written, '
        "breaking_point, digits, kinds, mnist, mnist_repeats, rusak, share, or the path "
        "of a YAML file"
    )


def test_a_path_that_is_not_there_is_named():
    with pytest.raises(SweepError) as caught:
        sweep_file.find("no/such.yaml", folders.SWEEPS)
    assert str(caught.value) == '"no/such.yaml": there is no such sweep file'


def load(*changes):
    return sweep_file.load(folders.SWEEPS / "digits.yaml", changes)


def test_changes_take_the_place_of_what_the_file_says():
    sweep = load("levels=0, 1e-1", "models=mlnn", "epochs=3", "report.title=A, b")
    assert sweep.noise == {"gaussian": (0.0, 0.1)}
    assert sweep.models == ("mlnn",)
    assert {name: item.epochs for name, item in sweep.training.items()} == {
        "mlnn": 3,
        "convnet": 3,
        "resnet20": 3,
    }
    assert sweep.report.title == "A, b"


@pytest.mark.parametrize("key", ["title", "author", "course", "notes", "baseline"])
def test_what_may_be_null_can_be_set_to_null(key):
    given = load(f"report.{key}=mlnn", f"report.{key}=null")
    assert getattr(given.report, key) is None
    assert load("report=null").report == type(given.report)()
    assert load("report.title=nullify").report.title == "nullify"


@pytest.mark.parametrize(
    ("text", "level"),
    [("0.1e1", 1.0), ("+.5", 0.5), (".5", 0.5), ("5e-1", 0.5), ("1_000", 1000.0)],
)
def test_a_level_is_a_number_however_it_is_written(text, level):
    assert load(f"levels={text}").noise == {"gaussian": (level,)}


@pytest.mark.parametrize(
    "text",
    ["1e-400", "1e400", "0x1p-3", ".inf", "\u0661\u0662", "\u0661e\u0662", "-.5"],
)
def test_what_is_no_level_is_refused_in_a_line(text):
    with pytest.raises(SweepError) as caught:
        load(f"levels={text}")
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("text", ["0.1,1e-1", "0.10,0.1", "0,-0.0", "+.5,0.5"])
def test_equal_levels_are_one_however_they_are_written(text):
    with pytest.raises(SweepError, match=r"levels list .* twice"):
        load(f"levels={text}")


def test_one_model_can_be_changed_alone():
    sweep = load("convnet.epochs=4")
    assert (sweep.training["mlnn"].epochs, sweep.training["convnet"].epochs) == (20, 4)


@pytest.mark.parametrize(
    "change", ["noise={gaussian: [0, 0.3]}", "noise.gaussian=0,0.3"]
)
def test_kinds_can_have_their_own_levels(change):
    assert load(change).noise == {"gaussian": (0.0, 0.3)}


def test_what_is_dumped_reads_back_the_same(tmp_path):
    sweep = load("levels=0,25.5", "seed=7", "report.author=Zoë")
    path = tmp_path / "copy.yaml"
    path.write_text(sweep_file.dump(sweep), encoding="utf-8")
    assert sweep_file.load(path) == sweep


def test_a_sweep_knows_its_file_which_is_neither_stored_nor_compared(
    tmp_path, monkeypatch
):
    first = load()
    path = tmp_path / "copy.yaml"
    path.write_text(sweep_file.dump(first), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    second = sweep_file.load(Path("copy.yaml"))
    assert (first.file, second.file) == (folders.SWEEPS / "digits.yaml", path)
    assert pickle.loads(pickle.dumps(second)).resolved().file == path
    assert second == first
    assert second.model_dump() == first.model_dump()
    assert sweep_file.dump(second) == path.read_text(encoding="utf-8")
    other = load("seed=1")
    assert other.file == first.file
    assert other != first
    assert sweep_file.check(first.as_file()).file is None


@pytest.mark.parametrize(
    ("name", "levels", "mlnn", "convnet"),
    [
        ("digits", (0.0, 0.1, 0.15, 0.2, 0.5), (20, 0.001), (30, 1.0)),
        ("mnist", (0.0, 0.1, 0.15, 0.2, 0.5), (20, 0.001), (12, 1.0)),
        ("mnist_repeats", (0.0, 0.1, 0.15, 0.2, 0.5), (20, 0.001), (12, 1.0)),
        ("as_written", (0.0, 25.5, 38.25, 51.0, 127.5), (20, 0.001), (12, 0.001)),
        (
            "breaking_point",
            (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0),
            (20, 0.001),
            (12, 1.0),
        ),
    ],
)
@pytest.mark.parametrize("auto", ["float32", "bfloat16"])
def test_the_sweeps_that_come_along(name, levels, mlnn, convnet, auto, monkeypatch):
    monkeypatch.setattr(keras_setup, "_computes_bfloat16", lambda: auto == "bfloat16")
    sweep = sweep_file.load(folders.SWEEPS / f"{name}.yaml")
    assert sweep.name == name
    assert sweep.noise == {"gaussian": levels}
    for model, expected in (("mlnn", mlnn), ("convnet", convnet)):
        training = sweep.training[model]
        assert (training.epochs, training.learning_rate) == expected
    asks = name in ("mnist", "mnist_repeats")
    assert (sweep.clip, sweep.batch_size) == (False, 128)
    assert sweep.precision == ("auto" if asks else "float32")
    assert sweep.resolved().precision == (auto if asks else "float32")


def test_the_study_of_shares_has_each_share_of_three_kinds_and_none():
    points = [*sweep_file.load(folders.SWEEPS / "share.yaml").points()]
    noisy = [point for point in points if point.level]
    assert {point.way.share for point in noisy} == {0.1, 0.25, 0.5, 1}
    assert len({point.noise for point in noisy}) == 3
    assert len(points) == 3 * (3 * 4 + 1)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("name=null", "name must be a folder name of at most 100 letters, digits, - "),
        ("mlnn=null", "mlnn must hold keys and values, not null; leave it out "),
        ("mlnn=", "mlnn must hold keys and values, not null; leave it out "),
    ],
)
def test_what_may_not_be_null_is_refused_in_a_line(change, problem):
    with pytest.raises(SweepError) as refused:
        load(change)
    assert str(refused.value).startswith(f"--set {change}: {problem}")
    assert "null" in str(refused.value)
    assert "\n" not in str(refused.value)
