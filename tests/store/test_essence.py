import pytest

from noiselab.store import essence


def test_comments_docstrings_and_layout_do_not_count():
    documented = '''
"""A module."""

class Box:
    """A class."""

    def size(self, of):  # in metres
        """A function."""
        return (of
            + 1)

async def wait():
    """Nothing else."""
'''
    plain = "class Box:\n def size(self,of): return of+1\nasync def wait(): pass"
    assert essence.essence(documented) == essence.essence(plain)


@pytest.mark.parametrize(
    "other",
    [
        "def size(of):\n    return of + 2",
        "def size(to):\n    return to + 1",
        "def size(of=0):\n    return of + 1",
        "@cache\ndef size(of):\n    return of + 1",
        "def size(of):\n    of += 1\n    return of",
    ],
)
def test_anything_else_counts(other):
    before = essence.essence("def size(of):\n    return of + 1")
    assert essence.essence(other) != before


def test_texts_that_are_no_docstrings_count():
    first, second = (
        essence.essence(f"def f():\n    x = 1\n    return {text!r}") for text in "ab"
    )
    assert first != second


def test_what_remains_without_imports_is_still_code(tmp_path):
    (tmp_path / "sums.py").write_text(
        "from typing import TYPE_CHECKING\n"
        "from noiselab.experiment import batches as pairs\n"
        "if TYPE_CHECKING:\n    import numpy\n"
        "def load():\n    import keras\n"
        "class Sum:\n    pass\n"
        "value = pairs.batches(batches)\n"
    )
    (tmp_path / "empty.py").write_text('"""Nothing."""\n')
    lines = essence.of_modules(tmp_path).splitlines()
    assert [line for line in lines if line] == [
        "def load():",
        "    pass",
        "class Sum:",
        "    pass",
        "value = module.batches(batches)",
    ]


TRAINING = """import math
from keras.optimizers import Adam
from noiselab.experiment.random_streams import noise_rng
def train():
    from keras import layers
    return Adam(layers.Dense(math.pi), noise_rng)
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("import Adam", "import SGD as Adam"),
        ("from keras.optimizers", "from torch.optim"),
        ("import layers", "import ops as layers"),
        ("import math", "import cmath as math"),
        ("import noise_rng", "import init_rng as noise_rng"),
    ],
)
def test_what_an_imported_name_stands_for_counts(tmp_path, old, new):
    (tmp_path / "training.py").write_text(TRAINING)
    before = essence.of_modules(tmp_path)
    (tmp_path / "training.py").write_text(TRAINING.replace(old, new))
    assert essence.of_modules(tmp_path) != before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("import math\n", "import math\nimport json\n"),
        ("import Adam", "import SGD, Adam"),
        ("    from keras import", "    import json\n    from keras import"),
        ("experiment.random_streams", "experiment.chance.streams"),
    ],
)
def test_what_is_imported_in_vain_or_from_elsewhere_does_not_count(tmp_path, old, new):
    (tmp_path / "training.py").write_text(TRAINING)
    before = essence.of_modules(tmp_path)
    first, second, *others = TRAINING.replace(old, new).splitlines(keepends=True)
    (tmp_path / "training.py").write_text("".join([second, first, *others]))
    assert essence.of_modules(tmp_path) == before


def test_each_function_has_imports_of_its_own(tmp_path):
    one, other = (
        f"def {name}():\n    from {name} import Adam\n    return Adam\n"
        for name in ("keras", "torch")
    )
    (tmp_path / "both.py").write_text(one + other)
    before = essence.of_modules(tmp_path)
    (tmp_path / "both.py").write_text(one.replace("from keras", "from jax") + other)
    assert essence.of_modules(tmp_path) != before


def test_what_an_editor_keeps_beside_code_is_left_out(tmp_path):
    folder = tmp_path / ".venv" / "package"
    folder.mkdir(parents=True)
    (folder / "a.py").write_text("a = 1\n")
    checkpoints = folder / ".ipynb_checkpoints"
    checkpoints.mkdir()
    (checkpoints / "a-checkpoint.py").write_text("a = (\n")
    (folder / ".#a.py").symlink_to("someone@somewhere:1")
    (folder / "b.py").symlink_to("nowhere")
    (folder / ".a.py").write_text("a = 2\n")
    assert [*essence.files_in(folder, "*.py")] == [folder / "a.py"]
    assert essence.of_modules(folder) == "a = 1"
