"""Formulas agree with what was measured, and what has no level is refused in words."""

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml

from noiselab import noise
from noiselab.common.errors import NoiselabError
from noiselab.study import elsewhere, sweep_file
from noiselab.study.elsewhere.call import CALLS

MEASURED = Path(elsewhere.__file__).parent / "measured.csv"
with MEASURED.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
# A mean may differ by this share; an end of a drawn range, from 100 draws, by more.
CLOSE, ENDS, LEAST = 0.035, 0.35, 0.0025


def asked(row):
    """What noiselab says of a measured call, or None."""
    given = json.loads(row["arguments"])
    if "grey values" in row["name"]:
        given["values"] = int(row["name"].split(" on ")[1].split()[0])
    try:
        return noise.equivalent(
            row["name_asked"], version=row["version"], pixels=row["pixels"], **given
        )
    except NoiselabError:
        return None


@cache
def figure(kind, clip, level, measured, grey=0.5):
    """What noiselab's own noise measures on the same images."""
    rng = np.random.default_rng(0)
    if measured == "peak":
        point = np.zeros((1, 65, 65, 1), np.float32)
        point[0, 32, 32] = 1
        return noise.apply(kind, point, level, rng)[0, 32, 32, 0]
    pixels = (20, 80, 80, 1) if kind == "salt_and_pepper" else (2, 64, 64, 3)
    clean = np.full(pixels, grey, np.float32)
    noisy = noise.apply(kind, clean, level, rng)
    if measured == "side":
        return np.sqrt((noisy != clean).mean())
    noisy = noisy.clip(0, 1) if clip else noisy
    return (noisy - clean).std()


def close(one, other, share=CLOSE):
    return abs(one - other) <= max(share * other, LEAST)


def compared():
    """Every measured figure beside noiselab's own at the equivalent level."""
    for row in ROWS:
        name = row["name"].split(" on ")[0].split(" called ")[0]
        row = row | {"name_asked": f"{row['library']}.{name}"}
        found = asked(row)
        if found is None or row["measured"] == "fails" or " called " in row["name"]:
            continue
        lowest, highest = found.levels
        where = f"{found.call} {row['arguments']} {row['pixels']}"
        mine = found.kind, found.clip
        if lowest == highest:
            here = figure(*mine, lowest, row["measured"])
            yield where, here, float(row["mean"]), CLOSE
            if row["quarter"] and row["measured"] == "deviation":
                here = figure(*mine, lowest, "deviation", 0.25)
                yield where, here, float(row["quarter"]), CLOSE
        else:
            ends = sorted(figure(*mine, end, row["measured"]) for end in found.levels)
            yield where, ends[0], float(row["lowest"]), ENDS
            yield where, ends[1], float(row["highest"]), ENDS


def test_noise_at_the_equivalent_level_is_what_was_measured():
    pairs = list(compared())
    assert len(pairs) > 100
    apart = [pair for pair in pairs if not close(pair[1], pair[2], pair[3])]
    assert apart == []


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
