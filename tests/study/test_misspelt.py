import pytest

from noiselab.common import folders
from noiselab.common.errors import NoiselabError
from noiselab.study import misspelt, parameters

OWN = "epochs: int = 3  # passes\nlevel = 0.1\n"


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("epohcs = 3", ("epohcs", "epochs")),
        ("level = 1\nlevl = 0.2", ("levl", "level")),
        ("epochs = 3", None),
        ("mine = 3", None),
        ("%matplotlib inline", None),
    ],
)
def test_a_name_that_is_almost_a_parameters_is_found(given, found):
    cells = ["", OWN, f"# Parameters\n{given}\n"]
    assert misspelt.find(cells, ("epochs", "level")) == found


@pytest.mark.parametrize(
    "cells",
    [
        [],
        ["epohcs = 3"],  # a cell of the user's own
        ["# Parameters\nepohcs = 3\n", "epohcs: int = 1"],  # declared elsewhere
        [None, 3],
    ],
)
def test_what_papermill_was_not_given_in_vain_is_not(cells):
    assert misspelt.find(cells, ("epochs",)) is None


def test_the_template_refuses_it_in_a_line():
    cells = ["", OWN, "# Parameters\nepohcs = 3\n"]
    with pytest.raises(NoiselabError) as caught:
        parameters.check({"epochs": 3, "epohcs": 3, "In": cells})
    assert str(caught.value) == (
        "epohcs is no parameter (did you mean epochs?): papermill passes it on, and "
        "nothing uses it; write -p epochs 20"
    )


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_papermill_is_stopped_by_it(tmp_path, monkeypatch):
    import papermill

    monkeypatch.chdir(tmp_path)
    with pytest.raises(papermill.PapermillExecutionError) as caught:
        papermill.execute_notebook(
            str(folders.TEMPLATE), "out.ipynb", {"epohcs": 3}, progress_bar=False
        )
    assert caught.value.ename == "NoiselabError"
    assert caught.value.evalue.startswith(
        "epohcs is no parameter (did you mean epochs?)"
    )
