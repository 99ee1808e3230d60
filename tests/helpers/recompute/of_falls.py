"""The rows of what noise does to each model."""

from helpers.recompute import formulas, of_contrasts
from helpers.recompute.formulas import mean
from helpers.recompute.of_contrasts import Contrast, judged


def of_the_same(mine, its):
    """Whether images may be of the same objects: data and labels, whatever the noise."""
    return all(
        a is None or b is None or a == b
        for a, b in ((mine[0], its[0]), (mine[-1], its[-1]))
    )


def places(study):
    return [
        (model, kind, level)
        for kind, levels in study.kinds.items()
        if 0.0 in levels
        for model in study.models
        for level in levels
        if level
    ]


def falls(study):
    contrasts = {place: fall(study, *place) for place in places(study)}
    rows = judged(contrasts)
    confidence = formulas.bonferroni(sum("p_value" in row for row in rows.values()))
    for place, contrast in contrasts.items():
        row = rows[place]
        if contrast.repeats:
            row |= {
                "accuracy_without": _accuracy(contrast.a),
                "accuracy_with": _accuracy(contrast.b),
            }
        if row.get("claimed"):
            row |= _losses(study, place, confidence)
        yield dict(zip(("model", "noise", "level"), place, strict=True)) | row


def fall(study, model, kind, level):
    """A model without noise and with it."""
    return Contrast(
        *(of_contrasts.right(study, model, kind, at) for at in (0.0, level)),
        [
            of_contrasts.learnt(of_contrasts.answers(study, model, kind, at))
            for at in (0.0, level)
        ],
        of_same=of_the_same,
    )


def _accuracy(sides):
    return mean([int(right.sum()) / len(right) for right in sides])


def _losses(study, place, confidence):
    model, kind, level = place
    sides = [of_contrasts.answers(study, model, kind, at) for at in (0.0, level)]
    common = of_contrasts.on_the_same_images(
        *(of_contrasts.right(study, model, kind, at) for at in (0.0, level)),
        of_the_same,
    )
    without, with_noise = ([side[n].losses for n in common] for side in sides)
    differences = [a - b for a, b in zip(without, with_noise, strict=True)]
    middle, low, high = of_contrasts.bounded(differences, confidence)
    return {
        "loss_without": mean([mean(losses.tolist()) for losses in without]),
        "loss_with": mean([mean(losses.tolist()) for losses in with_noise]),
        "loss_difference": middle,
        "loss_simultaneous_low": low,
        "loss_simultaneous_high": high,
    }
