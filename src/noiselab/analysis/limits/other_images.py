"""Where networks did not meet the same test images, so that they are not compared."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from noiselab.analysis import without_noise
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.limits.left_out import listed
from noiselab.analysis.statement import Statement
from noiselab.store.images_met import ImagesMet
from noiselab.store.result import Result
from noiselab.study import condition as tested_on
from noiselab.study import names
from noiselab.study.names import Condition

# what decides which noise is drawn, beside the kind's level and repeat
DECIDES = {
    "template": "the template",
    "kind": "the code of the noise kind",
    "code": "the code of noiselab",
    "libraries": "the libraries",
    "seed": "the seed",
    "clip": "clipping",
}
OF_KIND = (
    "A kind of noise must draw all random numbers from the generator that it is given "
    "(docs/own_parts.md), and a template must add noise to the test images as "
    "noiselab's does: correct this, and run again with --rerun changed."
)


@dataclass
class _Differing:
    """The networks and conditions that one reason holds for."""

    titles: dict[str, None] = field(default_factory=dict)
    conditions: dict[Condition, None] = field(default_factory=dict)


def statements(evidence: Evidence) -> Iterable[Statement]:
    """Name networks that did not meet the same images at a level, why, and a remedy."""
    by_reason: dict[tuple[str, str], _Differing] = {}
    for condition in evidence.conditions():
        for repeat in evidence.sweep.repeat_numbers:
            met = {*_met(evidence, condition, repeat)}
            for one, other in combinations({item.images for item in met}, 2):
                if one.may_be(other):
                    continue
                unlike = [item for item in met if item.images in (one, other)]
                differing = by_reason.setdefault(_reason(unlike), _Differing())
                differing.conditions[condition] = None
                for item in unlike:
                    differing.titles[item.title] = None
    for (reason, advice), differing in by_reason.items():
        conditions = tuple(differing.conditions)
        text = (
            "Not all networks met the same test images "
            f"{without_noise.named(evidence, conditions)}: {reason} "
            f"({listed(sorted(differing.titles))}). Answers to other images are not "
            f"compared. {advice}"
        )
        yield Statement("other images", text, (), conditions)


@dataclass(frozen=True)
class _Network:
    """A network that met images, and with what they were made."""

    title: str
    images: ImagesMet
    made_with: tuple[tuple[str, str], ...]


def _met(evidence: Evidence, condition: Condition, repeat: int) -> Iterator[_Network]:
    """Give each network that was tested under a condition, wherever it was trained."""
    kind, level = condition
    for model in evidence.sweep.models:
        for trained_at in evidence.sweep.noise[kind]:
            run = evidence.runs(model, kind, trained_at).get(repeat)
            test = evidence.tested(model, kind, trained_at, level).get(repeat)
            if run and (test or trained_at == level):
                made_with = _made_with(run)
                if test and test.libraries:
                    made_with["libraries"] = test.libraries
                title = names.of_point(evidence.sweep, run.point)
                images = evidence.images_met(run, tested_on.Condition.of(kind, level))
                yield _Network(title, images, tuple(made_with.items()))


def _made_with(run: Result) -> dict[str, str]:
    of_point: Mapping[str, object] = {"seed": run.point.seed, "clip": run.point.clip}
    known = {**run.fingerprint, **of_point}
    return {name: str(known[name]) for name in DECIDES if name in known}


def _reason(unlike: list[_Network]) -> tuple[str, str]:
    """Say why images differ, and what would do."""
    if len({item.images.data for item in unlike} - {None}) > 1:
        return (
            "they were made from different data",
            "Run again with --rerun changed, so that all are of the data as it is now.",
        )
    with_which = [dict(item.made_with) for item in unlike]
    differing = [
        name
        for name in DECIDES
        if len({made[name] for made in with_which if name in made}) > 1
    ]
    if not differing:
        return "their signal-to-noise ratios differ", OF_KIND
    if len({item.images.draw for item in unlike} - {None}) > 1:
        settings = [name for name in ("seed", "clip") if name in differing]
        words = names.joined([DECIDES[name] for name in settings])
        return (
            f"they were drawn with different settings ({words})",
            "Run again with --rerun changed to make all of them with the same.",
        )
    option = "--force" if differing == ["libraries"] else "--rerun changed"
    words = names.joined([DECIDES[name] for name in differing])
    return (
        f"their signal-to-noise ratios differ, and so does what made them: {words}",
        f"Run again with {option} to make all of them with the same.",
    )
