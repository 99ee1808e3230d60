"""How accuracies stand to always answering the most frequent class."""

from helpers.recompute import formulas
from helpers.recompute.of_contrasts import Contrast, judged

ONE = ("the same", None, None, None)  # images


def against_chance(study):
    """By model, kind and level: `above`, `below`, `repeats disagree` and the like.

    "Below" needs the p-value times the number of classes, adjusted by Holm for all
    models, kinds and levels, and bounds that hold for all classes and all of these.
    """
    contrasts = {}
    for model in study.models:
        for kind, levels in study.kinds.items():
            for level in levels:
                points = study.usable(model, kind, level)
                contrasts[model, kind, level] = Contrast(
                    {n: (p.right, p.images) for n, p in points.items()},
                    {n: (p.always, p.images) for n, p in points.items()},
                )
    rows = judged(contrasts, study.classes)
    return {
        name: _standing(contrast, rows[name])
        for name, contrast in contrasts.items()
        if contrast.repeats
    }


def _standing(contrast, row):
    if _disagree(contrast):
        return "repeats disagree"
    if _over_images(contrast)[0] > 0:
        is_any = contrast.bounds()[0] > 0
        return "above" if is_any else "above in these trainings"
    return "below" if row["claimed"] and row["difference"] < 0 else "not above"


def _over_images(contrast):
    if contrast.repeats == 1:
        return contrast.bounds()
    return formulas.over_images(contrast.totals(), contrast.repeats, 0.95)


def _disagree(contrast):
    """Whether some repeats have learnt, alone, and all others lie clearly below."""
    lost, learnt = [], []
    for right, always in zip(contrast.a, contrast.b, strict=True):
        alone = Contrast({0: (right, ONE)}, {0: (always, ONE)})
        side = learnt if alone.bounds()[0] > 0 else lost
        side.append(formulas.wilson(int(right.sum()), len(right)))
    if not lost or not learnt:
        return False
    return max(high for _, high in lost) < min(low for low, _ in learnt)
