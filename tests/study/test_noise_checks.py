"""Each trap of a wrapped transform is found, and nothing of noise that is right."""

import io

import numpy as np
import pytest
from PIL import Image

from noiselab.experiment import noise
from noiselab.experiment.noise import Kind
from noiselab.study import noise_checks

SHAPES = ((8, 8, 1), (28, 20, 1), (12, 12, 3))
DEVIATION = "standard deviation (black 0, white 1)"
SHARE = "share of pixels"


def kind(function, unit="level"):
    return Kind("mine", "mine", unit, "a level", np.inf, function)


def topics(function, level=0.1, unit="level", clip=False, shapes=SHAPES):
    """What is found at each shape, which must be the same."""
    every = [
        [one.topic for one in noise_checks.find(kind(function, unit), level, s, clip)]
        for s in shapes
    ]
    assert all(one == every[0] for one in every), every
    return every[0]


def text(function, level=0.1, unit="level", shape=(28, 28, 1)):
    (found,) = noise_checks.find(kind(function, unit), level, shape)
    return found.text


def normal(images, level, rng):
    return images + level * rng.standard_normal(images.shape)


def seeded(images, level, rng):
    return normal(images, level, np.random.default_rng(0))


def one_pattern(images, level, rng):
    return images + level * rng.standard_normal(images.shape[1:])


def one_shift(images, level, rng):
    return images + level * rng.standard_normal()


def one_square(images, level, rng):
    noisy, (y, x) = images.copy(), rng.integers(0, 5, 2)
    noisy[:, y : y + 3, x : x + 3] = 0
    return noisy


def one_pattern_and_more(images, level, rng):
    return one_pattern(images, level, rng) + 0.01 * rng.random((len(images), 1, 1, 1))


def each_with_one_seed(images, level, rng):
    seed = rng.integers(2**31)
    return np.stack([normal(i, level, np.random.default_rng(seed)) for i in images])


@pytest.mark.parametrize(
    "function",
    [one_pattern, one_shift, one_square, one_pattern_and_more, each_with_one_seed],
)
def test_one_pattern_for_all_images(function):
    assert topics(function) == ["one pattern"]


def test_the_correlation_is_told():
    assert text(one_pattern) == (
        "lays one pattern over all images (correlation 1.00 between the noise of two)"
    )


def test_a_draw_that_follows_from_no_generator():
    assert topics(seeded) == ["one draw"]
    pattern = np.random.default_rng(1).standard_normal((28, 28, 1))
    assert text(lambda images, level, rng: images + level * pattern) == (
        "is the same whatever its generator draws, so training and test images and all "
        "repeats share it and in all images (correlation 1.00)"
    )


def clipped(function):
    return lambda *given: function(*given).clip(0, 1)


@pytest.mark.parametrize("name", ["gaussian", "uniform", "speckle", "shot"])
def test_clipping_that_was_not_asked_for(name):
    function = clipped(noise.KINDS[name].function)
    assert topics(function) == ["cut off"]
    assert topics(function, clip=True) == []


def test_how_much_is_cut_off_is_told():
    words = text(clipped(normal))
    assert words.startswith("cuts off what lies beyond 0 and 1: ")
    assert 46 <= int(words.split(": ")[1].split("%")[0]) <= 54


def in_wrong_numbers(images, level, rng):
    return (255 * images + 1).clip(0, 1) + 0 * rng.random()


def to_white(images, level, rng):
    return (255 * (images + 0.1) + rng.standard_normal(images.shape)).clip(0, 1)


@pytest.mark.parametrize("function", [in_wrong_numbers, to_white])
def test_images_that_all_turn_white(function):
    assert topics(function) == ["white"]


@pytest.mark.parametrize("scale", [255, 1 / 255])
def test_values_in_another_range(scale):
    assert topics(lambda *given: scale * normal(*given)) == ["range"]
    assert topics(lambda *given: scale * normal(*given), 50) == []


def half_of_them(images, level, rng):
    hit = rng.random(len(images)) < 0.5
    return np.where(hit[:, None, None, None], normal(images, level, rng), images)


def test_images_that_stay_clean():
    assert topics(half_of_them) == ["some clean"]
    assert topics(half_of_them, unit="share of images") == []


@pytest.mark.parametrize("level", [0.002, 0.1, 0.4, 1])
@pytest.mark.parametrize(
    ("function", "found"),
    [
        (normal, []),
        (clipped(normal), ["cut off"]),
        (lambda i, level, rng: normal(i, rng.random() * level / 2, rng), ["deviation"]),
        (lambda i, level, rng: normal(i, level * level, rng), ["deviation"]),
        (lambda i, level, rng: normal(i + level, 1, rng), ["deviation"]),
        (lambda i, level, rng: normal(i + level, level, rng), ["deviation"]),
    ],
)
def test_a_level_that_is_no_standard_deviation(function, found, level):
    if level == 1 and found == ["deviation"]:
        return  # 1 is its own square
    assert topics(function, level, DEVIATION) == found


def test_the_deviation_is_told():
    words = text(lambda i, level, rng: normal(i + level, 1, rng), unit=DEVIATION)
    assert words == (
        "has a standard deviation of 0.997 on mid-grey instead of 0.1, and moves the "
        "mean by 0.0974"
    )


def each_its_own(images, level, rng):
    scales = level * rng.random((len(images), 1, 1, 1))
    return images + scales * rng.standard_normal(images.shape)


def test_deviations_from_image_to_image_are_told():
    words = text(each_its_own, unit=DEVIATION)
    assert ", from 0.0" in words
    assert ", on mid-grey" in words


def test_only_a_moved_mean():
    words = text(lambda i, level, rng: normal(i + level, level, rng), unit=DEVIATION)
    assert words == "moves the mean of mid-grey by 0.0997"


@pytest.mark.parametrize(
    ("unit", "scale"),
    [
        ("standard deviation", 1),
        ("Standard deviation of the noise", 1),
        (DEVIATION, 1),
        ("standard deviation in grey levels of 255", 255),
        ("standard deviation in pixels", 0),
        ("standard deviation of the factor", 0),
        ("standard deviation in grey levels", 0),
        ("half width (black 0, white 1)", 0),
        ("level", 0),
    ],
)
def test_a_unit_says_whether_its_level_is_a_deviation(unit, scale):
    level = 0.1 * (scale or 1)
    far = kind(lambda i, level, rng: normal(i, 0.05, rng), unit)
    near = kind(lambda i, level, rng: normal(i, 0.1, rng), unit)
    assert bool(noise_checks.find(far, level, (28, 28, 1))) == bool(scale)
    assert noise_checks.find(near, level, (28, 28, 1)) == []


def in_grey_levels(rounded):
    def function(images, level, rng):
        whole = rounded(255 * images).astype(np.uint8)
        added = np.rint(255 * level * rng.standard_normal(images.shape))
        return (whole + added) / 255

    return function


def test_values_that_are_cut_towards_zero():
    assert topics(in_grey_levels(np.trunc)) == ["darkened"]
    assert topics(in_grey_levels(np.rint)) == []


def wrapping(images, level, rng):
    added = 255 * (images + level * rng.standard_normal(images.shape))
    return np.rint(added).astype(np.int64).astype(np.uint8) / np.float64(255)


@pytest.mark.parametrize("level", [0.05, 0.1, 0.2])
def test_values_that_wrap_around(level):
    shapes = (*SHAPES, (32, 32, 3))  # of large ones, the furthest value is far away
    assert "wrapped" in topics(wrapping, level, shapes=shapes)
    assert "wrapped" not in topics(clipped(normal), level, shapes=shapes)


@pytest.mark.parametrize("level", [0.05, 0.1, 0.12, 0.3])
def test_salt_alone_is_no_wrapping(level):
    def salt(images, level, rng):
        return np.where(rng.random(images.shape) < level, np.float32(1), images)

    assert topics(salt, level) == []


LEVELS = (1e-6, 0.001, 0.01, 0.1, 0.2, 0.44, 1, 2, 25.5)


@pytest.mark.parametrize("name", sorted(noise.KINDS))
def test_nothing_is_found_of_the_bundled_kinds(name):
    bundled = noise.KINDS[name]
    for shape in SHAPES:
        for level in (level for level in LEVELS if level <= bundled.highest):
            assert noise_checks.find(bundled, level, shape) == [], (shape, level)


def jpeg(images, level, rng):
    def saved(image):
        file = io.BytesIO()
        Image.fromarray(np.rint(255 * image[..., 0]).astype(np.uint8)).save(
            file, "JPEG", quality=max(1, round(100 - level))
        )
        return np.asarray(Image.open(file), np.float32)[..., np.newaxis] / 255

    return np.stack([saved(image) for image in images])


def stripes(images, level, rng):
    first = rng.integers(0, 2, size=(len(images), 1))
    dark = (np.arange(images.shape[1]) + first) % 2 == 0
    return images * (1 - level * dark[:, :, np.newaxis, np.newaxis])


def dead_rows(images, level, rng):
    noisy = images.copy()
    noisy[:, ::4] = 0
    return noisy


def impulse(images, level, rng):
    hit = rng.random(images.shape) < level
    return np.where(hit, rng.random(images.shape), images)


def brightness(images, level, rng):
    return (images + level * rng.standard_normal((len(images), 1, 1, 1))).clip(0, 1)


def vignette(images, level, rng):
    y, x = (np.linspace(-1, 1, n) for n in images.shape[1:3])
    return images * (1 - level * (y[:, None, None] ** 2 + x[:, None] ** 2) / 2)


@pytest.mark.parametrize(
    "function",
    [
        stripes,
        dead_rows,
        impulse,
        brightness,
        vignette,
        lambda images, level, rng: images ** (1 - level),
        lambda images, level, rng: 1 - images,
        lambda images, level, rng: (images > level).astype(np.float32),
        lambda images, level, rng: (images + level).clip(0, 1),
        lambda images, level, rng: images + 9,
        lambda images, level, rng: images[:, ::-1],
        lambda images, level, rng: 0.5 + (images - 0.5) * (1 - level),
        lambda images, level, rng: np.rint(7 * images) / np.float32(7),
    ],
)
@pytest.mark.parametrize("level", [0.01, 0.1, 0.3, 0.9])
def test_nothing_is_found_of_other_sensible_kinds(function, level):
    assert topics(function, level) == []


def test_nothing_is_found_of_jpeg():
    assert topics(jpeg, 50, "100 - quality", shapes=SHAPES[:2]) == []


def test_noise_that_changes_nothing_or_cannot_be_used_is_told_elsewhere():
    def fails(images, level, rng):
        raise ValueError

    assert topics(lambda images, level, rng: images.copy()) == []
    assert topics(lambda images, level, rng: None) == []
    assert topics(lambda images, level, rng: images + np.nan) == []
    assert topics(fails) == []
