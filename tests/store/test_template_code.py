"""What of a template counts, each case beside one that differs in it alone."""

import nbformat
import pytest

from noiselab.common import folders
from noiselab.store import template_code

PARAMETERS = "level: float = 0.2  # how much\nown = 1"
IMPORTS = "from noiselab import models\nfrom noiselab.report import figures"
DATA = "x = load(level, own)"


@pytest.fixture
def reduced(tmp_path):
    """Reduces a template of the given cells of code, the first that of parameters."""

    def reduce(*sources, text="# Words"):
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        cells[0].metadata["tags"] = ["parameters"]
        cells.insert(1, nbformat.v4.new_markdown_cell(text))
        path = tmp_path / "template.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        return template_code.reduced(path, ["level"])

    return reduce


def test_what_counts_is_this(reduced):
    assert reduced(PARAMETERS, IMPORTS, DATA, "print(x)").splitlines() == [
        "own = 1",
        "x = load(level, own)",
    ]


@pytest.mark.parametrize(
    "cells",
    [
        ("level: float = 0.5\nown = 1", IMPORTS, DATA),
        (PARAMETERS, IMPORTS + "\nimport json", DATA),
        (PARAMETERS, IMPORTS, '"""Words."""', "x = load( level,own )  # data"),
        (PARAMETERS, IMPORTS + "\n" + DATA),
        (PARAMETERS, IMPORTS, DATA, "print(f'{x:.2f}', len(x), sep='')"),
        (PARAMETERS, IMPORTS, DATA + "\nprint(' '.join(str(y) for y in x))"),
        (PARAMETERS, IMPORTS, DATA, "for y in x[0]:\n    print('class', y.name)"),
        (PARAMETERS, IMPORTS, DATA, "grid = figures.grid(x[:3])\nfigures.show(grid)"),
        (PARAMETERS, IMPORTS, DATA, "first, last = x[0], x[-1]\nif first: print(last)"),
        (
            PARAMETERS,
            "import matplotlib.pyplot as plt",
            DATA,
            "plt.plot(x)\nplt.show()",
        ),
    ],
)
def test_what_only_tells_or_draws_does_not_count(reduced, cells):
    assert reduced(*cells) == reduced(PARAMETERS, IMPORTS, DATA)


@pytest.mark.parametrize(
    "cells",
    [
        (PARAMETERS.replace("own = 1", "own = 2"), IMPORTS, DATA),
        (PARAMETERS, IMPORTS, "x = load(level + 1, own)"),
        (PARAMETERS, IMPORTS, DATA, "models.build(x)"),
        (PARAMETERS, IMPORTS, DATA, "print(x.pop())"),
        (PARAMETERS, IMPORTS, DATA, "print(x := 3)\nuse(x)"),
        (PARAMETERS, IMPORTS, DATA, "x[0] = 1"),
        (PARAMETERS, IMPORTS, DATA, "x.shape = 1"),
        (PARAMETERS, IMPORTS, DATA, "x += 1"),
        (PARAMETERS, IMPORTS, DATA, "del x"),
        (PARAMETERS, IMPORTS, DATA, "while x: print(x)"),
        (PARAMETERS, IMPORTS, DATA, "def print(y): y.pop()\nprint(x)"),
        (PARAMETERS, IMPORTS, DATA, "figures = x\nfigures.pop()"),
        (PARAMETERS, IMPORTS, DATA, "print(len.__call__(x))"),
        (PARAMETERS, IMPORTS, DATA, "%timeit x"),
        (PARAMETERS, IMPORTS, "from noiselab.models import *", DATA),
    ],
)
def test_when_in_doubt_it_counts(reduced, cells):
    assert reduced(*cells) != reduced(PARAMETERS, IMPORTS, DATA)


def test_what_draws_counts_where_a_deciding_statement_reads_it(reduced):
    without = reduced(PARAMETERS, IMPORTS, DATA, "train(count)")
    all_images, fewer = (
        reduced(PARAMETERS, IMPORTS, DATA, f"count = len(x[{n}:])", "train(count)")
        for n in (0, 1)
    )
    assert len({without, all_images, fewer}) == 3


def test_an_import_counts_by_what_it_takes(reduced):
    moved, before, other = (
        reduced(PARAMETERS, f"from {module} import {name} as add", "x = add(level)")
        for module, name in (
            ("noiselab.experiment.noise", "apply"),
            ("noiselab.noise", "apply"),
            ("noiselab.noise", "shot"),
        )
    )
    assert before == moved != other
    foreign = [
        reduced(PARAMETERS, f"from {module} import apply as add", "x = add(level)")
        for module in ("own_noise", "their_noise")
    ]
    assert foreign[0] != foreign[1]


def test_the_real_template_counts_from_data_to_record(point):
    parameters = (*point.parameters(), "threads", "output_dir")
    code = template_code.reduced(folders.TEMPLATE, parameters)
    assert "network.fit(" in code
    assert "epochs = models.epochs(model, epochs)" in code
    assert "None" not in code  # the defaults, which the runner replaces
    assert "measured = record(" in code
    assert "figures" not in code
    assert "import" not in code
