import math

import numpy as np
import pandas as pd
import pytest
from helpers.studies import diverged, first

from noiselab.analysis import samples
from noiselab.analysis.evidence import Evidence
from noiselab.report.figures import alt
from noiselab.store.shown_images import Mistakes, Samples


def test_one_image_without_and_with_noise():
    assert alt.clean_and_noisy(np.int64(5), "Gaussian noise", 0.2) == (
        "An image of class 5, without and with Gaussian noise of level 0.2."
    )


def test_a_grid_of_noisy_images():
    assert alt.image_grid(30, "salt and pepper noise", 25.5) == (
        "30 training images with salt and pepper noise of level 25.5, each below "
        "its class."
    )
    assert alt.image_grid(1, "speckle", 0.5).startswith("1 training image with speckle")


def test_the_same_images_at_every_level(sweep):
    images = dict.fromkeys((0.0, 0.1, 25.5), np.zeros((2, 8, 8, 1)))
    samples = Samples((3, 7), images, *[dict.fromkeys(images, 1.0)] * 2)
    assert alt.level_grid(sweep, samples, "gaussian") == (
        "Test images of classes 3, 7, one row for each level of Gaussian noise: "
        "0, 0.1, 25.5."
    )


def test_learning_curves_say_where_they_start_and_end():
    history = {
        "loss": [2.0, 1.0, 0.25],
        "val_loss": [1.5, None, math.nan],
        "accuracy": [0.1, 0.5, 0.9],
        "val_accuracy": [0.2, 0.6, 0.80049],
    }
    assert alt.learning_curves(history) == (
        "Learning curves over 3 epochs: training loss from 2.000 to 0.250; validation "
        "loss from 1.500 to NaN; training accuracy from 0.100 to 0.900; "
        "validation accuracy from 0.200 to 0.800."
    )


def test_small_learning_curves_name_model_and_level(sweep, make_result):
    history = {"val_loss": [0.5, 0.25], "val_accuracy": [0.75, None]}
    results = [
        make_result(sweep.point(model, "gaussian", level), history=history)
        for model, level in (("mlnn", 0.0), ("convnet", 0.5))
    ]
    assert alt.learning_multiples(sweep, results, "loss", "gaussian") == (
        "Small learning curves, Gaussian noise. Validation loss over the epochs: MLNN "
        "at level 0 from 0.500 to 0.250; ConvNet at level 0.5 from 0.500 to 0.250."
    )
    assert alt.learning_multiples(sweep, results[:1], "accuracy", "gaussian") == (
        "Small learning curves, Gaussian noise. Validation accuracy over the epochs: "
        "MLNN at level 0 from 0.750 to 0.750."
    )
    for measure, words in (
        ("loss", "from 0.500 to 0.500, then diverged in epoch 2."),
        ("accuracy", "from 0.750 to 0.750, then diverged in epoch 2."),
    ):
        text = alt.learning_multiples(
            sweep, [diverged(results[0])], measure, "gaussian"
        )
        assert text.endswith(f"MLNN at level 0 {words}")


def test_of_several_repeats_the_first_is_shown_and_named(sweep, make_result):
    several = sweep.model_copy(update={"repeats": 2})
    result = make_result(sweep.point("mlnn", "gaussian", 0.0))
    for text in (
        alt.learning_multiples(several, [result], "loss", "gaussian"),
        alt.confusion_matrices(several, [result], "gaussian"),
    ):
        assert "Gaussian noise, first repeat. " in text


def test_mistakes_that_are_equally_frequent_are_all_named():
    few = [[9, 1, 0], [0, 9, 1], [0, 0, 9]]
    assert alt.confusion_matrix(few).endswith(
        "; the most frequent mistakes are class 0 predicted as 1 and class 1 predicted "
        "as 2, once each."
    )
    many = np.full((3, 3), 2)
    assert alt.confusion_matrix(many).endswith(
        "; 6 mistakes are equally frequent, 2 times each."
    )


def test_learning_curves_without_validation_say_so():
    history = {key: [0.5, 0.25] for key in ("loss", "accuracy")}
    history |= {key: [None, None] for key in ("val_loss", "val_accuracy")}
    assert alt.learning_curves(history) == (
        "Learning curves over 2 epochs: training loss from 0.500 to 0.250; validation "
        "loss not measured; training accuracy from 0.500 to 0.250; validation accuracy "
        "not measured."
    )


def test_curves_over_levels_give_the_means_over_repeats(sweep):
    columns = ["model", "level", "val_loss", "val_accuracy"]
    rows = [
        ("mlnn", 0.0, 0.1, 0.9),
        ("mlnn", 0.0, 0.3, 0.8),
        ("mlnn", 0.5, None, 0.1),
        ("convnet", 0.5, 0.4, 0.7),
    ]
    frame = pd.DataFrame(rows, columns=columns)
    study = Evidence(sweep, [], "nowhere")
    assert alt.level_curves(study, frame, "gaussian") == (
        "Training and validation loss and accuracy against Gaussian noise. Validation "
        "loss: MLNN 0.200 at 0, NaN at 0.5; ConvNet 0.400 at 0.5. Validation "
        "accuracy: MLNN 0.850 at 0, 0.100 at 0.5; ConvNet 0.700 at 0.5."
    )


def test_curves_over_levels_tell_of_training_without_noise(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(300 if level else 400))
    ((_, frame),) = samples.frames(study.results)
    words = alt.level_curves(study, frame, "gaussian")
    assert words.endswith(
        "Trained without noise, loss: MLNN 0.250 at 0, 0.250 at 0.5; ConvNet 0.250 at "
        "0, 0.250 at 0.5. Trained without noise, accuracy: MLNN 1.000 at 0, 0.750 at "
        "0.5; ConvNet 1.000 at 0, 0.750 at 0.5."
    )


def test_a_confusion_matrix_names_its_most_frequent_mistake():
    matrix = [[5, 1, 0], [0, 6, 3], [2, 0, 4]]
    array = np.array(matrix)
    assert alt.confusion_matrix(array) == (
        "Confusion matrix: 15 of 21 test images are classified correctly; the most "
        "frequent mistake is class 1 predicted as 2, 3 times."
    )
    np.testing.assert_array_equal(array, matrix)


def test_a_mistake_that_was_made_once():
    assert alt.confusion_matrix([[0, 1], [0, 0]]) == (
        "Confusion matrix: 0 of 1 test image is classified correctly; the most "
        "frequent mistake is class 0 predicted as 1, once."
    )


def test_a_confusion_matrix_without_mistakes():
    assert alt.confusion_matrix([[5, 0], [0, 6]]) == (
        "Confusion matrix: 11 of 11 test images are classified correctly."
    )


@pytest.mark.parametrize("count", [0, 2])
def test_many_confusion_matrices(sweep, make_result, count):
    points = [sweep.point("mlnn", "gaussian", level) for level in (0.0, 0.5)]
    matrices = ([[5, 1], [0, 6]], [[2, 4], [3, 3]])
    results = [
        make_result(point).model_copy(update={"confusion_matrix": matrix})
        for point, matrix in zip(points, matrices, strict=True)
    ][:count]
    total, counts = (
        (12, "MLNN at level 0 11; MLNN at level 0.5 5") if count else (0, "")
    )
    assert alt.confusion_matrices(sweep, results, "gaussian") == (
        f"Confusion matrices, Gaussian noise. Classified correctly, of {total} test "
        f"images: {counts}."
    )


class TestClassNames:
    NAMES = ("healthy", "ill", "dead")

    def test_single_images_and_confusions_have_them(self):
        assert alt.clean_and_noisy(1, "speckle", 1, self.NAMES).startswith(
            "An image of class ill, without and with speckle"
        )
        assert alt.confusion_matrix([[5, 1], [0, 6]], self.NAMES).endswith(
            "; the most frequent mistake is class healthy predicted as ill, once."
        )

    def test_grids_and_mistakes_have_them(self, sweep):
        named = sweep.with_class_names(self.NAMES)
        images = {0.5: np.zeros((2, 8, 8, 1))}
        samples_ = Samples((0, 2), images, {0.5: 1.0}, {0.5: 1.0})
        words = alt.level_grid(named, samples_, "gaussian")
        assert words.startswith("Test images of classes healthy, dead, one row")
        found = Mistakes(*map(np.array, (images[0.5], [0, 1], [1, 2], [0.9, 0.8])))
        rows = [samples.SurestMistakes("mlnn", 0.5, found)]
        assert alt.mistakes(named, rows, "gaussian").endswith(
            "MLNN at level 0.5: healthy predicted as ill, ill predicted as dead."
        )
