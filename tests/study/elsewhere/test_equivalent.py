"""Formulas agree with what was measured, and what has no level is refused in words."""

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


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        (
            "albumentations.GaussNoise",
            {"var_limit": (10, 50)},
            "albumentations.GaussNoise 2.0.8: var_limit is a parameter of 1.3.1; give "
            'version="1.3.1", or some of std_range, mean_range, per_channel, '
            "noise_scale_factor, p",
        ),
        (
            "albumentations.GaussNoise",
            {"std": 0.1},
            "albumentations.GaussNoise 2.0.8: no parameter 'std' that matters is "
            "known; give some of std_range, mean_range, per_channel, "
            "noise_scale_factor, p",
        ),
        (
            "albumentations.GaussNoise",
            {"version": "1.4.0"},
            "albumentations.GaussNoise: version 1.4.0 was not measured; there is 1.3.1 "
            "and 2.0.8",
        ),
        (
            "albumentations.GaussNoise",
            {"std_range": (0.4, 0.2)},
            "albumentations.GaussNoise 2.0.8: std_range must be a number of 0 or more, "
            "or the lowest and the highest of such numbers, not (0.4, 0.2)",
        ),
        (
            "albumentations.GaussNoise",
            {"pixels": "uint16"},
            "pixels must be uint8 or float32, not 'uint16'",
        ),
        (
            "skimage.util.random_noise",
            {"mode": "poisson"},
            "skimage.util.random_noise 0.26.0 with mode='poisson': the number of "
            "distinct values in an image decides; give it as values=, such as "
            "values=256",
        ),
        (
            "imagecorruptions.corrupt",
            {"corruption_name": "fog"},
            "imagecorruptions.corrupt 1.1.2: corruption_name must be one of "
            "'gaussian_noise', 'shot_noise', 'impulse_noise', 'speckle_noise', "
            "'gaussian_blur', not 'fog'",
        ),
        (
            "torchvision.v2.GaussianBlur",
            {"kernel_size": 3, "sigma": 1},
            "torchvision.v2.GaussianBlur 0.29.1: a kernel of 3 cuts off a sigma of 1; "
            "7 or more would do",
        ),
        (
            "kornia.augmentation.RandomGaussianNoise",
            {"mean": 0.1},
            "kornia.augmentation.RandomGaussianNoise 0.8.2: mean=0.1 moves the mean as "
            "well",
        ),
        (
            "keras.layers.GaussianNoise",
            {},
            "keras.layers.GaussianNoise 3.15.1: stddev must be given",
        ),
        (
            "octave.imnoise",
            {"type": "gaussian", "mean": 0.1},
            "octave.imnoise 2.14.0 with type='gaussian': mean=0.1 moves the mean as "
            "well",
        ),
        (
            "imagemagick.-gaussian-blur",
            {"geometry": "3x1"},
            "imagemagick.-gaussian-blur 6.9.11: a radius of 3 cuts the kernel off; "
            "give 0, as in 0x1",
        ),
        (
            "imagemagick.-gaussian-blur",
            {"geometry": 2},
            "imagemagick.-gaussian-blur 6.9.11: geometry must be a radius of 0 and a "
            "sigma, as in '0x1'",
        ),
        (
            "imgaug.SaltAndPepper",
            {"p": 0.3},
            "imgaug.SaltAndPepper 0.4.0: most pixels that are hit become grey, neither "
            "black nor white; ReplaceElementwise(0.3, [0, 255]) is salt_and_pepper at "
            "0.3",
        ),
    ],
)
def test_what_has_no_level_is_refused_in_one_line(name, arguments, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        noise.equivalent(name, **arguments)
    assert str(caught.value) == message


def test_an_unknown_transform_names_those_that_there_are():
    with pytest.raises(NoiselabError) as caught:
        noise.equivalent("imgaug.Gauss")
    assert "unknown noise of another library 'imgaug.Gauss'; available: " in str(
        caught.value
    )
    assert "monai.RandGaussianNoise" in str(caught.value)


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
