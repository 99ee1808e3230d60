"""Rows of differences that images have as numbers: gaps, and falls that are compared."""

from collections import Counter
from fractions import Fraction
from itertools import combinations

from helpers.recompute import formulas, of_contrasts
from helpers.recompute.formulas import mean
from helpers.recompute.of_contrasts import Contrast, judged
from helpers.recompute.of_falls import of_the_same
from helpers.recompute.stored import alike

ONE_RUN = "one run: the interval over images"


class Values(Contrast):
    """A difference of each image, repeat by repeat.

    Args:
        values: For each repeat, the difference of each image, as fractions.
        limit: By how much an image may differ.
        is_luck: Whether all trainings of one side learn, and none of the other.
    """

    def __init__(self, values, limit, is_luck=False):
        self.values, self.limit, self.repeats = values, limit, len(values)
        self.luck = 2 * 0.25**self.repeats if is_luck and self.repeats > 1 else 0.0
        self.differences = [float(sum(each) / len(each)) for each in values]

    def totals(self):
        return [sum(of_image) for of_image in zip(*self.values, strict=True)]

    def bounds(self, confidence=0.95):
        over_images = formulas.over_images(
            self.totals(), self.repeats, confidence, self.limit
        )
        over_trainings = self.over_trainings(confidence)
        return self._with_luck(confidence, over_trainings, over_images)

    def over_trainings(self, confidence=0.95):
        limits = (-float(self.limit), float(self.limit))
        bounds = formulas.student(self.differences, confidence, limits)
        return self._with_luck(confidence, bounds) if bounds else None

    def p_value(self):
        over_images = formulas.over_images_p(self.totals(), self.repeats)
        over_trainings = formulas.student_p(self.differences)
        return max(over_images, over_trainings or 0.0, self.luck)

    def method(self):
        return ONE_RUN if self.repeats == 1 else super().method()


def gaps(study):
    places = [
        (model, kind, level)
        for kind, levels in study.kinds.items()
        for model in study.models
        for level in levels
    ]
    first = of_contrasts.first_alike(study)
    shared = {
        place: place if place[2] else (place[0], first[place[1]], 0.0)
        for place in places
    }
    known = {
        place: _of_training(study, *place) for place in {*places, *shared.values()}
    }
    rows = judged(
        {
            place: Values([_gap(point) for point in known[place].values()], 1)
            for place in dict.fromkeys(shared.values())
        }
    )
    pairs = {
        place: _pairs(known[place[0], place[1], 0.0], known[place])
        for place in places
        if place[2] and 0.0 in study.kinds[place[1]]
    }
    widened = judged(
        {
            place: Values(
                [
                    [y - x for x, y in zip(_gap(a), _gap(b), strict=True)]
                    for a, b in of_place
                ],
                2,
                _is_luck(study, [(place[0], place[1], at) for at in (0.0, place[2])]),
            )
            for place, of_place in pairs.items()
        }
    )
    confidence = formulas.bonferroni(sum("p_value" in row for row in widened.values()))
    columns = ("model", "noise", "level", "of")
    for place, key in shared.items():
        row = dict(zip(columns, (*place, "gap"), strict=True))
        yield row | _reached([*known[key].values()]) | rows[key]
        if place in widened:
            reached = _reached([b for _, b in pairs[place]])
            yield (
                row
                | {"of": "widening"}
                | reached
                | widened[place]
                | (
                    _in_loss(pairs[place], confidence)
                    if widened[place].get("claimed")
                    else {}
                )
            )


def _in_loss(pairs, confidence):
    """How much noise widens the gap in loss, validation minus training."""
    differences = [
        (noisy.losses - noisy.record["metrics"]["train_loss"])
        - (clean.losses - clean.record["metrics"]["train_loss"])
        for clean, noisy in pairs
    ]
    names = ("loss_difference", "loss_simultaneous_low", "loss_simultaneous_high")
    middle = of_contrasts.bounded(differences, confidence)
    return dict(zip(names, middle, strict=True))


def _of_training(study, model, kind, level):
    """The points of a model whose training figures are of the recorded weights."""
    points = of_contrasts.answers(study, model, kind, level)
    most = _most(points, lambda point: (len(point.right), point.images[0]))
    return {n: points[n] for n in most if not _has_other_weights(points[n])}


def _most(points, what):
    kinds = {n: what(point) for n, point in points.items()}
    counted = Counter(kinds.values()).most_common(1)
    return [n for n, value in kinds.items() if value == counted[0][0]]


def _has_other_weights(point):
    last, count = point.record["history"]["val_accuracy"][-1], len(point.right)
    if last is None:
        return False
    return abs(last * count - int(point.right.sum())) > max(1.5, 0.001 * count)


def _gap(point):
    training = Fraction(point.record["metrics"]["train_accuracy"])
    return [training - int(right) for right in point.right]


def _pairs(without, with_noise):
    same = [
        n
        for n in without
        if n in with_noise
        and len(without[n].right) == len(with_noise[n].right)
        and of_the_same(without[n].images, with_noise[n].images)
    ]
    most = _most(
        {n: without[n] for n in same},
        lambda point: (len(point.right), point.images[0]),
    )
    return [(without[n], with_noise[n]) for n in most]


def reached_without(study, model, kind, level):
    """The figures without noise of the repeats that a widening is of."""
    without, with_noise = (_of_training(study, model, kind, at) for at in (0.0, level))
    return _reached([clean for clean, _ in _pairs(without, with_noise)])


def mean_losses(study, model, kind, level):
    """Training and validation loss without noise and with it, as the answers say."""
    without, with_noise = (_of_training(study, model, kind, at) for at in (0.0, level))
    return [
        (
            mean([point.record["metrics"]["train_loss"] for point in side]),
            mean([mean(point.losses.tolist()) for point in side]),
        )
        for side in zip(*_pairs(without, with_noise), strict=True)
    ]


def _reached(points):
    if not points:
        return {}
    figures = [point.record["metrics"] for point in points]
    return {
        "train_accuracy": mean([each["train_accuracy"] for each in figures]),
        "val_accuracy": mean([point.accuracy for point in points]),
        "train_loss": mean([each["train_loss"] for each in figures]),
        "val_loss": mean([each["val_loss"] for each in figures]),
    }


def _is_luck(study, sides):
    """Whether all trainings of one side learn, and none of the other."""
    learnt = (of_contrasts.learnt(of_contrasts.answers(study, *side)) for side in sides)
    return sorted(sorted({*side}) for side in learnt) == [[False], [True]]


def compared_falls(study):
    places = [
        (kind, level, a, b)
        for kind, levels in study.kinds.items()
        for level in levels
        for a, b in combinations(study.models, 2)
        if level and 0.0 in levels
    ]
    falls = {place: _falls(study, *place) for place in places}
    rows = judged(
        {
            (kind, level, a, b): Values(
                [[x - y for x, y in zip(*pair, strict=True)] for pair in of_place],
                2,
                any(
                    _is_luck(study, [(model, kind, at) for model in (a, b)])
                    for at in (0.0, level)
                ),
            )
            for (kind, level, a, b), of_place in falls.items()
        }
    )
    for place, row in rows.items():
        key = dict(zip(("noise", "level", "model_a", "model_b"), place, strict=True))
        if falls[place]:
            of_a, of_b = zip(*falls[place], strict=True)
            key |= {"fall_a": _mean_fall(of_a), "fall_b": _mean_fall(of_b)}
        yield key | row


def _mean_fall(falls):
    return mean([float(sum(of_repeat) / len(of_repeat)) for of_repeat in falls])


def _falls(study, kind, level, a, b):
    """For each repeat in which both met the same images, the falls of both."""
    clean, noisy = (
        [of_contrasts.right(study, model, kind, at) for model in (a, b)]
        for at in (0.0, level)
    )
    common = [
        n
        for n in clean[0]
        if all(n in side for side in (*clean, *noisy))
        and len({len(side[n][0]) for side in (*clean, *noisy)}) == 1
        and alike(clean[0][n][1], clean[1][n][1])
        and alike(noisy[0][n][1], noisy[1][n][1])
        and of_the_same(clean[0][n][1], noisy[0][n][1])
    ]
    tests = {n: (len(clean[0][n][0]), clean[0][n][1][0]) for n in common}
    most = Counter(tests.values()).most_common(1)
    return [
        [
            [Fraction(int(x) - int(y)) for x, y in zip(c[n][0], m[n][0], strict=True)]
            for c, m in zip(clean, noisy, strict=True)
        ]
        for n in common
        if tests[n] == most[0][0]
    ]
