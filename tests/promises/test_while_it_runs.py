"""What a study is made from is changed while it runs: nothing is recorded as another."""

import nbformat
import numpy as np
import pytest
from helpers.datasets import small_arrays

from noiselab.store import results

CHANGED = "changed while the study ran; run it again"


def arrays(darkest):
    """Images of the size that the fast template's network takes."""
    train, test = (np.full((n, 8, 8), 254, np.uint8) for n in (4, 3))
    train[0] = darkest
    return small_arrays(x_train=train, x_test=test)


@pytest.fixture
def own(tmp_path):
    """A study of own data, one point after the other; the words that run it."""
    np.savez(tmp_path / "t.npz", **arrays(0))
    (tmp_path / "own.yaml").write_text(
        "{name: own, dataset: t.npz, models: [mlnn], levels: [0, 0.2], "
        "mlnn: {epochs: 1}}"
    )
    return tmp_path / "own.yaml", "--jobs", 1, "--threads", 1


@pytest.fixture
def first(fast_template):
    """Has the template do something at the end of the first point, without noise."""

    def do(source, always=""):
        template = nbformat.read(fast_template, as_version=4)
        template.cells[1].source += f"\n{always}\nif level == 0:\n    {source}\n"
        nbformat.write(template, fast_template)

    return do


def statuses(tmp_path):
    stored = results.read_sweep(tmp_path / "out" / "own")[1]
    return {result.point.level: (result.status, result.error) for result in stored}


@pytest.fixture
def replaced_data(first, tmp_path):
    """Data that are replaced as the first point ends."""
    other, data = tmp_path / "other.npz", tmp_path / "t.npz"
    np.savez(other, **arrays(1))
    first(
        f"Path({str(data)!r}).write_bytes(Path({str(other)!r}).read_bytes())",
        "from noiselab import data\nclean = data.load(dataset, data_dir)\n"
        "print('sum', clean.x_train.sum())",
    )


@pytest.mark.slow
def test_points_and_cross_tests_refuse_data_that_was_replaced(
    call, own, replaced_data, tmp_path
):
    code, _, error = call(*own, "--cold")
    assert statuses(tmp_path)[0][0] == "done"
    status, problem = statuses(tmp_path)[0.2]
    assert (code, status) == (1, "failed")
    assert problem.endswith(f"t.npz: {CHANGED}")
    (line,) = (x for x in error.splitlines() if "testing on other noise" in x)
    assert line.endswith(f"t.npz: {CHANGED}")
    assert not [*(tmp_path / "out").rglob("transfer.json")]


@pytest.mark.slow
def test_points_that_have_the_data_of_the_check_go_on_with_them(
    call, own, replaced_data, tmp_path
):
    code, _, error = call(*own)
    assert (code, error) == (0, "")
    assert {status for status, _ in statuses(tmp_path).values()} == {"done"}
    logs = [path.read_text() for path in (tmp_path / "out").rglob("log.txt")]
    sums = {line for log in logs for line in log.splitlines() if line[:3] == "sum"}
    assert len(sums) == 1
    assert "2 stale" in call(*own, "--status")[1]


@pytest.mark.slow
def test_a_template_that_is_edited_counts_from_the_next_run_on(
    call, own, first, fast_template, tmp_path
):
    edited = fast_template.read_text().replace("[[2, 1], [0, 3]]", "[[3, 0], [1, 2]]")
    (tmp_path / "edited.ipynb").write_text(edited)
    paths = str(fast_template), str(tmp_path / "edited.ipynb")
    first("Path({!r}).write_bytes(Path({!r}).read_bytes())".format(*paths))
    code, out, error = call(*own)
    assert (code, error) == (0, "")
    assert "testing 2 networks on all noise of the study, 4 tests" in out
    stored = results.read_sweep(tmp_path / "out" / "own")[1]
    matrices = [result.confusion_matrix for result in stored]
    assert matrices == [[[2, 1], [0, 3]]] * 2
    assert "2 stale" in call(*own, "--status")[1]


PLUGIN = """
from noiselab import noise

@noise.register("own")
def own(images, level, rng):
    return images + level * rng.random(images.shape, dtype="float32")
"""


@pytest.mark.slow
def test_an_own_part_that_is_edited_counts_from_the_next_run_on(
    call, own, first, tmp_path
):
    (tmp_path / "own.py").write_text(PLUGIN)
    sweep = own[0].read_text().replace("levels: [0, 0.2]", "noise: {own: [0, 0.2]}")
    own[0].write_text(sweep.replace("{name", "{plugins: own.py, name"))
    edited = PLUGIN.replace("images + level", "images + 2 * level")
    first(f"Path({str(tmp_path / 'own.py')!r}).write_text({edited!r})")
    code, out, error = call(*own)
    assert (code, error) == (0, "")
    assert "testing 2 networks on all noise of the study, 4 tests" in out
    for copy in (tmp_path / "out" / "own").rglob("own.py"):
        assert copy.read_text() == PLUGIN
    assert "1 done, 1 stale" in call(*own, "--status")[1]


@pytest.mark.slow
def test_a_copy_that_is_edited_in_the_study_fails_points_and_cross_tests(
    call, own, first, tmp_path
):
    (tmp_path / "own.py").write_text(PLUGIN)
    sweep = own[0].read_text().replace("levels: [0, 0.2]", "noise: {own: [0, 0.2]}")
    own[0].write_text(sweep.replace("{name", "{plugins: own.py, name"))
    study = tmp_path / "out" / "own"
    first(
        f"Path({str(study / 'sweep.yaml')!r}).write_text('seed: 1')\n"
        f"    Path({str(study)!r}, 'plugins', 'new').write_text({PLUGIN + '#'!r})\n"
        f"    Path({str(study)!r}, 'plugins', 'new').rename({str(study / 'plugins/own.py')!r})"
    )
    code, out, error = call(*own)
    assert code == 1
    assert statuses(tmp_path) == {
        0: ("done", None),
        0.2: ("failed", f"plugins/own.py: {CHANGED}"),
    }
    assert "the study's sweep.yaml was changed meanwhile; it is as before again" in out
    assert f"PointError: plugins/own.py: {CHANGED}" in error
    assert not [*study.rglob("transfer.json")]
