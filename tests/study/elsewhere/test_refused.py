"""Calls of other libraries that have no level are refused in words of one line."""

import pytest

from noiselab import noise
from noiselab.common.errors import NoiselabError
from noiselab.study.elsewhere.call import CALLS


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
            "albumentations.GaussNoise 2.0.8: std_range must be the lowest and the "
            "highest, as in (0.1, 0.1), at most 1, not (0.4, 0.2)",
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
            "imgaug.GaussianBlur",
            {"sigma": 1},
            "imgaug.GaussianBlur 0.4.0: its kernel is cut off near 2 sigma: 5 values "
            "for a sigma of 1",
        ),
        (
            "albumentations.GaussNoise",
            {"std_range": 0.1},
            "albumentations.GaussNoise 2.0.8: std_range must be the lowest and the "
            "highest, as in (0.1, 0.1), at most 1, not 0.1",
        ),
        (
            "albumentations.GaussNoise",
            {"p": "half"},
            "albumentations.GaussNoise 2.0.8: p must be a number from 0 to 1, not "
            "'half'",
        ),
        (
            "albumentations.AdditiveNoise",
            {"noise_type": "uniform", "spatial_mode": "shared"},
            "albumentations.AdditiveNoise 2.0.8: spatial_mode must be 'per_pixel', not "
            "'shared'",
        ),
        (
            "albumentations.CoarseDropout",
            {
                "num_holes_range": (1, 1),
                "hole_height_range": (8, 8),
                "hole_width_range": (8, 8),
            },
            "albumentations.CoarseDropout 2.0.8: whole numbers count pixels; only "
            "shares of the side, such as (0.25, 0.25), are a level",
        ),
        (
            "albumentations.GaussianBlur",
            {"version": "1.3.1", "blur_limit": 0, "sigma_limit": 2},
            "albumentations.GaussianBlur 1.3.1: a sigma_limit from 0, which a single "
            "number stands for, makes the kernel 3 pixels wide; give (2, 2)",
        ),
        (
            "imgaug.AdditiveGaussianNoise",
            {"scale": [10, 20]},
            "imgaug.AdditiveGaussianNoise 0.4.0: scale=[10, 20]: one value of a list "
            "is drawn for each image; ask for each of them, or give a range, which is "
            "a tuple",
        ),
        (
            "imgaug.AdditiveGaussianNoise",
            {"per_channel": 0.5},
            "imgaug.AdditiveGaussianNoise 0.4.0: per_channel=0.5: this share of images "
            "has a draw for each channel, the others one for all; give True or False",
        ),
        (
            "skimage.util.random_noise",
            {"mode": "gaussian", "clip": "no"},
            "skimage.util.random_noise 0.26.0 with mode='gaussian': clip must be True "
            "or False, not 'no'",
        ),
        (
            "skimage.util.random_noise",
            {"mode": "s&p", "amount": 2},
            "skimage.util.random_noise 0.26.0 with mode='s&p': its level would be 2, "
            "but salt_and_pepper takes a share from 0 to 1",
        ),
        (
            "skimage.util.random_noise",
            {"mode": "poisson", "values": 2.5},
            "skimage.util.random_noise 0.26.0 with mode='poisson': values must be a "
            "whole number of 1 or more, not 2.5",
        ),
        (
            "scipy.ndimage.gaussian_filter",
            {"sigma": ("a", "a", 0)},
            "scipy.ndimage.gaussian_filter 1.17.1: sigma must be numbers of 0 or more, "
            "not ('a', 'a', 0)",
        ),
        (
            "keras.layers.GaussianNoise",
            {"stddev": 25.5},
            "keras.layers.GaussianNoise 3.15.1: stddev must be a number from 0 to 1, "
            "not 25.5",
        ),
        (
            "octave.imsmooth",
            {"sigma": (1, 2)},
            "octave.imsmooth 2.14.0: sigma must be a number of 0 or more, not (1, 2)",
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


ODD = (None, "", "half", True, -1, 1e300, float("nan"), float("inf"))
ODDER = ([], (), [[]], {}, {"ranges": 1}, {"ranges": [[1]]}, {"std_range": 1}, ("a",))


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_no_odd_value_of_a_parameter_ends_in_another_error(call):
    for name in (*call.names, "other"):
        for value in (*ODD, *ODDER, *([one] * 2 for one in ODD)):
            given = {**call.case, name: value}
            try:
                found = noise.equivalent(call.path, version=call.version, **given)
            except NoiselabError:
                continue
            kind = noise.KINDS[found.kind]
            assert found.levels == tuple(kind.check(one) for one in found.levels)
            assert found.clip in (True, False)
            assert str(found)
