"""The rows of differences in accuracy: comparisons and gains."""

from collections import Counter
from itertools import combinations

import numpy as np

from helpers.recompute import formulas
from helpers.recompute.check import Near
from helpers.recompute.formulas import mean
from helpers.recompute.stored import alike

GRID = 0.002  # standard errors by which a bound of the bootstrap may differ
ONE_RUN = "one run: Newcombe's paired interval, McNemar's exact test"
REPEATS = "repeats: the wider of Student's paired interval and the interval over images"
LUCK = ", up to 0 where luck may decide who learns"


def on_the_same_images(a, b, of_same=alike):
    """The repeats in which two sets of answers are to the same images.

    Each set has, by repeat, whether each image is recognised, and which images.
    """
    same = [n for n in a if n in b and len(a[n][0]) == len(b[n][0])]
    same = [n for n in same if of_same(a[n][1], b[n][1])]
    tests = {n: (len(a[n][0]), a[n][1][0] or b[n][1][0]) for n in same}
    most = Counter(tests.values()).most_common(1)
    return [n for n in same if tests[n] == most[0][0]]


class Contrast:
    """A difference between two sets of answers, repeat by repeat.

    Args:
        a: Whether each image is recognised, and which images, by repeat.
        b: The same for the other side.
        learnt: For each side, whether its networks have learnt, in any order.
        of_same: Whether what is recorded of images may be of the same ones.
    """

    def __init__(self, a, b, learnt=((), ()), of_same=alike):
        common = on_the_same_images(a, b, of_same)
        self.a, self.b = [a[n][0] for n in common], [b[n][0] for n in common]
        self.repeats = len(common)
        sides = sorted(sorted(set(side)) for side in learnt)
        one_learns = sides == [[False], [True]] and self.repeats > 1
        # all of one side learn and none of the other, or the reverse, with even odds
        self.luck = 2 * 0.25**self.repeats if one_learns else 0.0
        if common:
            self.differences = [
                (int(x.sum()) - int(y.sum())) / len(x)
                for x, y in zip(self.a, self.b, strict=True)
            ]

    def counts(self):
        (x,), (y,) = self.a, self.b
        parts = (x & y, x & ~y, ~x & y, ~x & ~y)
        return [int(part.sum()) for part in parts]

    def bounds(self, confidence=0.95):
        if self.repeats == 1:
            return formulas.newcombe(*self.counts(), confidence)
        return self._with_luck(
            confidence,
            self.over_trainings(confidence),
            formulas.over_images(self.totals(), self.repeats, confidence),
        )

    def over_trainings(self, confidence=0.95):
        bounds = formulas.student(self.differences, confidence, (-1.0, 1.0))
        return self._with_luck(confidence, bounds) if bounds else None

    def _with_luck(self, confidence, *intervals):
        zero = (0.0, 0.0) if self.luck > 1 - confidence else None
        return formulas.wider(*intervals, zero)

    def totals(self):
        """For each image, how many more repeats of a than of b have it right."""
        return [
            sum(map(int, of_a)) - sum(map(int, of_b))
            for of_a, of_b in zip(
                zip(*self.a, strict=True), zip(*self.b, strict=True), strict=True
            )
        ]

    def p_value(self):
        if self.repeats == 1:
            _, f, g, _ = self.counts()
            return formulas.mcnemar(f, g)
        over_trainings = formulas.student_p(self.differences)
        over_images = formulas.over_images_p(self.totals(), self.repeats)
        return max(over_images, over_trainings or 0.0, self.luck)

    def method(self):
        if self.repeats == 1:
            return ONE_RUN
        return f"{self.repeats} {REPEATS}{LUCK if self.luck else ''}"


def learnt(points):
    """Whether the networks of some points are above chance, each alone."""
    return [
        Contrast(
            {0: (point.right, point.images)},
            {0: (point.always, point.images)},
        ).bounds()[0]
        > 0
        for point in points.values()
    ]


def judged(contrasts, choices=1):
    """Rows of a family of contrasts, by name, each chosen from so many."""
    p_values = {
        name: min(choices * p, 1.0)
        for name, contrast in contrasts.items()
        if contrast.repeats and (p := contrast.p_value()) is not None
    }
    holm = dict(zip(p_values, formulas.holm(list(p_values.values())), strict=True))
    confidence = formulas.bonferroni(choices * len(p_values))
    rows = {}
    for name, contrast in contrasts.items():
        if not contrast.repeats:
            rows[name] = {}
            continue
        low, high = contrast.bounds() or (None, None)
        narrow = contrast.over_trainings() or (None, None)
        wide = contrast.bounds(confidence) or (None, None)
        is_claimed = (
            name in holm and holm[name] <= 0.05 and (wide[0] > 0 or wide[1] < 0)
        )
        rows[name] = {
            "difference": mean(contrast.differences),
            "low": low,
            "high": high,
            "low_trainings": narrow[0],
            "high_trainings": narrow[1],
            "p_value": p_values.get(name),
            "p_holm": holm.get(name),
            "method": contrast.method(),
            "repeats": contrast.repeats,
            "simultaneous_low": wide[0],
            "simultaneous_high": wide[1],
            "claimed": is_claimed,
        }
    return rows


def gains(study):
    places = [
        (model, kind, level, tested_at)
        for kind, levels in study.kinds.items()
        if 0.0 in levels
        for model in study.models
        for level in levels
        if level
        for tested_at in (level, 0.0)
    ]
    rows = judged(
        {
            (model, kind, level, tested_at): Contrast(
                study.tested(model, kind, level, tested_at),
                study.tested(model, kind, 0.0, tested_at),
                [
                    learnt(study.usable(model, kind, trained_at))
                    for trained_at in (level, 0.0)
                ],
            )
            for model, kind, level, tested_at in places
        }
    )
    columns = ("model", "noise", "level", "test_level")
    return [dict(zip(columns, name, strict=True)) | row for name, row in rows.items()]


def comparisons(study):
    places = [
        (kind, level, a, b)
        for kind, levels in study.kinds.items()
        for level in levels
        for a, b in combinations(study.models, 2)
    ]
    # without noise, one comparison stands for all kinds with the same networks
    first = first_alike(study)
    names = {
        place: place if place[1] else (first[place[0]], *place[1:]) for place in places
    }
    rows = judged(
        {
            name: Contrast(
                *(right(study, m, *place[:2]) for m in place[2:]),
                [learnt(answers(study, m, *place[:2])) for m in place[2:]],
            )
            for place, name in names.items()
        }
    )
    columns = ("noise", "level", "model_a", "model_b")
    confidence = formulas.bonferroni(sum("p_value" in row for row in rows.values()))
    return [
        dict(zip(columns, place, strict=True))
        | rows[name]
        | (
            _loss(study, place, rows[name], confidence)
            if rows[name].get("claimed")
            else {}
        )
        for place, name in names.items()
    ]


def _loss(study, place, row, confidence):
    """The difference in mean loss beside one in accuracy that is claimed."""
    a, b = (answers(study, model, *place[:2]) for model in place[2:])
    common = on_the_same_images(*(right(study, m, *place[:2]) for m in place[2:]))
    differences = [a[n].losses - b[n].losses for n in common]
    middle, low, high = bounded(differences, confidence)
    is_open = float(low) <= 0 <= float(high)
    return {
        "loss_difference": middle,
        "loss_simultaneous_low": low,
        "loss_simultaneous_high": high,
        "loss_agrees": None if is_open else middle * row["difference"] < 0,
    }


def bounded(differences, confidence):
    """A mean difference of losses, from those of each repeat, and its bounds."""
    of_images = np.mean(differences, axis=0)
    over_images = formulas.bootstrap(of_images, confidence)
    over_trainings = formulas.student(
        [mean(d.tolist()) for d in differences], confidence
    )
    low, high = formulas.wider(over_images, over_trainings)
    error = GRID * float(of_images.std()) / len(of_images) ** 0.5
    return (
        mean(of_images.tolist()),
        _bound(low, over_trainings, 0, error),
        _bound(high, over_trainings, 1, error),
    )


def _bound(value, over_trainings, end, error):
    """A bound of the bootstrap is known as finely as its grid, Student's exactly."""
    is_exact = over_trainings is not None and value == over_trainings[end]
    return value if is_exact else Near(value, error)


def right(study, model, kind, level):
    points = answers(study, model, kind, level)
    return {n: (point.right, point.images) for n, point in points.items()}


def answers(study, model, kind, level):
    """The points that answer; without noise, others of the same training stand in."""
    own = study.usable(model, kind, level)
    answers = {n: point for n, point in own.items() if point.has_answers}
    for other in () if level else _clean(study):
        for n, point in study.usable(model, other, level).items():
            if (
                n not in answers
                and point.has_answers
                and _may_stand_in(study, kind, point)
            ):
                answers[n] = point
    return dict(sorted(answers.items()))


def _clean(study):
    return [kind for kind, levels in study.kinds.items() if 0 in levels]


def _may_stand_in(study, kind, point):
    """Whether a point without noise is what one of another kind gave, or would."""
    model, _, level, repeat = point.place
    own = study.points[model, kind, level, repeat]
    if own.is_done:
        return all(
            own.record[name] == point.record[name]
            for name in ("metrics", "confusion_matrix")
        )
    return not study.is_kept(point)


def first_alike(study):
    """For each kind with networks without noise, the first one with equal ones."""
    first = {}
    for kind in _clean(study):
        alike = [
            other
            for other in first
            if all(_are_equal(study, model, kind, other) for model in study.models)
        ]
        first[kind] = alike[0] if alike else kind
    return first


def _are_equal(study, model, *kinds):
    a, b = (answers(study, model, kind, 0.0) for kind in kinds)
    return a.keys() == b.keys() and all(
        (a[n].right.shape, a[n].images) == (b[n].right.shape, b[n].images)
        and (a[n].right == b[n].right).all()
        and (a[n].losses == b[n].losses).all()
        for n in a
    )
