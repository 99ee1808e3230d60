"""What stands below each figure of a report: what is drawn, and how to read it."""

from collections.abc import Sequence

from noiselab.analysis.evidence import Evidence
from noiselab.report.figures import class_words
from noiselab.report.figures.confusion import MOST_COUNTS, are_listed
from noiselab.report.figures.images import MISTAKE, SAMPLE, is_clipped, letters
from noiselab.report.figures.levels import MOST_TOGETHER
from noiselab.report.figures.transfer import MOST_BOTH, MOST_NUMBERS
from noiselab.store.result import Result
from noiselab.store.shown_images import Samples
from noiselab.study import names
from noiselab.study.sweep import Sweep


def level_curves(evidence: Evidence, kind: str) -> str:
    """Say what the main figure shows."""
    sweep = evidence.sweep
    places = "Loss (above) and accuracy (below)"
    beside = "those of several models stand side by side"
    if len(sweep.models) > MOST_TOGETHER:
        places = "Loss and accuracy of each model"
        beside = "grey lines are the validation of the other models"
    clean = ""
    if _has_clean(sweep, kind):
        clean = "Dotted: trained without noise, tested at each level. "
    repeats = ""
    if (count := len(sweep.repeat_numbers)) > 1:
        repeats = f"Lines join means over up to {count} repeats. "
    return (
        f"{places} against the level of {names.of_noise(sweep, kind)}. Dashed, hollow: "
        "training. Solid: validation of the same networks, tested at the level that "
        f"they were trained at. {clean}{repeats}Whiskers are 95 % confidence "
        f"intervals; training figures of a single run have none; {beside}."
    )


CLASSES = "The first training images of each class, without noise."


def level_grid(sweep: Sweep, samples: Samples, kind: str) -> str:
    """Say what the sample images show."""
    clipped = ""
    if any(map(is_clipped, samples.images.values())):
        clipped = (
            " Clipped for show: values below 0 are black, above 1 white; the networks "
            "were given the values themselves."
        )
    return (
        f"The same test images at every level of {names.of_noise(sweep, kind)}: above "
        "each column its class, beside each row the level and the signal-to-noise "
        f"ratio.{clipped}{_numbered(sweep, SAMPLE)}"
    )


def learning_multiples(sweep: Sweep, measure: str, kind: str) -> str:
    """Say what the small learning curves show."""
    band = ""
    if measure == "accuracy":
        band = " The band around validation is Wilson's 95 % confidence interval."
    return (
        f"{measure.capitalize()} over the epochs, {names.of_noise(sweep, kind)}"
        f"{_of_first(sweep)}. Dashed: training. Solid: validation"
        f"{' on the held-out training images' if sweep.validation else ''}.{band}"
    )


def transfer_maps(sweep: Sweep, kind: str) -> str:
    """Say what the transfer maps show."""
    levels = len(sweep.noise[kind])
    start = f"Each network tested at every level of {names.of_noise(sweep, kind)}. "
    if not _has_clean(sweep, kind):
        return f"{start}Each square is an accuracy."
    written = ""
    if levels <= MOST_BOTH:
        written = " In each square: the gain, and below it the accuracy itself."
    elif levels <= MOST_NUMBERS:
        written = " In each square: the gain; in the lowest row, the accuracy."
    return (
        f"{start}The colour is the gain: accuracy minus that of the networks trained "
        f"without noise (lowest row), on the same images.{written}"
    )


def confusion_matrices(sweep: Sweep, results: Sequence[Result], kind: str) -> str:
    """Say what the confusion matrices show, or what stands in place of them."""
    if are_listed(results):
        return (
            f"Most frequent mistakes, {names.of_noise(sweep, kind)}{_of_first(sweep)}: "
            "true class → predicted class, and how many test images."
        )
    classes = sweep.class_names
    order = ""
    if classes and len(classes) <= MOST_COUNTS:
        listed = class_words.listed(classes)
        order = f" Classes, from above and from the left: {listed}."
    return (
        f"Confusion matrices, {names.of_noise(sweep, kind)}{_of_first(sweep)}. Numbers "
        "are test images; the darker a square, the larger its share of the true class."
        f"{order}"
    )


def mistakes(sweep: Sweep, kind: str) -> str:
    """Say what the most confident mistakes show."""
    return (
        f"Most confident mistakes, {names.of_noise(sweep, kind)}{_of_first(sweep)}. "
        "Above each image: true class → predicted class, and its probability."
        f"{_numbered(sweep, MISTAKE)}"
    )


def _numbered(sweep: Sweep, inch: float) -> str:
    """Say where names are to be found that have no room above images so wide."""
    classes = sweep.class_names
    if not classes or class_words.short(classes, letters(inch)):
        return ""
    return (
        " Classes are given by their numbers, as their names are too long here; "
        "classes.csv has both."
    )


def _has_clean(sweep: Sweep, kind: str) -> bool:
    levels = sweep.noise[kind]
    return 0.0 in levels and len(levels) > 1


def _of_first(sweep: Sweep) -> str:
    return ", first repeat" if len(sweep.repeat_numbers) > 1 else ""


MEASURES = "Other measures of each point."
SETTINGS = "Settings of the study."
ENVIRONMENT = "Versions and machines that the points ran on."


def strength(sweep: Sweep, kind: str) -> str:
    """Say what the table beside the sample images holds."""
    return (
        f"How strong {names.of_noise(sweep, kind)} is, in units that others use, too, "
        "and the accuracy of the nearest class mean."
    )


AXES = {
    "draw": "Noise drawn anew in each epoch against the same noise in all",
    "share": "More noisy training images against fewer",
    "spread": "Levels up to the point's against that level alone",
    "kinds": "Mixed kinds of noise against the point's own",
}


def way_differences(axis: str) -> str:
    """Say what the differences between ways of training show."""
    return (
        f"{AXES[axis]}: differences in accuracy, in percentage points, of networks "
        "that were trained and tested at a level. Whiskers are simultaneous bounds, "
        "for all ways of the study together; wide ones run out of the panel. Filled "
        "marks are significant."
    )


def kind_map(evidence: Evidence) -> str:
    """Say what the map of kinds of training and of testing shows."""
    sets = ", or on a further test set" if evidence.sweep.test.sets else ""
    return (
        "What training with one kind of noise (rows) gains on another (columns)"
        f"{sets}: accuracy minus that of the networks trained without noise, on the "
        "same images, in percentage points; means over the levels above 0 of both. "
        "Below each gain stand its simultaneous bounds, for all squares together; * "
        "marks significant gains."
    )


MEAN_ERRORS = (
    "Mean error of each network by what it was trained with: the share of images that "
    "were not recognised, averaged over levels, then over kinds of noise or over "
    "further test sets."
)
