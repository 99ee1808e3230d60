import numpy as np

from noiselab.experiment.noise import blocks


def test_they_cover_each_image_once_whatever_else_is_in_the_batch(monkeypatch):
    monkeypatch.setattr(blocks, "VALUES", 100)
    images = np.empty((7, 4, 6, 2))  # 48 values each
    parts = list(blocks.blocks(images))
    assert [part.start for part in parts] == [0, 2, 4, 6]
    covered = np.concatenate([np.arange(7)[part] for part in parts])
    np.testing.assert_array_equal(covered, np.arange(7))
    assert list(blocks.blocks(images[:0])) == []
    assert [part.start for part in blocks.blocks(np.empty((2, 99, 9, 3)))] == [0, 1]
