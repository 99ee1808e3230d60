import pytest
from helpers.studies import diverged

from noiselab.analysis.learning_curve import curve, diverged_in
from noiselab.common.schema import HISTORY


def with_history(make_result, point, **history):
    """A result of four epochs, all figures 0.5 but those given."""
    whole = {name: [0.5] * 4 for name in HISTORY}
    return make_result(point, history=whole | history)


@pytest.mark.parametrize(
    ("history", "epoch"),
    [
        ({"loss": [0.5, 0.5, None, 0.5]}, 3),
        ({"accuracy": [None] * 4}, 1),
        ({"val_loss": [0.5, None, None, None]}, 2),
        # not validated after every epoch
        ({"val_loss": [None, 0.5] * 2, "val_accuracy": [None, 0.5] * 2}, None),
        (
            {"val_loss": [None, None, 0.5, None], "val_accuracy": [None, 0.0, 0, 0]},
            2,
        ),
        ({}, None),
    ],
)
def test_a_network_diverged_where_a_figure_was_no_number(
    make_result, point, history, epoch
):
    result = with_history(make_result, point, **history)
    assert diverged_in(result) is None
    lost = diverged(result)
    assert diverged_in(lost) == epoch
    for name in HISTORY:
        assert curve(result, name) == result.history[name]
        kept = 4 if epoch is None else epoch - 1
        values = result.history[name][:kept]
        assert curve(lost, name) == values + [None] * (4 - kept)
