"""Which networks were not trained as their settings say, as far as results show it.

What an edited template or a plugin does is not known here, but how many epochs ran is,
and whether the recorded network answers as it did after its last epoch.
"""

from collections.abc import Iterable, Sequence

from noiselab.analysis import learning_curve
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.limits.left_out import listed
from noiselab.analysis.statement import Statement
from noiselab.common.words import counted
from noiselab.store.result import Result
from noiselab.study import names, selection

CHOICE = (
    "validation figures then tend to be better than on images that had no part in it."
)


def statements(evidence: Evidence) -> Iterable[Statement]:
    """Name the networks with other epochs, or other weights, than the settings give."""
    done = [r for r in evidence.points if r.epochs_run and not r.diverged]
    yield from _from_files(evidence)
    yield from _chosen([result for result in done if result.held_out])
    titles = [
        f"{names.of_point(evidence.sweep, result.point)}: {result.epochs_run} instead "
        f"of {counted(result.point.epochs, 'epoch')}"
        for result in done
        if result.epochs_run != result.point.epochs and result.kept_epoch is None
    ]
    if titles:
        text = (
            f"{_networks(titles)} not trained for the epochs that the settings give "
            f"({listed(titles)}). The template or the model decided it; if it did so "
            f"by the test images, {CHOICE}"
        )
        yield Statement("other epochs", text)
    titles = [
        names.of_point(evidence.sweep, result.point)
        for result in done
        if learning_curve.has_other_weights(result)
    ]
    if titles:
        text = (
            f"{_networks(titles)} recorded with another accuracy than after the last "
            f"epoch ({listed(titles)}). Either the template or the model keeps other "
            "weights than the last, or validates on other images while it trains. If "
            f"the test images chose the weights, {CHOICE}"
        )
        yield Statement("other weights", text)
    titles = [
        names.of_point(evidence.sweep, result.point)
        for result in done
        if result.history.val_accuracy[-1] is None
    ]
    if titles:
        text = (
            f"{_networks(titles)} not validated after the last epoch "
            f"({listed(titles)}), so it is not known whether the last weights were "
            f"recorded. If the test images chose the weights, {CHOICE}"
        )
        yield Statement("other weights", text)


def _from_files(evidence: Evidence) -> Iterable[Statement]:
    """Name the networks that were trained elsewhere, and what is not known of them."""
    sweep = evidence.sweep
    for model in filter(sweep.is_from_file, sweep.models):
        file = sweep.model_options[model]["file"]
        text = (
            f"{names.of_model(sweep, model)} was trained already ({file}), and not "
            "here: on which images, with which noise, for how long and by what it was "
            "chosen is not known, and if test images were among its training images, "
            "its figures are too good. It is the same network at every level, which is "
            "that of the test images alone."
        )
        yield Statement("trained already", text, (model,))


def _chosen(done: Sequence[Result]) -> Iterable[Statement]:
    """Say what held-out images were looked at for, and what they chose."""
    if not done:
        return
    counts = " or ".join(f"{n:,}" for n in sorted({result.held_out for result in done}))
    text = (
        f"After each epoch, networks were validated on {counts} training images that "
        "were held out, with noise like that of the others; learning curves show these "
        "figures. All other validation figures are of the test images, which chose "
        "nothing."
    )
    for measure, best in selection.WORDS.items():
        alike = [r for r in done if r.kept_epoch and _measure(r) == measure]
        if alike:
            early = sum(result.epochs_run < result.point.epochs for result in alike)
            text += (
                f" The held-out images chose the weights, those of their {best}: of "
                f"{_span([result.kept_epoch or 0 for result in alike])}; {early} of "
                f"{counted(len(alike), 'training')} ended early."
            )
    if not all(result.kept_epoch for result in done):
        some = "They" if not any(r.kept_epoch for r in done) else "For others, they"
        text += f" {some} chose nothing either: the last epoch was kept."
    yield Statement("held out", text)


def _measure(result: Result) -> str:
    return str(result.point.selection_options.get("measure", selection.USUAL))


def _span(epochs: Sequence[int]) -> str:
    first, last = min(epochs), max(epochs)
    return f"epoch {first}" if first == last else f"epochs {first} to {last}"


def _networks(titles: Sequence[str]) -> str:
    return f"{counted(len(titles), 'network')} {'was' if len(titles) == 1 else 'were'}"
