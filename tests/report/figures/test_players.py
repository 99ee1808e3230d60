import io
from itertools import groupby

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from noiselab.report.figures.players import NoisePicture, PredictionPicture
from noiselab.report.figures.style import COLOURS

RNG = np.random.default_rng(0)
CLEAN = RNG.random((3, 4, 4, 1))
NOISY = RNG.normal(0.5, 1, (3, 4, 4, 1))
PROBABILITIES = [0.5, 0.25, 0.25, 0.0]


@pytest.fixture(scope="module")
def noise_picture():
    return NoisePicture(CLEAN)


@pytest.fixture(scope="module")
def prediction():
    return PredictionPicture(CLEAN[0], 4)


def pixels(png):
    """Red, green and blue, from 0 to 255."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def area(png, colour):
    """How many pixels have just this colour."""
    wanted = np.round(np.array(to_rgb(colour)) * 255)
    return int((pixels(png) == wanted).all(axis=-1).sum())


def runs(line):
    """The colours along a line, each where it begins."""
    return [colour for colour, _ in groupby(map(tuple, line.tolist()))]


def test_what_was_drawn_before_leaves_no_trace(noise_picture):
    before = noise_picture.draw(NOISY, NOISY)
    between = noise_picture.draw(CLEAN, CLEAN)
    assert noise_picture.draw(NOISY, NOISY) == before != between
    assert NoisePicture(NOISY).draw(CLEAN, CLEAN) == between


def test_images_stand_in_a_row_with_white_between(noise_picture):
    images = np.stack([np.full((4, 4, 1), grey) for grey in (-3.0, 0.6, 0.2)])
    drawn = pixels(noise_picture.draw(images, images))
    assert drawn.shape == (232, 720, 3)  # 2.9 x 9 inches
    greys = [255, 0, 255, 153, 255, 51, 255]
    assert runs(drawn[60]) == [(grey,) * 3 for grey in greys]


def test_colours_are_clipped_without_a_warning(caplog):
    images = np.full((1, 4, 4, 3), [2.0, -1.0, 0.6])
    drawn = pixels(NoisePicture(images).draw(images, images))
    assert runs(drawn[60]) == [(255,) * 3, (255, 0, 153), (255,) * 3]
    assert caplog.messages == []


def test_bars_show_the_share_of_each_value_and_the_ends_all_beyond(noise_picture):
    measured = np.array([-9.0, -1.0, 0.51, 0.52, 0.54, 0.56, 2.0, 9.0])
    noise_picture.draw(CLEAN, measured)
    shares = {
        round(bar.get_x() + bar.get_width() / 2, 3): bar.get_height()
        for bar in noise_picture._bars
        if bar.get_height()
    }
    assert shares == {-0.975: 2 / 8, 0.525: 3 / 8, 0.575: 1 / 8, 1.975: 2 / 8}


@pytest.mark.parametrize(("label", "share"), [(0, 0.5), (1, 0.25), (3, 0)])
def test_the_true_class_has_its_own_colour(prediction, label, share):
    png = prediction.draw(CLEAN[1], np.array(PROBABILITIES), label)
    true, others = area(png, COLOURS[2]), area(png, COLOURS[1])
    assert true / (true + others) == pytest.approx(share, abs=0.01)


def test_image_and_bars_follow_what_is_drawn(prediction):
    clean = prediction.draw(np.full((4, 4, 1), 0.2), np.array(PROBABILITIES), 0)
    noisy = prediction.draw(np.full((4, 4, 1), 0.6), np.array(PROBABILITIES) / 2, 0)
    assert (51,) * 3 in runs(pixels(clean)[100])
    assert (153,) * 3 in runs(pixels(noisy)[100])
    for colour in COLOURS[1:3]:
        assert area(noisy, colour) == pytest.approx(area(clean, colour) / 2, rel=0.05)
    again = prediction.draw(np.full((4, 4, 1), 0.2), np.array(PROBABILITIES), 0)
    assert again == clean


def test_where_nothing_is_counted_or_likely_there_are_no_bars(
    noise_picture, prediction
):
    nothing = noise_picture.draw(CLEAN, np.full(9, np.nan))
    assert area(nothing, COLOURS[0]) == 0
    unlikely = prediction.draw(CLEAN[0], np.zeros(4), 0)
    assert [area(unlikely, colour) for colour in ("C0", *COLOURS)] == [0] * 7


@pytest.mark.parametrize(("classes", "all_named"), [(20, True), (21, False)])
def test_each_of_a_few_classes_is_named(classes, all_named):
    (bar, *_) = PredictionPicture(CLEAN[0], classes)._bars
    low, high = bar.axes.get_xlim()
    ticks = [tick for tick in bar.axes.get_xticks() if low <= tick <= high]
    assert (ticks == [*range(classes)]) is all_named


def test_a_users_own_look_does_not_count(prediction, monkeypatch):
    expected = prediction.draw(CLEAN[0], np.zeros(4), 0)
    monkeypatch.setitem(matplotlib.rcParams, "axes.facecolor", "red")
    assert PredictionPicture(CLEAN[0], 4).draw(CLEAN[0], np.zeros(4), 0) == expected


def test_of_many_classes_the_likeliest_have_a_bar_and_the_true_one():
    picture = PredictionPicture(CLEAN[0], 200)
    probabilities = np.zeros(200)
    probabilities[[7, 150]] = 0.3, 0.6
    picture.draw(CLEAN[0], probabilities, 42)
    assert len(picture._bars) == 10
    assert [text.get_text() for text in picture._numbers][:2] == ["150", "7"]
    assert picture._numbers[-1].get_text() == "42"
    assert [bar.get_height() for bar in picture._bars][:3] == [0.6, 0.3, 0]
    truth = picture._bars[-1]
    assert truth.get_facecolor() != picture._bars[0].get_facecolor()
