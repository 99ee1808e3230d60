"""A set that does not fit into memory is that of memory, to the last bit."""

import gzip
import json
import shutil
import threading
from pathlib import Path

import h5py
import numpy as np
import pytest
from PIL import Image

from noiselab.common.errors import DataError
from noiselab.experiment import datasets
from noiselab.experiment.datasets import cache, npz, readers, source_files
from noiselab.experiment.datasets.reading import memory, pictures, room
from noiselab.experiment.images_on_demand import ImagesOnDemand

RNG = np.random.default_rng(0)
X = RNG.integers(0, 256, (60, 9, 7, 3), dtype=np.uint8)
Y = np.arange(60) % 5
HALF = {"x_train": X[:40], "y_train": Y[:40], "x_test": X[40:], "y_test": Y[40:]}


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    """An empty cache; files count as unchanged as soon as they are written."""
    monkeypatch.setenv(cache.CACHE_DIR, str(tmp_path / "cache"))
    monkeypatch.setattr(source_files, "COARSE", -(10**10))
    monkeypatch.delenv(memory.IMAGE_MEMORY, raising=False)
    return tmp_path / "cache"


@pytest.fixture
def small(monkeypatch):
    """Lets hardly any image fit into memory."""
    return lambda: monkeypatch.setenv(memory.IMAGE_MEMORY, "1kB")


def packed_npz(folder):
    np.savez_compressed(folder / "own.npz", **HALF)
    return folder / "own.npz"


def first_channels(folder):
    np.savez(folder / "first.npz", images=np.moveaxis(X, -1, 1), labels=Y)
    return folder / "first.npz"


def fortran_floats(folder):
    np.save(folder / "images.npy", np.asfortranarray(X / 255))
    np.save(folder / "labels.npy", Y)
    return folder / "images.npy"


def idx(folder):
    arrays = {"train-images-idx4": X[:40], "train-labels-idx1": Y[:40].astype("u1")}
    arrays |= {"t10k-images-idx4": X[40:], "t10k-labels-idx1": Y[40:].astype("u1")}
    for name, array in arrays.items():
        sides = b"".join(length.to_bytes(4, "big") for length in array.shape)
        with gzip.open(folder / f"{name}-ubyte.gz", "wb") as file:
            file.write(bytes([0, 0, 8, array.ndim]) + sides + array.tobytes())
    return folder / "train-images-idx4-ubyte.gz"


def hdf5(folder):
    with h5py.File(folder / "own.h5", "w") as file:
        for name, array in HALF.items():
            file[name] = array
    return folder / "own.h5"


def pngs(folder):
    for place, (image, label) in enumerate(zip(X, Y, strict=True)):
        of_class = folder / "png" / ("train" if place < 40 else "test") / f"c{label}"
        of_class.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(of_class / f"{place:03}.png")
    return folder / "png"


@pytest.mark.parametrize(
    ("writer", "options", "kept"),
    [
        (packed_npz, {}, "uint8"),
        (packed_npz, {"transpose": True}, "uint8"),
        (packed_npz, {"grey": True}, "float32"),
        (packed_npz, {"size": 5, "invert": True}, "float32"),
        (packed_npz, {"limit": 3}, "uint8"),
        (packed_npz, {"test": 0.2}, "uint8"),
        (packed_npz, {"white": 300, "black": -3}, "uint8"),
        (first_channels, {"axes": "channels_first", "test": 0.3}, "uint8"),
        (fortran_floats, {"test": 0.25}, "float32"),
        (idx, {}, "uint8"),
        (hdf5, {}, "uint8"),
        (pngs, {}, "uint8"),
        (pngs, {"grey": True, "size": [4, 6]}, "uint8"),
    ],
)
def test_every_way_of_reading_gives_the_very_images(
    writer, options, kept, small, tmp_path
):
    path = writer(tmp_path)
    before = datasets.load(str(path), **options)
    small()
    for _ in range(2):  # as it is made, and from the cache
        data = datasets.load(str(path), **options)
        assert isinstance(data.x_train, ImagesOnDemand)
        assert (before.fits, data.fits) == (True, False)
        assert data.digest == before.digest
        assert (data.reading, data.class_names) == (before.reading, before.class_names)
        for name in HALF:
            array = getattr(before, name)
            np.testing.assert_array_equal(np.asarray(getattr(data, name)), array)
        note = json.loads((data.kept / "data.json").read_text())
        assert np.dtype(note["arrays"]["x_train"]["dtype"]).name == kept


def test_it_is_read_once(small, tmp_path, monkeypatch):
    path = str(pngs(tmp_path))
    small()
    first = datasets.load(path)
    monkeypatch.setattr(pictures, "_values", None)  # nothing is decoded
    again = datasets.load(path)
    assert again.digest == first.digest
    assert again.kept == first.kept


def test_what_fits_and_is_slow_to_read_is_kept_too(tmp_path, monkeypatch):
    path = str(pngs(tmp_path))
    assert datasets.load(path).kept is None
    monkeypatch.setattr(cache, "_WORTH_KEEPING", 1)
    first, again = datasets.load(path), datasets.load(path)
    assert first.kept == again.kept is not None
    assert first.fits
    np.testing.assert_array_equal(
        first.x_train, X[:40][first_order()] / np.float32(255)
    )
    assert datasets.load(str(packed_npz(tmp_path))).kept is None


def first_order():
    return np.argsort(Y[:40], kind="stable")


@pytest.mark.parametrize("change", ["image", "new", "gone", "option"])
def test_what_has_changed_is_read_again(change, small, tmp_path):
    path = pngs(tmp_path)
    small()
    before, options = datasets.load(str(path)), {}
    one = path / "train" / "c1" / "001.png"
    if change == "image":
        Image.fromarray(X[0]).save(one)
    elif change == "new":
        shutil.copy(one, one.with_name("new.png"))
    elif change == "gone":
        one.unlink()
    else:
        options = {"transpose": True}
    after = datasets.load(str(path), **options)
    assert after.digest != before.digest


def test_a_file_that_changed_just_before_is_not_trusted(small, tmp_path, monkeypatch):
    path, reads, real = str(packed_npz(tmp_path)), [], npz.read
    small()
    monkeypatch.setattr(npz, "read", lambda file: reads.append(file) or real(file))
    for coarse, count in ((2 * 10**9, 2), (-(10**10), 2)):
        monkeypatch.setattr(source_files, "COARSE", coarse)
        datasets.load(path)
        datasets.load(path)
        assert len(reads) == count


def test_the_cache_is_made_again_where_it_is_damaged(small, tmp_path):
    path = str(packed_npz(tmp_path))
    small()
    kept = datasets.load(path)
    with (kept.kept / "x_train").open("r+b") as file:
        file.truncate(100)
    again = datasets.load(path)
    assert again.digest == kept.digest
    np.testing.assert_array_equal(again.x_train[:2], X[:2] / np.float32(255))


def test_an_attempt_that_was_killed_is_gone_on_with(small, tmp_path, monkeypatch):
    path = str(pngs(tmp_path))
    monkeypatch.setattr(room, "_OFTEN", -1)
    monkeypatch.setattr(room, "TOLD_EVERY", 8)
    small()
    decoded, real = [], pictures._values

    def dies(where, source, wanted):
        decoded.append(source.name)
        if len(decoded) == 21:
            raise KeyboardInterrupt
        return real(where, source, wanted)

    monkeypatch.setattr(pictures, "_values", dies)
    with pytest.raises(KeyboardInterrupt):
        datasets.load(path)
    data = datasets.load(path)
    # the first image is decoded again, and what came after the last note
    assert len(decoded) == 21 + 1 + (40 - 16) + 20
    monkeypatch.setattr(pictures, "_values", real)
    monkeypatch.delenv(memory.IMAGE_MEMORY)
    assert data.digest == datasets.load(path).digest


def test_two_that_need_it_at_once_make_it_once(small, tmp_path, monkeypatch):
    path = str(pngs(tmp_path))
    small()
    decoded, real = [], pictures._values

    def counted(where, source, wanted):
        decoded.append(source.name)
        return real(where, source, wanted)

    monkeypatch.setattr(pictures, "_values", counted)
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(datasets.load(path).digest))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({*found}) == 1
    assert len(decoded) <= 61  # the one that waits has decoded its first image


def test_a_cache_that_cannot_be_written_to(small, own_cache, tmp_path, monkeypatch):
    path = str(packed_npz(tmp_path))
    own_cache.write_text("a file")
    assert datasets.load(path).fits
    small()
    with pytest.raises(DataError) as error:
        datasets.load(path)
    assert str(error.value) == (
        f"{own_cache}: cannot be written to (File exists), and images that do not fit "
        "into memory need a place there; name another with NOISELAB_CACHE_DIR"
    )


def test_a_full_disk_is_told_before_anything_is_written(small, tmp_path, monkeypatch):
    path = str(packed_npz(tmp_path))
    small()
    usage = shutil.disk_usage(tmp_path)._replace(free=5000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with pytest.raises(DataError, match=r"GB of memory, and 0.0 GB left on the disk"):
        datasets.load(path)


def test_what_a_reader_gives_is_read_anew_and_kept_for_its_run(
    small, tmp_path, monkeypatch
):
    calls = []

    def read(path):
        calls.append(path)
        return dict(HALF)

    monkeypatch.setitem(readers.READERS, "mine", read)
    small()
    first = datasets.load("mine", tmp_path)
    again = datasets.load("mine", tmp_path)
    assert len(calls) == 2
    assert not again.fits
    assert first.digest == again.digest


def test_a_kernel_takes_what_its_run_names(small, tmp_path, monkeypatch):
    path = packed_npz(tmp_path)
    small()
    data = datasets.load(str(path))
    path.unlink()
    monkeypatch.setenv("NOISELAB_DATA_KEPT", str(data.kept))
    assert cache.of_run("own.npz", "another") is None
    monkeypatch.setenv("NOISELAB_DATA_DIGEST", f"{data.digest} own.npz")
    assert datasets.load("own.npz").digest == data.digest


def test_sets_of_what_is_gone_are_removed(small, own_cache, tmp_path):
    path = packed_npz(tmp_path)
    small()
    old = datasets.load(str(path)).kept
    path.rename(tmp_path / "moved.npz")
    datasets.load(str(tmp_path / "moved.npz"))
    assert not old.exists()


@pytest.mark.parametrize(
    ("system", "variable", "folder"),
    [
        ("linux", ("XDG_CACHE_HOME", "/x"), "/x/noiselab"),
        ("linux", ("XDG_CACHE_HOME", ""), "~/.cache/noiselab"),
        ("darwin", ("XDG_CACHE_HOME", "/x"), "~/Library/Caches/noiselab"),
    ],
)
def test_where_the_cache_lies(system, variable, folder, monkeypatch):
    monkeypatch.delenv(cache.CACHE_DIR)
    monkeypatch.setenv(*variable)
    monkeypatch.setattr(cache.sys, "platform", system)
    assert cache.folder() == Path(folder).expanduser()
