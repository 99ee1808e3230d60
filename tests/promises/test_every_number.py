"""Every number that a report shows is in one of its tables."""

import csv
import re

import pytest
from helpers import answered
from helpers.answered import checked, written
from helpers.documents import ROOT
from helpers.html import Reader

from noiselab.analysis import samples, verdicts
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import findings
from noiselab.analysis.limits import limits
from noiselab.common import folders
from noiselab.report import tables
from noiselab.report.figures import alt
from noiselab.store import results

NUMBER = re.compile(r"(?<![\w.])\d+\.\d+(?:e-?\d+)?(?![\w.])")


def shown(evidence):
    """Yield each part of a report that has numbers: its name and its text."""
    sweep, points = evidence.sweep, evidence.results
    judged = verdicts.judge(evidence)
    for statement in (
        *findings(evidence, judged),
        *limits(evidence, judged),
    ):
        yield statement.topic, statement.text
    for name, html in (
        ("with and without noise", "".join(tables.after_epochs(evidence))),
        ("published", "".join(tables.beside_published(sweep, points))),
        ("models compared", tables.model_comparisons(sweep, judged.comparisons)),
        ("protocols", tables.protocols(evidence, judged.gains)),
        ("robustness", tables.robustness_summary(evidence)),
        ("measures", tables.measures(sweep, points)),
        ("points", tables.all_points(sweep, points, evidence.folder.path)),
    ):
        yield name, "  ".join(cell for row in Reader(html).rows for cell in row)
    for kind, sample in samples.sample_images(evidence):
        cells = Reader(tables.yardstick(sample, kind)).rows
        yield "yardstick", "  ".join(cell for row in cells for cell in row)
        yield "samples", alt.level_grid(sweep, sample, kind)
    for kind, frame in samples.frames(points):
        yield "level curves", alt.level_curves(evidence, frame, kind)
        yield "cross tests", alt.transfer_maps(evidence, kind)
    for kind, done in samples.first_repeats(points):
        for measure in ("loss", "accuracy"):
            texts = alt.learning_multiples(sweep, done, measure, kind)
            yield "learning curves", texts
        yield "confusion", alt.confusion_matrices(sweep, done, kind)
    for kind, mistakes in samples.surest_mistakes(evidence):
        yield "mistakes", alt.mistakes(sweep, mistakes, kind)


def known(folder):
    """Give all numbers of the tables, and how far intervals extend."""
    numbers = set()
    for path in folder.glob("*.csv"):
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                found = {name: number(text) for name, text in row.items()}
                numbers |= {value for value in found.values() if value is not None}
                if path.name == "means.csv" and found["low"] is not None:
                    for bound in ("low", "high"):
                        numbers.add(found[bound] - found["mean"])
    return numbers


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def is_known(text, numbers):
    """Whether a text is some number, or a hundred times it, as it is rounded there."""
    digits = len(text.partition(".")[2])
    return any(
        text
        in (
            f"{size:.{digits}f}",
            f"{100 * size:.{digits}f}",
            f"{size:.3g}",
            f"{size:g}",
        )
        for size in map(abs, numbers)
    )


@pytest.mark.parametrize("repeats", [1, 3])
def test_every_number_of_a_report_is_in_a_table(tmp_path, repeats):
    reference = tmp_path / "published.csv"
    reference.write_text("model,noise,level,val_loss\nmlnn,gaussian,0.3,0.7654\n")
    sweep = checked(repeats=repeats, report={"reference": str(reference)})
    holes = {"diverged": ["mlnn--shot--0.1--r0"], "without": ["convnet--shot--0.2--r0"]}
    folder = written(answered.make(sweep, tmp_path / "small", **holes))
    evidence = Evidence(*results.read_sweep(folder), folder)
    # and what the words compare with, and Student's factors of 2, 3 and 5 repeats
    numbers = known(folder) | {0.05, 0.0001, 12.7, 4.3, 2.8}
    parts = list(shown(evidence))
    unknown = [
        (name, text)
        for name, words in parts
        for text in NUMBER.findall(words)
        if not is_known(text, numbers)
    ]
    assert unknown == []
    assert sum(len(NUMBER.findall(words)) for _, words in parts) > 300


def test_every_table_and_every_column_is_explained(tmp_path):
    folder = written(answered.make(checked(), tmp_path / "small"))
    report = folders.COMPARE.read_text(encoding="utf-8")
    explained = (ROOT / "outputs" / "README.md").read_text(encoding="utf-8")
    for name in folders.TABLES:
        assert f"`{name}.csv`" in report
        assert f"| `{name}.csv` |" in explained
        with (folder / f"{name}.csv").open(newline="") as file:
            for column in csv.DictReader(file).fieldnames:
                assert f"`{column}`" in explained, (name, column)
