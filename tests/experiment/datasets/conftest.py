"""What tests of several datasets need."""

import numpy as np
import pytest


@pytest.fixture
def own(tmp_path):
    """The file of a user's small dataset."""
    path = tmp_path / "own.npz"
    np.savez(
        path,
        x_train=np.full((4, 6, 5), 51, np.uint8),
        y_train=np.array([0, 1, 2, 1], np.uint8),
        x_test=np.full((3, 6, 5), 255, np.uint8),
        y_test=np.array([0, 1, 2], np.uint8),
    )
    return path


@pytest.fixture
def path(tmp_path):
    """Where a dataset's file may be written."""
    return tmp_path / "own.npz"
