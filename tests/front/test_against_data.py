"""What a sweep asks for is held against its data before anything runs."""

import pytest

from noiselab.common.errors import SweepError
from noiselab.experiment import datasets
from noiselab.front import against_data
from noiselab.study import sweep_file


@pytest.fixture(scope="module")
def clean():
    return datasets.load("digits")


def checked(**changes):
    fields = {"name": "small", "dataset": "digits", "models": "mlnn"}
    return sweep_file.check(
        fields | {"noise": "gaussian", "levels": [0, 0.5]} | changes
    )


def test_data_are_loaded_only_for_what_needs_them():
    assert not against_data.needs_data(checked())
    assert against_data.needs_data(checked(train={"share": [0.5, 1]}))


def test_a_share_must_be_at_least_one_image(clean):
    against_data.check_shares(checked(train={"share": [0.001, 1]}), clean)
    with pytest.raises(SweepError) as caught:
        against_data.check_shares(checked(train={"share": [0.5, 0.0001]}), clean)
    assert str(caught.value) == (
        "sweep: train.share is 0.0001, which is none of 1437 training images; give a "
        "larger share"
    )


def test_networks_of_no_point_to_run_are_not_looked_at(clean, tmp_path):
    (tmp_path / "net.keras").write_text("no network")
    mine = {"file": str(tmp_path / "net.keras")}
    sweep = checked(models=["mlnn", "mine"], mine=mine)
    trained = [point for point in sweep.points() if point.model == "mlnn"]
    against_data.check_networks(sweep, clean, trained)
    with pytest.raises(SweepError) as caught:
        against_data.check_networks(sweep, clean, sweep.points())
    assert str(caught.value) == (
        "sweep: mine.file: net.keras is no file of Keras; save the network with "
        "network.save()"
    )
