"""The author of a PDF, which Chromium does not write."""

import re

_START = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF", re.DOTALL)


def with_author(content: bytes, author: str) -> bytes:
    """Name the author in the properties of a PDF.

    What is there stays byte for byte; the properties follow once more, with the author,
    as an incremental update.

    Args:
        content: A PDF with a table of its objects, as Chromium writes it.
        author: Plain text.

    Returns:
        The PDF with its author; as it was where its properties cannot be found.

    Source:
        ISO 32000-1:2008, sections 7.5.6, "Incremental updates", and 14.3.3, "Document
        information dictionary".
    """
    *_, end = [None, *_START.finditer(content)]
    number = end and re.search(rb"/Info\s+(\d+)\s+0\s+R", end[1])
    if not end or not number:
        return content
    head = rb"(?<!\d)" + number[1] + rb"\s+0\s+obj\s*<<"
    info = re.search(head + rb"(.*?)>>\s*endobj", content, re.DOTALL)
    if not info:
        return content
    text = ("\ufeff" + author).encode("utf-16-be").hex().upper().encode()
    start = len(content) + 1
    rest = re.sub(rb"/Prev\s+\d+", b"", end[1])
    update = (
        b"\n%s 0 obj\n<</Author <%s>\n%s>>\nendobj\n" % (number[1], text, info[1]),
        b"xref\n%s 1\n%010d 00000 n \n" % (number[1], start),
        b"trailer\n<<%s/Prev %s>>\n" % (rest, end[2]),
    )
    table = len(content) + len(update[0])
    return content + b"".join(update) + b"startxref\n%d\n%%%%EOF\n" % table
