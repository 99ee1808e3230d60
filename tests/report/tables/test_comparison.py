import pytest
from helpers.html import Reader
from helpers.studies import diverged

from noiselab.analysis import figure_bounds, intervals_and_tests, samples, scopes
from noiselab.analysis.accuracy import Accuracy
from noiselab.analysis.evidence import Evidence
from noiselab.common.schema import HISTORY, METRICS
from noiselab.report import figures, tables
from noiselab.store.result import Result
from noiselab.study import sweep_file


def rewritten(sweep, **changes):
    return sweep_file.check(sweep.as_file() | changes)


def bounded(accuracy, *repeats):
    """An accuracy as a table shows it: of a run with 1000 images, or of repeats."""
    low, high = (
        scopes.mean_accuracy([Accuracy(round(10 * share), 10) for share in repeats])
        if repeats
        else intervals_and_tests.wilson(round(accuracy * 1000), 1000)
    )
    return f"{accuracy:.4f}{low:.4f} to {high:.4f}"


def with_accuracy(right, of=1000):
    """The changes to a result that make it one with so many answers right."""
    return {"confusion_matrix": [[right, of - right], [0, 0]]}


class TestAfterEpochs:
    def results(self, sweep, make_result):
        """All figures differ: by tenths for models, hundredths for levels and epochs."""
        made = []
        for point in sweep.points():
            base = 0.1 * (1 + list(sweep.models).index(point.model)) + point.level / 10
            history = {
                name: [base + 0.01 * epoch + 0.001 * n for epoch in (1, 2)]
                for n, name in enumerate(
                    ("loss", "accuracy", "val_loss", "val_accuracy")
                )
            }
            last = with_accuracy(round(1000 * history["val_accuracy"][-1]))
            final = zip(METRICS, history.values(), strict=True)
            last["metrics"] = {name: values[-1] for name, values in final}
            made.append(make_result(point, history=history, **last))
        return made

    def test_an_epoch_validated_on_other_images_has_no_interval(
        self, sweep, make_result
    ):
        asked = rewritten(sweep, report={"after_epochs": 1})
        history = {"val_accuracy": [25 / 37, 0.9]}
        results = [make_result(p, history=history) for p in asked.points()]
        (html,) = tables.after_epochs(Evidence(asked, results, "nowhere"))
        assert Reader(html).rows[-1][-1] == f"{25 / 37:.4f}"

    def test_the_last_epoch_without_and_with_noise(self, sweep, make_result):
        (html,) = tables.after_epochs(
            Evidence(sweep, self.results(sweep, make_result), "nowhere")
        )
        read = Reader(html)
        names = [
            "training loss",
            "training accuracy",
            "validation loss",
            "validation accuracy",
        ]
        mlnn_clean = ["0.1200", "0.1210", "0.1220", bounded(0.123)]
        convnet_clean = ["0.2200", "0.2210", "0.2220", bounded(0.223)]
        mlnn_noisy = ["0.1700", "0.1710", "0.1720", bounded(0.173)]
        convnet_noisy = ["0.2700", "0.2710", "0.2720", bounded(0.273)]
        assert read.rows == [
            ["", "MLNN", "ConvNet"],
            ["noise level", *names, *names],
            ["0without noise", *mlnn_clean, *convnet_clean],
            ["0.5", *mlnn_noisy, *convnet_noisy],
        ]
        assert read.caption == "Gaussian noise, epochs: MLNN after 2, ConvNet after 2."

    def test_an_earlier_epoch_where_the_report_asks_for_it(self, sweep, make_result):
        early = rewritten(sweep, report={"after_epochs": 1})
        (html,) = tables.after_epochs(
            Evidence(early, self.results(early, make_result), "nowhere")
        )
        read = Reader(html)
        assert read.rows[2][1:5] == ["0.1100", "0.1110", "0.1120", bounded(0.113)]
        assert read.caption == "Gaussian noise, epochs: MLNN after 1, ConvNet after 1."

    def test_repeats_are_averaged_and_the_caption_says_so(self, sweep, make_result):
        sweep = rewritten(sweep, repeats=3)
        results = [
            make_result(point, 0.3 + 0.1 * point.repeat) for point in sweep.points()
        ]
        failed = [results[-1].model_copy(update={"status": "failed"})]
        (html,) = tables.after_epochs(Evidence(sweep, results[:-1] + failed, "nowhere"))
        read = Reader(html)
        three = ["0.4000"] * 3 + [bounded(0.4, 0.3, 0.4, 0.5)]
        two = ["0.3500"] * 3 + [bounded(0.35, 0.3, 0.4)]
        assert read.rows[2] == ["0without noise", *three, *three]
        assert read.rows[3] == ["0.5", *three, *two]
        assert read.caption == (
            "Gaussian noise, epochs: MLNN after 2, ConvNet after 2; means over up to 3 "
            "repeats."
        )

    def test_the_caption_tells_the_epochs_that_ran(self, sweep, make_result):
        first, *others = self.results(sweep, make_result)
        stopped = make_result(first.point, history={name: [0.5] for name in HISTORY})
        results = [stopped, *others]
        (html,) = tables.after_epochs(Evidence(sweep, results, "nowhere"))
        assert Reader(html).caption == (
            "Gaussian noise, epochs: MLNN after 1 to 2, ConvNet after 2."
        )
        failed = [r.model_copy(update={"status": "failed"}) for r in others]
        (html,) = tables.after_epochs(Evidence(sweep, [stopped, *failed], "nowhere"))
        assert Reader(html).caption == "Gaussian noise, epochs: MLNN after 1."
        (html,) = tables.after_epochs(Evidence(sweep, failed, "nowhere"))
        assert Reader(html).caption == "Gaussian noise."

    def test_final_figures_are_those_that_were_recorded(self, sweep, make_result):
        """As where a training keeps other weights than its last."""
        results = self.results(sweep, make_result)
        metrics = {**results[0].metrics.model_dump(), "val_loss": 0.0625}
        results[0] = make_result(
            results[0].point,
            history=results[0].history.model_dump(),
            metrics=metrics,
            **with_accuracy(250),
        )
        (html,) = tables.after_epochs(Evidence(sweep, results, "nowhere"))
        assert Reader(html).rows[2][1:5] == [
            "0.1200",
            "0.1210",
            "0.0625",
            bounded(0.25),
        ]

    def test_an_epoch_without_validation_says_so(self, sweep, make_result):
        early = rewritten(sweep, report={"after_epochs": 1})
        results = self.results(early, make_result)
        results[0].history.val_loss[0] = results[0].history.val_accuracy[0] = None
        (html,) = tables.after_epochs(Evidence(early, results, "nowhere"))
        shown = ["0.1100", "0.1110", "not validated", "not validated"]
        assert Reader(html).rows[2][1:5] == shown

    def test_what_is_not_done_shows_its_status(self, sweep, make_result):
        clean, noisy, *_ = sweep.points()
        metrics = dict.fromkeys(METRICS, 0.5) | {"train_loss": None, "diverged": True}
        lost = make_result(noisy, metrics=metrics)
        results = [Result(point=clean, status="failed", error="Error: no"), lost]
        (html,) = tables.after_epochs(Evidence(sweep, results, "nowhere"))
        rows = Reader(html).rows
        assert rows[2][1:] == ["failed"] * 4 + ["–"] * 4
        assert rows[3][1:5] == ["diverged"] * 4

    def test_a_repeat_that_diverged_is_left_out_as_in_the_curve(
        self, sweep, make_result
    ):
        sweep = rewritten(
            sweep, repeats=3, models=["mlnn"], noise={"gaussian": [0.5]}, levels=None
        )
        results = [make_result(p, 0.3 + 0.1 * p.repeat) for p in sweep.points()]
        results[0] = diverged(results[0])
        evidence = Evidence(sweep, results, "nowhere")
        (html,) = tables.after_epochs(evidence)
        mean = ["0.4500"] * 3 + [bounded(0.45, 0.4, 0.5)]
        assert Reader(html).rows[2] == ["0.5", *mean]
        ((_, frame),) = samples.frames(results)
        ax = figures.level_curves(evidence, frame, "gaussian").axes[1]
        (drawn,) = (
            line.get_ydata()
            for line in ax.lines
            if line.get_label() == "MLNN, validation"
        )
        assert drawn == pytest.approx([0.45])
        low, high = figure_bounds.bounds(evidence, "gaussian", "accuracy")[
            "mlnn", "val", 0.5
        ]
        assert low < drawn[0] < high

    def test_each_kind_has_a_table_with_its_levels_in_ascending_order(self, sweep):
        sweep = rewritten(sweep, noise={"gaussian": [1, 0.25]}, levels=None)
        (html,) = tables.after_epochs(Evidence(sweep, [], "nowhere"))
        assert [row[0] for row in Reader(html).rows[2:]] == ["0.25", "1"]
