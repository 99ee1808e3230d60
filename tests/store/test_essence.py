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
