"""docs/reference.md says what the code says: its tables, and nothing besides."""

import dataclasses
import importlib.util
import re
from pathlib import Path
from typing import get_args

import pytest
import yaml

from noiselab import figures
from noiselab.common.folders import PointFolder, SweepFolder
from noiselab.experiment import models, noise
from noiselab.experiment.datasets.options import KEYS as READING
from noiselab.front import api, parser
from noiselab.front.commands import COMMANDS
from noiselab.front.exit_codes import ExitCode
from noiselab.store import fingerprint, results, standing
from noiselab.study import sweep_file
from noiselab.study.further_tests import FurtherTests
from noiselab.study.selection import Stop
from noiselab.study.settings import Report, Training
from noiselab.study.ways import AXES

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/reference.md").read_text()


@pytest.fixture(scope="module")
def script():
    """tools/reference.py as a module."""
    spec = importlib.util.spec_from_file_location(
        "reference_tables", ROOT / "tools/reference.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def first_cells(name: str) -> set[str]:
    """Give the words in code type of the first column of a table."""
    table = re.search(rf"<!-- table: {name} -->(.*?)<!-- end -->", TEXT, re.S)[1]
    return set(re.findall(r"^\| (.*?) \|", table, re.M)) - {"---"}


def test_the_tables_are_those_that_the_code_makes(script):
    assert script.filled(TEXT) == TEXT
    assert set(re.findall(r"<!-- table: (\w+) -->", TEXT)) == set(script.TABLES)


def test_a_change_of_the_code_would_be_seen(script, monkeypatch):
    longer = dataclasses.replace(models.MODELS["mlnn"], epochs=21)
    monkeypatch.setitem(models.MODELS, "mlnn", longer)
    assert script.filled(TEXT) != TEXT


def test_every_key_is_there_and_no_other(script):
    keys = set(sweep_file.keys()) - set(models.MODELS)
    of_models = (*Training.model_fields, "model", "file", "optimizer", "<option>")
    keys |= {"<model>"} | {f"<model>.{key}" for key in of_models}
    keys |= {f"data.{key}" for key in READING}
    keys |= {f"train.{key}" for key in AXES}
    keys |= {f"test.{key}" for key in FurtherTests.model_fields}
    keys |= {f"stop.{key}" for key in Stop.model_fields}
    keys |= {f"report.{key}" for key in Report.model_fields}
    assert first_cells("keys") == {"key"} | {f"`{key}`" for key in keys}
    assert set(script.MEANINGS) == keys
    assert set(script.MAY_BE) <= keys


def test_every_command_is_there():
    assert first_cells("commands") == {"command"} | {f"`{name}`" for name in COMMANDS}


def test_every_option_is_there_and_no_other():
    parsers = [parser.make(), *(command.parser() for command in COMMANDS.values())]
    names = {
        name
        for made in parsers
        for action in made._actions
        for name in action.option_strings
    }
    shown = {
        name
        for cell in first_cells("command")
        for name in re.findall(r"`(-[^`]+)`", cell)
    }
    assert shown == names
    assert "`SWEEP`" in first_cells("command")


def test_every_exit_code_is_there():
    assert first_cells("codes") == {"exit code"} | {str(code) for code in ExitCode}


def test_every_kind_and_model_is_there():
    assert first_cells("kinds") == {"kind"} | {f"`{name}`" for name in noise.KINDS}
    assert first_cells("networks") == {"model"} | {
        f"`{name}`" for name in models.MODELS
    }


def test_every_file_that_is_written_is_there():
    for folder in (SweepFolder(Path("x")), PointFolder(Path("x/points/<id>"))):
        for name, made in vars(type(folder)).items():
            if isinstance(made, property):
                path = getattr(folder, name)
                path = getattr(path, "path", path).relative_to("x")
                known = path.name.startswith(".") or f"`{path}" in TEXT
                # a notebook stands beside its page
                assert known or path.suffix == ".ipynb", path


def test_every_status_and_every_part_of_a_fingerprint_is_there():
    for heading, names in (
        ("### The status of a point", get_args(standing.Status)),
        ("### What a result depends on", fingerprint.PARTS),
    ):
        part = TEXT.split(heading)[1].split("\n#")[0]
        assert re.findall(r"^\| `(\w+)` \|", part, re.M) == list(names)


def test_every_function_is_there():
    for name, function in (
        ("noiselab.load_sweep", api.load_sweep),
        ("noiselab.run_sweep", api.run_sweep),
        ("noiselab.results.load", results.load),
        *((f"noiselab.figures.{n}", getattr(figures, n)) for n in figures.__all__),
    ):
        part = TEXT.split(f"### {name}\n")[1].split("\n### ")[0]
        shown = re.findall(r"^\| `(\w+)` \|", part, re.M)
        names = function.__code__.co_varnames
        count = function.__code__.co_argcount + function.__code__.co_kwonlyargcount
        assert shown == list(names[:count])


def test_the_whole_sweep_that_it_shows_has_every_key():
    first = re.search(r"```yaml\n(.*?)```", TEXT, re.DOTALL)[1]
    fields = yaml.safe_load(first)
    assert set(fields) == set(sweep_file.keys())
    assert set(fields["report"]) == set(Report.model_fields)
    assert sweep_file.check(fields).name == "mine"


@pytest.mark.parametrize(
    ("key", "last", "message"),
    [
        ("repeats", 10_000, "repeats must be 10000 or less, not 10001"),
        ("seed", 2**32 - 1, "seed must be less than 4294967296, not 4294967296"),
        ("batch_size", 1_000_000, "batch_size must be 1000000 or less, not 1000001"),
    ],
)
def test_the_ranges_that_it_gives_are_those_that_are_checked(
    script, key, last, message
):
    assert f"to {last:,} |" in TEXT.split(f"| `{key}` |")[1].split("\n")[0]
    sweep_file.check(script.MINIMAL | {key: last})
    with pytest.raises(sweep_file.SweepError) as caught:
        sweep_file.check(script.MINIMAL | {key: last + 1})
    assert str(caught.value) == f"sweep: {message}"
