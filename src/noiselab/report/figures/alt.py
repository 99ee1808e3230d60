"""Alternative texts: what each figure shows, in words."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from noiselab.analysis import confusions
from noiselab.analysis.across_kinds import AcrossGain
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.learning_curve import curve, diverged_in
from noiselab.analysis.mean_errors import MeanError
from noiselab.analysis.samples import SurestMistakes
from noiselab.analysis.ways_compared import WayComparison
from noiselab.common.words import counted
from noiselab.experiment import training_history
from noiselab.report.figures import level_lines
from noiselab.report.figures.confusion import are_listed
from noiselab.report.figures.kind_map import column_name, short
from noiselab.report.figures.mean_errors import training
from noiselab.report.figures.transfer import accuracies
from noiselab.report.figures.way_differences import pair_name
from noiselab.store.first_images import FirstImages
from noiselab.store.result import Result
from noiselab.store.shown_images import Samples
from noiselab.study import names
from noiselab.study.sweep import Sweep

if TYPE_CHECKING:
    import pandas as pd


MOST_NAMED = 3  # mistakes that are equally frequent


def clean_and_noisy(
    label: int, noise: str, level: float, classes: Sequence[str] = ()
) -> str:
    """Describe an image without and with noise, whose label is `noise`."""
    named = names.class_name(label, classes)
    return f"An image of class {named}, without and with {noise} of level {level:g}."


def image_grid(count: int, noise: str, level: float) -> str:
    """Describe a grid of noisy images, whose noise has the label `noise`."""
    return (
        f"{counted(count, 'training image')} with {noise} of level {level:g}, each "
        "below its class."
    )


def contact_sheet(
    first: FirstImages, classes: Sequence[str] = (), most: int = 12
) -> str:
    """Describe the first training images of each class, of so many classes."""
    labels, counts = np.unique(first.labels, return_counts=True)
    shown = [names.class_name(label, classes) for label in labels.tolist()[:most]]
    images = counted(int(counts.max()), "training image")
    return f"The first {images} of each class, a row each: {', '.join(shown)}."


def level_grid(sweep: Sweep, samples: Samples, kind: str) -> str:
    """Describe the same images at every level."""
    levels = ", ".join(f"{level:g}" for level in samples.images)
    classes = ", ".join(names.of_class(sweep, label) for label in samples.labels)
    noun = "class" if len(samples.labels) == 1 else "classes"
    return (
        f"Test images of {noun} {classes}, one row for each level of "
        f"{names.of_noise(sweep, kind)}{_of_first(sweep)}: {levels}."
    )


def learning_curves(history: Mapping[str, Sequence[float]]) -> str:
    """Describe loss and accuracy over the epochs."""
    history = training_history.in_log_loss(history)
    parts = [
        f"{split} {measure} {_ends(history[prefix + measure])}"
        for measure in ("loss", "accuracy")
        for split, prefix in (("training", ""), ("validation", "val_"))
    ]
    epochs = counted(len(history["loss"]), "epoch")
    return f"Learning curves over {epochs}: {'; '.join(parts)}."


def learning_multiples(
    sweep: Sweep, results: Sequence[Result], measure: str, kind: str
) -> str:
    """Describe the small multiples of learning curves."""
    parts = [
        f"{names.of_model(sweep, result.point.model)} at level {result.point.level:g} "
        f"{_course(result, f'val_{measure}')}"
        for result in results
    ]
    return (
        f"Small learning curves, {names.of_noise(sweep, kind)}{_of_first(sweep)}. "
        f"Validation {measure} "
        f"over the epochs: {'; '.join(parts)}."
    )


def level_curves(evidence: Evidence, frame: "pd.DataFrame", kind: str) -> str:
    """Describe loss and accuracy against the level of noise."""
    sweep, measures = evidence.sweep, ("loss", "accuracy")
    values = [_by_level(sweep, frame, measure) for measure in measures]
    values += [_clean_trained(evidence, kind, measure) for measure in measures]
    return (
        "Training and validation loss and accuracy against "
        f"{names.of_noise(sweep, kind)}. {' '.join(filter(None, values))}"
    )


def _clean_trained(evidence: Evidence, kind: str, measure: str) -> str:
    parts = []
    for model in evidence.sweep.models:
        means = level_lines.clean_trained(evidence, model, kind, measure)
        values = ", ".join(
            f"{_number(mean)} at {level:g}" for level, mean in means.items()
        )
        if values:
            parts.append(f"{names.of_model(evidence.sweep, model)} {values}")
    return f"Trained without noise, {measure}: {'; '.join(parts)}." if parts else ""


def _by_level(sweep: Sweep, frame: "pd.DataFrame", measure: str) -> str:
    parts = []
    for model, rows in frame.groupby("model", sort=False):
        means = rows.groupby("level")[f"val_{measure}"].mean()
        values = ", ".join(
            f"{_number(mean)} at {level:g}" for level, mean in means.items()
        )
        parts.append(f"{names.of_model(sweep, str(model))} {values}")
    return f"Validation {measure}: {'; '.join(parts)}."


def confusion_matrix(
    matrix: np.ndarray | Sequence[Sequence[int]], classes: Sequence[str] = ()
) -> str:
    """Describe a confusion matrix: correct images, and the most frequent mistake."""
    table = np.array(matrix)
    correct, total = int(np.trace(table)), int(table.sum())
    np.fill_diagonal(table, 0)
    text = (
        f"Confusion matrix: {correct} of {counted(total, 'test image')} "
        f"{'is' if 1 in (correct, total) else 'are'} classified correctly"
    )
    if table.any():
        most = np.argwhere(table == table.max())
        times = "once" if table.max() == 1 else f"{table.max()} times"
        if len(most) > MOST_NAMED:
            text += f"; {len(most)} mistakes are equally frequent, {times} each"
        else:
            named = names.joined(
                [
                    f"class {names.class_name(true, classes)} predicted as "
                    f"{names.class_name(predicted, classes)}"
                    for true, predicted in most.tolist()
                ]
            )
            each = "" if len(most) == 1 else " each"
            subject = "mistakes are" if each else "mistake is"
            text += f"; the most frequent {subject} {named}, {times}{each}"
    return text + "."


def confusion_matrices(sweep: Sweep, results: Sequence[Result], kind: str) -> str:
    """Describe the confusion matrices of all points of one noise kind."""
    listed = are_listed(results)
    parts = [
        f"{names.of_model(sweep, result.point.model)} at level {result.point.level:g} "
        + ("diverged" if result.diverged else _right(sweep, result, listed))
        for result in results
        if result.confusion_matrix
    ]
    total = np.sum(results[0].confusion_matrix or 0) if results else 0
    shown = "Most frequent mistakes" if listed else "Confusion matrices"
    return (
        f"{shown}, {names.of_noise(sweep, kind)}{_of_first(sweep)}. "
        f"Classified correctly, of {counted(total, 'test image')}: {'; '.join(parts)}."
    )


def _right(sweep: Sweep, result: Result, listed: bool) -> str:
    """Count what is classified correctly, and where mistakes are listed name one."""
    matrix = result.confusion_matrix or ()
    right = f"{np.trace(np.array(matrix))}"
    if not (listed and (found := confusions.most_frequent(matrix, 1))):
        return right
    true, predicted = (
        names.of_class(sweep, number) for number in (found[0].true, found[0].predicted)
    )
    return f"{right}, most often {true} as {predicted} ({found[0].images})"


def mistakes(sweep: Sweep, rows: Sequence[SurestMistakes], kind: str) -> str:
    """Describe the mistakes with the highest confidence."""
    parts = [
        f"{names.of_model(sweep, row.model)} at level {row.level:g}: "
        + ", ".join(
            f"{names.of_class(sweep, true)} predicted as "
            f"{names.of_class(sweep, predicted)}"
            for true, predicted in zip(
                row.mistakes.labels, row.mistakes.predicted, strict=True
            )
        )
        for row in rows
    ]
    return (
        f"Test images with {names.of_noise(sweep, kind)}{_of_first(sweep)} that "
        f"networks misclassified with the highest confidence. {'; '.join(parts)}."
    )


def transfer_maps(evidence: Evidence, kind: str) -> str:
    """Describe the transfer maps of all models by their corners."""
    sweep = evidence.sweep
    parts = []
    for model in sweep.models:
        levels, table = accuracies(evidence, model, kind)
        corners = ((0, 0), (0, -1), (-1, 0), (-1, -1))
        values = (
            f"trained at {levels[row]:g} and tested at {levels[column]:g}: "
            f"{_number(table[row, column])}"
            for row, column in corners[: 4 if len(levels) > 1 else 1]
        )
        parts.append(f"{names.of_model(sweep, model)} {', '.join(values)}")
    shown = "accuracy"
    if 0.0 in levels and len(levels) > 1:
        shown = "what training with noise gains in accuracy"
    return (
        f"Heat maps of {shown} by training level and test level, "
        f"{names.of_noise(sweep, kind)}. Accuracy: {'; '.join(parts)}."
    )


def way_differences(evidence: Evidence, compared: Sequence[WayComparison]) -> str:
    """Describe the differences between ways of training."""
    parts = [
        f"{pair_name(evidence, each.models)}, "
        f"{names.of_noise(evidence.sweep, each.noise)} {each.level:g}: "
        f"{100 * each.contrast.difference:.1f}"
        for each in compared
        if each.contrast.paired
    ]
    return f"Differences in accuracy, percentage points: {'; '.join(parts)}."


def kind_map(evidence: Evidence, gains: Sequence[AcrossGain]) -> str:
    """Describe the map of kinds of training and of testing."""
    parts = [
        f"{names.of_model(evidence.sweep, gain.model)} trained with "
        f"{short(evidence, gain.trained)}, tested on "
        f"{column_name(evidence, gain.tested)}: {100 * gain.contrast.difference:.1f}"
        for gain in gains
        if gain.contrast.paired
    ]
    return f"Gains in accuracy, percentage points: {'; '.join(parts)}."


def mean_errors(evidence: Evidence, rows: Sequence[MeanError]) -> str:
    """Describe the mean errors of all networks."""
    parts = [
        f"{names.of_model(evidence.sweep, row.model)} trained with "
        f"{training(evidence, row.noise, row.level)}, over {row.over}: "
        f"{_number(row.mean)}"
        for row in rows
        if row.mean is not None
    ]
    return f"Mean errors: {'; '.join(parts)}."


def _of_first(sweep: Sweep) -> str:
    """Say of which repeat a picture is, where there are several."""
    return ", first repeat" if len(sweep.repeat_numbers) > 1 else ""


def _course(result: Result, name: str) -> str:
    """Say from where to where a result's curve goes, and whether training diverged."""
    if not result.diverged:
        return _ends(curve(result, name))
    epoch = diverged_in(result)
    end = "diverged" if epoch is None else f"diverged in epoch {epoch}"
    known = any(value is not None for value in curve(result, name))
    return f"{_ends(curve(result, name))}, then {end}" if known else end


def _ends(values: Sequence[float | None]) -> str:
    """Say from where to where a curve goes, where there is one."""
    known = [value for value in values if value is not None]
    if not known:
        return "not measured"
    return f"from {_number(known[0])} to {_number(known[-1])}"


def _number(value: Any) -> str:
    if value is None or not np.isfinite(value):
        return "NaN"
    return f"{value:.3f}" if abs(value) < 1e6 else f"{value:.4g}"
