"""A plugin imports the modules beside it, and nobody else does."""

import importlib.util
import os
import sys

import numpy as np
import pytest

from noiselab.common.errors import PluginError
from noiselab.experiment import noise
from noiselab.study.plugins import forget_plugins, load_plugins

PLUGIN = """
from pathlib import Path
from noiselab import noise
{head}

STEP = 2

@noise.register("mine")
def mine(images, level, rng):
    {body}
    return images + value
"""


@pytest.fixture(autouse=True)
def forgotten():
    yield
    forget_plugins()


def write(folder, head="", body="value = 1", **helpers):
    """Write a plugin and helpers, by the names of their modules; gives its path."""
    for name, text in helpers.items():
        path = folder / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    plugin = folder / "mine.py"
    plugin.parent.mkdir(exist_ok=True)
    plugin.write_text(PLUGIN.format(head=head, body=body))
    return plugin


def added():
    """Give what the noise adds to an image."""
    zeros = np.zeros((1, 2, 2, 1), np.float32)
    return float(noise.apply("mine", zeros, 0.5, np.random.default_rng(0)).max())


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("import helper", "value = helper.value"),
        ("import helper as h", "value = h.value"),
        ("from helper import value", "pass"),
        ("from helper import *", "pass"),
        ("from . import helper", "value = helper.value"),
        ("from .helper import value", "pass"),
        ("", "from helper import value"),
        ("", "from . import helper; value = helper.value"),
        ("import package", "value = package.value"),
        ("import package.inner", "value = package.inner.value"),
        ("import package.inner as inner", "value = inner.value"),
        ("from package import inner", "value = inner.value"),
        ("from package.inner import value", "pass"),
        ("from package.up import value", "pass"),
        ("import bare.inner", "value = bare.inner.value"),
        ("from uses import value", "pass"),
        ("from late import get", "value = get()"),
    ],
)
def test_an_import_works_however_and_wherever_it_stands(
    tmp_path, monkeypatch, head, body
):
    plugin = write(
        tmp_path,
        head,
        body,
        helper="value = 7",
        **{
            "package/__init__": "from .inner import value",
            "package/inner": "value = 7",
            "package/up": "from ..helper import value\nfrom . import inner",
            "bare/inner": "value = 7",
        },
        uses="import helper\nvalue = helper.value",
        late="def get():\n    from mine import STEP\n    return STEP + 5",
    )
    before = set(sys.modules)
    load_plugins([plugin])
    monkeypatch.chdir("/")
    assert added() == 7
    new = {name for name in set(sys.modules) - before if "noiselab_plugin" not in name}
    assert not new & {"helper", "package", "bare", "uses", "late", "mine"}
    assert not [*tmp_path.rglob("__pycache__")]


def test_helpers_of_one_name_do_not_mix(tmp_path):
    plugins = [
        write(
            tmp_path / name,
            body="from helper import value",
            helper=f"from deep import value\nvalue += {number}",
            deep=f"value = {number}",
        )
        for name, number in (("one", 1), ("two", 2))
    ]
    for _ in range(2):
        for plugin, value in zip(plugins, (2, 4), strict=True):
            load_plugins([plugin])
            assert added() == value
    assert importlib.util.find_spec("deep") is None


def test_what_is_installed_stays_what_it_is_for_others(tmp_path):
    import colorsys

    plugin = write(tmp_path, "import colorsys", "value = colorsys.a", colorsys="a = 3")
    load_plugins([plugin])
    assert added() == 3
    assert sys.modules["colorsys"] is colorsys
    import colorsys as still

    assert hasattr(still, "rgb_to_hls")


def test_a_plugin_called_like_a_package_imports_that_package(tmp_path):
    path = write(tmp_path, "", "import colorsys; value = len(colorsys.__all__)")
    plugin = path.rename(tmp_path / "colorsys.py")
    load_plugins([plugin])
    assert added() == 6


def test_a_changed_helper_is_loaded_again(tmp_path):
    plugin = write(tmp_path, "import helper", "value = helper.a", helper="a = 1")
    load_plugins([plugin])
    assert added() == 1
    write(tmp_path, "import helper", "value = helper.a", helper="a = 2")
    load_plugins([plugin])
    assert added() == 2


def test_a_plugin_that_fails_leaves_the_helpers_of_the_one_before(tmp_path):
    body = "from helper import value"
    load_plugins([write(tmp_path / "one", body=body, helper="value = 1")])
    broken = write(tmp_path / "two", "import helper", helper="value = 1\n1 / 0")
    with pytest.raises(PluginError) as caught:
        load_plugins([broken])
    assert str(caught.value) == (
        f"{broken}, line 4: ZeroDivisionError: division by zero"
    )
    assert added() == 1


def test_a_file_is_found_beside_it_wherever_it_runs(tmp_path, monkeypatch):
    (tmp_path / "own").mkdir()
    np.save(tmp_path / "own" / "five.npy", 5)
    body = "import numpy as np; value = np.load(Path(__file__).parent / 'five.npy')"
    write(tmp_path / "own", body=body)
    monkeypatch.chdir(tmp_path / "own")
    load_plugins(["mine.py"])
    monkeypatch.chdir(tmp_path)
    assert added() == 5


def test_an_error_in_a_helper_is_blamed_on_the_plugins_line(tmp_path):
    plugin = write(
        tmp_path, "from helper import get", "value = get()", helper="def get(): 1 / 0"
    )
    load_plugins([plugin])
    with pytest.raises(PluginError) as caught:
        added()
    assert (
        str(caught.value) == f"{plugin}, line 10: ZeroDivisionError: division by zero"
    )
    assert os.fspath(plugin) in str(caught.value)
