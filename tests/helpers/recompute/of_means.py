"""The rows of means over repeats: means and robustness."""

import csv
import math

import numpy as np

from helpers.recompute import formulas
from helpers.recompute.against_chance import against_chance
from helpers.recompute.formulas import mean, student
from helpers.recompute.of_points import (
    HISTORY,
    METRICS,
    figures,
    is_of_test_images,
)
from helpers.recompute.stored import alike

WILSON = "Wilson"
IMAGES = "Student over images"
REPEATS = "Student over repeats"
OF_SEVERAL = f"the wider of {REPEATS} and {{}}"


def means(study):
    published, standings = _published(study), against_chance(study)
    for kind, levels in study.kinds.items():
        for model in study.models:
            for level in levels:
                place = {"model": model, "noise": kind, "train_level": level}
                points = list(study.usable(model, kind, level).values())
                for row in _last(points):
                    if row["measure"] == "val_accuracy":
                        row["chance"] = points[0].chance
                        row["against_chance"] = standings[model, kind, level]
                    row = place | {"test_level": level} | row
                    figure = published.get((model, kind, level, row["measure"]))
                    if figure is not None:
                        row |= {"published": figure, "difference": row["mean"] - figure}
                    yield row
                for row in _after_epochs(study, points):
                    yield place | {"test_level": level} | row
                for tested_at in levels:
                    by_repeat = study.tested(model, kind, level, tested_at)
                    tests = by_repeat.values()
                    if tested_at != level and tests:
                        rights = [int(right.sum()) for right, _ in tests]
                        row = {"test_level": tested_at, "measure": "val_accuracy"}
                        count = len(next(iter(tests))[0])
                        yield place | row | _accuracy(rights, count)
                        runs = study.usable(model, kind, level)
                        losses = [runs[n].tests[tested_at][0] for n in by_repeat]
                        if None not in losses:
                            row = {"test_level": tested_at, "measure": "val_loss"}
                            yield place | row | _row(losses, None, None)


def _published(study):
    if not study.report["reference"]:
        return {}
    with (study.folder / study.report["reference"]).open(newline="") as file:
        return {
            (row["model"], row["noise"], float(row["level"]), measure): float(
                row[measure]
            )
            for row in csv.DictReader(file)
            for measure in METRICS
            if row.get(measure)
        }


def _row(values, bounds, method):
    low, high = bounds or (None, None)
    return {
        "mean": mean(values),
        "low": low,
        "high": high,
        "repeats": len(values),
        "method": method if bounds else None,
    }


def _accuracy(rights, count):
    if len(rights) == 1:
        return _row([rights[0] / count], formulas.wilson(rights[0], count), WILSON)
    shares = [right / count for right in rights]
    over_images = formulas.wilson(sum(rights) / len(rights), count)
    bounds = formulas.wider(student(shares, limits=(0.0, 1.0)), over_images)
    return _row(shares, bounds, OF_SEVERAL.format(WILSON))


def _last(points):
    if not points:
        return
    several = len(points) > 1
    for measure in METRICS[:2]:
        values = [figures(point)[measure] for point in points]
        top = 1.0 if measure.endswith("accuracy") else math.inf
        yield {"measure": measure} | _row(
            values, student(values, limits=(0.0, top)), REPEATS
        )
    values = [figures(point)["val_loss"] for point in points]
    of_images = np.mean([point.losses for point in points], axis=0).tolist()
    bounds = student(of_images, limits=(0.0, math.inf))
    if several:
        bounds = formulas.wider(bounds, student(values, limits=(0.0, math.inf)))
    method = OF_SEVERAL.format(IMAGES) if several else IMAGES
    yield {"measure": "val_loss"} | _row(values, bounds, method)
    rights = [int(point.right.sum()) for point in points]
    yield {"measure": "val_accuracy"} | _accuracy(rights, len(points[0].labels))


def _after_epochs(study, points):
    epoch = study.report["after_epochs"]
    long = [p for p in points if epoch and len(p.record["history"]["loss"]) >= epoch]
    for measure, name in zip(METRICS, HISTORY, strict=True):
        values = [point.record["history"][name][epoch - 1] for point in long]
        if values and None not in values:
            row = _row(values, None, None)
            count = len(long[0].labels)
            is_whole = all(is_of_test_images(value, count) for value in values)
            if measure == "val_accuracy" and is_whole:
                row = _accuracy([round(value * count) for value in values], count)
            yield {"epoch": epoch, "measure": measure} | row


def robustness(study):
    errors = {
        (model, kind): _corruption_error(study, model, kind)
        for model in study.models
        for kind in study.kinds
    }
    for model in study.models:
        of_model = [errors[model, kind] for kind in study.kinds]
        for kind, levels in study.kinds.items():
            areas = _areas(study, model, kind, levels)
            low, high = student(areas, limits=(0.0, 1.0)) or (None, None)
            known = _known(study, model, kind, levels)
            yield {
                "model": model,
                "noise": kind,
                "area": mean(areas) if areas else None,
                "area_low": low,
                "area_high": high,
                "half_level": _half_level(study.chance(model, kind, levels[0]), known),
                "last_level": max(known, default=levels[-1]),
                "baseline": study.baseline,
                "corruption_error": errors[model, kind],
                "mean_corruption_error": (
                    mean(of_model)
                    if len(of_model) > 1 and None not in of_model
                    else None
                ),
            }


def _areas(study, model, kind, levels):
    data = [study.data(model, kind, level) for level in levels]
    if len(levels) < 2 or data != data[:1] * len(data):
        return []
    runs = [study.usable(model, kind, level) for level in levels]
    return [
        formulas.area(levels, [by_repeat[n].accuracy for by_repeat in runs])
        for n in range(study.repeats)
        if all(n in by_repeat for by_repeat in runs)
    ]


def _known(study, model, kind, levels):
    """Mean accuracies over the repeats that have all levels up to the last one known."""
    runs, common = {}, set(range(study.repeats))
    for level in levels:
        by_repeat = study.usable(model, kind, level)
        if not common & by_repeat.keys():
            break
        if study.data(model, kind, level) != study.data(model, kind, levels[0]):
            break
        common, runs[level] = common & by_repeat.keys(), by_repeat
    return {
        level: mean([by_repeat[n].accuracy for n in sorted(common)])
        for level, by_repeat in runs.items()
    }


def _half_level(chance, known):
    if 0.0 not in known or len(known) < 2 or known[0.0] <= chance:
        return None
    return formulas.half_level(known, chance)


def _corruption_error(study, model, kind):
    levels = [level for level in study.kinds[kind] if level]
    of_both = [
        [study.tested(name, kind, 0.0, level) for level in levels]
        for name in (model, study.baseline)
    ]
    common = [
        n
        for n in range(study.repeats)
        if levels and all(n in test for tests in of_both for test in tests)
        if all(alike(a[n][1], b[n][1]) for a, b in zip(*of_both, strict=True))
    ]
    errors, divisor = (
        sum(int((~test[n][0]).sum()) for n in common for test in tests)
        for tests in of_both
    )
    return errors / divisor if divisor else None
