"""What a file is that no reader reads, and what would do instead."""

import stat
from pathlib import Path

from noiselab.common.files import is_lfs_pointer
from noiselab.experiment.datasets.reading import (
    compressed,
    pictures,
    siblings,
    text_tables,
)
from noiselab.experiment.datasets.reading.readable import said

KNOWN = (
    ".npz, .npy, IDX, CSV, folders of images, MATLAB, HDF5, Parquet and CIFAR's binary "
    "version"
)
_PICKLE = "is a Python pickle, which could run any code and is never loaded; "
# where safe forms of files that are often pickled are to be had
_INSTEAD = (
    (("data_batch_", "test_batch"), "get CIFAR's binary version (cifar-10-binary)"),
    (("cifar-100", "train", "test"), "get the binary version, or save .npz files"),
    (("mnist",), "get MNIST's IDX files, or mnist.npz"),
)
_SAVE = "save its arrays with numpy.savez"
_TEXT_PICKLES = (b"(lp", b"(dp", b"(cnumpy", b"((cnumpy", b"cnumpy", b"ccopy_reg")
_ARCHIVES = {
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
    b"\x04\x22\x4d\x18": "compressed with lz4",
}
_LOOKED_AT = 2**16  # bytes: the first two lines of a table
_UNPACK = "unpack it, and name its folder or one of its files"


def told(path: Path) -> str:
    """Say in one line what lies at a path, and what would do.

    Never raises; nothing is loaded.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return _of_folder(path)
        if not stat.S_ISREG(mode):
            return "is neither a file nor a folder"
        return _of_file(path)
    except (OSError, ValueError) as error:
        missing = isinstance(error, FileNotFoundError)
        return "is no file or folder" if missing else f"cannot be read ({said(error)})"


def _of_folder(folder: Path) -> str:
    entries = siblings.visible(folder)
    if not entries:
        return "is an empty folder"
    files = [entry for entry in entries if entry.is_file()]
    if any(pictures.is_picture(file) for file in files[: siblings.LOOKED_AT]):
        return "holds images, but no folder for each class; sort them into folders"
    problems = {_of_file(file): file.name for file in files[: siblings.LOOKED_AT]}
    # a file of which more is known than how to save it comes first
    for problem, name in sorted(problems.items(), key=lambda x: x[0].endswith(_SAVE)):
        if not problem.startswith("is in no format"):
            return f"holds nothing that can be read; {name} {problem}"
    return f"holds nothing that can be read; known are {KNOWN}"


def _of_file(path: Path) -> str:
    if path.stat().st_size == 0:
        return "is an empty file (0 bytes); fetch it again"
    if is_lfs_pointer(path):
        return "is a pointer of Git LFS, not the file itself; git lfs pull fetches it"
    with path.open("rb") as file:
        raw = file.read(_LOOKED_AT)
    for magic, kind in _ARCHIVES.items():
        if raw.startswith(magic):
            return f"is {kind}; {_UNPACK}"
    packing = compressed.compression(path)
    if packing == compressed.ZIP:
        return _of_zip(path)
    head = compressed.head(path, _LOOKED_AT) if packing else raw
    if packing and not head:
        kind = compressed.IN_WORDS[packing]
        return f"is damaged or empty, packed with {kind}; fetch it again"
    return _of_content(path, head)


def _of_content(path: Path, head: bytes) -> str:
    begins = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if begins.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml")):
        return (
            "is a web page (HTML), not the data; fetch it again, from its true address"
        )
    is_pickle = head[:1] == b"\x80" and head[1:2] in b"\1\2\3\4\5" and len(head) > 1
    if is_pickle or head.startswith(_TEXT_PICKLES):
        return _PICKLE + _instead(path.name)
    if head[257:262] == b"ustar":
        return f"is a tar archive; {_UNPACK}"
    if pictures.begins_as_one(head):
        return "is one image; name the folder that holds a folder for each class"
    if head.startswith(b"CDF") or head.startswith(b"SIMPLE  ="):
        return f"is NetCDF or FITS; {_SAVE}"
    return text_tables.told(head) or (
        f"is in no format that can be read; known are {KNOWN}"
    )


def _of_zip(path: Path) -> str:
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
    except Exception as error:
        return f"is a damaged zip archive ({said(error)}); fetch it again"
    if any(name.rpartition("/")[2] == "data.pkl" for name in names):
        return f"{_PICKLE}{_SAVE}, or name the files that PyTorch made it from"
    return f"is a zip archive of {len(names)} files; {_UNPACK}"


def _instead(name: str) -> str:
    for beginnings, advice in _INSTEAD:
        if name.startswith(beginnings):
            return advice
    return _SAVE
