from helpers.studies import first

from noiselab.analysis import figure_bounds


def test_losses_and_accuracies_have_bounds_where_any_are_known(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(300))
    bounds = figure_bounds.bounds(study, "gaussian", "accuracy")
    low, high = bounds["mlnn", "val", 0.5]
    assert low < 0.75 < high
    assert ("mlnn", "train", 0.5) not in bounds  # of a single run, none are known
    assert figure_bounds.loss_interval(study, "mlnn", "gaussian", 0.9) is None
