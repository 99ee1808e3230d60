import numpy as np
import pytest
from helpers.data_formats import class_folders, png
from PIL import Image

from noiselab.experiment.datasets import formats
from noiselab.experiment.datasets.found import Wanted

KINDS = ["cat", "ant", "bee"]


@pytest.fixture
def both(tmp_path, data):
    """Folders train and test, each with three classes."""
    for split, (images, labels) in data.by_split.items():
        class_folders(tmp_path / split, images, labels)
    return tmp_path


def by_class(images, labels):
    order = np.argsort(labels, kind="stable")
    return images[order], labels[order]


def test_train_and_test(both, data):
    found = formats.read(both)
    assert (found.format, found.white) == ("folders of images", 255)
    assert (found.axes, found.classes) == ("channels_last", ("0", "1", "2"))
    for split, pair in data.by_split.items():
        images, labels = by_class(*pair)
        np.testing.assert_array_equal(found.splits[split].images, images)
        np.testing.assert_array_equal(found.splits[split].labels, labels)


def test_no_split_and_names_in_order(tmp_path, data):
    class_folders(tmp_path, data.x_train, data.y_train, KINDS)
    found = formats.read(tmp_path)
    assert (found.classes, [*found.splits]) == (("ant", "bee", "cat"), ["all"])
    order = np.argsort(np.array(KINDS)[data.y_train], kind="stable")
    np.testing.assert_array_equal(found.splits["all"].images, data.x_train[order])


def test_numbers_come_in_their_order(tmp_path, data):
    names = ["10", "2", "1"]
    class_folders(tmp_path, data.x_train, data.y_train, names)
    assert formats.read(tmp_path).classes == ("1", "2", "10")


def test_other_names_of_splits(both):
    (both / "train").rename(both / "Training")
    (both / "test").rename(both / "validation")
    assert [*formats.read(both).splits] == ["train", "val"]


@pytest.mark.parametrize(
    ("kind", "mode", "shape", "white"),
    [
        ("png", "L", (6, 6), 255),
        ("png", "1", (6, 6), 255),
        ("png", "P", (6, 6, 3), 255),
        ("png", "RGB", (6, 6, 3), 255),
        ("png", "I;16", (6, 6), 65535),
        ("jpeg", "RGB", (6, 6, 3), 255),
        ("bmp", "RGB", (6, 6, 3), 255),
        ("ppm", "L", (6, 6), 255),
        ("tiff", "I;16", (6, 6), 65535),
        ("webp", "RGB", (6, 6, 3), 255),
        ("gif", "L", (6, 6, 3), 255),
    ],
)
def test_as_pillow_writes_them(tmp_path, data, kind, mode, shape, white):
    for at, image in enumerate(data.x_train[:6]):
        place = tmp_path / "ab"[at % 2] / f"{at}.{kind}"
        place.parent.mkdir(exist_ok=True)
        if mode == "I;16":
            Image.fromarray(image.astype(np.uint16) * 257).save(place, kind)
        else:
            Image.fromarray(image).convert(mode).save(place, kind)
    found = formats.read(tmp_path)
    images = found.splits["all"].images
    assert (images.shape[1:], found.white) == (shape, white)
    if mode == "L" and kind == "png":
        np.testing.assert_array_equal(images[:3], data.x_train[:6:2])
    if mode == "I;16":
        np.testing.assert_array_equal(images[:3], data.x_train[:6:2] * np.uint16(257))


def test_hidden_files_and_what_systems_leave_behind(both):
    for place in (both, both / "train", both / "train" / "0"):
        for name in (".DS_Store", "Thumbs.db", "desktop.ini", "._a.png"):
            (place / name).write_bytes(b"junk")
        (place / ".hidden").mkdir()
        (place / "__MACOSX").mkdir()
    (both / "README.md").write_text("about")
    assert len(formats.read(both).splits["train"].images) == 12


def test_links_to_images_and_folders_are_followed(both, tmp_path_factory):
    away = tmp_path_factory.mktemp("away") / "0"
    (both / "train" / "0").rename(away)
    (both / "train" / "0").symlink_to(away)
    image = next((both / "train" / "1").iterdir())
    image.rename(away.parent / "1.png")
    image.symlink_to(away.parent / "1.png")
    assert len(formats.read(both).splits["train"].images) == 12


def test_the_first_images_of_each_class(both, data):
    found = formats.read(both, Wanted(limit=2))
    assert np.bincount(found.splits["train"].labels).tolist() == [2, 2, 2]
    assert len(found.files) == 12


def test_unequal_sizes_are_brought_to_one(both, refused):
    odd = both / "test" / "2" / "000099.png"
    odd.write_bytes(png(np.full((3, 12), 90)))
    assert refused(both) == (
        "test/0/000000.png has 6x6 pixels, but test/2/000099.png has 3x12; write "
        "`data: {size: [6, 6]}` to bring all to one size"
    )
    found = formats.read(both, Wanted(size=(4, 5), resize="nearest"))
    assert found.splits["train"].images.shape == (12, 4, 5)
    assert (found.splits["test"].images[-1] == 90).all()


def test_splits_of_unequal_size(both, refused):
    for image in (both / "test").rglob("*.png"):
        image.write_bytes(png(np.zeros((3, 3))))
    assert refused(both).startswith(
        "its images are 6x6 of 8 bits in train, 3x3 of 8 bits"
    )
    assert formats.read(both, Wanted(size=(6, 6))).splits["test"].images.shape[1:] == (
        6,
        6,
    )


def test_colours_among_grey_images(both, refused):
    (both / "train" / "1" / "000001.png").write_bytes(png(np.full((6, 6, 3), 50)))
    assert refused(both) == (
        "train/0/000000.png is grey, but train/1/000001.png has colours; write "
        "`data: {grey: true}` to make all grey"
    )
    found = formats.read(both, Wanted(grey=True))
    assert (found.splits["train"].images[4] == 50).all()


@pytest.mark.parametrize(
    ("alpha", "value"), [("white", 255), ("black", 0), ("drop", 40)]
)
def test_transparency(both, refused, alpha, value):
    clear = np.full((6, 6, 4), 40)
    clear[..., 3] = 0
    for image in both.rglob("*.png"):
        image.write_bytes(png(clear))
    assert refused(both) == (
        "train/0/000000.png is transparent in places; write `data: {alpha: white}` for a "
        "white background, or black, or drop to leave transparency out"
    )
    found = formats.read(both, Wanted(alpha=alpha))
    assert (found.splits["train"].images == value).all()


def test_transparency_that_hides_nothing_is_left_out(both):
    opaque = np.full((6, 6, 2), 255)
    opaque[..., 0] = 7
    for image in both.rglob("*.png"):
        image.write_bytes(png(opaque))
    assert (formats.read(both).splits["train"].images == 7).all()


def test_a_photograph_is_turned_as_it_was_held(tmp_path):
    image = Image.fromarray(np.arange(12, dtype=np.uint8).reshape(3, 4) * 20)
    for kind in ("ant", "bee"):
        (tmp_path / kind).mkdir()
    exif = Image.Exif()
    exif[0x0112] = 6  # the upper edge of what was seen is its right one
    image.save(tmp_path / "ant" / "0.webp", lossless=True, exif=exif)
    image.rotate(-90, expand=True).save(tmp_path / "bee" / "0.webp", lossless=True)
    one, other = formats.read(tmp_path, Wanted(grey=True)).splits["all"].images
    np.testing.assert_array_equal(one, other)


def test_of_a_folder_further_out_the_inner_one_is_named(tmp_path, data, refused):
    inner = tmp_path / "archive" / "images"
    class_folders(inner, data.x_train, data.y_train)
    assert refused(inner.parent) == f"holds folders of classes in images; name {inner}"


def test_folders_below_the_classes_are_not_taken_for_classes(tmp_path, data, refused):
    """As of patients, whose images would be told apart, and not the classes."""
    for name in "ab":
        class_folders(tmp_path / "scans" / name, data.x_train, data.y_train)
    assert refused(tmp_path / "scans") == (
        "holds folders of images in each of a, b; if these are the classes, move their "
        f"images up, and if each is a set of its own, name one, as {tmp_path}/scans/a"
    )


def test_splits_that_unpacking_put_deeper_are_named(tmp_path, data, refused):
    for name in ("seg_test", "seg_train"):
        class_folders(tmp_path / name / name, data.x_train, data.y_train)
    assert refused(tmp_path) == (
        "holds folders of classes in seg_test, seg_train; call them train and test, "
        "and name the folder above, or name one of them"
    )


def test_a_table_that_tells_the_classes_is_named(tmp_path, data, refused):
    class_folders(tmp_path, data.x_train, data.y_train * 0)
    (tmp_path / "labels.csv").write_text("id,label\n0,cat\n")
    assert refused(tmp_path).endswith(
        "each in a folder of its own; sort the images into them, as labels.csv tells"
    )
