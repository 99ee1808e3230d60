import numpy as np
import pytest

from noiselab.analysis.evidence import Evidence
from noiselab.report.figures import captions
from noiselab.store.shown_images import Samples
from noiselab.study import sweep_file


@pytest.fixture
def make(sweep):
    """Makes a sweep like the usual one, with changes."""
    return lambda **changes: sweep_file.check(sweep.as_file() | changes)


def of_levels(sweep):
    return captions.level_curves(Evidence(sweep, [], "nowhere"), "gaussian")


def test_the_main_figure_says_what_each_line_is(make):
    words = of_levels(make())
    assert words.startswith("Loss (above) and accuracy (below) against the level of ")
    assert "Dotted: trained without noise" in words
    assert "Dotted" not in of_levels(make(noise={"gaussian": [0.1, 0.5]}))
    assert "means over up to 3 repeats" in of_levels(make(repeats=3))


def test_sample_images_say_when_they_are_clipped_for_show(sweep):
    for top, is_said in ((1.0, False), (1.25, True)):
        images = {0.5: np.full((2, 8, 8, 1), top)}
        samples = Samples((3, 7), images, {0.5: 1.0}, {0.5: 1.0})
        words = captions.level_grid(sweep, samples, "gaussian")
        assert ("Clipped for show" in words) is is_said


def test_the_transfer_map_says_what_stands_in_its_squares(make):
    def words(levels):
        return captions.transfer_maps(make(noise={"gaussian": levels}), "gaussian")

    assert words([0.1, 0.5]).endswith("Each square is an accuracy.")
    assert words([0, 0.5]).endswith("the gain, and below it the accuracy itself.")
    twelve = [n / 20 for n in range(12)]
    assert words(twelve).endswith("the gain; in the lowest row, the accuracy.")
    assert words([n / 20 for n in range(15)]).endswith("on the same images.")


def test_of_several_repeats_the_first_is_named(make):
    for sweep, is_named in ((make(), False), (make(repeats=2), True)):
        for words in (
            captions.learning_multiples(sweep, "loss", "gaussian"),
            captions.confusion_matrices(sweep, [], "gaussian"),
            captions.mistakes(sweep, "gaussian"),
        ):
            assert ("Gaussian noise, first repeat." in words) is is_named


def test_all_are_sentences(sweep):
    for words in (
        of_levels(sweep),
        captions.learning_multiples(sweep, "accuracy", "gaussian"),
        captions.strength(sweep, "gaussian"),
        captions.MEASURES,
        captions.SETTINGS,
        captions.ENVIRONMENT,
    ):
        assert words[0].isupper()
        assert words.endswith(".")
        assert ".." not in words


def test_classes_with_names_are_listed_below_confusion_matrices(sweep):
    assert "Classes" not in captions.confusion_matrices(sweep, [], "gaussian")
    named = sweep.with_class_names(("healthy", "ill"))
    assert captions.confusion_matrices(named, [], "gaussian").endswith(
        " Classes, from above and from the left: 0 healthy, 1 ill."
    )
    many = sweep.with_class_names([f"c{n}" for n in range(13)])
    assert "Classes" not in captions.confusion_matrices(many, [], "gaussian")


def test_where_names_have_no_room_above_images_it_is_said_where_they_are(sweep):
    assert "numbers" not in captions.mistakes(sweep, "gaussian")
    short = sweep.with_class_names(("cat", "dog"))
    assert "numbers" not in captions.mistakes(short, "gaussian")
    long = sweep.with_class_names(("great grey shrike", "great grey owl"))
    assert captions.mistakes(long, "gaussian").endswith(
        " Classes are given by their numbers, as their names are too long here; "
        "classes.csv has both."
    )
