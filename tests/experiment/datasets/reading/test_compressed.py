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
