import gzip
import pickle
import tarfile

import pytest
from helpers.data_formats import zipped
from helpers.datasets import LFS_POINTER

from noiselab.experiment.datasets.reading import strangers

PAGE = b"  <!DOCTYPE html><html><head><title>404</title></head></html>"
PICKLE = "is a Python pickle, which could run any code and is never loaded; "
FILES = {
    "empty": ("a.npz", b"", "is an empty file (0 bytes); fetch it again"),
    "page": (
        "a.gz",
        PAGE,
        "is a web page (HTML), not the data; fetch it again, from its true address",
    ),
    "packed_page": (
        "a.gz",
        gzip.compress(PAGE),
        "is a web page (HTML), not the data; fetch it again, from its true address",
    ),
    "lfs": (
        "a.npz",
        LFS_POINTER,
        "is a pointer of Git LFS, not the file itself; git lfs pull fetches it",
    ),
    "cifar_batch": (
        "data_batch_1",
        pickle.dumps({b"data": 1}),
        f"{PICKLE}get CIFAR's binary version (cifar-10-binary)",
    ),
    "cifar_100": (
        "train",
        pickle.dumps([]),
        f"{PICKLE}get the binary version, or save .npz files",
    ),
    "mnist_pickle": (
        "mnist.pkl.gz",
        gzip.compress(pickle.dumps(())),
        f"{PICKLE}get MNIST's IDX files, or mnist.npz",
    ),
    "old_pickle": (
        "own.pkl",
        pickle.dumps({1: 2}, 0),
        f"{PICKLE}save its arrays with numpy.savez",
    ),
    "torch": (
        "training.pt",
        zipped("archive/data.pkl", b"."),
        f"{PICKLE}save its arrays with numpy.savez, or name the files that PyTorch made it from",
    ),
    "zip": (
        "a.zip",
        zipped("notes.doc", b"text"),
        "is a zip archive of 1 files; unpack it, and name its folder or one of its files",
    ),
    "rar": (
        "a.rar",
        b"Rar!\x1a\7\0",
        "is a RAR archive; unpack it, and name its folder or one of its files",
    ),
    "short_gzip": (
        "a.gz",
        gzip.compress(b"")[:6],
        "is damaged or empty, packed with gzip; fetch it again",
    ),
    "short_zip": (
        "a.zip",
        zipped("a", b"b")[:30],
        "is a damaged zip archive (File is not a zip file); fetch it again",
    ),
    "image": (
        "a.png",
        b"\x89PNG\r\n\x1a\n....",
        "is one image; name the folder that holds a folder for each class",
    ),
    "text": (
        "a.txt",
        b"Dear all,\n",
        f"is in no format that can be read; known are {strangers.KNOWN}",
    ),
}


@pytest.mark.parametrize(("name", "content", "line"), FILES.values(), ids=FILES)
def test_files(tmp_path, name, content, line):
    (tmp_path / name).write_bytes(content)
    assert strangers.told(tmp_path / name) == line


def test_a_tar_archive(tmp_path):
    with tarfile.open(tmp_path / "cifar.tar.gz", "w:gz") as archive:
        archive.add(__file__, "code.py")
    assert strangers.told(tmp_path / "cifar.tar.gz").startswith(
        "is a tar archive; unpack it"
    )


def test_folders(tmp_path):
    assert strangers.told(tmp_path) == "is an empty folder"
    (tmp_path / "notes.txt").write_text("about")
    assert strangers.told(tmp_path).startswith(
        "holds nothing that can be read; known are"
    )
    (tmp_path / "a.gz").write_bytes(PAGE)
    assert strangers.told(tmp_path).startswith(
        "holds nothing that can be read; a.gz is a web page"
    )
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert strangers.told(tmp_path).startswith(
        "holds images, but no folder for each class"
    )


def test_what_is_neither(tmp_path):
    import os

    os.mkfifo(tmp_path / "pipe")
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert strangers.told(tmp_path / "pipe") == "is neither a file nor a folder"
    assert strangers.told(tmp_path / "nothing") == "is no file or folder"
    assert strangers.told(loop).startswith("cannot be read (")


def test_of_several_strangers_the_one_with_another_safe_form_is_told(tmp_path):
    for name in ("batches.meta", "data_batch_1"):
        (tmp_path / name).write_bytes(b"\x80\x02}q\0.")
    assert strangers.told(tmp_path).endswith(
        "data_batch_1 is a Python pickle, which could run any code and is never "
        "loaded; get CIFAR's binary version (cifar-10-binary)"
    )
