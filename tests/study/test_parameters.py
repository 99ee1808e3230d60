import re
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest

from noiselab.common import folders
from noiselab.common.errors import NoiselabError, PluginError
from noiselab.engine import run_point
from noiselab.store.fingerprint import OF_THE_RUN
from noiselab.study import parameters
from noiselab.study.point import Point

POINT = Point("digits", "mlnn", "gaussian", 0.2, False, 0, 0, 1, 0.001, 128, "float32")
RUN = {"threads": 1, "plugins": [], "data_dir": "", "output_dir": "."}
GIVEN = POINT.parameters() | RUN


def defaults():
    template = nbformat.read(folders.TEMPLATE, as_version=4)
    cell = next(c for c in template.cells if "parameters" in c.metadata.get("tags", ""))
    names = {}
    exec(cell.source, names)
    return names


def test_the_templates_own_values_and_the_runners_pass():
    assert run_point.OF_THE_RUN == OF_THE_RUN == (*RUN,)
    parameters.check(defaults())
    parameters.check(GIVEN)
    assert {*GIVEN} == {*defaults()} - {"__builtins__", "__annotations__"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("level", value) for value in (0, 1, 0.0, np.float32(0.5), np.int64(1))],
        *[("epochs", value) for value in (1, None, np.int32(3))],
        *[("learning_rate", value) for value in (1, 1e-9, None)],
        *[("plugins", value) for value in ((), [])],
        *[("output_dir", value) for value in ("", Path("a"))],
        *[("precision", value) for value in ("auto", "bfloat16")],
        ("dataset", "my.npz"),
        ("data_options", {}),
        ("model_options", {}),
        ("model_options", {"width": 3, "optimizer": "adam"}),
        ("data_options", {"white": 16, "labels": {"from": 1}}),
        ("train_options", {"draw": "fresh", "share": 0.1, "spread": "up_to"}),
        ("train_options", {"mixed": {"gaussian": 0.2, "shot": 0.1}}),
        ("seed", 2**32 - 1),
    ],
)
def test_what_can_be_meant_passes(name, value):
    parameters.check(GIVEN | {name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("clip", value) for value in ("false", "", 0, 1, 0.0, None, [])],
        *[("level", value) for value in ("0.2", True, None, [0.2], -0.1, float("nan"))],
        *[("level", value) for value in (float("inf"), 1j)],
        *[("epochs", value) for value in (3.0, "3", True, 0, -1, [3])],
        *[("learning_rate", value) for value in (0, -1.0, "auto", float("nan"), True)],
        *[("batch_size", value) for value in (0, 1.5, None, "128")],
        *[("repeat", value) for value in (-1, 0.0, None, False)],
        *[("seed", value) for value in (-1, 2.0, None, "0")],
        *[("threads", value) for value in (-1, None, "2", True)],
        *[("plugins", value) for value in ("my_noise.py", None, [3], {"a": 1})],
        *[("dataset", value) for value in (None, 5, ["digits"])],
        *[("noise", value) for value in (None, False)],
        *[("output_dir", value) for value in (None, 3, False)],
        *[("data_options", value) for value in (None, 3, ["white"], "{}")],
        *[("train_options", value) for value in (None, 3, ["fresh"], "{}")],
        *[("model_options", value) for value in (None, 3, ["width"], "{}")],
    ],
)
def test_a_value_of_a_wrong_type_is_refused_in_one_line(name, value):
    with pytest.raises(NoiselabError) as caught:
        parameters.check(GIVEN | {name: value})
    message = str(caught.value)
    assert re.match(rf"{name} is .*; it must be .*: write {name} = ", message)
    assert "\n" not in message
    assert len(message) < 250


def test_the_line_says_what_was_found_and_what_would_do():
    with pytest.raises(NoiselabError) as caught:
        parameters.check({"clip": "false"})
    assert str(caught.value) == (
        "clip is the text 'false'; it must be True or False: write clip = False, or "
        "-p clip False for papermill"
    )


@pytest.mark.parametrize("name", ["dataset", "model", "noise", "precision"])
def test_an_unknown_name_is_refused_with_those_there_are(name):
    with pytest.raises(NoiselabError, match=r"unknown .*'other'; available: \w+") as no:
        parameters.check(GIVEN | {name: "other"})
    assert "\n" not in str(no.value)


def test_plugins_are_loaded_before_their_names_are_looked_up(tmp_path):
    plugin = tmp_path / "own_grid.py"
    plugin.write_text(
        "from noiselab import noise\n\n\n@noise.register('own_grid')\n"
        "def own_grid(images, level, rng):\n    return images + level\n"
    )
    parameters.check(GIVEN | {"plugins": [str(plugin)], "noise": "own_grid"})
    with pytest.raises(PluginError, match="absent"):
        parameters.check(GIVEN | {"plugins": [str(tmp_path / "absent.py")]})


def test_a_template_may_have_fewer_parameters_and_others():
    parameters.check({"level": 0.5, "strength": "a", "epochs_more": None})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "name"),
    [
        (["-p", "clip", "false"], "clip"),
        (["-r", "level", "0.2"], "level"),
        (["-y", "plugins: my_noise.py"], "plugins"),
    ],
)
def test_papermills_command_ends_with_that_line(tmp_path, options, name):
    ran = subprocess.run(
        [sys.executable, "-m", "papermill", folders.TEMPLATE, "out.ipynb", *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 1
    last = ran.stderr.strip().splitlines()[-1]
    assert re.search(rf"NoiselabError: {name} is .*write {name} = ", last)
    assert not [*tmp_path.glob("outputs")]


def test_those_of_the_notebook_are_meant_unless_they_are_given():
    names = defaults() | {"parameters": parameters}
    exec("parameters.check()", names)
    with pytest.raises(NoiselabError, match="clip is the text 'false'"):
        exec("parameters.check()", names | {"clip": "false"})


def test_how_data_are_read_is_checked_as_in_a_sweep():
    for given, problem in (
        ({"wite": 16}, "['wite'] is not a key of data (did you mean white?)"),
        ({"white": "16"}, "['white'] must be a number, not \"16\""),
    ):
        with pytest.raises(NoiselabError) as caught:
            parameters.check(GIVEN | {"data_options": given})
        assert str(caught.value) == f"data_options{problem}"


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (
            {"drow": "fresh"},
            "['drow'] is none of these options (did you mean draw?)",
        ),
        (
            {"draw": "frehs"},
            "['draw'] must be fixed or fresh, not \"frehs\" (did you mean fresh?)",
        ),
        ({"share": 2}, "['share'] must be from 0 to 1, not 2"),
        ({"share": 0}, "['share'] must be one value, more than 0, not 0"),
        (
            {"draw": ["fixed", "fresh"]},
            '[\'draw\'] must be one value, more than 0, not ["fixed", "fresh"]',
        ),
        (
            {"mixed": "all"},
            "['mixed'] must be levels by kind, {\"gaussian\": 0.2}, not 'all'",
        ),
    ],
)
def test_how_training_images_get_noise_is_checked(given, problem):
    with pytest.raises(NoiselabError) as caught:
        parameters.check(GIVEN | {"train_options": given})
    assert str(caught.value) == f"train_options{problem}"


@pytest.mark.parametrize("mixed", [{"gausian": 0.2}, {"occlusion": 1.5}])
def test_kinds_that_are_mixed_are_checked(mixed):
    with pytest.raises(NoiselabError, match=r"gausian|occlusion"):
        parameters.check(GIVEN | {"train_options": {"mixed": mixed}})


def test_options_of_the_model_are_checked_as_in_a_sweep():
    for given, problem in (
        ({"widht": 3}, "['widht'] is no option of model mlnn (did you mean width?)"),
        ({"depth": 0}, "['depth'] must be a whole number from 1 to 100 layers, not 0"),
    ):
        with pytest.raises(NoiselabError) as caught:
            parameters.check(GIVEN | {"model_options": given})
        assert str(caught.value) == f"model_options{problem}"
    own = {"model": "wide", "model_options": {"model": "mlnn", "width": 9}}
    parameters.check(GIVEN | own)
