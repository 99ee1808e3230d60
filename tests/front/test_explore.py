import dataclasses
import io
import re
from itertools import pairwise

import numpy as np
import pytest
from matplotlib import image as pictures

from noiselab.experiment import datasets, noise
from noiselab.experiment.models import saved_networks
from noiselab.experiment.noise import Kind
from noiselab.front import chosen_network, explore
from noiselab.front.explore import NetworkPlayer, NoisePlayer


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


def test_what_a_kind_was_hardly_meant_to_do_is_told_below_its_picture(
    monkeypatch, tmp_path
):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))

    def mine(images, level, rng):
        return images + level * rng.standard_normal(images.shape[1:])

    kind = Kind("mine", "mine", "level", "a level", 1, mine)
    monkeypatch.setitem(noise.KINDS, "mine", kind)
    player = NoisePlayer("")
    assert "pattern" not in player.words.value
    player.kind.value = "mine"
    line = mine.__code__.co_firstlineno
    told = f"<br>test_explore.py, line {line}: noise mine at level 0.2 lays one pattern"
    assert told in player.words.value
    player.level.value = 0
    assert "pattern" not in player.words.value
    player.kind.value = "gaussian"
    assert "pattern" not in player.words.value


def test_the_slider_ends_where_the_kind_does(player):
    player.kind.value = "gaussian_blur"
    assert player.level.max == 4
    player.level.value = 3
    player.kind.value = "salt_and_pepper"
    assert (player.level.max, player.level.value) == (1, 1)


def test_before_anything_was_trained_it_says_what_to_run(tmp_path):
    widget = explore.network_player(tmp_path)
    assert f"There is no trained network in <code>{tmp_path}</code>" in widget.value
    assert "python run_sweep.py" in widget.value


def test_data_that_cannot_be_read_leave_no_picture_of_others(player, monkeypatch):
    def fail(*_, **__):
        raise OSError("the disk\nwent away")

    assert player.picture.value
    with monkeypatch.context() as lost:
        lost.setattr(datasets, "load", fail)
        player._load()
        player.level.value = 0.5
        player.kind.value = "occlusion"
    assert (player.picture.value, player.words.value) == (
        b"",
        "OSError: the disk",
    )
    player._load()
    assert player.picture.value


def test_a_kind_that_was_forgotten_meanwhile_is_still_the_one_that_was_listed(
    monkeypatch,
):
    kind = Kind("mine", "mine", "level", "a level", 1, lambda images, *_: images * 1)
    monkeypatch.setitem(noise.KINDS, "mine", kind)
    player = NoisePlayer("")
    monkeypatch.delitem(noise.KINDS, "mine")
    player.kind.value = "mine"
    assert player.words.value.startswith("mine, level: <b>0.20</b>")


@pytest.fixture
def met(study):
    return NetworkPlayer(chosen_network.stored_in(study.parent))


def test_all_trained_networks_can_be_chosen(met):
    assert met.network.options == (
        "small: MLNN, without noise on digits",
        "small: MLNN, Gaussian noise 0.5 on digits",
        "small: ConvNet, without noise on digits",
        "small: ConvNet, Gaussian noise 0.5 on digits",
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


@pytest.mark.slow
def test_it_finds_where_the_network_first_errs(met):
    found = 0
    for number in range(20):
        met.image.value = number
        first = re.fullmatch(r"first errs at level <b>([\d.]+)</b>", met._errs)
        assert met.words.value.endswith(f", the network {met._errs}.")
        if first is None:
            assert met._errs == "never errs up to level <b>1</b>"
            continue
        found += 1
        (level,) = (x for x in np.linspace(0, 1, 41) if f"{x:.2f}" == first[1])
        met.level.value = level
        label = met._chosen.data.y_test[number]
        noisy = met._noisy_image(met._chosen, level)
        assert saved_networks.answers(met._chosen.network, noisy).argmax() != label
    assert found


def test_a_kind_or_answers_that_are_no_numbers_are_told(met, monkeypatch):
    def no_numbers(_, images):
        return np.full((len(images), 10), np.nan)

    with monkeypatch.context() as broken:
        broken.setattr(saved_networks, "answers", no_numbers)
        met.image.value = 7
    assert met._errs == "first errs at level <b>0.00</b>"
    assert met.picture.value == b""
    assert met.words.value == "Here the network's answers are not finite numbers."
    kind = dataclasses.replace(met._chosen.kind, function=lambda *_: None)
    met._chosen = dataclasses.replace(met._chosen, kind=kind)
    said = "noise gaussian at level 0.2: returns None; return a NumPy array of floats"
    met.image.value = 8
    assert said.replace("0.2", "0.025") in met.words.value
    met.level.value = 0.5
    assert said.replace("0.2", "0.5") in met.words.value


def test_where_the_search_fails_nothing_is_said_of_another_image(met):
    assert "the network" in met.words.value

    def strong_only(images, level, rng):
        if level > 0.9:
            raise MemoryError("too many drops")
        return images * 1

    kind = dataclasses.replace(met._chosen.kind, function=strong_only)
    met._chosen = dataclasses.replace(met._chosen, kind=kind)
    met.image.value = 3
    assert met.picture.value == b""
    assert met.words.value == "MemoryError: too many drops"
    met.level.value = 0.4
    assert met.picture.value
    assert met.words.value.startswith("An image of class")
    assert "err" not in met.words.value


def test_a_network_that_fails_as_it_answers_is_told_in_a_line(met, monkeypatch):
    def fail(*_):
        raise RuntimeError("out of\nmemory")

    monkeypatch.setattr(saved_networks, "answers", fail)
    for change in (
        lambda: setattr(met.image, "value", 4),
        lambda: setattr(met.level, "value", 0.7),
        lambda: setattr(met.network, "value", met.network.options[1]),
    ):
        met.picture.value = b"old"
        change()
        assert (met.picture.value, met.words.value) == (b"", "RuntimeError: out of")
