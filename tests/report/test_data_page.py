import numpy as np

from noiselab.experiment.datasets import Dataset
from noiselab.report import data_page


def test_the_page_shows_facts_warnings_and_the_images_of_each_class(tmp_path):
    images = np.random.default_rng(0).random((9, 6, 6, 1), np.float32)
    labels = np.arange(9) % 3
    names = ("cat", "dog", "<i>")
    data = Dataset("own.npz", images, labels, images, labels, names)
    lines = ["name      own.npz", "warning   9 of 9 leak & more", "first     image"]
    lines.append("          ::::")
    page = data_page.write(data, lines, tmp_path / "look")
    text = page.read_text("utf-8")
    assert "<strong>Warning:</strong> 9 of 9 leak &amp; more." in text
    assert "&lt;i&gt;" in text
    assert "<i>" not in text
    assert "3 (33.3%)" in text
    assert "::::" not in text
    sheet = tmp_path / "look" / "contact_sheet.png"
    assert sheet.read_bytes().startswith(b"\x89PNG")
