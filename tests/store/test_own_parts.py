"""Which code is that of one kind or model: a new one concerns no finished point."""

import shutil

import pytest

from noiselab.experiment import models, noise
from noiselab.store import essence
from noiselab.store.own_parts import OwnParts

NEW = """from noiselab.experiment.noise.kind import register
from noiselab.experiment.noise.helpful import help_with


@register("rain", unit="drops")
def rain(images, level, rng):
    return help_with(images)
"""


@pytest.fixture
def copy(tmp_path):
    """A copy of the package's code that decides results, which a test may change."""
    shutil.copytree(
        essence.PACKAGE / "experiment", tmp_path / "noiselab" / "experiment"
    )
    return tmp_path / "noiselab"


def digests(folder):
    """Digest what all points share, and each kind and model."""
    parts = OwnParts(folder)
    own = {
        (part, name): essence.of_files(parts.of(part, name))
        for part in ("noise", "models")
        for name in parts.names(part)
    }
    return {"shared": essence.of_files(parts.shared)} | own


@pytest.fixture(scope="module")
def before():
    """The digests of the code as it is, of which a copy's are the same."""
    return digests(essence.PACKAGE)


def changed(before, after):
    return {key for key in before if before[key] != after[key]}


def test_every_module_is_shared_or_some_kind_or_model_has_it():
    parts = OwnParts()
    everything = {*essence.files_in(essence.PACKAGE / "experiment", "*.py")}
    found = set(parts.shared)
    for part, registry in (("noise", noise.KINDS), ("models", models.MODELS)):
        assert {*parts.names(part)} == {*registry}
        for name in parts.names(part):
            assert parts.of(part, name)
            found |= parts.of(part, name)
    assert found == everything


def test_what_all_points_use_is_shared():
    parts = OwnParts()
    shared = {path.relative_to(essence.PACKAGE).as_posix() for path in parts.shared}
    assert {
        "experiment/batches.py",
        "experiment/noise/kind.py",
        "experiment/noise/pairing.py",
        "experiment/noise/returned.py",
        "experiment/models/model.py",
        "experiment/models/checks.py",
        "experiment/datasets/arrays.py",
    } <= shared
    assert not {path.stem for path in parts.shared} & {"pixels", "places", "convnet"}


def test_a_new_kind_with_its_helper_concerns_no_other(copy, before):
    folder = copy / "experiment" / "noise"
    (folder / "rainy.py").write_text(NEW)
    (folder / "helpful.py").write_text("def help_with(images): return images\n")
    door = folder / "__init__.py"
    door.write_text(
        door.read_text() + "\nfrom noiselab.experiment.noise.rainy import rain\n"
    )
    after = digests(copy)
    assert changed(before, after) == set()
    assert "help_with(images)" in after["noise", "rain"]
    (folder / "helpful.py").write_text("def help_with(images): return 2 * images\n")
    assert changed(after, digests(copy)) == {("noise", "rain")}


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        ("batches.py", {"shared"}),
        ("noise/kind.py", {"shared"}),
        ("noise/returned.py", {"shared"}),
        ("models/saved_networks.py", {"shared"}),
        (
            "noise/poisson.py",
            set(
                map(
                    lambda n: ("noise", n),
                    ("gaussian", "uniform", "speckle", "salt_and_pepper", "shot"),
                )
            ),
        ),
        ("noise/places.py", {("noise", "gaussian_blur"), ("noise", "occlusion")}),
        ("models/convnet.py", {("models", "convnet")}),
    ],
)
def test_a_change_concerns_those_that_use_it(copy, before, module, expected):
    path = copy / "experiment" / module
    path.write_text(path.read_text() + "\nADDED = 1\n")
    assert changed(before, digests(copy)) == expected


def test_what_shared_code_uses_of_a_kind_is_shared(copy):
    before = OwnParts(copy)
    assert before.of("noise", "occlusion")
    path = copy / "experiment" / "batches.py"
    path.write_text(
        path.read_text() + "\nfrom noiselab.experiment import noise\n"
        "used = noise.occlusion\n"
    )
    after = OwnParts(copy)
    assert copy / "experiment" / "noise" / "places.py" in after.shared
    assert not after.of("noise", "occlusion")
