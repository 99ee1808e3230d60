"""Which points were made with other libraries than the rest."""

from collections.abc import Iterable, Mapping

from noiselab.analysis.evidence import Evidence
from noiselab.analysis.limits.left_out import listed
from noiselab.analysis.statement import Statement
from noiselab.common.words import counted
from noiselab.store import libraries
from noiselab.study import names


def statements(evidence: Evidence) -> Iterable[Statement]:
    """Name the points that were trained or tested with other versions than others."""
    yield from _trained(evidence)
    yield from _tested(evidence)


def _tested(evidence: Evidence) -> Iterable[Statement]:
    """Name the networks that were tested with other versions than they were trained."""
    by_changes: dict[str, list[str]] = {}
    for result in evidence.points:
        if result.status == "done" and (trained := libraries.of(result)):
            title = names.of_point(evidence.sweep, result.point)
            tested = {test.libraries or trained for test in evidence.tests(result)}
            for words in sorted(tested - {trained}):
                changes = libraries.changes(trained, words)
                by_changes.setdefault(changes, []).append(title)
    for changes, titles in by_changes.items():
        text = (
            f"{counted(len(titles), 'network')} met images of other levels with other "
            f"libraries than in training ({changes} there): {listed(titles)}."
        )
        yield Statement("libraries", text)


def _trained(evidence: Evidence) -> Iterable[Statement]:
    """Name the points that were trained with other versions than most of the others."""
    by_versions: dict[str, list[str]] = {}
    for result in evidence.points:
        if result.status == "done":
            title = names.of_point(evidence.sweep, result.point)
            by_versions.setdefault(libraries.of(result) or "", []).append(title)
    if len(by_versions) < 2:
        return
    versions = {words: libraries.versions(words) for words in by_versions}
    differing = [
        name
        for name in libraries.NAMES
        if len({of_group.get(name) for of_group in versions.values()}) > 1
    ]
    *others, most = sorted(by_versions, key=lambda words: len(by_versions[words]))
    smaller = [
        f"{counted(len(by_versions[words]), 'point')} with "
        f"{_words(versions[words], differing)} ({listed(by_versions[words])})"
        for words in others
    ]
    text = (
        f"Not all networks were trained with the same libraries: {'; '.join(smaller)}; "
        f"the others with {_words(versions[most], differing)}. Differences between "
        "them may come from that."
    )
    yield Statement("libraries", text)


def _words(versions: Mapping[str, str], names_shown: Iterable[str]) -> str:
    known = [f"{name} {versions[name]}" for name in names_shown if name in versions]
    return names.joined(known) if known else "versions that were not recorded"
