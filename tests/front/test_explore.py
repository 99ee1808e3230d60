import dataclasses
import io
import shutil
from itertools import pairwise

import numpy as np
import pytest
from matplotlib import image as pictures

from noiselab.experiment import noise
from noiselab.experiment.noise import Kind
from noiselab.front import explore
from noiselab.front.explore import NoisePlayer, _NetworkPlayer, _trained


def pixels(widget):
    return pictures.imread(io.BytesIO(bytes(widget.value)))


@pytest.fixture
def player(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    return NoisePlayer("")


def test_the_picture_and_the_ratio_follow_the_level(player):
    assert player.dataset.options == ("digits",)  # MNIST is not on this machine
    before, words = pixels(player.picture), player.words.value
    player.level.value = 0.8
    after = pixels(player.picture)
    assert before.shape == after.shape
    assert not np.array_equal(before, after)
    assert "<b>0.80</b>" in player.words.value != words
    player.level.value = 0
    assert "<b>without noise</b>" in player.words.value


def test_a_level_too_low_to_change_anything_is_not_without_noise(player):
    player.kind.value = "occlusion"
    player.level.value = 0.01
    assert "<b>infinite: no value changed</b>" in player.words.value


def test_a_kind_that_cannot_be_used_says_why_in_place_of_its_picture(monkeypatch):
    kind = Kind("mine", "mine", "level", "a level", 1, lambda images, *_: images > 0.5)
    monkeypatch.setitem(noise.KINDS, "mine", kind)
    player = NoisePlayer("")
    player.kind.value = "mine"
    assert player.picture.value == b""
    assert player.words.value == (
        "noise mine at level 0.2: returns bool values; return floats from 0 (black) "
        "to 1 (white)"
    )


def test_the_slider_ends_where_the_kind_does(player):
    player.kind.value = "gaussian_blur"
    assert player.level.max == 4
    player.level.value = 3
    player.kind.value = "salt_and_pepper"
    assert (player.level.max, player.level.value) == (1, 1)


def test_before_anything_was_trained_it_says_what_to_run(tmp_path):
    widget = explore.network_player(tmp_path)
    assert f"There is no trained network in <code>{tmp_path}</code> yet" in widget.value
    assert "python run_sweep.py" in widget.value


@pytest.fixture
def met(study):
    return _NetworkPlayer(_trained(study.parent), "")


def test_all_trained_networks_can_be_chosen(met):
    assert met.network.options == (
        "small: MLNN, gaussian noise 0 on digits",
        "small: MLNN, gaussian noise 0.5 on digits",
        "small: ConvNet, gaussian noise 0 on digits",
        "small: ConvNet, gaussian noise 0.5 on digits",
    )


def test_the_bars_follow_image_level_and_network(met):
    seen = [pixels(met.picture)]
    for slider, value in ((met.image, 5), (met.level, 0.9)):
        slider.value = value
        seen.append(pixels(met.picture))
    met.network.value = met.network.options[2]
    seen.append(pixels(met.picture))
    for before, after in pairwise(seen):
        assert not np.array_equal(before, after)


def test_it_finds_where_the_network_first_errs(met):
    errs = []
    for number in range(20):
        met.image.value = number
        errs.append(met._errs)
        if met._errs is None:
            continue
        met.level.value = met._errs
        right = met._probabilities(met._noisy(met._errs)).argmax() == met._label
        assert not right
        assert f"first errs at level <b>{met._errs:.2f}</b>" in met.words.value
    assert any(level is not None for level in errs)


def test_a_kind_or_answers_that_are_no_numbers_are_told(met, monkeypatch):
    monkeypatch.setattr(met, "_probabilities", lambda images: np.full((41, 10), np.nan))
    met.image.value = 7
    assert (met._errs, met.picture.value) == (0, b"")
    assert met.words.value == "Here the network's answers are not finite numbers."
    broken = dataclasses.replace(met._kind, function=lambda *_: None)
    monkeypatch.setattr(met, "_kind", broken)
    said = "noise gaussian at level 0.2: returns None; return a NumPy array of floats"
    met.image.value = 8
    assert said.replace("0.2", "0.025") in met.words.value
    met.level.value = 0.5
    assert said.replace("0.2", "0.5") in met.words.value


def test_a_study_that_cannot_be_read_is_passed_over(study, tmp_path):
    shutil.copytree(study, tmp_path / "small")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "sweep.yaml").write_text("name: [")
    assert len(_trained(tmp_path)) == 4
