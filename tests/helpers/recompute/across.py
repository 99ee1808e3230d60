"""The rows of ways compared, of kinds against kinds, and of mean errors."""

import math
from collections import Counter
from fractions import Fraction
from itertools import product

import numpy as np
import yaml

from helpers.recompute import formulas
from helpers.recompute.formulas import mean
from helpers.recompute.of_contrasts import (
    LUCK,
    REPEATS,
    Contrast,
    answers,
    judged,
    learnt,
)
from helpers.recompute.stored import Point, alike, bits, most_alike

CLEAN = ("", 0.0, "")
ORDER = ("fixed", "exact", "own", "fresh", "up_to", "mixed")


def _tests(study):
    return yaml.safe_load((study.folder / "sweep.yaml").read_text()).get("test") or {}


def columns(study):
    """What networks are tested on, by kind and set: a list of conditions each."""
    tests, kinds = _tests(study), study.kinds
    found = {("", ""): [CLEAN]} if any(0 in of for of in kinds.values()) else {}
    further = tests.get("noise") or {}
    for kind in dict.fromkeys([*kinds, *further]):
        levels = {level for of in (kinds, further) for level in of.get(kind, ())}
        if conditions := [(kind, level, "") for level in sorted(levels) if level]:
            found[kind, ""] = conditions
    return found | {("", name): [("", 0.0, name)] for name in tests.get("sets") or {}}


def tested(study, model, kind, level, condition):
    """Whether each image is recognised, and which images, by repeat."""
    found = {}
    for n, point in study.usable(model, kind, level).items():
        for item in point._stored():
            if (item["noise"], item["level"], item.get("set", "")) != condition:
                continue
            ratio = item.get("snr_db")
            share = 0.0 if ratio is None else 10 ** (-ratio / 10)
            known = share if "snr_db" in item else None
            data = item.get("data", point.images[0])
            right = bits(item["right"], item["count"])
            found[n] = (right, (data, known, None, None))
    return most_alike(found, lambda test: (len(test[0]), test[1][0]))


class MeanContrast(Contrast):
    """The mean of several differences, repeat by repeat.

    Args:
        sides: For each difference, two sets of answers by repeat.
        learnt: As for a `Contrast`.
    """

    def __init__(self, sides, learnt):
        common = [
            n
            for n in sides[0][0]
            if all(n in a and n in b and alike(a[n][1], b[n][1]) for a, b in sides)
        ]
        kept = {
            n: tuple((len(a[n][0]), a[n][1][0] or b[n][1][0]) for a, b in sides)
            for n in common
        }
        most = Counter(kept.values()).most_common(1)
        common = [
            n
            for n in common
            if kept[n] == most[0][0] and len({count for count, _ in kept[n]}) == 1
        ]
        self.repeats, self.count = len(common), len(sides)
        each = {
            n: sum(np.asarray(a[n][0], int) - b[n][0] for a, b in sides).tolist()
            for n in common
        }
        self.differences = [sum(each[n]) / (len(each[n]) * self.count) for n in common]
        self.sums = [sum(of) for of in zip(*each.values(), strict=True)]
        ends = sorted(sorted(set(side)) for side in learnt)
        is_luck = ends == [[False], [True]] and self.repeats > 1
        self.luck = 2 * 0.25**self.repeats if is_luck else 0.0

    def bounds(self, confidence=0.95):
        over_images = formulas.over_images(
            self.sums, self.repeats * self.count, confidence
        )
        return self._with_luck(confidence, self.over_trainings(confidence), over_images)

    def p_value(self):
        over_images = formulas.over_images_p(self.sums, self.repeats * self.count)
        over_trainings = formulas.student_p(self.differences)
        return max(over_images, over_trainings or 0.0, self.luck)

    def method(self):
        if self.repeats == 1:
            return "one run: the interval over images"
        return f"{self.repeats} {REPEATS}{LUCK if self.luck else ''}"


def across_kinds(study):
    found = columns(study)
    clean = [kind for kind, levels in study.kinds.items() if 0 in levels]
    if len(found.keys() - {("", "")}) < 2 or not clean:
        return []
    contrasts = {}
    for model, (kind, levels), column in product(
        study.models, study.kinds.items(), found
    ):
        noisy = [level for level in levels if level]
        base = kind if kind in clean else clean[0]
        if not noisy:
            continue
        sides = [
            (
                tested(study, model, kind, level, condition),
                tested(study, model, base, 0.0, condition),
            )
            for condition in found[column]
            for level in noisy
        ]
        learn = [x for at in noisy for x in learnt(study.usable(model, kind, at))]
        of_base = learnt(answers(study, model, base, 0.0))
        contrasts[model, kind, *column] = MeanContrast(sides, [learn, of_base])
    names = ("model", "train_noise", "test_noise", "test_set")
    return [
        {name: part or None for name, part in zip(names, place, strict=True)} | row
        for place, row in judged(contrasts).items()
    ]


def mean_errors(study):
    found = {key: of for key, of in columns(study).items() if key != ("", "")}
    kinds = [of for (kind, _), of in found.items() if kind]
    sets = [of for (_, name), of in found.items() if name]
    clean = next((kind for kind, of in study.kinds.items() if 0 in of), None)
    groups = {"kinds": kinds if len(kinds) > 1 else [], "sets": sets}
    for (over, chosen), model in product(groups.items(), study.models):
        for kind, levels in study.kinds.items():
            for level in levels:
                is_first = level or kind == clean
                if len(found) > 1 and chosen and is_first:
                    yield {
                        "model": model,
                        "train_noise": kind if level else None,
                        "train_level": level,
                        "over": over,
                        "count": len(chosen),
                        "baseline": study.baseline,
                        **_mean_error(study, model, kind, level, chosen, clean),
                    }


def _mean_error(study, model, kind, level, chosen, clean):
    own = [_errors(study, model, kind, level, of) for of in chosen]
    base = [clean and _errors(study, study.baseline, clean, 0.0, of) for of in chosen]
    common = set(own[0]).intersection(*own)
    ratios = [_ratio(a, b or {}) for a, b in zip(own, base, strict=True)]
    known = common and [
        sum(sum(each[n][0]) for n in common) / (len(common) * len(of))
        for each, of in zip(own, chosen, strict=True)
    ]
    return {
        "mean_error": float(sum(known) / len(known)) if known else None,
        "mean_corruption_error": None if None in ratios else mean(ratios),
        "repeats": len(common),
    }


def _errors(study, model, kind, level, conditions):
    """By repeat, the errors under each condition, and which images these are."""
    under = [tested(study, model, kind, level, each) for each in conditions]
    return {
        n: (
            [Fraction(int((~of[n][0]).sum()), len(of[n][0])) for of in under],
            [of[n][1] for of in under],
        )
        for n in under[0]
        if all(n in of for of in under)
    }


def _ratio(own, base):
    common = [n for n in own if n in base and all(map(alike, own[n][1], base[n][1]))]
    total, divisor = (sum(sum(side[n][0]) for n in common) for side in (own, base))
    return float(Fraction(total) / divisor) if divisor else None


def ways(study):
    """One model in two ways; of a study without missing points or other data."""
    said = yaml.safe_load((study.folder / "sweep.yaml").read_text())["train"]
    values = {axis: _in_order(value) for axis, value in said.items()}
    several = math.prod(map(len, values.values())) > 1
    all_ways = [
        dict(zip(values, way, strict=True)) for way in product(*values.values())
    ]
    contrasts = {}
    for axis, model, (kind, levels) in product(
        values, study.models, study.kinds.items()
    ):
        for b, a, level in product(all_ways, all_ways, levels):
            if {k for k in values if a[k] != b[k]} != {axis} or not level:
                continue
            if values[axis].index(a[axis]) != values[axis].index(b[axis]) + 1:
                continue
            sides = [
                {
                    n: point
                    for n in range(study.repeats)
                    if (point := _point(study, model, kind, level, way, n)).is_usable
                }
                for way in (a, b)
            ]
            names = [model + (_suffix(way) if several else "") for way in (a, b)]
            contrasts[axis, kind, level, *names] = Contrast(
                *({n: (p.right, p.images) for n, p in side.items()} for side in sides),
                [learnt(side) for side in sides],
            )
    columns = ("axis", "noise", "level", "model_a", "model_b")
    return [
        dict(zip(columns, place, strict=True)) | row
        for place, row in judged(contrasts).items()
    ]


def _in_order(value):
    listed = value if isinstance(value, list) else [value]
    return sorted(listed, key=lambda v: ORDER.index(v) if v in ORDER else v)


def _suffix(way):
    parts = (
        "--fresh" if way["draw"] == "fresh" else "",
        f"--share{way['share']}" if way["share"] != 1 else "",
        "--upto" if way["spread"] == "up_to" else "",
        "--mixed" if way["kinds"] == "mixed" else "",
    )
    return "".join(parts)


def _point(study, model, kind, level, way, n):
    name = f"{model}--{kind}--{level}{_suffix(way)}--r{n}"
    return Point(study.folder / "points" / name, (model, kind, level, n))
