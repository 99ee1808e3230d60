"""What was trained, on what, and how: the facts that every comparison rests on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from noiselab.analysis import data_faults
from noiselab.analysis.evidence import Evidence
from noiselab.common.words import counted, shown
from noiselab.experiment.datasets.named import SETS
from noiselab.report.tables.html import table
from noiselab.store import network_layers, shown_images, stored_code
from noiselab.store.data_facts import DataFacts
from noiselab.store.result import Result
from noiselab.store.results import once
from noiselab.store.stored_code import StoredCode
from noiselab.study import model_options, names
from noiselab.study.sweep import Sweep

UNKNOWN = "unknown"
DEFAULTS = "its own defaults"
MOST_CLASSES = 20  # classes whose shares are listed one by one
# The sources of the data that come with noiselab.
SOURCES = {
    **{name: chosen.title for name, chosen in SETS.items()},
    "digits": "digits of scikit-learn (UCI, Optical Recognition of Handwritten Digits)",
    "mnist": "MNIST (LeCun, Cortes & Burges)",
}


@dataclass(frozen=True)
class Trained:
    """How the networks of one model were trained, from its finished points.

    Attributes:
        model: The model's name.
        results: Its done points.
        code: What the notebook of one of them says.
        layers: Its layers in a line; None if they cannot be read.
    """

    model: str
    results: Sequence[Result]
    code: StoredCode
    layers: str | None


def trained(evidence: Evidence) -> list[Trained]:
    """Gather how each model's networks were trained, of those with a done point."""
    found = []
    for model in evidence.sweep.models:
        of_model = [r for r in evidence.results if r.point.model == model]
        done = [result for result in once(of_model) if result.status == "done"]
        if done:
            folder = evidence.folder.point(done[0].point.id)
            code = stored_code.read(folder, done[0])
            gone = done[0].dropped
            layers = gone.layers if gone else network_layers.read(folder.model)
            found.append(Trained(model, done, code, layers))
    return found


def data(evidence: Evidence, models: Sequence[Trained]) -> str:
    """List the data: source, numbers of images, classes and their shares.

    Args:
        evidence: The study.
        models: From `trained`.
    """
    sweep = evidence.sweep
    name = Path(sweep.dataset).name
    told = (each.code.training_images for each in models)
    training = sorted({count for count in told if count is not None})
    shapes = (each.code.image_shape for each in models if each.code.image_shape)
    rows = [
        ("source", SOURCES.get(sweep.dataset, f"{name}, the user's own")),
        ("training images", " or ".join(f"{n:,}" for n in training) or UNKNOWN),
        ("test images", " or ".join(f"{n:,}" for n in evidence.images) or UNKNOWN),
        ("image size", " or ".join(sorted({*map(_size, shapes)})) or UNKNOWN),
        ("classes", str(evidence.classes) if evidence.classes else UNKNOWN),
    ]
    if sweep.data.keys() - {"classes"}:
        rows.append(("read with", _said(sweep)))
    if (facts := evidence.data_facts) and facts.reading:
        rows.append(("how they were read", "; ".join(facts.reading)))
    rows.append(("class shares, training images", _training_shares(evidence)))
    rows += [
        ("class shares, test images", _shares(labels.counts, sweep))
        for labels in evidence.labels
    ]
    if facts:
        rows += _counted_in(facts, sweep)
    by = "names" if sweep.class_names else "numbers"
    caption = f"The data. Shares are those of the classes, by their {by}."
    return table(caption, ("fact", "value"), rows, text_columns=2)


def _counted_in(facts: DataFacts, sweep: Sweep) -> Iterator[tuple[str, str]]:
    """List what was counted image by image, and might spoil figures."""
    leaked = "none"
    if facts.leaked:
        other = facts.leaked_otherwise
        of_others = f", {other} of them with another class there" if other else ""
        leaked = f"{facts.leaked:,} of {facts.test.count:,}{of_others}"
    yield "test images that are training images, too", leaked
    yield "images that repeat an earlier one", data_faults.repeated(facts) or "none"
    yield "images of one value all over", data_faults.constant(facts) or "none"
    untested = data_faults.lacking(facts, sweep.class_names)
    yield "classes without a test image", untested or "none"
    yield "images in the order of their classes", data_faults.in_order(facts) or "none"
    for words, part in (("training", facts.training), ("test", facts.test)):
        dark, bright = 100 * part.histogram[0], 100 * part.histogram[-1]
        yield (
            f"values, {words} images",
            f"from {part.lowest:g} to {part.highest:g}; {dark:.1f} % of the pixels "
            f"are darker than 0.1, {bright:.1f} % brighter than 0.9",
        )


def _size(shape: Sequence[int]) -> str:
    """Word a height, a width and a number of channels."""
    *sides, channels = shape
    return f"{' × '.join(map(str, sides))} pixels, {counted(channels, 'channel')}"


def _training_shares(evidence: Evidence) -> str:
    """Give the shares among the training images, if the study has kept them."""
    for kind in evidence.sweep.noise:
        kept = shown_images.read_samples(evidence.folder, evidence.sweep, kind)
        if kept and kept.training:
            return _shares(kept.training, evidence.sweep)
    return UNKNOWN


def _said(sweep: Sweep) -> str:
    """Say how the data were read, as the sweep has it, but for names of classes."""
    said = (item for item in sweep.data.items() if item[0] != "classes")
    return ", ".join(f"{key}: {shown(value)}" for key, value in said)


def _shares(counts: Sequence[int], sweep: Sweep) -> str:
    shares = [100 * count / sum(counts) for count in counts]
    if len(shares) > MOST_CLASSES:
        ends = dict.fromkeys(f"{end:.1f} %" for end in (min(shares), max(shares)))
        return f"{' to '.join(ends)} in each class"
    return ", ".join(
        f"{names.of_class(sweep, number)}: {share:.1f} %"
        for number, share in enumerate(shares)
    )


def networks(evidence: Evidence, models: Sequence[Trained]) -> str:
    """List each network: layers, parameters and how it was trained.

    Args:
        evidence: The study.
        models: From `trained`.
    """
    if not models:
        return "<p>No point is done yet.</p>"
    sweep = evidence.sweep
    told = {each.model: model_options.worded(sweep, each.model) for each in models}
    head = ["fact", *(names.of_model(sweep, each.model) for each in models)]
    columns = [[*_facts(each)] for each in models]
    rows = [
        [first[0], *(fact for _, fact in row)]
        for row in zip(*columns, strict=True)
        for first in row[:1]
    ]
    if any(told.values()):
        rows.insert(
            0, ["model and options", *(said or DEFAULTS for said in told.values())]
        )
    caption = (
        "The networks and how each was trained, by its finished points, its file and "
        "its notebook. Seconds are of one network, on the machine named in the report. "
        "What was not recorded is unknown."
    )
    return table(caption, head, rows, text_columns=len(head))


def _facts(model: Trained) -> Iterator[tuple[str, str]]:
    code, points = model.code, [result.point for result in model.results]
    yield "layers", model.layers or UNKNOWN
    yield "parameters", f"{code.parameters:,}" if code.parameters else UNKNOWN
    yield "optimizer", code.optimizer or UNKNOWN
    yield "learning rate", _values(point.learning_rate for point in points)
    yield "loss function", code.loss or UNKNOWN
    yield "epochs", _values(result.epochs_run for result in model.results)
    kept = [result.kept_epoch for result in model.results if result.kept_epoch]
    if kept:
        yield "epoch that held-out images chose", _values(kept)
    yield "batch size", _values(point.batch_size for point in points)
    seconds = [r.seconds["train"] for r in model.results if "train" in r.seconds]
    yield "training time of a network, s", _span(seconds)


def _values(values: Any) -> str:
    return " or ".join(f"{value:g}" for value in sorted({*values}))


def _span(values: Sequence[float]) -> str:
    if not values:
        return UNKNOWN
    low, high = f"{min(values):.1f}", f"{max(values):.1f}"
    return low if low == high else f"{low} to {high}"


def caveat(evidence: Evidence, models: Sequence[Trained]) -> str:
    """Say in what else than their layers models differ; nothing if in nothing."""
    facts = {each.model: dict(_facts(each)) for each in models}
    differing = []
    for name in ("epochs", "optimizer", "learning rate", "batch size", "loss function"):
        values = {model: own[name] for model, own in facts.items()}
        if len({*values.values()}) > 1:
            each = (
                f"{names.of_model(evidence.sweep, model)} {value}"
                for model, value in values.items()
            )
            differing.append(f"{name} ({', '.join(each)})")
    if not differing:
        return ""
    return (
        f"<p>The models differ in more than their layers: in "
        f"{escape(names.joined(differing))}. Every comparison is of networks trained "
        "so, and not of their layers alone.</p>"
    )
