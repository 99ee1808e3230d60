"""Everything that a report says, as tables: a file for each kind of row."""

from noiselab.analysis.csv_tables import (
    classes,
    contrasts,
    history,
    images,
    means,
    robust,
)
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.verdicts import Verdicts
from noiselab.common import csv_file

__all__ = ["write"]


def write(
    evidence: Evidence,
    verdicts: Verdicts,
    data_dir: str = "",
) -> None:
    """Write the tables of what a study's results say, beside its report.

    Args:
        evidence: The study.
        verdicts: From `verdicts.judge`.
        data_dir: Where its data is, if not in the usual folders; for a study that has
            not kept the images that are shown.
    """
    compared = contrasts.of_comparisons(evidence, verdicts.comparisons)
    errors = robust.of_mean_errors(evidence.sweep.baseline, verdicts.mean_errors)
    for name, columns, rows in (
        ("means", means.COLUMNS, means.rows(evidence)),
        ("history", history.COLUMNS, history.rows(evidence)),
        ("classes", classes.OF_CLASSES, classes.of_classes(evidence)),
        ("confusion", classes.OF_CONFUSION, classes.of_confusion(evidence)),
        ("falls", contrasts.OF_FALLS, contrasts.of_falls(verdicts.falls)),
        ("slopes", contrasts.OF_SLOPES, contrasts.of_slopes(verdicts.slopes)),
        ("gaps", contrasts.OF_GAPS, contrasts.of_gaps(verdicts.gaps)),
        (
            "compared_falls",
            contrasts.OF_COMPARED_FALLS,
            contrasts.of_compared_falls(verdicts.compared_falls),
        ),
        ("comparisons", contrasts.OF_COMPARISONS, compared),
        ("gains", contrasts.OF_GAINS, contrasts.of_gains(verdicts.gains)),
        ("ways", contrasts.OF_WAYS, contrasts.of_ways(verdicts.ways)),
        (
            "across_kinds",
            contrasts.OF_ACROSS,
            contrasts.of_across(verdicts.across),
        ),
        ("mean_errors", robust.OF_MEAN_ERRORS, errors),
        ("robustness", robust.COLUMNS, robust.rows(evidence)),
        ("noise", images.OF_NOISE, images.of_noise(evidence, data_dir)),
        ("mistakes", images.OF_MISTAKES, images.of_mistakes(evidence, data_dir)),
    ):
        csv_file.write(evidence.folder.table(name), columns, rows)
