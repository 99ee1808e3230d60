"""Real libraries: noiselab's kinds agree with them, and wrapping them wrongly is told.

Each library has an environment of its own, as `tools/elsewhere.py` makes it.
"""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import oracle, venvs
from helpers.documents import ROOT, blocks

from noiselab.study.parts import built_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]
WRAPPED = ("skimage", "albumentations_2", "torchvision", "kornia", "monai")
SHOWN = {b.file: b.text for b in blocks(ROOT / "docs/own_parts.md") if b.file}
REFUSED = "two calls with equal generators differ"
# What is changed in the document's code, and what is told of it.
TRAPS = {
    "skimage": [
        ({", clip=False": ""}, "cut off"),
        ({"level**2": "level"}, "deviation"),
        ({"rng=rng, ": ""}, REFUSED),
    ],
    "albumentations_2": [
        (
            {
                'np.stack([transform(image=image)["image"] for image in images])': (
                    'transform(images=images)["images"]'
                )
            },
            "one pattern",
        ),
        ({", p=1": ""}, "some clean"),
        ({"seed=seed": "seed=0"}, "one draw"),
        (
            {
                'transform(image=image)["image"]': (
                    "transform(image=(255 * image).astype(np.uint8))"
                    '["image"] / np.float32(255)'
                )
            },
            "darkened",
        ),
    ],
    "torchvision": [
        ({", clip=False": ""}, "cut off"),
        ({"int(rng.integers(2**31))": "0"}, "one draw"),
        (
            {
                "torch.tensor(images)": "torch.tensor(255 * images).round().byte()",
                ".numpy()": ".numpy() / np.float32(255)",
                "from noiselab import noise": "import numpy as np\nfrom noiselab import noise",
            },
            "wrapped",
        ),
        ({"torch.manual_seed(int(rng.integers(2**31)))": "torch.seed()"}, REFUSED),
        (
            {
                "torch.tensor(images).movedim(-1, -3)": "images",
                ".movedim(-3, -1).numpy()": "",
            },
            "changes nothing",
        ),
    ],
    "kornia": [
        ({"mean=0.0, std=level": "level"}, "deviation"),
        ({", p=1.0": ""}, "some clean"),
    ],
    "monai": [({", sample_std=False": ""}, "deviation")],
}
DRAW = """
import json, sys, warnings
sys.path += json.loads(sys.argv[1])
import numpy as np
from noiselab import noise
from noiselab.study import checked_noise
from noiselab.study.plugins import load_plugins

known = {*noise.KINDS}
images = np.random.default_rng(1).random((30, 28, 28, 1), dtype=np.float32)
for path in sys.argv[2:]:
    load_plugins([path], alone=True)
    (name,) = {*noise.KINDS} - known
    clip = "albumentations" in path
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            noise.apply(name, images.copy(), 0.1, np.random.default_rng(0), clip)
            told = [n.topic for n in checked_noise.trial(noise.kind(name), 0.1, (28, 28, 1))]
            told += [str(w.message) for w in caught if w.category.__name__ == "UnchangedWarning"]
        except Exception as error:
            told = [str(error)]
    print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("tool", ROOT / "tools/elsewhere.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def environments(tmp_path_factory):
    """The folder of all environments: a kept one, or a new one."""
    asked = os.environ.get(venvs.INSTALL)
    if asked is None:
        pytest.skip(f"installs other libraries: set {venvs.INSTALL}=1 to have that")
    return Path(asked) if Path(asked).is_dir() else tmp_path_factory.mktemp("others")


@pytest.fixture(scope="module")
def measured(tool, environments):
    """Measures a library, once."""
    rows = {}

    def measured(name):
        if name not in rows:
            rows[name] = tool.measured(name, environments)
        return rows[name]

    return measured


def test_each_kind_agrees_with_two_libraries_as_they_are_now(measured):
    libraries = {kind: set() for kind in built_in().noise}
    for name in (*WRAPPED, "imagecorruptions"):
        figures = list(oracle.compared(measured(name)))
        assert [one for one in figures if not one.agrees] == []
        for one in figures:
            libraries[one.kind].add(one.library)
    fewer = {kind for kind, names in libraries.items() if len(names) < 2}
    assert fewer == {"uniform"}  # ImageMagick has it too, and is no library


@pytest.mark.parametrize("library", WRAPPED)
def test_wrappings_that_are_wrong_are_told_and_that_of_the_document_is_not(
    measured, environments, library, tmp_path
):
    measured(library)  # makes its environment
    (name,) = (file for file in SHOWN if library.partition("_")[0] in file)
    files, expected = [tmp_path / name], [[]]
    files[0].write_text(SHOWN[name])
    for number, (changes, told) in enumerate(TRAPS[library]):
        text = SHOWN[name]
        for old, new in changes.items():
            assert text.count(old) == 1
            text = text.replace(old, new)
        files.append(tmp_path / f"trap_{number}_{name}")
        files[-1].write_text(text)
        expected.append([told])
    ours = [path for path in sys.path if Path(path).name == "site-packages"]
    words = [json.dumps([str(ROOT / "src"), *ours]), *map(str, files)]
    python = environments / library / "bin" / "python"
    ran = subprocess.run(
        [python, "-c", DRAW, *words],
        env=venvs.environment(NO_ALBUMENTATIONS_UPDATE="1"),
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert ran.returncode == 0, ran.stderr
    found = [json.loads(line) for line in ran.stdout.splitlines() if line[:1] == "["]
    assert len(found) == len(expected), ran.stdout
    for file, told, wanted in zip(files, found, expected, strict=True):
        are_so = [w in t for w, t in zip(wanted, told, strict=False)]
        assert (len(told), all(are_so)) == (len(wanted), True), (file.name, told)
