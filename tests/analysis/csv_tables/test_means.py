import pytest
from helpers.studies import first

from noiselab.analysis import intervals_and_tests
from noiselab.analysis.accuracy import Accuracy
from noiselab.analysis.csv_tables import means
from noiselab.analysis.evidence import Evidence
from noiselab.study import sweep_file


def chosen(rows, **wanted):
    return [
        row
        for row in rows
        if all(row.get(name) == value for name, value in wanted.items())
    ]


def test_every_mean_has_a_row_with_its_interval(evidence):
    rows = list(means.rows(evidence))
    # per model and level: four figures, and accuracy and loss at the other level
    assert len(rows) == 2 * 2 * (4 + 2)
    (row,) = chosen(
        rows, model="mlnn", train_level=0.5, test_level=0.5, measure="val_accuracy"
    )
    accuracies = [Accuracy(right, 400) for right in (300, 310, 305)]
    assert row["mean"] == pytest.approx(305 / 400)
    assert (row["low"], row["high"]) == evidence.accuracy_interval(accuracies)
    assert row["repeats"] == 3
    assert row["method"] == "the wider of Student over repeats and Wilson"
    assert row["chance"] == 0.75
    assert row["against_chance"] == "not above"
    (row,) = chosen(
        rows, model="mlnn", train_level=0.0, test_level=0.5, measure="val_accuracy"
    )
    assert row["mean"] == pytest.approx(0.3)
    (row,) = chosen(
        rows, model="mlnn", train_level=0.0, test_level=0.5, measure="val_loss"
    )
    assert (row["mean"], row["low"], row["method"]) == (0.25, None, None)


def test_a_single_run_has_wilsons_interval(sweep, make_study):
    rows = means.rows(make_study(sweep, lambda point, level: first(320)))
    for row in chosen(rows, measure="val_accuracy"):
        assert (row["low"], row["high"]) == intervals_and_tests.wilson(320, 400)


def test_the_epoch_that_the_report_asks_for_has_rows_of_its_own(evidence):
    sweep = evidence.sweep
    report = sweep.report.model_copy(update={"after_epochs": 1})
    asked = sweep.model_copy(update={"report": report})
    rows = list(means.rows(Evidence(asked, evidence.results, evidence.folder.path)))
    early = chosen(rows, epoch=1, model="mlnn", train_level=0.0)
    assert [row["measure"] for row in early] == [
        "train_loss",
        "train_accuracy",
        "val_loss",
        "val_accuracy",
    ]
    assert early[-1]["low"] < early[-1]["mean"] < early[-1]["high"]


def test_a_published_figure_stands_beside_its_mean(evidence, tmp_path):
    reference = tmp_path / "published.csv"
    reference.write_text("model,noise,level,val_accuracy\nmlnn,gaussian,0.5,0.75\n")
    fields = evidence.sweep.as_file() | {"report": {"reference": str(reference)}}
    sweep = sweep_file.check(fields)
    rows = list(means.rows(Evidence(sweep, evidence.results, evidence.folder.path)))
    (row,) = (row for row in rows if "published" in row)
    assert (row["model"], row["train_level"], row["published"]) == ("mlnn", 0.5, 0.75)
    assert row["difference"] == row["mean"] - 0.75
