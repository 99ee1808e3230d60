import base64
import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from noiselab.common import picture_texts

PIXELS = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)


def picture(kind, **options):
    content = io.BytesIO()
    Image.fromarray(PIXELS).save(content, kind, **options)
    return base64.b64encode(content.getvalue()).decode()


def opened(text):
    return Image.open(io.BytesIO(base64.b64decode(text)))


def texts(kind):
    if kind != "PNG":
        return {"comment": b"made in /homes/ann", "exif": exif()}
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Software", "a program")
    texts.add_text("Comment", "made in /homes/ann")
    texts.add_text("Source", "/homes/ann/x.py", zip=True)
    texts.add_itxt("Author", "/homes/ann ü", zip=True)
    texts.add_itxt("Title", "/homes/ann ü")
    return {"pnginfo": texts, "exif": exif()}


def exif():
    exif = Image.Exif()
    exif[0x010E] = "/homes/ann"
    return exif


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_private_text_goes_and_the_pixels_stay(kind):
    before = picture(kind, **texts(kind))
    after = picture_texts.without_texts(before, lambda text: "/homes/ann" in text)
    assert b"homes" in base64.b64decode(before)
    assert b"homes" not in base64.b64decode(after)
    shown = opened(after)
    assert np.array_equal(np.asarray(shown), np.asarray(opened(before)))
    shown.load()
    private = {"Comment", "Source", "Author", "Title", "comment", "exif"}
    assert not private & shown.info.keys()
    if kind == "PNG":
        assert shown.info == {"Software": "a program"}


def test_a_picture_without_private_texts_stays_to_the_byte():
    file = io.BytesIO()
    plt.figure(figsize=(1, 1)).savefig(file, metadata={"Title": "a curve"})
    plt.close()
    before = base64.encodebytes(file.getvalue()).decode()
    assert picture_texts.without_texts(before, lambda text: "/homes" in text) == before


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_damaged_picture_stays(kind):
    whole = base64.b64decode(picture(kind, **texts(kind)))
    for length in range(0, len(whole), 7):
        cut = base64.b64encode(whole[:length]).decode()
        after = picture_texts.without_texts(cut, lambda text: "/homes/ann" in text)
        assert set(base64.b64decode(after)) <= set(whole)


@pytest.mark.parametrize(
    "text", ["", "R0lGOD", "/homes/ann", "iVBORw0KGgo", "/9j/", "é"]
)
def test_what_is_no_picture_stays(text):
    assert picture_texts.without_texts(text, lambda _: True) == text
