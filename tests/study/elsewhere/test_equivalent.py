"""Formulas agree with what was measured, and what has no level is refused in words."""

import numpy as np
import pytest
import yaml
from helpers import oracle

from noiselab import noise
from noiselab.common.errors import NoiselabError
from noiselab.study import sweep_file
from noiselab.study.elsewhere.call import CALLS

ROWS = oracle.stored()


def test_noise_at_the_equivalent_level_is_what_was_measured():
    figures = list(oracle.compared(ROWS))
    assert len(figures) > 200
    assert [one for one in figures if not one.agrees] == []


def test_every_call_was_measured():
    measured = {
        (row["library"], row["version"], row["name"].split(" on ")[0]) for row in ROWS
    }
    assert {(call.library, call.version, call.name) for call in CALLS} <= measured


def test_the_question_of_a_paper():
    found = noise.equivalent("albumentations.GaussNoise", std_range=(0.2, 0.44))
    assert str(found) == (
        "albumentations.GaussNoise 2.0.8: gaussian, a level from 0.2 to 0.44 for each "
        "image, clipped to 0..1; only the share p=0.5 of images gets it"
    )
    keys = "name: x\ndataset: digits\nmodels: [mlnn]\n" + found.sweep(3)
    assert found.sweep(3) == "noise: {gaussian: [0.2, 0.32, 0.44]}\nclip: true"
    assert sweep_file.check(yaml.safe_load(keys)).noise == {
        "gaussian": (0.2, 0.32, 0.44)
    }
    with pytest.raises(ValueError, match="the level is drawn from"):
        _ = found.level


def test_one_level():
    found = noise.equivalent("albumentations.GaussNoise", std_range=(0.1, 0.1), p=1)
    assert (found.kind, found.level, found.remarks) == ("gaussian", 0.1, ())
    assert found.sweep() == "noise: {gaussian: [0.1]}\nclip: true"


def test_programs_that_are_no_libraries():
    found = noise.equivalent("imagemagick.+noise", type="Gaussian", attenuate=1.28)
    assert (found.kind, found.level) == ("gaussian", pytest.approx(0.1))
    found = noise.equivalent("octave.imnoise", type="poisson", pixels="float32")
    assert (found.kind, found.level) == ("shot", pytest.approx(1e-6))


def test_the_type_of_the_images_decides_where_it_does():
    name = "imgaug.AdditiveGaussianNoise"
    assert noise.equivalent(name, scale=25.5).level == pytest.approx(0.1)
    found = noise.equivalent(name, scale=0.1, pixels="float32")
    assert found.level == 0.1
    assert found.clip is False


def test_an_unknown_transform_names_those_that_are_near():
    def told(name):
        with pytest.raises(NoiselabError) as caught:
            noise.equivalent(name)
        start = f"unknown noise of another library {name!r}; available: "
        assert str(caught.value).startswith(start)
        return str(caught.value).removeprefix(start).split(", ")

    assert told("albumentations.gaussNoise") == ["albumentations.GaussNoise"]
    assert told("matlab.imnoise") == ["octave.imnoise"]
    assert told("monai.GaussNoise") == ["albumentations.GaussNoise"]
    assert told("scipy.blur") == ["scipy.ndimage.gaussian_filter"]
    assert told("") == told(None) == list(dict.fromkeys(c.path for c in CALLS))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("A.GaussNoise", "albumentations.GaussNoise"),
        ("albumentations.transforms.GaussNoise", "albumentations.GaussNoise"),
        ("monai.transforms.RandGaussianNoise", "monai.RandGaussianNoise"),
        ("torchvision.transforms.v2.GaussianNoise", "torchvision.v2.GaussianNoise"),
        ("iaa.AdditiveGaussianNoise", "imgaug.AdditiveGaussianNoise"),
        ("scipy.ndimage.filters.gaussian_filter", "scipy.ndimage.gaussian_filter"),
    ],
)
def test_names_are_known_as_users_import_them(name, path):
    more = {"sigma": (1, 1, 0)} if "scipy" in name else {}
    assert noise.equivalent(name, **more).call.startswith(f"{path} ")


def test_a_single_number_of_albumentations_is_the_highest_of_a_range():
    old = {"version": "1.3.1", "p": 1}
    found = noise.equivalent("A.GaussNoise", var_limit=650.25, **old)
    assert found.levels == (0, pytest.approx(0.1))
    found = noise.equivalent("A.GaussianBlur", sigma_limit=2)
    assert found.levels == (0, 2)


def test_one_pattern_for_all_channels_is_told():
    told = "all channels of a pixel get the same draw"
    found = noise.equivalent("A.GaussNoise", per_channel=False, p=1)
    assert found.remarks == (told,)
    assert noise.equivalent("A.GaussNoise", p=1).remarks == ()


def test_numbers_of_numpy_are_numbers():
    of_numpy = {"std": np.float32(0.25), "sample_std": np.False_, "prob": np.int64(1)}
    assert noise.equivalent("monai.RandGaussianNoise", **of_numpy).level == 0.25
    found = noise.equivalent("A.GaussNoise", std_range=np.array([0.25, 0.5]))
    assert found.levels == (0.25, 0.5)


def test_clip_is_true_or_false_in_the_sweep():
    found = noise.equivalent("skimage.random_noise", mode="gaussian", clip=0)
    assert found.sweep() == "noise: {gaussian: [0.1]}\nclip: false"


def test_levels_that_are_written_alike_are_there_once():
    found = noise.equivalent("A.GaussNoise", std_range=(0.1, 0.100001))
    assert found.sweep().startswith("noise: {gaussian: [0.1]}")


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_every_call_answers_with_its_defaults_or_a_reason(call):
    try:
        found = noise.equivalent(call.path, version=call.version, **call.case)
    except NoiselabError as error:
        words = str(error)
    else:
        assert noise.KINDS[found.kind].check(found.levels[1]) == found.levels[1]
        words = str(found)
    assert words.startswith(str(call))
    assert "\n" not in words
