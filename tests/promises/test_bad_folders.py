"""Folders of images that cannot be used: one line each, nothing written."""

import numpy as np
import pytest
from helpers.data_formats import class_folders, png, small

from noiselab.common.errors import DataError
from noiselab.experiment.datasets import formats

DATA = small()
GREY, COLOURS = png(DATA.x_train[0]), png(np.stack([DATA.x_train[0]] * 3, -1))
PAGE = b"<!DOCTYPE html><html>Sign in</html>"


def inside(**files):
    """Adds files to a folder of two splits, `__` for a slash."""

    def add(at):
        for name, content in files.items():
            path = at / (name.replace("__", "/") + ".png")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    return add


def link(name, target):
    def add(at):
        (at / name).parent.mkdir(parents=True, exist_ok=True)
        (at / name).symlink_to(target)

    return add


def text(at):
    (at / "test/0/notes.txt").write_text("about")


def one_class(at):
    for folder in ("train/1", "train/2", "test/1", "test/2"):
        for file in (at / folder).iterdir():
            file.unlink()
        (at / folder).rmdir()


def two_splits_of_a_name(at):
    class_folders(at / "training", DATA.x_test, DATA.y_test)


def flat(at):
    for file in at.rglob("*.png"):
        file.rename(at / f"{file.parent.parent.name}{file.parent.name}{file.name}")


def other_class(at):
    (at / "test/2").rename(at / "test/3")


CASES = {
    "empty_image": (
        inside(train__0__a=b""),
        "train/0/a.png is an empty file (0 bytes); fetch it again",
    ),
    "page": (
        inside(train__0__a=PAGE),
        "train/0/a.png is no image that can be decoded, but a web page",
    ),
    "junk": (
        inside(test__2__a=b"junk"),
        "test/2/a.png is no image that can be decoded; known are PNG",
    ),
    "cut": (inside(train__1__a=GREY[:60]), "train/1/a.png is a damaged image ("),
    "no_pixels": (
        inside(train__1__a=GREY[:33]),
        "train/1/a.png is no image that can be",
    ),
    "damaged": (
        inside(train__1__a=GREY[:50] + b"xx" + GREY[52:]),
        "train/1/a.png is a damaged image (",
    ),
    "colours": (
        inside(train__1__a=COLOURS),
        "train/0/000000.png is grey, but train/1/a.png has colours; write `data: {grey: true}`",
    ),
    "size": (
        inside(train__2__a=png(np.zeros((9, 7)))),
        "train/0/000000.png has 6x6 pixels, but train/2/a.png has 9x7; write `data: {size: [6, 6]}`",
    ),
    "depth": (
        inside(train__2__a=png(np.zeros((6, 6)), 16)),
        "train/0/000000.png has 8 bits a value, but train/2/a.png has 16; save",
    ),
    "clear": (
        inside(train__2__a=png(np.zeros((6, 6, 4)))),
        "train/2/a.png is transparent in places; write `data: {alpha: white}`",
    ),
    "folder_in_a_class": (
        inside(train__0__more__a=GREY),
        "train/0/more is a folder in that of a class, which holds images alone",
    ),
    "text": (
        text,
        "test/0/notes.txt is no image; the folder of a class holds images alone",
    ),
    "empty_class": (
        lambda at: (at / "train/9").mkdir(),
        "the class train/9 holds no image; take the folder out, or fill it",
    ),
    "loose_image": (
        inside(train__a=GREY),
        "train/a.png lies in no folder of a class; move it into one",
    ),
    "beside_splits": (
        inside(more__a=GREY),
        "holds images in more, beside train, test; move it elsewhere",
    ),
    "named_twice": (
        two_splits_of_a_name,
        "holds train and training, which name the same split; keep one",
    ),
    "one_class": (
        one_class,
        "holds one class, 0; two or more are needed, each in a folder of its own",
    ),
    "other_class": (
        other_class,
        "holds the class 3 in test, but not in train; classes need folders of",
    ),
    "flat": (
        flat,
        "holds images, but no folder for each class; sort them into folders",
    ),
    "link_to_nothing": (
        link("train/0/a.png", "gone.png"),
        "train/0/a.png is a link to nothing, or no file; take it out",
    ),
    "link_to_itself": (
        link("train/0/a.png", "a.png"),
        "train/0/a.png is a link to nothing, or no file",
    ),
    "circle_in_a_class": (
        link("train/0/up", "../.."),
        "train/0/up is a folder in that of a class, which holds images",
    ),
    "circle_as_a_class": (
        link("train/up", ".."),
        "train/up/test is a folder in that of a class, which holds images",
    ),
}


@pytest.mark.parametrize(("spoil", "begins"), CASES.values(), ids=CASES)
def test_one_line_and_nothing_written(tmp_path, spoil, begins):
    for split, (images, labels) in DATA.by_split.items():
        class_folders(tmp_path / split, images, labels)
    spoil(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(DataError) as caught:
        formats.read(tmp_path)
    assert caught.value.problem[: len(begins)] == begins
    assert str(caught.value).isprintable()
    assert sorted(tmp_path.rglob("*")) == before


def test_a_circle_above_the_classes_is_passed_over(tmp_path):
    class_folders(tmp_path, DATA.x_train, DATA.y_train)
    (tmp_path / ".again").symlink_to(tmp_path)
    assert len(formats.read(tmp_path).splits["all"].images) == 12
