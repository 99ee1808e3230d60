import dataclasses
import hashlib
import json
import shutil

import nbformat
import pytest

from noiselab.common import folders
from noiselab.store import essence, fingerprint
from noiselab.store.own_parts import OwnParts
from noiselab.study.point import Point

EXPERIMENT = essence.PACKAGE / "experiment"
IMPORTED = "\n\nimport json\nfrom noiselab.common import files\n"
MODULES = sorted(
    path.relative_to(EXPERIMENT).as_posix() for path in EXPERIMENT.rglob("*.py")
)


@pytest.fixture
def write(tmp_path):
    """Writes a notebook of the given cells, each time to a new path."""
    paths = (tmp_path / f"{number}.ipynb" for number in range(10))

    def put(*cells):
        path = next(paths)
        nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), path)
        return path

    return put


@pytest.fixture
def template(write):
    return write(nbformat.v4.new_code_cell("level = run(0.1)"))


def changed(before, after):
    return [part for part in fingerprint.PARTS if before[part] != after[part]]


def test_its_parts_are_short_digests(point, template):
    parts = fingerprint.of(point, template, "0123456789abcdef" * 4)
    assert tuple(parts) == fingerprint.PARTS
    assert parts["data"] == "0123456789abcdef"
    fields = dataclasses.asdict(point)
    del fields["data_options"]  # counts by what comes of it, the data
    for later in (
        "train_options",
        "noise_options",
        "model_options",
        "selection_options",
    ):
        del fields[later]  # says nothing, as in points of before there were any
    settings = json.dumps(fields, sort_keys=True)
    assert parts["settings"] == hashlib.sha256(settings.encode()).hexdigest()[:16]
    digests = ("template", "code", "kind", "model")
    assert all(len(parts[part]) == 16 for part in digests)


def test_libraries_are_named_with_their_versions(point, template):
    import keras
    import numpy
    import tensorflow

    assert fingerprint.of(point, template, "d")["libraries"] == (
        f"tensorflow {tensorflow.__version__}, keras {keras.__version__}, "
        f"numpy {numpy.__version__}"
    )


def test_how_data_are_read_counts_by_the_images_alone(point, template):
    said = dataclasses.replace(point, data_options={"white": 255})
    before, after = (fingerprint.of(p, template, "d" * 64) for p in (point, said))
    assert changed(before, after) == []
    assert said == point


@pytest.mark.parametrize(
    "field", [f.name for f in dataclasses.fields(Point) if f.compare]
)
def test_every_setting_of_the_point_counts(point, template, field):
    value = getattr(point, field)
    other = not value if isinstance(value, bool) else value or 1
    other = {"width": 3} if isinstance(value, dict) else other * 2
    other = dataclasses.replace(point, **{field: other})
    before, after = (fingerprint.of(p, template, "d" * 64) for p in (point, other))
    code = {"noise": ["kind"], "model": ["model"]}.get(field, [])
    assert changed(before, after) == ["settings", *code]


def test_other_data_counts(point, template):
    before, after = (fingerprint.of(point, template, digit * 64) for digit in "ab")
    assert changed(before, after) == ["data"]


def test_another_template_counts(point, template, write):
    other = write(nbformat.v4.new_code_cell("level = run(0.2)"))
    before, after = (fingerprint.of(point, path, "d") for path in (template, other))
    assert changed(before, after) == ["template"]


def test_defaults_that_the_runner_replaces_do_not_count(point, write, tmp_path):
    real = nbformat.read(folders.TEMPLATE, as_version=4)
    cell = next(c for c in real.cells if "parameters" in c.metadata.get("tags", []))
    cell.source = cell.source.replace("level: float = 0.2", "level: float = 0.7")
    nbformat.write(real, tmp_path / "other.ipynb")
    before, after = (
        fingerprint.of(point, path, "d")
        for path in (folders.TEMPLATE, tmp_path / "other.ipynb")
    )
    assert changed(before, after) == []


def test_code_of_a_sweep_counts_for_the_kind_or_model_that_it_makes(
    point, template, tmp_path
):
    plugin = tmp_path / "own.py"
    source = (
        "from noiselab import noise, models\n"
        "@noise.register('stripes')\ndef stripes(i, l, r): return i + l\n"
        "@models.register('small')\ndef small(shape, classes): return 1\n"
    )
    plugin.write_text(source)
    own = dataclasses.replace(point, noise="stripes", model="small")
    points = (point, own, dataclasses.replace(own, model="mlnn"))

    def parts():
        return [fingerprint.of(p, template, "d", [plugin]) for p in points]

    before = parts()
    plugin.write_text(source.replace("i + l", "i - l"))
    of_kind = parts()
    assert [changed(*pair) for pair in zip(before, of_kind, strict=True)] == [
        [],
        ["kind"],
        ["kind"],
    ]
    plugin.write_text(source.replace("return 1", "return 2"))
    assert [changed(*pair) for pair in zip(before, parts(), strict=True)] == [
        [],
        ["model"],
        [],
    ]


class TestCode:
    @pytest.fixture
    def copy(self, tmp_path):
        """A copy of the package that a test may change."""
        shutil.copytree(essence.PACKAGE, tmp_path / "noiselab")
        return tmp_path / "noiselab" / "experiment"

    @pytest.mark.parametrize("module", MODULES)
    def test_every_module_counts(self, copy, module):
        before = essence.of_modules(copy)
        path = copy / module
        path.write_text(path.read_text() + "\nADDED = 1\n")
        assert essence.of_modules(copy) != before

    def test_an_import_does_not_count(self, copy):
        before = essence.of_modules(copy)
        path = copy / "batches.py"
        path.write_text(path.read_text().replace("\n\n", IMPORTED, 1))
        assert essence.of_modules(copy) == before

    def test_a_module_that_moves_and_gets_another_name_does_not_count(self, copy):
        before = essence.of_modules(copy)
        (copy / "chance").mkdir()
        (copy / "random_streams.py").rename(copy / "chance" / "streams.py")
        (copy / "chance" / "__init__.py").write_text(
            '"""Chance."""\nfrom noiselab.experiment.chance.streams import noise_rng\n'
            '__all__ = ["noise_rng"]\n'
        )
        assert essence.of_modules(copy) == before

    def test_the_fingerprint_has_what_is_shared_and_what_is_its_own(
        self, point, template
    ):
        parts, own = fingerprint.of(point, template, "d"), OwnParts()
        assert parts["code"] == essence.short(essence.of_files(own.shared))
        for part, of, name in (
            ("kind", "noise", point.noise),
            ("model", "models", point.model),
        ):
            paths = own.of(of, name)
            assert paths
            assert parts[part] == essence.short(essence.of_files(paths))
        assert fingerprint.package() == essence.short(essence.of_modules(EXPERIMENT))


class TestDiffering:
    NOW = dict.fromkeys(fingerprint.PARTS, "now")

    @pytest.mark.parametrize("part", fingerprint.PARTS)
    def test_the_part_that_differs_is_named(self, part):
        assert fingerprint.differing(self.NOW | {part: "before"}, self.NOW) == [part]

    def test_what_schema_2_did_not_tell_apart_is_not_compared(self):
        before = {"settings": "now", "template": "old", "code": "old", "data": "now"}
        assert fingerprint.differing(before, self.NOW) == ["template", "code"]


def test_sources_are_read_in_their_encoding_and_need_not_be_python(tmp_path):
    path, other = tmp_path / "a.py", tmp_path / "b.py"
    text = "# -*- coding: latin-1 -*-\nname = '\xe4'\n"
    path.write_bytes(text.replace("\n", "\r\n").encode("latin-1"))
    other.write_text("name = '\xe4'\n", encoding="utf-8")
    assert fingerprint.sources([path]) == fingerprint.sources([other])
    digests = {fingerprint.sources([path])}
    for content in (b"def (", b"def )", b"# coding: none\n", b"'\xe4'"):
        path.write_bytes(content)
        digests.add(fingerprint.sources([path]))
    digests.add(fingerprint.sources([tmp_path / "lost.py"]))
    assert len(digests) == 6


def test_a_point_of_before_training_images_had_options_has_the_same_settings(template):
    fields = ("digits", "mlnn", "gaussian", 0.5, False, 0, 0, 2, 0.001, 128, "float32")
    parts = fingerprint.of(Point(*fields), template, "d" * 64)
    assert parts["settings"] == "54a1dbef5289042f"  # as computed at commit 0a2f658
