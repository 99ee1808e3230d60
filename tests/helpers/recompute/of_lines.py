"""The rows of lines through a model's accuracies."""

import math
from collections import Counter
from fractions import Fraction

from helpers.recompute import of_contrasts
from helpers.recompute.formulas import mean
from helpers.recompute.of_contrasts import judged
from helpers.recompute.of_falls import of_the_same
from helpers.recompute.of_values import Values

BOUNDS = ("difference", "low", "high", "low_trainings", "high_trainings")
SIMULTANEOUS = ("simultaneous_low", "simultaneous_high")


def slopes(study):
    places = [
        (model, kind)
        for kind, levels in study.kinds.items()
        if 0.0 in levels and len(levels) > 3
        for model in study.models
    ]
    answers = {place: _answers(study, *place) for place in places}
    lucky = {place: _is_luck(study, *place) for place in places}
    lines = {place: line(study.kinds[place[1]]) for place in places}
    rows = judged(
        {
            place: _weighted(answers[place], lines[place][0], lucky[place])
            for place in places
        }
    )
    family = sum("p_value" in row for row in rows.values())
    for place, row in rows.items():
        levels = sorted(study.kinds[place[1]])
        step = 10.0 ** math.floor(math.log10(levels[-1] / 2))
        told = dict(zip(("model", "noise"), place, strict=True))
        told |= {"levels": len(levels), "step": step} | row
        if row:
            share = step / levels[-1]
            for name in (*BOUNDS, *SIMULTANEOUS):
                told[name] = None if row[name] is None else row[name] * share
            near = _is_near(answers[place], *lines[place], lucky[place], family)
            told |= {
                "furthest": _furthest(answers[place], lines[place][1]),
                "near_line": near,
                "claimed": row["claimed"] and near and row["difference"] > 0,
            }
        yield told


def line(levels):
    """Weights of accuracies for the fall along their line, and for each one's place."""
    exact = [Fraction(level) for level in sorted(levels)]
    count = len(exact)
    # normal equations of height + steepness * level
    total, squares = sum(exact), sum(x * x for x in exact)
    determinant = count * squares - total * total
    steepness = [(count * x - total) / determinant for x in exact]
    height = [(squares - total * x) / determinant for x in exact]
    above = [
        [(i == j) - height[j] - steepness[j] * exact[i] for j in range(count)]
        for i in range(count)
    ]
    return [-(exact[-1] - exact[0]) * weight for weight in steepness], above


def _answers(study, model, kind):
    """For each repeat whether each image is recognised, level by level."""
    sides = [
        of_contrasts.right(study, model, kind, level)
        for level in sorted(study.kinds[kind])
    ]
    common = [
        n
        for n in sides[0]
        if all(
            n in side
            and len(side[n][0]) == len(sides[0][n][0])
            and of_the_same(sides[0][n][1], side[n][1])
            for side in sides
        )
    ]
    tests = {n: (len(sides[0][n][0]), sides[0][n][1][0]) for n in common}
    most = Counter(tests.values()).most_common(1)
    return [[side[n][0] for side in sides] for n in common if tests[n] == most[0][0]]


def _is_luck(study, model, kind):
    learnt = [
        {*of_contrasts.learnt(of_contrasts.answers(study, model, kind, level))}
        for level in study.kinds[kind]
    ]
    return {True} in learnt and {False} in learnt


def _weighted(answers, weights, is_luck):
    values = [
        [
            sum((w for w, is_right in zip(weights, image, strict=True) if is_right), 0)
            for image in zip(*of_repeat, strict=True)
        ]
        for of_repeat in answers
    ]
    limit = max(sum(w for w in weights if w > 0), -sum(w for w in weights if w < 0))
    return Values(
        [[Fraction(value) for value in each] for each in values], limit, is_luck
    )


def _is_near(answers, fall, above, is_luck, family):
    """Whether a tenth of the fall is more than each deviation, one-sided at 5 %."""
    confidence = 1 - 0.1 / family
    tenth = [weight / 10 for weight in fall]
    for deviation in above:
        for sign in (1, -1):
            weights = [a + sign * b for a, b in zip(tenth, deviation, strict=True)]
            if _weighted(answers, weights, is_luck).bounds(confidence)[0] <= 0:
                return False
    return True


def _furthest(answers, above):
    accuracies = [
        mean([int(level.sum()) / len(level) for level in of_level])
        for of_level in zip(*answers, strict=True)
    ]
    return max(
        abs(math.fsum(float(w) * a for w, a in zip(weights, accuracies, strict=True)))
        for weights in above
    )
