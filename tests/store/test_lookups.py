"""What code reaches by a text or a search counts wherever it stands in the plugins."""

import pytest

from noiselab.store import plugin_code

OWN = """
from noiselab import models, noise


@models.register("small", epochs=2)
def small(shape, classes):
    return classes
"""
FOUND = """
class Block:
    units = 1


class Wide(Block):
    units = {}
"""
TOLD = """
TABLE = {{}}


class Entry:
    def __init_subclass__(cls):
        TABLE[cls.__name__] = cls


class Wide(Entry):
    units = {}
"""
NAMED = """
import keras


@keras.saving.register_keras_serializable("own")
class Start(keras.initializers.Initializer):
    scale = {}
"""
CALLED = NAMED.replace('@keras.saving.register_keras_serializable("own")\n', "") + (
    "\n\nkeras.saving.register_keras_serializable('own')(Start)\n"
)
PART = """
from noiselab import noise


@noise.register("spots")
def spots(images, level, rng):
    return {}
"""
SEES = [
    (FOUND, "Block.__subclasses__()[0].units"),
    (FOUND, "type(classes).__subclasses__()"),
    (TOLD, "TABLE['Wide'].units"),
    (NAMED, "own(classes, 'own>Start')"),
    (NAMED, "own(classes, 'Start')"),
    (NAMED, "own(classes, f'own>{classes}')"),
    (NAMED, "own(classes, '>'.join(['own', 'St' + 'art']))"),
    (NAMED, "load_model(classes)"),
    (PART, "noise.kind('spots')"),
    (PART, "noise.KINDS['spots']"),
    (PART, "noise.KINDS[f'{classes}']"),
    (PART, "[*noise.KINDS]"),
    (CALLED, "own(classes, 'own>Start')"),
]
SEES_NOT = [
    (FOUND, "Block.units"),
    (PART, "noise.KINDS.find('other')"),
    (PART, "own(classes, 'spots')"),
    (NAMED, "own(classes, 'own>Other')"),
    (NAMED, "own(classes, 'levels > 3', 'ij,jk->ik', 'a >= b')"),
]


PLACES = ("plugin", "helper", "other plugin")
CASES = [
    *((*item, place, True) for item in SEES for place in PLACES),
    *((*item, place, False) for item in SEES_NOT for place in PLACES),
]
CASES.remove((*SEES[2], "other plugin", True))  # there is no such name


@pytest.mark.parametrize(
    ("parts", "use", "where", "seen"),
    CASES,
    ids=[f"{use} {place}" for _, use, place, _ in CASES],
)
def test_what_is_found_by_a_search_or_a_text_counts(tmp_path, parts, use, where, seen):
    plugin, beside = tmp_path / "own.py", tmp_path / "beside.py"

    def code(units):
        text = OWN.replace("return classes", f"return {use}")
        added = parts.format(units)
        if where == "helper":
            text += (
                "\nfrom beside import TABLE\n" if parts == TOLD else "\nimport beside\n"
            )
        plugin.write_text(text + (added if where == "plugin" else ""))
        beside.write_text(added)
        plugins = [plugin, *([beside] if where == "other plugin" else [])]
        return plugin_code.of("models", "small", plugins)

    assert (code(1) != code(2)) == seen
