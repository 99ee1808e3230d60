from helpers.limits import named, texts
from helpers.studies import first

from noiselab.study import noise_warnings
from noiselab.study.noise_warnings import Noted

TOPIC = "unmeant noise"


def note(study, level, topic="some clean", text="leaves 2 of 9 images as they are"):
    """Keep something found beside the points of a level."""
    for result in study.results:
        if result.point.level == level:
            folder = study.folder.point(result.point.id)
            folder.path.mkdir(parents=True, exist_ok=True)
            noted = Noted(
                kind="gaussian",
                level=level,
                where="mine.py, line 3",
                topic=topic,
                text=text,
                remedy="set p to 1",
            )
            before = noise_warnings.read(folder)
            noise_warnings.write(folder, [*before, noted])


def test_nothing_is_said_where_nothing_was_found(study):
    assert texts(study, TOPIC) == []


def test_what_was_found_is_said_once_for_all_models(study):
    note(study, 0.5)
    assert texts(study, TOPIC) == [
        "What is said with Gaussian noise of 0.5 is said of noise that leaves 2 of 9 "
        "images as they are."
    ]
    assert named(study, TOPIC) == [((), (("gaussian", 0.5),))]


def test_each_thing_is_said(study):
    note(study, 0.5)
    note(study, 0.5, "white", "turns every image white")
    assert len(texts(study, TOPIC)) == 2


def test_of_points_without_noise_nothing_is_said(study):
    note(study, 0.0)
    assert texts(study, TOPIC) == []


def test_levels_are_named_together_with_the_first_ones_figures(sweep, make_study):
    levels = (0.0, 0.2, 0.4)
    of_three = sweep.model_copy(update={"noise": {"gaussian": levels}})
    study = make_study(of_three, lambda point, level: first(350))
    note(study, 0.4, "deviation", "has a standard deviation of 0.2")
    note(study, 0.2, "deviation", "has a standard deviation of 0.1")
    assert texts(study, TOPIC) == [
        "What is said with Gaussian noise of 0.2 and 0.4 is said of noise that has a "
        "standard deviation of 0.1, at level 0.2."
    ]
