"""A design that cannot be meant is refused in one line, before anything runs."""

import keras
import numpy as np
import pytest
from keras import layers

DIGITS = (8, 8, 1)
NETWORKS = {  # by file: shape of an image, outputs, activation
    "fits": (DIGITS, 10, "softmax"),
    "large": ((28, 28, 1), 10, "softmax"),
    "colour": ((8, 8, 3), 10, "softmax"),
    "nine": (DIGITS, 9, "softmax"),
    "logits": (DIGITS, 10, None),
}
GREY = np.random.default_rng(0).integers(0, 255, (44, 8, 8), dtype=np.uint8)
SETS = {
    "good": (GREY, np.arange(44) % 10),
    "wide": (GREY.repeat(2, axis=2), np.arange(44) % 10),
    "eleven": (GREY, np.arange(44) % 11),
    "lacking": (GREY, np.arange(44) % 9),
    "dark": (GREY // 16, np.arange(44) % 10),
    "coloured": (np.stack([GREY] * 3, axis=-1), np.arange(44) % 10),
    "uneven": (GREY, np.arange(43) % 10),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of networks and test sets."""
    folder = tmp_path_factory.mktemp("designs")
    for name, (shape, units, activation) in NETWORKS.items():
        last = [layers.Flatten(), layers.Dense(units, activation=activation)]
        network = keras.Sequential([keras.Input(shape), *last])
        network.save(folder / f"{name}.keras")
    (folder / "text.keras").write_text("no network")
    for name, (images, labels) in SETS.items():
        np.savez(folder / f"{name}.npz", x=images, y=labels)
    return folder


@pytest.fixture
def refused(folder, run_here):
    """Runs the command with changes of the study digits; what it says, in one line."""

    def refused(*changes, also=("--dry-run",)):
        words = [word for change in changes for word in ("--set", change)]
        said = run_here("digits", "--out", "outputs", *also, *words, cwd=folder)
        assert said.returncode == 2, said.stdout
        assert said.stdout == ""
        assert said.stderr.count("\n") == 1, said.stderr
        assert not (folder / "outputs").exists()
        text = said.stderr.strip().partition(": ")[2]
        return text.replace(f"{folder}/", "")

    return refused


STOP = (
    "stop needs images to choose by, and test images choose nothing: hold training "
    "images out with validation: 0.1, or leave stop out"
)
NO_SHARE = (
    "train.share is 0, so no image would get noise at level 0.1 of gaussian; leave it "
    "out, and add the level 0 for training without noise"
)
SAID = {  # the changes; what is said of the first of them
    "train.share=0": NO_SHARE,
    "train.share=0,0.5": NO_SHARE,
    "train.share=1.5": "train.share must be from 0 to 1, not 1.5",
    "train.share=ten": 'train.share must be a share from 0 to 1, not "ten"',
    "train.share=0.5,0.5": "train.share lists 0.5 twice",
    "train.draw=fresh,fresh": "train.draw lists fresh twice",
    "train.draw=new": 'train.draw must be fixed or fresh, not "new"',
    "train.draw=[]": "train.draw must have at least one value, not []",
    "train.spread=upto": (
        'train.spread must be exact or up_to, not "upto" (did you mean up_to?)'
    ),
    "train.kinds=mixed": (
        "train.kinds is mixed, but gaussian is the sweep's only kind of noise; name "
        "another under noise"
    ),
    "train.kinds=mixed noise.gaussian=0,0.2 noise.shot=0,0.1,0.2": (
        "train.kinds is mixed, which takes from each kind the level at the same place, "
        "but gaussian has 1 above 0 and shot 2; give each as many"
    ),
    "train.what=1": (
        "train.what is not a key of train; available: draw, share, spread, kinds"
    ),
    "stop.patience=3": STOP,
    "stop.patience=3 validation=0": STOP,
    "stop.patience=0 validation=0.1": "stop.patience must be 1 or more, not 0",
    "stop.measure=loss stop.patience=2 validation=0.1": (
        'stop.measure must be val_loss or val_accuracy, not "loss"'
    ),
    "stop.what=3 validation=0.1": (
        "stop.what is not a key of stop; available: patience, measure"
    ),
    "validation=1": "validation must be less than 1, not 1",
    "levels=0,0.2,0.2": "levels list 0.2 twice",
    "noise.gaussian=0,0.2,0.2": "noise.gaussian lists 0.2 twice",
    "noise.motion_blur.angel=30 noise.motion_blur.levels=0,3": (
        "noise.motion_blur.angel is no option of noise motion_blur (did you mean angle?)"
    ),
    "noise.motion_blur.angle=400 noise.motion_blur.levels=0,3": (
        "noise.motion_blur.angle must be a number from -180 to 180 degrees, not 400"
    ),
    "test.noise.gaussian=0.2": (
        "test.noise.gaussian has the level 0.2, which the sweep has: every network is "
        "tested there already; leave it out"
    ),
    "test.noise.shot=0.3,0.3": "test.noise.shot lists 0.3 twice",
    "test.noise.shot.angle=3 test.noise.shot.levels=0.3": (
        "test.noise.shot.angle is no option of noise shot; there are none"
    ),
    "test.sets.b=good.npz test.sets.a=good.npz": (
        "test.sets.a is the same as b; leave one of them out"
    ),
    "test.sets.a.white=16": "test.sets.a.path is missing",
    "wide.widht=10 wide.model=mlnn models=wide": (
        "wide.widht is not a key of wide (did you mean width?)"
    ),
    "wide.width=0 wide.model=mlnn models=wide": (
        "wide.width must be a whole number from 1 to 100000 units, not 0"
    ),
    "models=mlnn,mlnn": "models lists mlnn twice",
    "mine.axes=hwc mine.file=fits.keras models=mine": (
        'mine.axes must be one of channels_last, channels_first, not "hwc"'
    ),
    "mine.epochs=3 mine.file=fits.keras models=mine": (
        "mine.epochs is of training, but a network from a file is trained already; "
        "leave it out"
    ),
    "mine.white=0 mine.file=fits.keras models=mine": (
        "mine.white must be another value than black"
    ),
}


@pytest.mark.parametrize("changes", SAID)
def test_what_a_sweep_says_is_refused_by_the_change_that_says_it(refused, changes):
    first, *rest = changes.split()
    last = rest[0] if first == "test.sets.b=good.npz" else first
    assert refused(first, *rest) == f"--set {last}: {SAID[changes]}"


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("wide", "has images of 8x16x1, and the networks take 8x8x1; write `a: {path: "
         "wide.npz, size: [8, 8]}`"),
        ("coloured", "has images of 8x8x3, and the networks take 8x8x1; write `a: "
         "{path: coloured.npz, grey: true}`"),
        ("eleven", "holds class 10, but the classes of the study's data are 0 to 9; "
         "leave images of other classes out"),
        ("lacking", "holds 9 of 10 classes, and no image of class 9, which the study's "
         "test images show, so accuracies would be of other classes; a set with all of "
         "them would do"),
        ("dark", "x holds whole numbers from 0 to 15; if 15 is white, write `a: {path: "
         "dark.npz, white: 15}`"),
        ("uneven", "x has shape (44, 8, 8), but y (43,); each image needs one"),
    ],
)  # fmt: skip
def test_a_test_set_that_does_not_fit_is_refused(refused, path, problem):
    assert refused(f"test.sets.a={path}.npz") == (f"test.sets.a: {path}.npz: {problem}")


def test_the_own_test_images_are_no_further_set(refused):
    assert refused("test.sets.a=digits") == (
        "test.sets.a: holds the study's own test images, which every network is tested "
        "on already; leave it out"
    )


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("large.keras", "takes images of shape (28, 28, 1), but those of the data are "
         "(8, 8, 1); resize the data with data.size, or take a network of their shape"),
        ("colour.keras", "takes images of shape (8, 8, 3), but those of the data are "
         "(8, 8, 1); resize the data with data.size, or take a network of their shape"),
        ("nine.keras", "answers with 9 values for an image, but the data have 10 "
         "classes; a network of these classes would do"),
        ("text.keras", "is no file of Keras; save the network with network.save()"),
        ("fits.keras axes=channels_first", "takes images of shape (8, 8, 1), but those "
         "of the data are (8, 8, 1), with axes: channels_first; leave axes out"),
        ("fits.keras classes=[0,1,2]", "cannot be used: classes must name each class "
         "from 0 to 9 once, in the order of its outputs, not [0, 1, 2]"),
    ],
)  # fmt: skip
@pytest.mark.slow
def test_a_network_that_does_not_fit_is_refused(refused, said, problem):
    file, *more = said.split()
    changes = [f"mine.file={file}", *(f"mine.{change}" for change in more)]
    text = refused("models=mine", *changes)
    assert text.partition("digits.yaml: ")[2] == f"mine.file: {file} {problem}"


@pytest.mark.slow
def test_nor_does_a_run_begin_with_one(refused):
    text = refused("models=mine,mlnn", "mine.file=logits.keras", also=("--jobs", "1"))
    assert "mine.file: logits.keras gives answers that are no probabilities: " in text
    assert text.endswith("; if a softmax is to follow, write outputs: logits")


def test_a_share_that_is_no_image_is_refused(refused):
    assert refused("train.share=0.0001").partition("digits.yaml: ")[2] == (
        "train.share is 0.0001, which is none of 1437 training images; give a larger "
        "share"
    )
