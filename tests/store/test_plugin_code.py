"""What of a plugin counts for one kind of noise or one model, and what does not."""

import pytest

from noiselab.store import plugin_code

OWN = '''
"""Own parts."""
import numpy as np
from noiselab import models, noise

STEP = 2


def _pattern(images):
    return images[:, ::STEP]


@noise.register("stripes", unit="brightness", label="striped noise", highest=1)
def stripes(images, level, rng):
    """Add stripes."""
    return images + level * _pattern(images)


@models.register("small", epochs=2)
def small(shape, classes):
    return classes
'''


@pytest.fixture
def code(tmp_path):
    """Gives the code of a part of the plugin with a text exchanged."""
    plugin = tmp_path / "own.py"

    def read(old="", new="", part="noise", name="stripes", source=OWN):
        assert old in source
        plugin.write_text(source.replace(old, new) if old else source + new)
        return plugin_code.of(part, name, [plugin])

    return read


def test_what_counts_is_this(code):
    assert code().splitlines() == [
        "noise is noise",
        "STEP = 2",
        "def _pattern(images):",
        "    return images[:, ::STEP]",
        "@noise.register('stripes')",
        "def stripes(images, level, rng):",
        "    return images + level * _pattern(images)",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("STEP = 2", "STEP = 3"),
        ("[:, ::STEP]", "[:, 1::STEP]"),
        ("images + level", "images - level"),
        ('("stripes", ', '("stripes", optimizer=1, '),
        ("", "\nimport random\nrandom.seed(0)\n"),
        ("", "\nSTEP += 1\n"),
        ("", "\nfor name in 'ab':\n    noise.register(name)(small)\n"),
        ("", "\nfrom functools import partial\nr = partial(noise.register, 'x')\n"),
        ("", "\nSTATE = _pattern(0)\n"),
        ("", "\n@_pattern\ndef listed():\n    pass\n"),
        ("", "\nclass Listed(metaclass=_pattern):\n    pass\n"),
        ("_pattern(images)\n\n\n@models", "globals()['_pattern'](images)\n\n\n@models"),
    ],
)
def test_all_that_the_kind_refers_to_counts(code, old, new):
    assert code(old, new) != code()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return classes", "return classes + 1"),
        ("striped noise", "stripes"),
        ("epochs=2", "epochs=3"),
        ("Add stripes.", "Add lines."),
        (
            "",
            "\n@noise.register('spots')\ndef spots(images, level, rng):\n    return 0\n",
        ),
        ("", "\nKERNEL = np.ones(3)\n"),
        ("import models, noise", "import noise, models"),
        ("import numpy as np", "import numpy as np, json"),
        ("from noiselab import", "from noiselab.experiment import"),
    ],
)
def test_what_is_for_others_or_for_people_does_not_count(code, old, new):
    assert code(old, new) == code()


def test_a_model_is_told_apart_from_a_kind(code):
    assert "def small" in code(part="models", name="small")
    assert code(part="noise", name="small") == ""
    assert code(part="models", name="stripes") == ""


BUILT_IN = (("noise", "gaussian"), ("models", "mlnn"))
ACTS = """
import keras
GAIN = {}
keras.layers.Dense.gain = GAIN
"""
# a model with all that one may need beside it
MORE = """
import functools
import keras
STEPS = [1, 2]
MASK = _pattern(np.ones((1, 4)))
dense = functools.partial(small, classes=STEPS)

class Base(keras.layers.Layer):
    factor = 1

@keras.saving.register_keras_serializable()
class Scaled(Base):
    factor = 2

@models.register("more")
def more(shape, classes):
    return Scaled(MASK)
"""


@pytest.mark.parametrize("added", ["", MORE])
def test_what_noiselab_brings_has_no_code_of_its_own(code, added):
    for part, name in BUILT_IN:
        assert code("", added, part, name) == ""


def test_what_a_plugin_does_to_what_noiselab_brings_counts_for_that(code):
    for part, name in BUILT_IN:
        before = code("", ACTS.format(1), part, name)
        assert before == ACTS.format(1).strip().replace(
            "import keras", "keras is keras"
        )
        assert code("", ACTS.format(2), part, name) != before


def test_one_more_model_leaves_the_others_as_they_are(code):
    more = MORE.replace("MASK = _pattern(np.ones((1, 4)))", "MASK = np.ones((1, 4))")
    assert code("", more) == code()
    assert code("", more, "models", "small") == code("", "", "models", "small")


@pytest.mark.parametrize(
    "source",
    [
        "from noiselab.noise import register\n@register('a')\ndef f(): pass",
        "from noiselab.noise import register as add\n@add(name='a')\ndef f(): pass",
        "import noiselab.noise as n\nn.register('a')(lambda i, l, r: i)",
        "import noiselab\n@noiselab.noise.register('a')\ndef f(): pass",
        "from noiselab.noise import *\n@register('a')\ndef f(): pass",
    ],
)
def test_a_registration_is_found_however_it_is_written(code, source):
    assert code(name="a", source=source) != ""
    assert code(name="b", source=source) == ""


@pytest.mark.parametrize(
    "helper", ["helper.py", "helper/__init__.py", "helper/inner.py", "deeper.py"]
)
def test_helper_modules_beside_it_count_whole(code, tmp_path, helper):
    (tmp_path / "helper").mkdir()
    (tmp_path / "helper" / "__init__.py").write_text("from .inner import a\n")
    (tmp_path / "helper" / "inner.py").write_text("import deeper\na = 1\n")
    (tmp_path / "deeper.py").write_text("b = 1\n")
    use = ("    return images +", "    from helper import a\n    return images +")
    before = code(*use), code(*use, part="models", name="small")
    with (tmp_path / helper).open("a") as file:
        file.write("c = 2\n")
    after = code(*use), code(*use, part="models", name="small")
    assert before[0] != after[0]
    assert before[1] == after[1]


def test_a_part_that_a_helper_registers_counts(code, tmp_path):
    (tmp_path / "helper.py").write_text(
        "from noiselab import noise\nnoise.register('a')"
    )
    assert "noise.register('a')" in code("", "\nimport helper\n", name="a")


def test_a_file_that_it_names_counts(code, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("1")
    use = ("* _pattern(images)", "* np.loadtxt(HERE / 'table.csv')")
    before = code(*use), code(*use, part="models", name="small")
    table.write_text("2")
    after = code(*use), code(*use, part="models", name="small")
    assert before[0] != after[0]
    assert before[1] == after[1]


@pytest.mark.parametrize(
    "add", ["getattr(noise, 'register')", "vars(noise)['register']"]
)
def test_a_registration_that_is_looked_up_makes_the_whole_module_count(code, add):
    source = "from noiselab import noise\n\n\ndef k(i, l, r):\n    return {}\n\n\n" + (
        f"{add}('k')(k)\n"
    )
    assert code(source=source.format(1), name="k") != code(
        source=source.format(2), name="k"
    )


@pytest.mark.parametrize(
    "use", ["__doc__", "stripes.__doc__", "inspect.getdoc(stripes)"]
)
@pytest.mark.parametrize("text", ["Own parts.", "Add stripes."])
def test_a_docstring_that_is_read_counts(code, use, text):
    source = OWN.replace("level * _pattern", f"len({use}) * _pattern")
    assert code(text, "Others.", source=source) != code(source=source)


def test_a_class_in_a_helper_that_another_helper_looks_for_counts(code, tmp_path):
    base = "class Base:\n    pass\n\n\ndef value():\n    return Base.__subclasses__()"
    (tmp_path / "base.py").write_text(base)

    def with_units(number):
        text = f"import base\n\n\nclass Wide(base.Base):\n    units = {number}\n"
        (tmp_path / "wide.py").write_text(text)
        source = OWN.replace("* _pattern(images)", "* base.value()")
        return code("", "\nimport base\nimport wide\n", source=source)

    assert with_units(1) != with_units(2)


UNUSED = "\n\ndef unused():\n    return {}\n"


@pytest.mark.parametrize(
    "use",
    [
        "getattr(sys.modules[__name__], '_pat' + 'tern')(images)",
        "sys.modules[__name__].__dict__['_pattern'](images)",
        "vars()['_pattern'](images)",
        "own.__dict__['_pattern'](images)",
        "operator.attrgetter('_pat' + 'tern')(own)(images)",
        "getattr(__import__(__name__), '_pattern')(images)",
        "getattr(own, '_pattern')(images)",
        "importlib.import_module(__name__)._pattern(images)",
    ],
)
def test_where_names_are_looked_up_the_whole_module_counts(code, use):
    use = ("* _pattern(images)", f"* {use}")
    source = OWN.replace(*use)
    assert code("", UNUSED.format(1), source=source) != code(
        "", UNUSED.format(2), source=source
    )
    assert code("", UNUSED.format(1)) == code("", UNUSED.format(2))


def test_a_helper_that_acts_as_it_is_loaded_counts(code, tmp_path):
    def with_helper(text):
        (tmp_path / "helper.py").write_text(text)
        return code("", "\nimport helper\n")

    assert with_helper("def f():\n    return 1") == with_helper(
        "def f():\n    return 2"
    )
    patch = "import numpy\nnumpy.ones = {}"
    assert with_helper(patch.format(1)) != with_helper(patch.format(2))


@pytest.mark.parametrize("name", ["tables/a.csv", "tables/deep/b.csv"])
def test_a_folder_of_files_that_it_names_counts(code, tmp_path, name):
    (tmp_path / "tables" / "deep").mkdir(parents=True)
    path = tmp_path / name
    path.write_text("1")
    use = ("* _pattern(images)", "* np.loadtxt(HERE / 'tables' / f'{level}.csv')")
    before = code(*use)
    path.write_text("2")
    assert code(*use) != before
    changed = code(*use)
    (tmp_path / "tables" / "moved").mkdir()
    path.replace(tmp_path / "tables" / "moved" / path.name)
    assert code(*use) != changed


def test_a_file_beside_a_helper_in_a_package_counts(code, tmp_path):
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "parts.py").write_text("START = HERE / 'start.npy'")
    source = OWN.replace("* _pattern(images)", "* parts.START")

    def with_file(text):
        (tmp_path / "net" / "start.npy").write_text(text)
        return code("", "\nfrom net import parts\n", source=source)

    assert with_file("1") != with_file("2")


@pytest.mark.parametrize(
    ("content", "elsewhere", "is_text"),
    [
        (b"1,2\n3,4\n", b"1,2\r\n3,4\r\n", True),
        (b"1,2\n3,4\n", b"1,2\n3,5\n", False),
        (b"\0\n", b"\0\r\n", False),  # no text: these are other numbers
    ],
)
def test_line_ends_of_a_text_beside_a_plugin_do_not_count(
    code, tmp_path, content, elsewhere, is_text
):
    table = tmp_path / "table.csv"
    use = ("* _pattern(images)", "* np.loadtxt('table.csv')")
    table.write_bytes(content)
    before = code(*use)
    table.write_bytes(elsewhere)
    assert (code(*use) == before) == is_text
