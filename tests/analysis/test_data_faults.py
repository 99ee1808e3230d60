import pytest

from noiselab.analysis import data_faults
from noiselab.store.data_facts import BINS, DataFacts, OfPart


@pytest.fixture
def make():
    """Makes what was counted in training and test images."""

    def part(**changes):
        fields = {"repeated": 0, "constant": 0, "is_sorted": False}
        fields |= {"lowest": 0.0, "highest": 1.0, "histogram": [1 / BINS] * BINS}
        return OfPart(**fields | changes)

    def make(training, test, leaked=0, leaked_otherwise=0):
        return DataFacts(
            schema=1,
            data="d",
            reading=[],
            training=part(**training),
            test=part(**test),
            leaked=leaked,
            leaked_otherwise=leaked_otherwise,
        )

    return make


def test_nothing_is_wrong_with_different_images(make):
    facts = make({"classes": [1, 1]}, {"classes": [1, 1]})
    assert [*data_faults.warnings(facts), *data_faults.remarks(facts)] == []


def test_what_is_learned_by_heart_and_never_tested_is_a_warning(make):
    facts = make({"classes": [1, 1, 1]}, {"classes": [2, 1, 0]}, 2, 1)
    assert [*data_faults.warnings(facts, "xyz")] == [
        "2 of 3 test images are training images too, 1 of them with another class: "
        "what is recognised there was learned by heart",
        "1 class of 3 without a test image: z",
    ]


def test_of_many_classes_without_a_test_image_the_first_are_named(make):
    facts = make({"classes": [1] * 30}, {"classes": [1] * 15 + [0] * 15})
    (warning,) = data_faults.warnings(facts)
    assert warning.endswith(": 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, …")


def test_repeated_constant_and_sorted_images_are_remarked(make):
    training = {"classes": [2, 1], "repeated": 1, "constant": 1, "is_sorted": True}
    facts = make(training, {"classes": [1, 2], "repeated": 1, "constant": 2})
    assert [*data_faults.remarks(facts)] == [
        "repeated: 1 training image and 1 test image",
        "of one value all over: 1 training image and 2 test images",
        "training images are sorted by class; each epoch shuffles the training images",
    ]
