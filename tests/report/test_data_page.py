import numpy as np

from noiselab.experiment.datasets import Dataset
from noiselab.report import data_page
from noiselab.store import data_facts


def test_the_page_shows_facts_warnings_and_the_images_of_each_class(tmp_path):
    images = np.random.default_rng(0).random((9, 6, 6, 1), np.float32)
    labels = np.arange(9) % 3
    names = ("cat", "dog", "<i>")
    data = Dataset("own.npz", images, labels, images, labels, names)
    lines = ["name      own.npz", "where     /a", "warning   9 of 9 leak & more"]
    lines += ["first     image", "          ::::"]
    page = data_page.write(data, data_facts.of(data), lines, tmp_path / "look")
    text = page.read_text("utf-8")
    assert "<strong>Warning:</strong> 9 of 9 leak &amp; more." in text
    assert "<h1>Data: own.npz</h1>" in text
    assert "<dt>where</dt><dd>/a</dd>" in text
    assert 'a row each: cat, dog, &lt;i&gt;."' in text
    assert "<i>" not in text
    assert "3 (33.3%)" in text
    assert "::::" not in text
    sheet = tmp_path / "look" / "contact_sheet.png"
    assert sheet.read_bytes().startswith(b"\x89PNG")
