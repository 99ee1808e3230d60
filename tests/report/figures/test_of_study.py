import hashlib
import inspect

import nbclient
import nbformat
import pytest
from matplotlib.figure import Figure

import noiselab
from noiselab import figures
from noiselab.analysis import samples
from noiselab.analysis.evidence import Evidence
from noiselab.common.errors import OptionError, SweepError
from noiselab.report.figures import level_curves, transfer_maps
from noiselab.report.figures.show import png
from noiselab.store import prepare, results
from noiselab.study import sweep_file

ALL = [getattr(figures, name) for name in figures.__all__]


def digest(figure):
    return hashlib.sha256(png(figure)).hexdigest()


@pytest.fixture
def two_kinds(sweep, tmp_path):
    """The folder of a study of two kinds of noise in which nothing was run."""
    noise = {"gaussian": [0, 0.5], "shot": [0, 0.5]}
    asked = sweep_file.check(sweep.as_file() | {"noise": noise})
    evidence = Evidence(asked, [], tmp_path / "small")
    prepare.prepare(asked, evidence.folder, points=())
    return evidence.folder.path


@pytest.mark.slow
@pytest.mark.parametrize("draw", ALL, ids=figures.__all__)
def test_each_gives_a_figure_of_a_real_study(draw, study):
    assert isinstance(draw(study), Figure)
    assert isinstance(draw(str(study), "gaussian"), Figure)


@pytest.mark.slow
def test_they_are_those_of_the_report(study):
    evidence = Evidence(*results.read_sweep(study), study)
    (frame,) = dict(samples.frames(evidence.results)).values()
    for own, theirs in (
        (figures.loss_and_accuracy, level_curves(evidence, frame, "gaussian")),
        (figures.cross_tests, transfer_maps(evidence, "gaussian")),
    ):
        assert digest(own(study)) == digest(theirs)


@pytest.mark.slow
def test_both_measures_have_learning_curves(study):
    drawn = {
        digest(figures.learning_curves(study, measure=m)) for m in ("loss", "accuracy")
    }
    assert len(drawn) == 2
    with pytest.raises(
        OptionError, match='measure: must be loss or accuracy, not "acc"'
    ):
        figures.learning_curves(study, measure="acc")


@pytest.mark.parametrize("draw", ALL, ids=figures.__all__)
def test_a_kind_must_be_named_where_there_are_several(draw, two_kinds):
    with pytest.raises(OptionError) as caught:
        draw(two_kinds)
    expected = "noise: must be given; the study has gaussian, shot"
    assert str(caught.value) == expected
    with pytest.raises(OptionError) as caught:
        draw(two_kinds, "gausian")
    expected = 'noise: is not "gausian" (did you mean gaussian?)'
    assert str(caught.value) == expected


def test_what_is_not_there_yet_is_said_in_a_line(two_kinds):
    for draw in (figures.loss_and_accuracy, figures.confusion_matrices):
        with pytest.raises(
            OptionError, match="this study has nothing to show of shot yet"
        ):
            draw(two_kinds, "shot")


def test_a_folder_without_a_study_and_a_frame_are_refused(tmp_path, study):
    with pytest.raises(SweepError):
        figures.loss_and_accuracy(tmp_path)
    with pytest.raises(OptionError) as caught:
        figures.loss_and_accuracy(results.load(study))
    assert str(caught.value).endswith("such as outputs/digits, not DataFrame")


def test_each_says_what_it_shows_takes_gives_and_refuses():
    assert "figures" in noiselab.__all__
    for draw in ALL:
        text = inspect.getdoc(draw)
        for part in ("Args:", "Returns:", "Raises:"):
            assert part in text, draw
        for name in inspect.signature(draw).parameters:
            assert f"\n    {name}: " in text


@pytest.mark.slow
def test_a_figure_is_seen_in_a_users_own_notebook(study):
    source = f"from noiselab import figures\nfigures.loss_and_accuracy({str(study)!r})"
    cell = nbformat.v4.new_code_cell(source)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    nbclient.execute(notebook, kernel_name="python3")
    (output,) = notebook.cells[0].outputs
    assert "image/png" in output.data
