import numpy as np

from noiselab.experiment.datasets import Dataset
from noiselab.report.figures import contact_sheet


def test_each_class_has_a_row_and_many_classes_end_somewhere(monkeypatch):
    shown = []
    monkeypatch.setattr(
        contact_sheet, "image_grid", lambda *given: shown.append(given) or "figure"
    )
    images = np.arange(50 * 4, dtype=np.float32).reshape(50, 2, 2, 1) / 200
    for classes, rows in ((2, 2), (50, 40)):
        labels = np.arange(50) % classes
        data = Dataset("any", images, labels, images, labels)
        assert contact_sheet.contact_sheet(data) == "figure"
        grid, labels, columns = shown[-1]
        assert (len(grid), columns) == (10 * rows, 10)
        assert labels[:11] == ["0"] * 10 + ["1"]
