"""What is drawn against the level of noise: a model's lines, marks and whiskers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D

from noiselab.analysis import figure_bounds
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.intervals_and_tests import Bounds
from noiselab.report.figures.style import model_colour, model_marker
from noiselab.study import names

if TYPE_CHECKING:
    import pandas as pd

SPOKEN = {
    "train": "training",
    "val": "validation",
    "clean": "validation, trained without noise",
}
STYLES = {"train": "--", "val": "-", "clean": ":"}
NEUTRAL = "#57606a"  # for lines of no particular model
STEEP = 20  # a loss that grows by more is drawn on a logarithmic scale


@dataclass(frozen=True, eq=False)
class ModelLines:
    """One measure of one model, under one kind of noise.

    Attributes:
        label: The model's name.
        colour: Its colour.
        marker: Its marker.
        levels: All levels, ascending, shape (levels,).
        means: Means over the repeats, shape (levels,), NaN where there is none: of
            `train` and `val`, trained and tested at each level, and of `clean`, trained
            without noise and tested at each level.
        repeats: Levels and values of the single repeats, by `train` and `val`.
        bounds: 95 % bounds by level, by `train` and `val`.
    """

    label: str
    colour: str
    marker: str
    levels: np.ndarray
    means: Mapping[str, np.ndarray]
    repeats: Mapping[str, tuple[np.ndarray, np.ndarray]]
    bounds: Mapping[str, Mapping[float, Bounds]]

    def marks(self, curve: str) -> dict[str, Any]:
        """Give marker and colour: hollow in training, small for `clean`."""
        face = "white" if curve == "train" else self.colour
        size = 3 if curve == "clean" else 5
        looks = {"marker": self.marker, "markerfacecolor": face, "markersize": size}
        return looks | {"color": self.colour}

    @property
    def values(self) -> np.ndarray:
        """All numbers that are drawn, shape (count,)."""
        bounds = [both for some in self.bounds.values() for both in some.values()]
        return np.concatenate([self.figures, np.array(bounds, dtype=float).ravel()])

    @property
    def figures(self) -> np.ndarray:
        """All means and single repeats, shape (count,)."""
        repeats = (values for _, values in self.repeats.values())
        return np.concatenate([*self.means.values(), *repeats])


def of_models(
    evidence: Evidence, frame: "pd.DataFrame", kind: str, measure: str
) -> list[ModelLines]:
    """Gather what is drawn of each model.

    Args:
        evidence: The study.
        frame: Done results of one noise kind, with the columns of `results.csv`.
        kind: The noise kind.
        measure: `loss` or `accuracy`.
    """
    bounds = figure_bounds.bounds(evidence, kind, measure)
    levels = sorted({*evidence.sweep.noise[kind], *frame["level"]})
    made = []
    for name, rows in frame.groupby("model", sort=False):
        model, means, repeats = str(name), {}, {}
        for split in ("train", "val"):
            values = rows[["level", f"{split}_{measure}"]].astype(float)
            of_levels = values.groupby("level").mean().reindex(levels)
            means[split] = of_levels.iloc[:, 0].to_numpy()
            repeats[split] = values.iloc[:, 0].to_numpy(), values.iloc[:, 1].to_numpy()
        clean = clean_trained(evidence, model, kind, measure)
        means["clean"] = np.array([clean.get(level, np.nan) for level in levels])
        drawn = {
            split: {
                level: both
                for (m, s, level), both in bounds.items()
                if (m, s) == (model, split)
            }
            for split in ("train", "val")
        }
        sweep = evidence.sweep
        looks = model_colour(sweep, model), model_marker(sweep, model)
        label = names.of_model(sweep, model)
        made.append(ModelLines(label, *looks, np.array(levels), means, repeats, drawn))
    return made


def clean_trained(
    evidence: Evidence, model: str, kind: str, measure: str
) -> dict[float, float]:
    """Give loss or accuracy of the networks trained without noise, by test level.

    Returns:
        Means over the repeats; nothing where level 0 is missing, or the only level.
    """
    levels = sorted(evidence.sweep.noise[kind])
    tests = {level: evidence.tested(model, kind, 0.0, level) for level in levels}
    if len(levels) < 2 or 0.0 not in levels:
        return {}
    figures = {
        level: [getattr(test, measure) for test in by_repeat.values()]
        for level, by_repeat in tests.items()
    }
    return {
        level: float(np.mean(values))
        for level, values in figures.items()
        if values and None not in values
    }


def is_steep(lines: Sequence[ModelLines]) -> bool:
    """Say whether a linear scale would hide the small means."""
    means = np.concatenate([mean for line in lines for mean in line.means.values()])
    finite = means[np.isfinite(means)]
    if not len(finite) or finite.min() <= 0:
        return False
    return bool(finite.max() > STEEP * finite.min())


def drawn(lines: Sequence[ModelLines]) -> list[str]:
    """List the curves that are drawn; `clean` only where there is one."""
    has_clean = any(np.isfinite(line.means["clean"]).any() for line in lines)
    return [name for name in STYLES if name != "clean" or has_clean]


def curve_entries(lines: Sequence[ModelLines], size: float) -> list[Line2D]:
    """Make a legend's entries, one for each curve that is there.

    Args:
        lines: The lines of all models.
        size: Of the marks, in points.
    """
    looks: dict[str, tuple[str, float]]
    looks = {"train": ("white", size), "val": (NEUTRAL, size), "clean": (NEUTRAL, 3)}
    return [
        Line2D(
            [],
            [],
            ls=STYLES[name],
            color=NEUTRAL,
            marker="o",
            markerfacecolor=looks[name][0],
            markersize=looks[name][1],
            label=SPOKEN[name],
        )
        for name in drawn(lines)
    ]
