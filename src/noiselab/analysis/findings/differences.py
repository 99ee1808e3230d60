"""How findings word differences in accuracy, and what these hold for."""

from collections.abc import Iterable, Sequence

from noiselab.analysis.comparisons import Comparison, Contrast
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.percentage_points import PercentagePoints, signed
from noiselab.study import names
from noiselab.study.names import Condition

SCOPE_OF_REPEATS = "On average over trainings and test images like these,"
MOST_NAMED = 6  # conditions whose differences a sentence lists; of more, their range


def scope(contrast: Contrast, networks: str) -> str:
    """Begin a sentence with what a difference holds for."""
    if contrast.is_of_runs:
        return f"Of these {networks},"
    return SCOPE_OF_REPEATS


def significant(
    contrasts: Iterable[tuple[Condition, Contrast]], of_runs: bool, sign: int
) -> list[tuple[Condition, Contrast]]:
    """Pick the significant differences of single runs, or of repeats, with a sign."""
    return [
        (condition, contrast)
        for condition, contrast in contrasts
        if contrast.is_significant
        and contrast.is_of_runs == of_runs
        and contrast.difference * sign > 0
    ]


def sizes(
    evidence: Evidence, contrasts: Sequence[tuple[Condition, Contrast]], sign: int
) -> str:
    """Word differences times `sign`, with their conditions and simultaneous bounds."""
    sweep = evidence.sweep
    points = PercentagePoints(evidence)
    if len(contrasts) <= MOST_NAMED:
        parts = [
            f"{names.of_condition(sweep, condition)}, by "
            f"{points.of(contrast, sign, unit=not number)}"
            for number, (condition, contrast) in enumerate(contrasts)
        ]
        return names.joined(parts, "; ")
    measured = [contrast.difference * sign for _, contrast in contrasts]
    bounds = [signed(contrast.simultaneous, sign) for _, contrast in contrasts]
    low, high = min(low for low, _ in bounds), max(high for _, high in bounds)
    least, most = points.text(min(measured)), points.text(max(measured))
    return (
        f"{names.of_conditions(sweep, (condition for condition, _ in contrasts))}, by "
        f"{least if least == most else f'{least} to {most}'} percentage points as "
        f"measured, with bounds that range from {points.text(low)} to "
        f"{points.text(high)} overall; the table below lists each"
    )


def by_pair(
    comparisons: Iterable[Comparison],
) -> dict[tuple[str, str], list[Comparison]]:
    """Group comparisons by their two models, that without noise only once.

    Without noise, the kinds of noise share one contrast.
    """
    pairs: dict[tuple[str, str], dict[int, Comparison]] = {}
    for comparison in comparisons:
        distinct = pairs.setdefault(comparison.models, {})
        distinct.setdefault(id(comparison.contrast), comparison)
    return {models: list(distinct.values()) for models, distinct in pairs.items()}
