"""What a report claims, in sentences: the first ones open, the rest folded."""

from collections.abc import Iterable, Sequence
from html import escape

from noiselab.analysis import labels
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import findings, sections
from noiselab.analysis.limits import limits
from noiselab.analysis.statement import Reach, Statement
from noiselab.analysis.verdicts import Verdicts
from noiselab.common.words import counted

# where noise is, and what all findings hold for, where that is the same for all
NOISE = (
    "on images with that noise. It is validated on the test images, which chose "
    "nothing, with the same noise unless stated otherwise."
)
TRAINED = f"For each level of noise, each model is trained {NOISE}"
HEADS: dict[Reach, str] = {
    "networks": f"For each level of noise, each model is trained once, {NOISE} The "
    "findings hold for these trained networks; networks trained anew may differ.",
    "undiverged networks": f"{TRAINED} The findings hold for these trained networks; "
    "other trainings of the same models diverged.",
    "averages": "For each level of noise, each model is trained {} times, "
    f"{NOISE} Figures are means over these trainings, and the findings hold for other "
    "trainings, too, on average.",
    "undiverged averages": f"{TRAINED} The findings hold on average over trainings "
    "that do not diverge.",
}
# where bounds come from and what they tell: of single runs, averages, and both
IMAGES = "computed from the networks' answers to the {}"
OTHERS = "what that change may be on other images like these"
REPEATS = {
    "none": (IMAGES, f"{OTHERS}, though not for networks trained anew"),
    "all": (f"{IMAGES} in all repeats", f"{OTHERS}, on average over trainings"),
    "some": (IMAGES, f"{OTHERS}, for these very networks or for an average"),
}
CLEAR = "A change is called clear where its bounds exclude 0."
HOW = (
    "The bounds hold for all comparisons of one kind at once, such as all falls of "
    "accuracy. Findings on accuracy hold for other test images like these, too; those "
    "on loss for these test images alone, as the costliest mistakes may be too rare to "
    "be among them."
)


def findings_list(evidence: Evidence, verdicts: Verdicts) -> str:
    """List what the results support, and what they do not.

    What all sentences hold for is said once; what is not among the first sentences is
    folded, under its question.
    """
    supported = findings(evidence, verdicts)
    caveats = (
        "<div class='note'><p>How to read this</p>"
        f"{_items(s.text for s in limits(evidence, verdicts))}</div>"
    )
    if not supported:
        return f"<h2>Findings</h2><p>Nothing can be claimed.</p>{caveats}"
    head, texts = _worded(supported)
    head = head.format(len(evidence.sweep.repeat_numbers))
    bounds = _bounds(supported, evidence)
    before = f"<p class='note scope'>{head}</p><p class='note'>{bounds}</p>"
    first = [*map(id, sections.first(supported))]
    opened = _items(texts[number] for number in first)
    parts = [f"<div class='first'>{before}{opened}</div><p class='note'>{HOW}</p>"]
    for section in sections.SECTIONS:
        rest = [
            texts[id(statement)]
            for statement in supported
            if id(statement) not in first and statement.topic in section.topics
        ]
        if rest:
            parts.append(
                f"<details><summary>{escape(section.title)}: "
                f"{counted(len(rest), 'further sentence')}</summary>"
                f"{_items(rest)}</details>"
            )
    return f"<h2>Findings</h2>{''.join(parts)}{caveats}"


def _worded(statements: Sequence[Statement]) -> tuple[str, dict[int, str]]:
    """Word all sentences: what they hold for is said before them if all share it.

    Returns:
        What is said before them, and the sentence of each statement, by its `id`.
    """
    reaches = {s.scope.reach for s in statements if s.scope}
    if len(reaches) > 1:
        return TRAINED, {id(s): s.text for s in statements}
    head = "".join(HEADS[reach] for reach in reaches) or TRAINED
    return head, {id(s): s.without_scope for s in statements}


def _bounds(statements: Sequence[Statement], evidence: Evidence) -> str:
    """Say what stands in brackets: where it comes from, and what it tells."""
    are_averages = {"averages" in s.scope.reach for s in statements if s.scope}
    which = (
        "some" if len(are_averages) > 1 else "all" if True in are_averages else "none"
    )
    source, tells = REPEATS[which]
    images = labels.in_words(evidence.images)
    return (
        f"A change is followed by its 95 % confidence bounds in brackets, "
        f"{source.format(images)}: {tells}. {CLEAR}"
    )


def _items(texts: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"
