"""What of a template counts, each case beside one that differs in it alone."""

import nbformat
import pytest

from noiselab.common import folders
from noiselab.store import template_code
from noiselab.store.fingerprint import OF_THE_RUN

PARAMETERS = "level: float = 0.2  # how much\nown = 1"
IMPORTS = "from noiselab import models\nfrom noiselab.report import figures"
DATA = "x = load(level, own)"


@pytest.fixture
def reduced(tmp_path):
    """Reduces a template of the given cells of code, the first that of parameters."""

    def reduce(*sources, text="# Words", tags=(("parameters",),)):
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        for cell, tagged in zip(cells, tags, strict=False):
            cell.metadata["tags"] = list(tagged)
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
        (PARAMETERS, IMPORTS, DATA + "\nprint(' '.join(str(y) for y in x[:3]))"),
        (PARAMETERS, IMPORTS, DATA, "for y in x[0, :]:\n    print('class', y.name)"),
        (PARAMETERS, IMPORTS, DATA, "grid = figures.grid(x[:3])\nfigures.show(grid)"),
        (PARAMETERS, IMPORTS, DATA, "first, last = x[0], x[-1]\nif first: print(last)"),
        ("level: float = 0.2\nown = 1  # mine", IMPORTS, DATA),
        ("own = 1\nlevel = -0.5", IMPORTS, DATA),
        (PARAMETERS, "import json, math\nimport numpy as np\n" + IMPORTS, DATA),
        (PARAMETERS, IMPORTS, "%matplotlib inline\n" + DATA + "  # so"),
        (
            PARAMETERS,
            IMPORTS,
            "%config InlineBackend.figure_format = 'retina'\n" + DATA,
        ),
        (PARAMETERS, "import matplotlib.pyplot as plt\n%matplotlib\n", DATA),
        (
            PARAMETERS,
            "import matplotlib.pyplot as plt",
            DATA,
            "ax = plt.gca(); ax.plot(x)",
        ),
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
        ("level: float = load(3)\nown = 1", IMPORTS, DATA),
        ("level = other = 0.2\nown = 1", IMPORTS, DATA.replace("own", "other")),
        (PARAMETERS + "\nload(level)", IMPORTS, DATA),
        (PARAMETERS, IMPORTS, "level = 0.2", DATA),
        (PARAMETERS, IMPORTS, "own = 2", DATA),
        (PARAMETERS, IMPORTS, "import own_noise", DATA),
        (PARAMETERS, IMPORTS, "import tensorflow as tf", DATA),
        (PARAMETERS, IMPORTS, "from keras import layers", DATA),
        (PARAMETERS, IMPORTS, "from . import own_noise", DATA),
        (PARAMETERS, IMPORTS, "from __future__ import annotations", DATA),
        (PARAMETERS, IMPORTS, DATA, "%run other.py"),
        (PARAMETERS, IMPORTS, DATA, "!touch x"),
        (PARAMETERS, IMPORTS, DATA, "%%bash\ntouch x"),
        (PARAMETERS, IMPORTS, DATA, "%matplotlib inline\n%run other.py"),
        (PARAMETERS, IMPORTS, DATA, "%matplotlib {x.pop()}"),
        (PARAMETERS, IMPORTS, DATA, "reset"),
        (PARAMETERS, IMPORTS, DATA, "print(own := 3)"),
        (PARAMETERS, IMPORTS, DATA, "exec('x')", "y = 3"),
        (PARAMETERS, IMPORTS, DATA, "for own in x[:3]: print(own)"),
    ],
)
def test_when_in_doubt_it_counts(reduced, cells):
    assert reduced(*cells) != reduced(PARAMETERS, IMPORTS, DATA)


def test_what_shows_counts_where_a_deciding_statement_reads_it(reduced):
    without = reduced(PARAMETERS, IMPORTS, DATA, "train(count)")
    all_images, fewer = (
        reduced(PARAMETERS, IMPORTS, DATA, f"count = len(x[{n}:])", "train(count)")
        for n in (0, 1)
    )
    assert len({without, all_images, fewer}) == 3


@pytest.mark.parametrize(
    "own", ["own: int = level * 2", "own = 1 if level else 2", "own = [level]"]
)
def test_a_default_counts_where_it_is_read_before_it_is_replaced(reduced, own):
    one, other = (reduced(f"level = {n}\n{own}", DATA) for n in (1, 2))
    assert one != other


@pytest.mark.parametrize(
    "tags",
    [
        [["parameters"], ["parameters"]],  # only the first is replaced
        [["injected-parameters"], ["parameters"]],  # what is injected comes before
        [[], []],
    ],
)
def test_a_default_counts_where_it_is_not_replaced(reduced, tags):
    one, other = (
        reduced("own = 1", f"level = {level}", DATA, tags=tags) for level in (1, 2)
    )
    assert one != other


def test_a_cell_that_is_skipped_does_not_count(reduced):
    tags = [["parameters"], [], ["skip-execution"]]
    assert reduced(PARAMETERS, DATA, "x = 3", tags=tags) == reduced(PARAMETERS, DATA)


def test_all_counts_where_names_are_read_unseen(reduced):
    for unseen in ("eval(z)", "%run -i y.py", "use(_)", "globals()[z]", "vars()"):
        one, other = (reduced(PARAMETERS, f"y = {n}", unseen) for n in (1, 2))
        assert one != other


def test_what_draws_counts_where_a_deciding_statement_reads_it(reduced):
    plot = ("import matplotlib.pyplot as plt", DATA, "fig = plt.figure()")
    without, drawn = (
        reduced(PARAMETERS, *plot, more, "train(fig)") for more in ("", "fig.clear()")
    )
    assert without != drawn
    assert reduced(PARAMETERS, *plot, "fig.clear()") == reduced(PARAMETERS, *plot)


def test_the_order_of_an_import_counts_where_its_name_is_bound_again(reduced):
    own, theirs = "def add(x): pass", "from noiselab.noise import apply as add"
    assert reduced(PARAMETERS, own, theirs, "add(3)") != reduced(
        PARAMETERS, theirs, own, "add(3)"
    )


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
    parameters = (*point.parameters(), *OF_THE_RUN)
    code = template_code.reduced(folders.TEMPLATE, parameters)
    shown = ("matrix =", "label =", "print(", "getattr(", "pair", "plugins: ")
    assert not [text for text in shown if text in code]
    assert "network.fit(" in code
    assert "epochs = models.epochs(design, epochs)" in code
    assert "None" not in code  # the defaults, which the runner replaces
    assert "measured = record(" in code
    assert "figures" not in code
    assert "import" not in code


def test_only_the_cells_that_show_can_be_left_out_of_the_real_template(point, tmp_path):
    template = nbformat.read(folders.TEMPLATE, as_version=4)
    parameters = (*point.parameters(), *OF_THE_RUN)
    whole = template_code.reduced(folders.TEMPLATE, parameters)
    path = tmp_path / "template.ipynb"
    shown = []
    for index, cell in enumerate(template.cells):
        fewer = [*template.cells[:index], *template.cells[index + 1 :]]
        nbformat.write(nbformat.v4.new_notebook(cells=fewer), path)
        same = template_code.reduced(path, parameters) == whole
        assert same or cell.cell_type == "code"
        shown += [cell.source] if same and cell.cell_type == "code" else []
    beginnings = [source.split(maxsplit=1)[0] for source in shown]
    # the cell before `grid` binds a name that it reads
    assert beginnings == ['print("class",', "grid", "curves", "matrix"]
