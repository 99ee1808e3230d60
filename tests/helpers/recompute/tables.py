"""Every table of a study, compared with its recomputation."""

from helpers.recompute import (
    across,
    check,
    of_contrasts,
    of_falls,
    of_lines,
    of_means,
    of_points,
    of_values,
)
from helpers.recompute.stored import Study

POINT = of_points.POINT
CROSS = ("model", "noise", "train_level", "test_level")
TABLES = {
    "results": (of_points.results, POINT),
    "history": (of_points.history, (*POINT, "epoch")),
    "classes": (of_points.classes, (*POINT, "class")),
    "confusion": (of_points.confusion, (*POINT, "true_class", "predicted_class")),
    "transfer": (of_points.transfer, ("point", "test_noise", "test_level", "test_set")),
    "noise": (of_points.noise, ("noise", "level")),
    "mistakes": (of_points.mistakes, (*POINT, "rank")),
    "means": (of_means.means, (*CROSS, "epoch", "measure")),
    "robustness": (of_means.robustness, ("model", "noise")),
    "falls": (of_falls.falls, (*CROSS[:2], "level")),
    "slopes": (of_lines.slopes, CROSS[:2]),
    "gaps": (of_values.gaps, (*CROSS[:2], "level", "of")),
    "compared_falls": (
        of_values.compared_falls,
        ("noise", "level", "model_a", "model_b"),
    ),
    "gains": (of_contrasts.gains, (*CROSS[:2], "level", "test_level")),
    "ways": (across.ways, ("axis", "noise", "level", "model_a", "model_b")),
    "across_kinds": (
        across.across_kinds,
        ("model", "train_noise", "test_noise", "test_set"),
    ),
    "mean_errors": (
        across.mean_errors,
        ("model", "train_noise", "train_level", "over"),
    ),
    "comparisons": (
        of_contrasts.comparisons,
        ("noise", "level", "model_a", "model_b"),
    ),
}


def problems(folder):
    """List what is wrong in a study's tables, and tables that are not checked."""
    study = Study(folder)
    found = [
        f"{path.name} is not recomputed"
        for path in study.folder.glob("*.csv")
        if path.stem not in TABLES and path.name != study.report["reference"]
    ]
    for name, (rows, key) in TABLES.items():
        found += check.cells(study.folder, name, key, list(rows(study)))
    return found
