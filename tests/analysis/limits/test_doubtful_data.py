import numpy as np
from helpers.limits import texts

from noiselab.analysis.evidence import Evidence
from noiselab.experiment.datasets import Dataset
from noiselab.store import data_facts


def keep(study, data):
    """Keep what is counted in data where the last image is trained on and tested."""
    images = np.random.default_rng(0).random((4, 2, 2, 1), np.float32)
    labels = np.array([0, 1, 2, 0])
    made = Dataset("any", images, labels, images[3:], labels[3:], ("cat", "dog", "elk"))
    facts = data_facts.of(made).model_copy(update={"data": data})
    data_facts.write(study.folder, facts)
    return Evidence(study.sweep, study.results, study.folder.path)


def test_of_a_study_that_counted_nothing_nothing_is_said(study):
    assert texts(study, "data") == []


def test_leaks_and_classes_without_a_test_image_are_said(study):
    of_data = study.results[0].fingerprint["data"]
    assert texts(keep(study, of_data), "data") == [
        "1 of 1 test image is a training image too: what is recognised there was "
        "learned by heart.",
        "2 classes of 3 without a test image: 1, 2.",
    ]


def test_of_other_data_nothing_is_said(study):
    assert texts(keep(study, "other"), "data") == []
