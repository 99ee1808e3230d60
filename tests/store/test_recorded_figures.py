import pytest
from pydantic import ValidationError

from noiselab.store.recorded_figures import History, Metrics


def test_figures_are_numbers_shares_or_unknown():
    assert Metrics(train_loss=0.5, val_accuracy=1.0)["val_accuracy"] == 1.0
    assert History(val_loss=[None, 0.5]).val_loss == [None, 0.5]
    for wrong in ({"val_accuracy": 1.5}, {"train_loss": float("nan")}, {"other": 1.0}):
        with pytest.raises(ValidationError):
            Metrics(**wrong)
