"""Tables of text that people have, and that are not read as they are."""

import re

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_PICTURE = re.compile(r"\.(png|jpe?g|bmp|p[gbnp]m|tiff?|webp|gif)\b", re.I)
_DECIMAL_COMMA = re.compile(r"(?<![\d,])-?\d+,\d+(?=[;\t\r\n]|$)")
_SPACED = re.compile(r"(\d+ ){15,}")
_SPARSE = re.compile(r"\S+( \d+:\S+){2,}\s*$")


def told(head: bytes) -> str:
    """Say in one line which table the beginning of a file is of, and what would do.

    Args:
        head: The first bytes of the file, unpacked.

    Returns:
        The line; empty for what is no text, or none of these tables.
    """
    if head.startswith(_UTF_16):
        return "is text in UTF-16; save it in UTF-8"
    if b"\0" in head:
        return ""
    text = head.decode("utf-8-sig", errors="ignore").lstrip()
    first, _, rest = text.partition("\n")
    second = rest.partition("\n")[0]
    if text.startswith(("{", "[")):
        return "is JSON; save its arrays with numpy.savez"
    if text.lower().startswith("@relation") or "\n@relation" in text.lower():
        return "is ARFF; save it as CSV, with a row for each image and its label"
    if first.startswith(("#", "%")):
        return "begins with a comment; take it out, as a table begins with its columns"
    if _PICTURE.search(second or first):
        return (
            "lists files of images; move these into a folder for each class, and name "
            "the folder above"
        )
    if _SPACED.search(second):
        return (
            "has all values of an image in one column; write a column for each value, "
            "or read it with a function of your own (docs/data.md)"
        )
    if ";" in first and _DECIMAL_COMMA.search(second or first):
        return "has decimal commas; write its numbers with a point"
    if _SPARSE.match(first):
        return "is a sparse table (LIBSVM); save it with all its columns"
    return ""
