"""Texts that lie hidden in pictures, such as the author or the file of one."""

import base64
import binascii
import re
import struct
import zlib
from collections.abc import Callable, Iterator

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_STARTS = ("iVBORw0KGgo", "/9j/")  # of both, in base64
_TEXTS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf")
_PACKED = re.compile(rb"[^\0]{1,79}\0(?:\0|\x01\0[^\0]*\0[^\0]*\0)")


def without_texts(picture: str, is_private: Callable[[str], bool]) -> str:
    """Leave out the texts of a picture that are private; its pixels stay as they are.

    Args:
        picture: A PNG or JPEG file in base64; all else is returned as it is.
        is_private: Says of a text whether it is.
    """
    if not begins_picture(picture):
        return picture
    try:
        content = base64.b64decode(picture)
        parts = list(_png(content) if content.startswith(_PNG) else _jpeg(content))
    except (binascii.Error, struct.error, ValueError):
        return picture
    kept = [part for part, text in parts if text is None or not _says(text, is_private)]
    if len(kept) == len(parts):
        return picture
    end = "\n" if picture.endswith("\n") else ""
    return base64.b64encode(b"".join(kept)).decode() + end


def begins_picture(text: str) -> bool:
    """Say whether a text begins as a PNG or JPEG file in base64 does."""
    return text.lstrip().startswith(_STARTS)


def _says(text: bytes, is_private: Callable[[str], bool]) -> bool:
    encodings = ("utf-8", "latin-1", "utf-16-le", "utf-16-be")
    return any(is_private(text.decode(name, "replace")) for name in encodings)


def _png(content: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    """Give the chunks of a PNG file, and the text of each that has one."""
    yield content[:8], None
    place = 8
    while place < len(content):
        (length,) = struct.unpack_from(">I", content, place)
        kind = content[place + 4 : place + 8]
        chunk = content[place : place + 12 + length]
        yield chunk, _unpacked(chunk[8:-4]) if kind in _TEXTS else None
        place += 12 + length


def _unpacked(text: bytes) -> bytes:
    """Give a chunk's text, readable where it is compressed."""
    if head := _PACKED.match(text):
        try:
            return text[: head.end()] + zlib.decompress(text[head.end() :])
        except zlib.error:
            pass
    return text


def _jpeg(content: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    """Give the segments of a JPEG file, and the text of each that may have one."""
    yield content[:2], None
    place = 2
    while re.match(rb"\xff[^\xda]", content[place : place + 2], re.DOTALL):
        (length,) = struct.unpack_from(">H", content, place + 2)
        segment = content[place : place + 2 + length]
        marker = segment[1]
        yield segment, segment[4:] if 0xE1 <= marker <= 0xEF or marker == 0xFE else None
        place += 2 + length
    yield content[place:], None  # the picture itself
