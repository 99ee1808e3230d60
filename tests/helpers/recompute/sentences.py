"""Read the findings of a report against figures that are computed anew.

`python -m helpers.recompute.sentences outputs/digits`
"""

import re
import sys
from pathlib import Path

from helpers.recompute import of_contrasts, of_falls, of_lines, of_values
from helpers.recompute.further_sentences import FurtherCheck
from helpers.recompute.patterns import (
    AGREES,
    BETTER,
    CLAUSE,
    COUNT,
    FALL,
    GAP,
    LOSS,
    LOSS_GAP,
    OPEN,
    SLOPE,
    SUFFERS,
    TRAINED,
)
from helpers.recompute.reading import NUMBER, Labels, is_written, sentences
from helpers.recompute.stored import Study


class Check:
    """The tables of a study, computed anew, and what its sentences say of them.

    Args:
        folder: The study's folder.
    """

    def __init__(self, folder):
        study, self.labels = Study(folder), Labels(folder)
        self.study = study
        self.falls = _by(of_falls.falls(study), "model", "noise", "level")
        self.gaps = _by(of_values.gaps(study), "of", "model", "noise", "level")
        self.lines = _by(of_lines.slopes(study), "model", "noise")
        pairs = ("noise", "level", "model_a", "model_b")
        self.suffer = _by(of_values.compared_falls(study), *pairs)
        self.better = _by(of_contrasts.comparisons(study), *pairs)
        self.gains = _by(
            of_contrasts.gains(study), "model", "noise", "level", "test_level"
        )
        self.widenings = {k: row for k, row in self.gaps.items() if k[0] == "widening"}
        self.first = next(iter(study.kinds))
        self.further = FurtherCheck(
            study, self.labels, self.falls, self.better, self.gaps
        )
        self.unread = []

    def problems(self, sentences):
        """List what is wrong in each sentence; `unread` are those that were not read."""
        ways = (
            (FALL, self._fall),
            (LOSS_GAP, self._loss_gap),
            (LOSS, self._loss),
            (GAP, self._gap),
            (SLOPE, self._slope),
            (SUFFERS, lambda m: self._pairs(m, self.suffer)),
            (BETTER, lambda m: self._pairs(m, self.better)),
            (TRAINED, self._trained),
            (AGREES, self._agrees),
            *(
                (pattern, lambda m, name=name: self._open(m, name))
                for pattern, name in OPEN.items()
            ),
            *self.further.ways,
        )
        wrong = []
        for sentence in sentences:
            for pattern, check in ways:
                if match := pattern.search(sentence):
                    wrong += [f"{what}: {sentence}" for what in check(match)]
                    break
            else:
                self.unread.append(sentence)
        return wrong

    def _place(self, text):
        ((kind, level),) = self.labels.conditions(text)
        return kind or self.first, level

    def _fall(self, match):
        model, verb, before, after, where, *size, clear = match.groups()
        model = self.labels.models[model]
        kind, level = self._place(where)
        row = self.falls[model, kind, level]
        sign = 1 if verb == "falls" else -1
        yield from _differ(
            (before, row["accuracy_without"]), (after, row["accuracy_with"])
        )
        yield from _claimed(row, size, sign)
        levels = {
            key[2]: r for key, r in self.falls.items() if key[:2] == (model, kind)
        }
        yield from _clear_at(levels, clear, sign, level)

    def _loss(self, match):
        model, verb, before, after, where, size, low, high = match.groups()
        row = self.falls[self.labels.models[model], *self._place(where)]
        sign = -1 if verb == "rises" else 1
        yield from _differ(
            (before, row["loss_without"]),
            (after, row["loss_with"]),
            (size, sign * row["loss_difference"]),
        )
        yield from _around(row, sign, low, high)

    def _gap(self, match):
        model, where, *figures, ends, size, low, high, clear = match.groups()
        model, (kind, level) = self.labels.models[model], self._place(where)
        row = self.gaps["widening", model, kind, level]
        names = ("train_accuracy", "val_accuracy")
        yield from _differ(*zip(figures[:2], (row[n] for n in names), strict=True))
        clean = of_values.reached_without(self.study, model, kind, level)
        yield from _differ(*zip(figures[2:], (clean[n] for n in names), strict=True))
        sign = 1 if row["difference"] > 0 else -1
        yield from _claimed(row, (size, low, high), sign)
        if ends.startswith("the gap") and ends.endswith("widens") != (sign > 0):
            yield "the wrong way"
        gaps = [side["train_accuracy"] - side["val_accuracy"] for side in (row, clean)]
        if ends.startswith("the gap") != (min(gaps) >= 0):
            yield f"the gaps are {gaps}"
        levels = {
            key[3]: r
            for key, r in self.gaps.items()
            if key[:3] == ("widening", model, kind)
        }
        yield from _clear_at(levels, clear, sign, level)

    def _loss_gap(self, match):
        model, how, before, after, where, *training, size, low, high = match.groups()
        model, (kind, level) = self.labels.models[model], self._place(where)
        row = self.gaps["widening", model, kind, level]
        sign = 1 if row["loss_difference"] > 0 else -1
        clean, noisy = of_values.mean_losses(self.study, model, kind, level)
        yield from _differ(
            (training[0], clean[0]),
            (before, clean[1]),
            (training[1], noisy[0]),
            (after, noisy[1]),
            (size, sign * row["loss_difference"]),
        )
        changes = float(after) - float(before), float(training[1]) - float(training[0])
        if ("further" in how) != (
            abs(changes[0]) > abs(changes[1])
        ) and "while" not in how:
            yield "not further"
        yield from _around(row, sign, low, high)

    def _slope(self, match):
        model, kind, last, step, *size = match.groups()
        row = self.lines[self.labels.models[model], self.labels.kinds[kind]]
        yield from _differ((step, row["step"]))
        yield from _claimed(row, size, 1)
        if float(last) != max(key[2] for key in self.falls if key[1] == row["noise"]):
            yield "another last level"

    def _pairs(self, match, rows):
        one, other, rest = match.groups()
        one, other = self.labels.models[one], self.labels.models[other]
        for where, *size in CLAUSE.findall(rest):
            kind, level = self._place(where)
            row, sign = rows.get((kind, level, one, other)), 1
            if row is None:
                row, sign = rows[kind, level, other, one], -1
            yield from _claimed(row, size, sign)

    def _trained(self, match):
        images, model, how, amount, sizes = match.groups()
        model, sign = self.labels.models[model], 1 if amount == "more" else -1
        words = how + sizes if how != "with noise" else sizes.replace(": trained", "")
        for where, *size in CLAUSE.findall(words):
            kind, level = self._place(where)
            tested_at = level if images == "with the same noise" else 0.0
            yield from _claimed(self.gains[model, kind, level, tested_at], size, sign)

    def _agrees(self, match):
        where, *models = match.groups()
        pair = [self.labels.models[label] for label in models]
        for kind, level in self.labels.conditions(where):
            if not self.better[kind or self.first, level, *pair].get("loss_agrees"):
                yield f"they do not agree at {level:g}"

    def _open(self, match, name):
        """Whether as many are open as are said to be, or the conditions that are named."""
        rows = getattr(self, name).values()
        tested = [row for row in rows if row.get("p_value") is not None]
        if name == "better":  # without noise, it counts once for all kinds
            tested = [r for r in tested if r["level"] or r["noise"] == self.first]
        unclear = [row for row in tested if not row["claimed"]]
        if count := COUNT.search(match[1]):
            if [*map(int, count.groups())] != [len(unclear), len(tested)]:
                yield f"{len(unclear)} of {len(tested)} are open"
            return
        wanted = {(row["level"] and row["noise"], row["level"]) for row in unclear}
        said = {
            (kind or 0.0, level) for kind, level in self.labels.conditions(match[1])
        }
        if wanted != said:
            yield f"open are {wanted}"


def _by(rows, *names):
    return {tuple(row[name] for name in names): row for row in rows}


def _differ(*pairs):
    for text, value in pairs:
        if not is_written(text, float(value)):
            yield f"{text} is not {float(value)}"


def _claimed(row, size, sign):
    """A difference in percentage points with its simultaneous bounds."""
    low, high = sorted(sign * row[f"simultaneous_{end}"] for end in ("low", "high"))
    values = (sign * row["difference"], low, high)
    yield from _differ(*((t, 100 * v) for t, v in zip(size, values, strict=True)))
    if not row["claimed"]:
        yield "not claimed"


def _around(row, sign, *texts):
    """Bounds of losses, which are known to the grid of the bootstrap."""
    ends = (row["loss_simultaneous_low"], row["loss_simultaneous_high"])
    for text, value in zip(
        texts, sorted(sign * float(end) for end in ends), strict=True
    ):
        if abs(float(text) - abs(value)) > 0.0006:
            yield f"{text} is not {value}"


def _clear_at(levels, said, sign, told):
    """Whether it is clear at the levels that a sentence says, and told at the last."""
    clear = [
        level
        for level, row in sorted(levels.items())
        if row.get("claimed") and row["difference"] * sign > 0
    ]
    if told not in clear[-1:]:
        yield f"told at {told:g}, clear at {clear}"
    if said is None:
        wanted = [*levels] if len(levels) == 1 else None
    elif "every level" in said:
        least = float(re.findall(NUMBER, said)[-1])
        wanted = [level for level in sorted(levels) if level >= least]
    elif "levels" in said:
        wanted = clear if said == f"at {len(clear)} of {len(levels)} levels" else None
    else:
        wanted = [*map(float, re.findall(NUMBER, said))]
    if clear != wanted:
        yield f"clear at {clear}"


if __name__ == "__main__":
    check = Check(Path(sys.argv[1]))
    found = check.problems(sentences(Path(sys.argv[1])))
    print("\n".join(found) or "every figure is as computed anew")
    print("\nnot read:", *check.unread, sep="\n- ")
    sys.exit(bool(found))
