"""Sentences whose figures are not those of one table row: across kinds, chance, loss."""

import re

from helpers.recompute import across, of_contrasts
from helpers.recompute.against_chance import against_chance
from helpers.recompute.formulas import mean
from helpers.recompute.reading import NUMBER, POINTS, is_written

ACROSS = re.compile(
    r"(?:, |^)(\S+) trained with (.*) classifies (more|fewer) correctly than (\S+) "
    r"trained without noise on images (.*)\.$"
)
TESTED = r"of the test set \S+?|without noise|with .+?"
PART = re.compile(rf"({TESTED}), by {POINTS}(?:; and |; |$)")
RANGE = re.compile(
    rf"^(.*), by ({NUMBER}) to ({NUMBER}) percentage points as measured, with bounds that "
    rf"range from ({NUMBER}) to ({NUMBER}) overall$"
)
ACROSS_OPEN = re.compile(
    r"^In (\d+) of (\d+) cases, it cannot be said whether training with one kind"
)
SHORT = re.compile(
    r"noise clearly lowers validation accuracy in (\d+) of (\d+) cases .*; at the highest "
    r"level where it does, the greatest fall is that of (.*?)(?:, the least that of (.*))?\.$"
)
BRIEF = re.compile(rf"^(\S+) (with .*), from ({NUMBER}) to ({NUMBER})$")
CHANCE = re.compile(
    r"(\S+), trained and tested (.*), (classifies fewer test images correctly than|cannot "
    r"be shown to do better than) always predicting class (\d+), to which "
    rf"({NUMBER})% of"
)
DISAGREE = re.compile(
    r"^The repeats of (\S+), trained and tested (.*), disagree: (\d+) of (\d+) reach an "
    rf"accuracy of ({NUMBER})(?: to ({NUMBER}))?, but (.*?)(?:; their mean, ({NUMBER}), "
    r"is like none)?\.$"
)
UP_TO_CHANCE = re.compile(r"^Even with that gain, (\S+) (.*) cannot be shown to do")
OPPOSED = re.compile(
    rf"(\S+) classifies more correctly (.*), but (\S+) has the lower mean loss, by "
    rf"({NUMBER}) \(({NUMBER}) to ({NUMBER})\)"
)
GAP = re.compile(
    rf"(\S+) classifies ({NUMBER}) of its training images but only ({NUMBER}) of the test "
    rf"images correctly (.*): a gap of {POINTS}\.$"
)
LOSS_OPEN = re.compile(
    r"^It is not clear whether loss ranks (\S+) and (\S+) in the same order as accuracy "
    r"(.*)\.$"
)
LOSSES_OPEN = re.compile(
    r"^Whether loss ranks two models in the same order .* in (\d+) of (\d+) cases;"
)


class FurtherCheck:
    """Reads such sentences of a study.

    Args:
        study: The study, as stored.
        labels: What its report calls models and kinds.
        falls: Its falls by model, kind and level.
        better: Its comparisons by kind, level and models.
        gaps: Its gaps by what they are of, model, kind and level.
    """

    def __init__(self, study, labels, falls, better, gaps):
        self.study, self.labels = study, labels
        self.falls, self.better, self.gaps = falls, better, gaps
        self.ways = (
            (ACROSS, self._across),
            (ACROSS_OPEN, self._across_open),
            (SHORT, self._in_short),
            (CHANCE, self._at_chance),
            (DISAGREE, self._disagree),
            (UP_TO_CHANCE, self._up_to_chance),
            (OPPOSED, self._opposed),
            (GAP, self._gap),
            (LOSS_OPEN, self._loss_open),
            (LOSSES_OPEN, self._losses_open),
        )
        self.gains = {
            tuple(row[name] for name in ("model", "train_noise", *WHERE)): row
            for row in across.across_kinds(study)
            if row["test_noise"] != row["train_noise"]
            and (row["test_noise"] or row["test_set"])
        }
        self.standings = against_chance(study)

    def _across(self, match):
        model, kind, amount, same, said = match.groups()
        if same != model:
            yield f"{model} is set against {same}"
        model, kind = self.labels.models[model], self.labels.kinds[kind]
        sign = 1 if amount == "more" else -1
        if spread := RANGE.search(said):
            yield from self._range(model, kind, sign, *spread.groups())
            return
        parts = PART.findall(said)
        if not parts:
            yield "no figures"
        for where, *size in parts:
            row = self.gains[model, kind, *self._tested(where)]
            low, high = _signed(row, sign)
            yield from _points(
                zip(size, (sign * row["difference"], low, high), strict=True)
            )
            if not row["claimed"]:
                yield f"not claimed {where}"

    def _range(self, model, kind, sign, where, *said):
        named = [self._tested(part) for part in re.split(r", and |, | and ", where)]
        rows = [self.gains[model, kind, *place] for place in named]
        clear = [row for row in self._clear(model, kind, sign)]
        if len(rows) != len(clear) or not all(row["claimed"] for row in rows):
            yield f"{len(clear)} are clear"
        sizes = [sign * row["difference"] for row in rows]
        bounds = [_signed(row, sign) for row in rows]
        ends = min(low for low, _ in bounds), max(high for _, high in bounds)
        yield from _points(zip(said, (min(sizes), max(sizes), *ends), strict=True))

    def _clear(self, model, kind, sign):
        for key, row in self.gains.items():
            is_claimed = key[:2] == (model, kind) and row["claimed"]
            if is_claimed and row["difference"] * sign > 0:
                yield row

    def _tested(self, where):
        """The kind and the set that images are of."""
        if where.startswith("of the test set "):
            return None, where.removeprefix("of the test set ")
        kind = where.removeprefix("with ")
        return (None if where == "without noise" else self.labels.kinds[kind]), None

    def _across_open(self, match):
        tested = [r for r in self.gains.values() if r.get("p_value") is not None]
        unclear = [row for row in tested if not row["claimed"]]
        yield from _counted(match.groups(), len(unclear), len(tested))

    def _in_short(self, match):
        count, of, *named = match.groups()
        highest = {}
        for (model, kind, level), row in sorted(self.falls.items()):
            if row.get("claimed") and row["difference"] > 0:
                highest[model, kind] = level, row
        cases = {key[:2] for key in self.falls}
        yield from _counted((count, of), len(highest), len(cases))
        sizes = []
        for said in filter(None, named):
            model, where, before, after = BRIEF.search(said).groups()
            ((kind, level),) = self.labels.conditions(where)
            kind = kind or next(iter(self.study.kinds))
            told, row = highest[self.labels.models[model], kind]
            if told != level:
                yield f"the highest is {told:g}"
            yield from _as_said((before, row["accuracy_without"]))
            yield from _as_said((after, row["accuracy_with"]))
            sizes.append(row["difference"])
        all_sizes = [row["difference"] for _, row in highest.values()]
        if sizes != [max(all_sizes), min(all_sizes)][: len(sizes)]:
            yield f"falls are {sorted(all_sizes)}"

    def _at_chance(self, match):
        model, where, verb, frequent, share = match.groups()
        wanted = "below" if "fewer" in verb else "not above"
        for place in self._places(model, where):
            if self.standings[place] != wanted:
                yield f"{place} is {self.standings[place]}"
            point = next(iter(self._answers(place).values()))
            yield from _as_said((share, 100 * point.chance))
            if point.counts.index(max(point.counts)) != int(frequent):
                yield "another class is most frequent"

    def _disagree(self, match):
        model, where, learnt, count, least, most, rest, said_mean = match.groups()
        (place,) = self._places(model, where)
        if self.standings[place] != "repeats disagree":
            yield f"{place} is {self.standings[place]}"
        points = self._answers(place)
        lost = {
            int(n) for n in re.findall(r"\d+", "".join(re.findall(r"\((.*?)\)", rest)))
        }
        shares = sorted(p.accuracy for n, p in points.items() if n not in lost)
        yield from _counted((learnt, count), len(shares), len(points))
        yield from _as_said((least, shares[0]), (most or least, shares[-1]))
        if said_mean:
            yield from _as_said(
                (said_mean, mean([p.accuracy for p in points.values()]))
            )
        others = [p.accuracy for n, p in points.items() if n in lost]
        if max(others) >= shares[0]:
            yield "those that are lost are no worse"

    def _gap(self, match):
        model, training, validation, where, *size = match.groups()
        (place,) = self._places(model, where)
        row = self.gaps["gap", *place]
        low, high = _signed(row, 1)
        yield from _points(zip(size, (row["difference"], low, high), strict=True))
        yield from _as_said((training, row["train_accuracy"]))
        yield from _as_said((validation, row["val_accuracy"]))
        if not row["claimed"]:
            yield "not claimed"

    def _up_to_chance(self, match):
        for place in self._places(*match.groups()):
            if self.standings[place] not in ("not above", "below"):
                yield f"{place} is {self.standings[place]}"

    def _opposed(self, match):
        one, where, other, *size = match.groups()
        row, sign = self._pair(one, other, where)
        ends = sorted(
            abs(float(row[f"loss_simultaneous_{end}"])) for end in ("low", "high")
        )
        if not row["claimed"] or row["difference"] * sign < 0 or row["loss_agrees"]:
            yield "loss and accuracy do not disagree"
        for text, value in zip(size, (abs(row["loss_difference"]), *ends), strict=True):
            if abs(float(text) - value) > 0.0006:
                yield f"{text} is not {value}"

    def _loss_open(self, match):
        one, other, where = match.groups()
        for kind, level in self.labels.conditions(where):
            row, _ = self._row(one, other, kind, level)
            if row.get("loss_agrees") is not None:
                yield f"it is clear at {level:g}"

    def _losses_open(self, match):
        first = next(iter(self.study.kinds))
        rows = [r for k, r in self.better.items() if k[1] or k[0] == first]
        compared = [row for row in rows if row.get("repeats")]
        unclear = [row for row in compared if row.get("loss_agrees") is None]
        yield from _counted(match.groups(), len(unclear), len(compared))

    def _pair(self, one, other, where):
        ((kind, level),) = self.labels.conditions(where)
        return self._row(one, other, kind, level)

    def _row(self, one, other, kind, level):
        kind = kind or next(iter(self.study.kinds))
        a, b = self.labels.models[one], self.labels.models[other]
        if (kind, level, a, b) in self.better:
            return self.better[kind, level, a, b], 1
        return self.better[kind, level, b, a], -1

    def _places(self, model, where):
        first = next(iter(self.study.kinds))
        return [
            (self.labels.models[model], kind or first, level)
            for kind, level in self.labels.conditions(where)
        ]

    def _answers(self, place):
        return of_contrasts.answers(self.study, *place)


WHERE = ("test_noise", "test_set")


def _signed(row, sign):
    return sorted(sign * row[f"simultaneous_{end}"] for end in ("low", "high"))


def _points(pairs):
    yield from _as_said(*((text, 100 * value) for text, value in pairs))


def _as_said(*pairs):
    for text, value in pairs:
        if not is_written(text, float(value)):
            yield f"{text} is not {float(value)}"


def _counted(said, *counts):
    if [*map(int, said)] != [*counts]:
        yield f"counted are {counts}"
