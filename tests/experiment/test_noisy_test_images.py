import json

import numpy as np
import pytest

from noiselab.common import folders
from noiselab.experiment import datasets, noise
from noiselab.experiment.noisy_test_images import noisy_test_images
from noiselab.experiment.random_streams import noise_rng

STREAM = {"seed": 3, "repeat": 1}


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits")


def template_cells():
    """The template's cells of imports, and the one that draws the noise."""
    cells = json.loads(folders.TEMPLATE.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    imports = [
        line
        for source in sources
        for line in source.splitlines()
        if line.startswith("from noiselab")
    ]
    (drawing,) = (source for source in sources if "noise_rng(" in source)
    return "\n".join([*imports, drawing])


@pytest.mark.parametrize(
    ("kind", "clip"),
    [("gaussian", False), ("speckle", True), ("salt_and_pepper", True)],
)
def test_the_template_draws_the_same_images(digits, kind, clip):
    names = {"noise": kind, "level": 0.3, "clip": clip, "clean": digits, **STREAM}
    names |= {"noise_options": {}, "train_options": {}, "selection_options": {}}
    exec(template_cells(), names)
    drawn = noisy_test_images(digits.x_test, kind, 0.3, clip=clip, **STREAM)
    np.testing.assert_array_equal(drawn, names["x_test"])
    assert drawn.min() >= 0 or not clip


def test_the_images_are_those_of_the_test_stream(digits):
    rng = noise_rng(3, 1, "test", "gaussian")
    expected = noise.apply("gaussian", digits.x_test, 0.3, rng)
    for kind in ("gaussian", noise.kind("gaussian")):
        drawn = noisy_test_images(digits.x_test, kind, 0.3, **STREAM)
        np.testing.assert_array_equal(drawn, expected)


@pytest.mark.parametrize("other", [{"seed": 4}, {"repeat": 2}])
def test_another_seed_or_repeat_gives_other_images(digits, other):
    drawn = noisy_test_images(digits.x_test, "gaussian", 0.3, **STREAM)
    others = noisy_test_images(digits.x_test, "gaussian", 0.3, **STREAM | other)
    assert np.abs(drawn - others).max() > 0.1


def test_all_levels_share_a_draw(digits):
    weak, strong = (
        noisy_test_images(digits.x_test, "gaussian", level, **STREAM) - digits.x_test
        for level in (0.1, 0.2)
    )
    np.testing.assert_allclose(2 * weak, strong, atol=1e-6)
