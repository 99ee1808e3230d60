"""What a kind of noise of the user's own was found to do, as it was first drawn."""

from collections.abc import Iterable

from noiselab.analysis import without_noise
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.statement import Statement
from noiselab.study import noise_warnings
from noiselab.study.names import Condition
from noiselab.study.noise_warnings import Noted


def statements(evidence: Evidence) -> Iterable[Statement]:
    """Say what was hardly meant, once for each kind, with the levels it is true for."""
    found: dict[tuple[str, str, str], dict[Condition, Noted]] = {}
    for result in evidence.results:
        if result.status == "done" and result.point.level:
            condition = result.point.noise, result.point.level
            for noted in noise_warnings.read(evidence.folder.point(result.point.id)):
                about = condition[0], noted.kind, noted.topic
                found.setdefault(about, {}).setdefault(condition, noted)
    for by_condition in found.values():
        conditions = tuple(sorted(by_condition))
        first = by_condition[conditions[0]]
        others = f", at level {first.level:g}" if len(conditions) > 1 else ""
        named = without_noise.named(evidence, conditions)
        text = f"What is said {named} is said of noise that {first.text}{others}."
        yield Statement("unmeant noise", text, (), conditions)
