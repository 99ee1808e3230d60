"""The mean error of each network over kinds of noise, and over further test sets."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from noiselab.analysis.evidence import Evidence
from noiselab.analysis.mean_errors import KINDS, SETS, MeanError
from noiselab.report.figures.kind_map import short
from noiselab.report.figures.style import new_multiples, styled
from noiselab.study import names

WIDTH, ROW = 6.0, 0.19  # inches of a panel, and of a network in it
LETTER = 0.075  # inches of a letter of the names beside it
LOOKS = {
    KINDS: ("#1f5a96", "o", "kinds of noise"),
    SETS: ("#c2571a", "s", "test sets"),
}


@styled
def mean_errors(evidence: Evidence, rows: Sequence[MeanError]) -> Figure:
    """Show the mean errors of all networks, a panel a model.

    Args:
        evidence: The study.
        rows: From `analysis.mean_errors.of`; one or more.

    Returns:
        A figure with a row for each way of training, the one without noise on top.
    """
    models = [*dict.fromkeys(row.model for row in rows)]
    trained = [*dict.fromkeys((row.noise, row.level) for row in rows)]
    trained.sort(key=lambda place: bool(place[1]))
    labels = [training(evidence, *place) for place in trained]
    height = max(1.2, ROW * len(trained) + 0.2)
    figure, axes = new_multiples(len(models), 1, WIDTH, height)
    most = max((row.mean for row in rows if row.mean is not None), default=1.0)
    beside = LETTER * max(map(len, labels)) / (figure.get_size_inches()[0])
    for ax, model in zip(axes.ravel(), models, strict=True):
        for over, (colour, marker, words) in LOOKS.items():
            known = [
                (row.mean, -trained.index((row.noise, row.level)), row.count)
                for row in rows
                if (row.model, row.over) == (model, over) and row.mean is not None
            ]
            if known:
                errors, places, counts = zip(*known, strict=True)
                looks = {"color": colour, "marker": marker, "linestyle": ""}
                ax.plot(errors, places, label=f"over {counts[0]} {words}", **looks)
        ax.set_yticks([-n for n in range(len(trained))], labels, size=7)
        ax.set(xlim=(0, 1.05 * most or 1), ylim=(0.4 - len(trained), 0.6))
        ax.set_xlabel("mean error", labelpad=1)
        ax.set_title(names.of_model(evidence.sweep, model), size=10, loc="left")
        if ax.get_legend_handles_labels()[0]:
            above = {"loc": "lower right", "bbox_to_anchor": (1.0, 0.97), "ncols": 2}
            ax.legend(fontsize=7, frameon=False, **above)
        box = ax.get_position()
        ax.set_position((beside, box.y0, box.x1 - beside, box.height))
    return figure


def training(evidence: Evidence, noise: str, level: float) -> str:
    """Name what a network was trained with."""
    if not level:
        return "no noise"
    return f"{short(evidence, noise)} {level:g}"
