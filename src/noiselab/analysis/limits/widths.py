"""How precisely accuracies are known."""

from collections.abc import Iterable, Iterator

from noiselab.analysis import accuracy
from noiselab.analysis.accuracy import Accuracy
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.statement import Statement
from noiselab.common.words import counted


def statements(evidence: Evidence) -> Iterable[Statement]:
    """Say how wide the widest interval of an accuracy is."""
    of_runs: list[float] = []
    of_means: list[float] = []
    counts = set()
    for accuracies in _accuracies(evidence):
        bounds = evidence.accuracy_interval(accuracies)
        if bounds:
            mean = float(accuracy.mean(accuracies))
            wider = max(bounds[1] - mean, mean - bounds[0])
            (of_means if len(accuracies) > 1 else of_runs).append(wider)
            counts |= {each.count for each in accuracies}
    least, most = min(counts, default=0), max(counts, default=0)
    images = f"{'' if least == most else f'{least} to '}{counted(most, 'test image')}"
    for subject, widths in (
        (f"With {images}, the 95 % confidence intervals of accuracies", of_runs),
        (
            f"Over the repeats and {images}, the 95 % confidence intervals of mean "
            "accuracies",
            of_means,
        ),
    ):
        if widths:
            text = (
                f"{subject} in the tables extend up to {100 * max(widths):.1f} "
                "percentage points to either side."
            )
            yield Statement("width of intervals", text)


def _accuracies(evidence: Evidence) -> Iterator[list[Accuracy]]:
    """Yield the repeats of every accuracy on the test images that a table bounds.

    They are those in `means.csv`: of each network at its own level, there after
    `report.after_epochs` too, and at other levels.
    """
    epoch = evidence.sweep.report.after_epochs
    for model in evidence.sweep.models:
        for kind, level in evidence.conditions():
            yield evidence.accuracies(model, kind, level)
            runs = evidence.runs(model, kind, level).values()
            early = [run for run in runs if epoch and run.epochs_run >= epoch]
            shares = [run.history.val_accuracy[(epoch or 1) - 1] for run in early]
            if None not in shares:
                after = [Accuracy.at_epoch(run, epoch or 1) for run in early]
                yield [] if None in after else [each for each in after if each]
            for tested_at in evidence.sweep.noise[kind]:
                tests = evidence.tested(model, kind, level, tested_at).values()
                yield [Accuracy.of_answers(test.right) for test in tests]
