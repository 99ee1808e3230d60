"""What a report says about the study as a whole."""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

import numpy as np

from noiselab.common.words import counted
from noiselab.report.tables.html import number, table
from noiselab.store.result import Result
from noiselab.store.results import once
from noiselab.store.shown_images import Samples
from noiselab.study import model_options, names, selection
from noiselab.study.elsewhere import corruptions, deviation
from noiselab.study.sweep import Sweep
from noiselab.study.ways import USUAL

MOST_LISTED = 2  # kinds of noise whose levels the report's head lists
# What the labels of noiselab's own networks stand for.
SPELT_OUT = {
    "mlnn": "multi-layer neural network",
    "convnet": "convolutional neural network",
    "resnet20": "residual network of 20 layers",
}
# What the data are that noiselab knows by name.
EXPLAINED = {
    "digits": "handwritten digits of 8 × 8 pixels that come with scikit-learn",
    "mnist": "handwritten digits of 28 × 28 pixels",
}


def title_block(sweep: Sweep, results: Sequence[Result]) -> str:
    """Write the report's head: title, author, course, date, data, machine, progress."""
    report = sweep.report
    machines = dict.fromkeys(
        ", ".join(str(result.environment[name]) for name in machine)
        for result in results
        if {*(machine := ("processor", "system"))} <= {*result.environment}
    )
    facts = {
        "Author": report.author,
        "Course": report.course,
        "Date": datetime.date.today().isoformat(),
        "Data": _data(sweep, results),
        "Machine": "; ".join(machines),
        "Models": _spelt_out(sweep),
        "Noise": _noise(sweep),
        "Study": f"{sweep.name}: {_progress(results)}",
    }
    rows = "".join(
        f"<dt>{name}</dt><dd>{escape(fact)}</dd>"
        for name, fact in facts.items()
        if fact
    )
    return f"<h1>{escape(names.of_sweep(sweep))}</h1><dl class='facts'>{rows}</dl>"


def _progress(results: Sequence[Result]) -> str:
    """Say how many networks are trained and tested, and that others are listed."""
    results = once(results)
    networks = counted(len(results), "network")
    done = sum(result.status == "done" for result in results)
    if done == len(results):
        return f"{'all ' if done > 1 else ''}{networks} trained and tested"
    others = "the other is" if len(results) - done == 1 else "the others are"
    return f"{done} of {networks} trained and tested; {others} listed below"


def _spelt_out(sweep: Sweep) -> str:
    """Name the networks, those that come with noiselab with what they stand for."""
    labels = ((name, names.of_model(sweep, name)) for name in sweep.models)
    return ", ".join(
        f"{label} ({SPELT_OUT[name]})" if name in SPELT_OUT else label
        for name, label in labels
    )


def _noise(sweep: Sweep) -> str:
    """Name the kinds of noise, a few of them with their levels and what those are."""
    kinds = {names.of_noise(sweep, kind): kind for kind in sweep.noise}
    if len(kinds) > MOST_LISTED:
        return ", ".join(kinds)
    described = sweep.parts.noise
    return "; ".join(
        f"{name}, levels {_listed(sweep.noise[kind])}: {described[kind].measure}"
        for name, kind in kinds.items()
    )


def _data(sweep: Sweep, results: Sequence[Result]) -> str:
    """Name the data, say what noiselab's own are, and the number of test images."""
    counts = sorted({r.count for r in results if r.status == "done" and r.count})
    name = Path(sweep.dataset).name
    if sweep.dataset in EXPLAINED:
        name += f" ({EXPLAINED[sweep.dataset]})"
    images = " or ".join(f"{count:,}" for count in counts)
    return (
        f"{name}, {images} test image{'' if counts == [1] else 's'}" if counts else name
    )


def notes(sweep: Sweep) -> str:
    """Show the notes in the sweep file; nothing if there are none."""
    paragraphs = re.split(r"\n\s*\n", (sweep.report.notes or "").strip())
    if paragraphs == [""]:
        return ""
    texts = "".join(f"<p>{escape(' '.join(text.split()))}</p>" for text in paragraphs)
    return (
        "<h2>Notes</h2><p class='note'>Written with the study's settings, before this "
        f"run.</p>{texts}"
    )


def settings(sweep: Sweep) -> str:
    """List the sweep's settings, in words."""
    rows = [("data", Path(sweep.dataset).name)]
    rows += [
        (
            names.of_noise(sweep, kind),
            f"{_listed(levels)} · {sweep.parts.noise[kind].measure}",
        )
        for kind, levels in sweep.noise.items()
    ]
    rows += [
        (
            names.of_model(sweep, name),
            ", ".join(_training(sweep, name)),
        )
        for name in sweep.models
    ]
    rows += [
        *_ways(sweep),
        *_selection(sweep),
        ("noisy images clipped to [0, 1]", "yes" if sweep.clip else "no"),
        ("batch size", str(sweep.batch_size)),
        ("repeats", str(sweep.repeats)),
        ("random seed", str(sweep.seed)),
        ("precision", sweep.precision),
    ]
    return table("", ("setting", "value"), rows, text_columns=2)


def _ways(sweep: Sweep) -> list[tuple[str, str]]:
    """Say how training images get noise, unless all get it as usual."""
    if sweep.ways == [USUAL]:
        return []
    axes = sweep.train.axes()
    words = (way.words(axes) for way in sweep.ways)
    return [("training images", "; ".join(words))]


def _selection(sweep: Sweep) -> list[tuple[str, str]]:
    """Say what chooses an epoch, where training images are held out."""
    chosen = selection.options(sweep.validation, sweep.stop)
    return [("what chooses an epoch", selection.words(chosen))] if chosen else []


def _training(sweep: Sweep, name: str) -> Iterator[str]:
    """Say how a model is trained, and what its options are if it has any."""
    training = sweep.training[name]
    if sweep.is_from_file(name):
        yield "trained already"
        yield model_options.worded(sweep, name)
        return
    yield counted(training.epochs, "epoch")
    yield f"learning rate {training.learning_rate:g}"
    if training.batch_size:
        yield f"batch size {training.batch_size}"
    if options := model_options.worded(sweep, name):
        yield options


def _listed(levels: Sequence[float]) -> str:
    return ", ".join(f"{level:g}" for level in levels)


def yardstick(samples: Samples, kind: str = "") -> str:
    """List how strong one kind of noise is, by level, in units that people know.

    Args:
        samples: Its samples.
        kind: The kind; columns are left out that it has nothing for.
    """
    columns: list[tuple[str, Iterable]] = []
    columns.append(("noise level", [f"{level:g}" for level in samples.snr_db]))
    spreads = [deviation.of_mid_grey(kind, level) for level in samples.snr_db]
    drawn = [spread for spread in spreads if spread is not None]
    if drawn:
        columns.append(("deviation, share of white", [f"{one:.3g}" for one in drawn]))
        columns.append(("grey levels", [f"{255 * one:.3g}" for one in drawn]))
    strengths = [_strength(level, snr) for level, snr in samples.snr_db.items()]
    columns.append(("SNR, dB", strengths))
    if kind in corruptions.SEVERITIES:
        severities = [_severity(kind, level) for level in samples.snr_db]
        columns.append(("severity", severities))
    columns.append(("nearest class mean", samples.yardstick.values()))
    head, values = zip(*columns, strict=True)
    return table("", head, [*zip(*values, strict=True)])


def _severity(kind: str, level: float) -> str | None:
    """Name the nearest severity, and its level if that is another one."""
    nearest = corruptions.nearest_severity(kind, level)
    if nearest is None:
        return None
    if nearest.is_exact:
        return str(nearest.severity)
    return f"{nearest.severity} (level {nearest.level:.3g})"


def _strength(level: float, snr: float) -> str:
    """Give a signal-to-noise ratio, or why there is none."""
    if np.isfinite(snr):
        return number(snr, digits=1)
    return "no value changed" if level else "without noise"


def environment(results: Sequence[Result]) -> str:
    """List the versions and machines that the points ran on, each value once."""
    values: dict[str, list[str]] = {}
    for result in results:
        for name, value in result.environment.items():
            if str(value) not in values.setdefault(name, []):
                values[name].append(str(value))
    rows = [(name, ", ".join(distinct)) for name, distinct in values.items()]
    if not rows:
        return "<p>No point has run yet.</p>"
    return table("", ("component", "version or value"), rows, text_columns=2)
