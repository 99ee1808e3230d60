"""The digits that come with scikit-learn, in their fixed split."""

import numpy as np

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.dataset import Dataset, Summary

DIGEST = "0b4eaeaaeff8a61b82fc3dbac83f408cf121581e63a7402dedad01017ca3fc22"
# Written down here, so that nothing has to be loaded to plan a study of them.
SUMMARY = Summary("digits", DIGEST, (8, 8, 1), 1797 * 8 * 8 * 4)


def load() -> Dataset:
    """Load the digits.

    Raises:
        DataError: If this scikit-learn comes with other images.

    Source:
        `sklearn.datasets.load_digits`; 360 test images, stratified by class.
    """
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    images, labels = load_digits(return_X_y=True)
    images = (images.reshape(-1, 8, 8, 1) / 16).astype(np.float32)
    x_train, x_test, y_train, y_test = train_test_split(
        images, labels.astype(np.int64), test_size=360, stratify=labels, random_state=0
    )
    reading = ("white is 16", "360 images drawn for testing, stratified by class")
    digits = Dataset("digits", x_train, y_train, x_test, y_test, reading=reading)
    if digits.digest != DIGEST:
        raise DataError(
            "digits",
            "this version of scikit-learn comes with other images; install another",
        )
    return digits
