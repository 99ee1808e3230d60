"""Data files that are damaged, or not what they seem, and how the line on each begins."""

import gzip
import io
import os
import pickle
import struct
import zipfile

import h5py
import numpy as np
from scipy.io import savemat

from helpers.data_formats import PACKED, cifar, csv, idx, mat, npy, put, small, zipped
from helpers.datasets import LFS_POINTER

DATA = small()
X, Y = DATA.x_train, DATA.y_train
IMAGES, LABELS = idx(X), idx(Y)
PAGE = b"<!DOCTYPE html>\n<html><body>Sign in to go on</body></html>"
IS_PAGE = "is a web page (HTML), not the data; fetch it again, from its true address"
NAMES = "call them x_train, y_train, x_test, y_test, or images and labels"
PICKLED = "which are never loaded; save plain numbers"
NO_FORMAT = "is in no format that can be read; known are .npz, .npy, IDX, CSV, folders"
HEADER = b"label," + b",".join(b"p%d" % n for n in range(36)) + b"\n"
LINE = b"1," + b",".join([b"7"] * 36) + b"\n"


def npz(**arrays) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def pair(images=IMAGES, labels=LABELS):
    """The two files of an IDX set without a split."""
    return lambda at: put(at, images=images, labels=labels) / "images"


def file(name, content):
    return lambda at: put(at, **{name.replace(".", "__"): content}) / name


def hdf5(**arrays):
    def write(at):
        with h5py.File(at / "a.h5", "w") as opened:
            for name, array in arrays.items():
                opened.create_dataset(name, **array) if isinstance(array, dict) else (
                    opened.__setitem__(name, array)
                )
        return at / "a.h5"

    return write


def pipe(at):
    os.mkfifo(at / "a.npz")
    return at / "a.npz"


def cut(write, keep):
    """Leave the end of a file away."""

    def shorter(at):
        path = write(at)
        path.write_bytes(path.read_bytes()[:keep])
        return path

    return shorter


def promised_npy(shape, kind="|u1") -> bytes:
    text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".ljust(
        117
    )
    return b"\x93NUMPY\1\0" + struct.pack("<H", 118) + text.encode() + b"\n" + bytes(50)


def structs(at):
    savemat(at / "a.mat", {"s": {"a": {"b": X}, "c": np.array(["x"], object)}})
    return at / "a.mat"


def many_files() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for at in range(40):
            archive.writestr(f"{at}.png", b"")
    return content.getvalue()


HUGE = struct.pack(">4B3I", 0, 0, 8, 3, 4_000_000, 1000, 1000)
# name: what is read, and how the line begins
CASES = {
    "nothing_there": (lambda at: at / "gone.npz", "is no file or folder"),
    "empty_file": (file("a.npz", b""), "is an empty file (0 bytes); fetch it again"),
    "empty_folder": (lambda at: at, "is an empty folder"),
    "pipe": (pipe, "is neither a file nor a folder"),
    "name_too_long": (lambda at: at / ("n" * 300), "cannot be read ("),
    "null_in_the_name": (lambda at: at / "a\0b", "cannot be read ("),
    "page_as_gz": (file("train.gz", PAGE), IS_PAGE),
    "page_as_npz": (file("mnist.npz", PAGE), IS_PAGE),
    "page_as_csv": (file("mnist.csv", PAGE), IS_PAGE),
    "page_within_gz": (file("a.gz", gzip.compress(PAGE)), IS_PAGE),
    "page_beside_images": (pair(IMAGES, PAGE), "holds images (images), but no labels"),
    "lfs_pointer": (
        file("a.npz", LFS_POINTER),
        "is a pointer of Git LFS, not the file",
    ),
    "text": (file("a.txt", b"To do:\n- buy milk\n"), NO_FORMAT),
    "random_bytes": (file("a.bin", b"\x01\xfe\x07" * 99), NO_FORMAT),
    "one_picture": (
        file("a.png", b"\x89PNG\r\n\x1a\n" + bytes(9)),
        "is one image; name",
    ),
    "pickle": (file("a.pkl", pickle.dumps(3)), "is a Python pickle, which could run"),
    "pickle_gz": (
        file("mnist.pkl.gz", gzip.compress(pickle.dumps(3))),
        "is a Python pick",
    ),
    "cifar_pickle": (
        file("data_batch_1", pickle.dumps(3)),
        "is a Python pickle, which",
    ),
    "torch_file": (
        file("training.pt", zipped("a/data.pkl", b"")),
        "is a Python pickle",
    ),
    "zip_of_pictures": (
        file("a.zip", many_files()),
        "is a zip archive of 40 files; unp",
    ),
    "tar": (
        file("a.tar", b"a".ljust(257, b"\0") + b"ustar"),
        "is a tar archive; unpack",
    ),
    "seven_zip": (
        file("a.7z", b"7z\xbc\xaf\x27\x1c"),
        "is a 7z archive; unpack it, and",
    ),
    "gz_header_alone": (
        file("a.gz", PACKED[".gz"](b"1")[:9]),
        "is damaged or empty, pac",
    ),
    "gz_junk": (file("a.gz", b"\x1f\x8b" + b"junk" * 9), "is damaged or empty, packed"),
    "xz_junk": (file("a.xz", b"\xfd7zXZ\0junk"), "is damaged or empty, packed with xz"),
    "bz2_junk": (file("a.bz2", b"BZh9junk"), "is damaged or empty, packed with bzip2"),
    "zip_cut": (file("a.zip", many_files()[:50]), "is a damaged zip archive ("),
    # IDX
    "idx_cut": (pair(IMAGES[:-9]), "its header promises 432 bytes of values for shape"),
    "idx_longer": (pair(IMAGES + b"\0"), "its header promises 432 bytes of values for"),
    "idx_gz_cut": (pair(PACKED[".gz"](IMAGES)[:200]), "is no readable IDX file ("),
    "idx_gz_check": (
        pair(PACKED[".gz"](IMAGES)[:-8] + bytes(8)),
        "is no readable IDX file",
    ),
    "idx_tb": (pair(HUGE), "its arrays would take 4,000.0 GB, but this machine has"),
    "idx_gz_tb": (pair(gzip.compress(HUGE)), "its arrays would take 4,000.0 GB, but"),
    "idx_no_labels": (
        file("images", IMAGES),
        f"holds images (images), but no labels; {NAMES}",
    ),
    "idx_no_images": (
        file("labels", LABELS),
        f"holds labels (labels), but no images; {NAMES}",
    ),
    "idx_counts": (
        pair(labels=idx(Y[:5])),
        "images has shape (12, 6, 6), but labels (5,)",
    ),
    # NumPy
    "npz_nothing": (
        file("a.npz", npz()),
        f"holds nothing, no images and labels; {NAMES}",
    ),
    "npz_neither": (
        file("a.npz", npz(a=X[0, 0:1])),
        "holds a, no images and labels; call",
    ),
    "npz_four": (
        file("a.npz", npz(a=X, b=Y, c=X, d=Y)),
        "holds two arrays of images, a an",
    ),
    "npz_labels": (
        file("a.npz", npz(x=X)),
        f"holds images (x), but no labels; {NAMES}",
    ),
    "npz_objects": (
        file("a.npz", npz(x=X, y=np.array([{}] * 12))),
        f"y holds pickled Python objects, {PICKLED}",
    ),
    "npz_cut": (file("a.npz", npz(x=X, y=Y)[:300]), "is no readable .npz file ("),
    "npz_damaged": (
        file("a.npz", zipped("x.npy", npy(X)[2:])),
        "is no readable",
    ),
    "npz_header": (
        file("a.npz", zipped("x.npy", b"\x93NUMPY\1\0\5\0junk!")),
        "is no readable",
    ),
    "npz_tb": (
        file("a.npz", zipped("x.npy", promised_npy((10**9, 99, 99)))),
        "the header of x promises 9,801,000,000,000 bytes",
    ),
    "npz_head": (
        file("a.npz", zipped("x.npy", b"\x93NUMPY\2\0\0\0\0\x7f" + bytes(10**6))),
        "is no readable archive: x (its header is said to have 2,130,706,432 letters)",
    ),
    "npy_dict": (
        file("a.npy", promised_npy((), "|O")),
        "a.npy holds pickled Python objects, which are never loaded; save plain",
    ),
    "npz_minus": (
        file("a.npz", zipped("x.npy", promised_npy((-9, 9, 9)))),
        "the header of x promises shape (-9, 9, 9)",
    ),
    "npy_tb": (
        file("x.npy", promised_npy((10**9, 99, 99))),
        "the header promises 9,801,000",
    ),
    "npy_alone": (
        file("x.npy", npy(X)),
        f"holds images (x.npy), but no labels; {NAMES}",
    ),
    "npy_objects": (
        lambda at: put(at, x__npy=npy(X), y__npy=promised_npy((12,), "|O")) / "x.npy",
        f"its array holds pickled Python objects, {PICKLED}",
    ),
    # tables
    "csv_ragged": (
        file("a.csv", HEADER + LINE + LINE[:-5] + b"\n"),
        "row 2, column p34 is empty",
    ),
    "csv_wider": (
        file("a.csv", HEADER + LINE + b"1," + LINE),
        "is no readable CSV file (",
    ),
    "csv_word": (
        file("a.csv", HEADER + LINE + LINE.replace(b"7\n", b"x\n")),
        'row 2, column p35 holds "x", no number',
    ),
    "csv_nan": (
        file("a.csv", HEADER + LINE + LINE.replace(b"7\n", b"NaN\n")),
        'row 2, column p35 holds "NaN", no',
    ),
    "csv_no_rows": (file("a.csv", HEADER), "holds no row of values; fetch it again"),
    "csv_no_label": (
        file("a.csv", HEADER + b"," + LINE[2:]),
        "row 1 has too few columns, or no",
    ),
    "csv_names": (
        file("a.csv", HEADER.replace(b"label", b"id") + LINE),
        "has no column of labels among: id, p0,",
    ),
    "csv_two_labels": (
        file("a.csv", HEADER.replace(b"p3,", b"class,") + LINE),
        "has several columns of labels: label, class; name it",
    ),
    "csv_one_label": (
        file("a.csv", b"1,2,3,4,5\n1,2,3,4,5\n"),
        "names no columns, and no column",
    ),
    "csv_endless": (
        file("a.csv.gz", gzip.compress(HEADER + LINE + b"1," * 10**7, 1)),
        "is no readable CSV file (it has a line of more than 8,388,608 letters)",
    ),
    "csv_gz_cut": (
        file("a.csv.gz", PACKED[".gz"](csv(X, Y, header=HEADER[:-1].decode()))[:-20]),
        "is no readable CSV file (",
    ),
    # MATLAB, HDF5, CIFAR
    "mat_cut": (
        file("a.mat", mat(X=X, y=Y)[:400]),
        "is no readable .mat file (a variable of",
    ),
    "mat_junk": (
        file("a.mat", mat()[:128] + b"\x0f\0\0\0\4\0\0\0junk"),
        "is no readable .mat",
    ),
    "mat_nothing": (
        file("a.mat", mat()),
        "holds nothing, no images and labels; call them",
    ),
    "mat_structs": (
        structs,
        "holds images (s/a/b), but no labels",
    ),
    "hdf5_cut": (cut(hdf5(x=X, y=Y), 900), "is no readable HDF5 file ("),
    "hdf5_tb": (
        hdf5(x={"shape": (10**9, 99, 99), "dtype": "u1", "chunks": (1, 99, 99)}, y=Y),
        "its arrays would take 9,801.0 GB, but this",
    ),
    "hdf5_none": (hdf5(), "holds nothing, no images and labels; call them x_train"),
    "hdf5_unequal": (
        hdf5(x=X, y={"shape": (12,), "dtype": h5py.vlen_dtype(np.uint8)}),
        "y holds values of unequal length, no array",
    ),
    "cifar_label": (
        file(
            "test_batch.bin",
            cifar(np.zeros((60, 3, 32, 32), "u1"), np.arange(60) // 55 * 11),
        ),
        "image 55 has label [11], and [9] is the highest",
    ),
    "parquet_junk": (file("a.parquet", b"PAR1 no more PAR1"), "is "),
}
