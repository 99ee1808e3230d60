"""Kinds of noise with options: in a sweep, its points, its record and its report."""

import numpy as np
import pytest
import yaml

from noiselab.common.errors import SweepError, TakenNameError
from noiselab.common.folders import SweepFolder
from noiselab.experiment import noise
from noiselab.report.tables import overview
from noiselab.store import fingerprint, images_met, prepare
from noiselab.study import names, record, sweep_file
from noiselab.study.point import LATER, Point

FIELDS = {"name": "own", "dataset": "digits", "models": "mlnn"}


@pytest.fixture(autouse=True)
def rain(monkeypatch):
    """A kind with options."""
    monkeypatch.setitem(noise.KINDS, "rain", None)  # so that it is taken out again
    del noise.KINDS["rain"]

    @noise.register(
        "rain",
        unit="drops",
        highest=9,
        options={
            "angle": noise.Option(0.0, lowest=-90, highest=90, unit="degrees"),
            "wind": noise.Option("none", choices=("none", "east", "west")),
        },
    )
    def rain(images, level, rng, angle, wind):
        return images * np.float32(0.5) + np.float32(angle / 100 + (wind == "east"))


def loaded(tmp_path, *changes, **fields):
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(FIELDS | fields, sort_keys=False))
    return sweep_file.load(path, changes)


SAID = {
    "rain": {"levels": [0, 3], "angle": 45},
    "storm": {"kind": "rain", "levels": 3, "wind": "east", "angle": 0},
    "gaussian": [0, 0.1],
}


def test_they_reach_every_point_and_come_back_from_the_file(tmp_path):
    sweep = loaded(tmp_path, noise=SAID)
    assert sweep.noise == {"rain": (0, 3), "storm": (3,), "gaussian": (0, 0.1)}
    options = {"rain": {"angle": 45.0}, "storm": {"kind": "rain", "wind": "east"}}
    assert sweep.noise_options == options  # a default says nothing
    points = {point.id: point for point in sweep.points()}
    storm = points["mlnn--storm--3.0--r0"]
    assert storm.noise_options == {"kind": "rain", "wind": "east"}
    assert (storm.kind, points["mlnn--gaussian--0.1--r0"].noise_options) == ("rain", {})
    assert sweep_file.check(sweep.as_file()) == sweep
    folder = SweepFolder(tmp_path / "out")
    prepare.prepare(sweep, folder)
    stored = record.read(folder)
    assert (stored.noise_options, stored.parts) == (options, sweep.parts)


def test_the_kind_draws_with_them(tmp_path):
    sweep = loaded(tmp_path, noise=SAID)
    black = np.zeros((2, 3, 3, 1), np.float32)
    for name, value in (("rain", 0.45), ("storm", 1)):
        kind = sweep.noise_kind(name)
        drawn = noise.apply(kind, black, 1, np.random.default_rng(0))
        np.testing.assert_array_equal(drawn, np.float32(value))
    given = noise.apply("rain", black, 1, np.random.default_rng(0), wind="east")
    np.testing.assert_array_equal(given, 1)
    kind = noise.kind("storm", kind="rain", angle=45)
    assert (kind.name, kind.label) == ("rain", "rain noise (angle 45 degrees)")
    assert kind.options == {"angle": 45.0, "wind": "none"}


def test_the_report_names_them(tmp_path):
    sweep = loaded(tmp_path, noise=SAID)
    labels = [names.of_noise(sweep, name) for name in sweep.noise]
    assert labels == [
        "rain noise (angle 45 degrees)",
        "rain noise (wind east)",
        "Gaussian noise",
    ]
    page = overview.settings(sweep)
    assert "0, 3 · drops; angle 45 degrees, wind none" in page
    assert "3 · drops; angle 0 degrees, wind east" in page
    alike = loaded(tmp_path, noise={"a": {"kind": "rain", "levels": 1}, "rain": 1})
    labels = [names.of_noise(alike, name) for name in alike.noise]
    assert labels == ["rain noise (a)", "rain noise (rain)"]


@pytest.mark.parametrize(
    ("said", "change", "levels", "options"),
    [
        ([0, 3], "noise.rain.angle=30", (0, 3), {"angle": 30.0}),
        ({"levels": 3, "angle": 9}, "noise.rain.angle=30", (3,), {"angle": 30.0}),
        ({"levels": 3, "angle": 9}, "noise.rain=1,2", (1, 2), {"angle": 9.0}),
        ({"levels": 3, "angle": 9}, "noise.rain.levels=1,2", (1, 2), {"angle": 9.0}),
        ({"levels": 3, "angle": 9}, "noise.rain={levels: [2]}", (2,), {}),
        ({"levels": 3, "angle": 9}, "noise.rain.angle=0", (3,), {}),
    ],
)
def test_options_of_the_command_change_them(tmp_path, said, change, levels, options):
    sweep = loaded(tmp_path, change, noise={"rain": said})
    assert sweep.noise == {"rain": levels}
    assert sweep.noise_options == ({"rain": options} if options else {})


def test_an_option_goes_beside_the_levels_of_a_single_kind(tmp_path):
    sweep = loaded(tmp_path, "noise.rain.angle=30", noise="rain", levels=[0, 3])
    assert sweep.noise == {"rain": (0, 3)}
    assert sweep.noise_options == {"rain": {"angle": 30.0}}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            {"rain": {"levels": 1, "angel": 3}},
            "noise.rain.angel is no option of noise rain (did you mean angle?)",
        ),
        (
            {"rain": {"levels": 1, "angle": 100}},
            "noise.rain.angle must be a number from -90 to 90 degrees, not 100",
        ),
        (
            {"gaussian": {"levels": 1, "angle": 1}},
            "noise.gaussian.angle is no option of noise gaussian; there are none",
        ),
        ({"rain": {"angle": 1}}, "noise.rain.levels is missing"),
        (
            {"rain": {"levels": 10}},
            "noise.rain.levels must each be a level from 0 to 9, not 10",
        ),
        (
            {"shot": {"kind": "rain", "levels": 1}},
            "noise.shot is rain, but shot is a kind; choose another name",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path, said, message):
    with pytest.raises(SweepError) as caught:
        loaded(tmp_path, noise=said)
    assert str(caught.value) == f"{tmp_path / 'own.yaml'}: {message}"


def test_a_kind_that_does_not_exist_is_refused_with_those_that_do(tmp_path):
    with pytest.raises(SweepError, match=r'noise\.storm\.kind is no kind "rian".*rain'):
        loaded(tmp_path, noise={"storm": {"kind": "rian", "levels": 1}})
    with pytest.raises(SweepError, match="a name of your own needs its kind"):
        loaded(tmp_path, noise={"storm": {"angle": 3, "levels": 1}})
    with pytest.raises(TakenNameError, match="called level"):
        noise.register("snow", options={"level": noise.Option(1.0)})


def test_a_change_is_noticed_and_no_option_is_what_it_was(tmp_path, point, template):
    sweep = loaded(tmp_path, noise={"rain": {"levels": 1, "angle": 30}, "shot": 1})
    rain, shot = sweep.points()
    other = loaded(tmp_path, "noise.rain.angle=31", noise={"rain": 1})
    before, after = (
        fingerprint.of(each, template, "d") for each in (rain, next(other.points()))
    )
    assert [part for part in before if before[part] != after[part]] == ["settings"]
    fields = shot.parameters()
    assert shot.settings() == {k: fields[k] for k in fields if k not in LATER}
    assert Point(**{k: fields[k] for k in fields if k != "noise_options"}) == shot


def test_images_of_other_options_are_others(tmp_path, make_result):
    sweep = loaded(tmp_path, noise={"a": {"kind": "rain", "levels": 1, "angle": 30}})
    own = next(sweep.points())
    (plain,) = loaded(tmp_path, noise={"rain": 1}).points()
    met = [images_met.draw_of(make_result(each)) for each in (own, plain)]
    assert met[0][:2] == ("rain", "angle=30.0")
    assert met[1][0] == "rain"
    assert met[0] != met[1]


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "own.ipynb"
    path.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}')
    return path
