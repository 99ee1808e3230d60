"""What does each step of noise cost, where accuracy falls along a straight line?"""

from collections.abc import Iterable, Sequence

from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import differences
from noiselab.analysis.percentage_points import PercentagePoints
from noiselab.analysis.slopes import Slope
from noiselab.analysis.statement import Statement
from noiselab.study import names


def statements(evidence: Evidence, judged: Sequence[Slope]) -> Iterable[Statement]:
    """Say it for each model and kind whose fall is near a line; of curves, nothing."""
    points = PercentagePoints(evidence)
    for slope in judged:
        if not slope.is_claimed:
            continue
        trained = [(slope.model, condition) for condition in slope.conditions]
        scope = differences.scope(
            evidence, slope.contrast, differences.NETWORKS, trained
        )
        yield Statement(
            "slope",
            f"{scope.words} the validation accuracy of "
            f"{names.of_model(evidence.sweep, slope.model)} falls nearly in a straight "
            f"line with {names.of_noise(evidence.sweep, slope.noise)}, up to "
            f"{slope.levels[-1]:g}: each step of {slope.step:g} costs "
            f"{points.of(slope.contrast, 1, share=slope.per_step)} on average, and no "
            "accuracy lies further off that line than a tenth of the whole fall.",
            (slope.model,),
            slope.conditions,
            scope,
        )
