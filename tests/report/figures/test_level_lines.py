import numpy as np
import pandas as pd
import pytest
from helpers.studies import first

from noiselab.analysis import samples
from noiselab.report.figures import level_lines
from noiselab.study import sweep_file


@pytest.fixture
def repeated(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 2})
    right = lambda point, level: first(400 - 100 * point.repeat - int(200 * level))  # noqa: E731
    return make_study(sweep, right)


def of(study, measure):
    ((kind, frame),) = samples.frames(study.results)
    return level_lines.of_models(study, frame, kind, measure)


def test_means_and_repeats_of_each_model(repeated):
    mlnn, convnet = of(repeated, "accuracy")
    assert (mlnn.label, convnet.label) == ("MLNN", "ConvNet")
    assert mlnn.levels.tolist() == [0, 0.5]
    np.testing.assert_allclose(mlnn.means["val"], [0.875, 0.625])
    levels, values = mlnn.repeats["val"]
    drawn = sorted(zip(levels, values, strict=True))
    assert drawn == [(0, 0.75), (0, 1), (0.5, 0.5), (0.5, 0.75)]


def test_networks_trained_without_noise_are_tested_at_each_level(repeated):
    assert level_lines.clean_trained(repeated, "mlnn", "gaussian", "accuracy") == {
        0.0: 0.875,
        0.5: 0.625,
    }
    losses = level_lines.clean_trained(repeated, "mlnn", "gaussian", "loss")
    assert losses == {0.0: 0.25, 0.5: 0.25}


@pytest.mark.parametrize("levels", [[0], [0.1, 0.5]])
def test_without_both_there_is_no_such_line(sweep, make_study, levels):
    sweep = sweep_file.check(sweep.as_file() | {"noise": {"gaussian": levels}})
    study = make_study(sweep, lambda point, level: first(300))
    assert level_lines.clean_trained(study, "mlnn", "gaussian", "loss") == {}
    assert np.isnan(of(study, "loss")[0].means["clean"]).all()


def test_all_numbers_that_are_drawn_are_known_for_the_scale(repeated):
    mlnn, _ = of(repeated, "accuracy")
    low, high = mlnn.bounds["val"][0.0]
    assert {low, high} <= set(mlnn.values)
    assert not {low, high} <= set(mlnn.figures)
    assert {0.5, 0.875, 1.0} <= set(mlnn.figures)


def test_only_losses_of_far_different_size_are_steep(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(390))
    frame = pd.DataFrame(
        {"model": ["mlnn"] * 2, "level": [0.0, 0.5], "train_loss": [0.1, 0.2]}
    )
    for losses, steep in (([0.1, 1.9], False), ([0.1, 2.1], True), ([0, 2.1], False)):
        of_models = level_lines.of_models(
            study, frame.assign(val_loss=losses), "gaussian", "loss"
        )
        assert level_lines.is_steep(of_models) is steep
