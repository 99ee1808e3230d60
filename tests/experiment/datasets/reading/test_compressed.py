import gzip
import zlib

import pytest
from helpers.data_formats import PACKED

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.reading import compressed


@pytest.mark.parametrize("packed", PACKED)
def test_what_is_packed_is_told_by_its_beginning(tmp_path, packed):
    (tmp_path / "any").write_bytes(PACKED[packed](b"1,2,3\n"))
    with compressed.opened(tmp_path / "any") as content:
        assert content.read() == b"1,2,3\n"
    assert compressed.head(tmp_path / "any", 3) == b"1,2"
    word = {".gz": "gzip", ".bz2": "bzip2"}.get(packed, packed[1:])
    assert compressed.in_words(tmp_path / "any") == (f", {word}" if word else "")


def test_a_zip_archive_of_several_files(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("a.csv", "b.csv", "__MACOSX/a.csv", "folder/"):
            archive.writestr(name, b"1")
    with pytest.raises(DataError, match="is a zip archive of 2 files; unpack it"):
        compressed.opened(tmp_path / "a.zip").__enter__()
    assert compressed.head(tmp_path / "a.zip") == b""


def test_what_cannot_be_read_has_no_beginning(tmp_path):
    import os

    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "nothing", "\0"):
        assert compressed.head(tmp_path / name) == b""


@pytest.mark.parametrize("packed", PACKED)
def test_at_most_so_many_bytes_are_unpacked(tmp_path, packed):
    held = b"1,2,3\n" * 1000
    (tmp_path / "any").write_bytes(PACKED[packed](held))
    for most in (1, len(held) - 1, len(held), len(held) + 1):
        assert compressed.content(tmp_path / "any", most) == held[:most]


def test_gzip_files_one_after_the_other_are_one(tmp_path):
    (tmp_path / "any").write_bytes(gzip.compress(b"first ") + gzip.compress(b"second"))
    assert compressed.content(tmp_path / "any", 1000) == b"first second"
    assert compressed.content(tmp_path / "any", 8) == b"first se"


def test_a_gzip_file_that_was_cut_off_or_damaged_is_refused(tmp_path):
    whole = gzip.compress(b"content" * 100)
    damaged = whole[:-5] + bytes([whole[-5] ^ 1]) + whole[-4:]  # in its checksum
    for content in (whole[:-9], whole[:-2], damaged):
        (tmp_path / "any").write_bytes(content)
        with pytest.raises((OSError, EOFError, zlib.error)):
            compressed.content(tmp_path / "any", 10_000)
