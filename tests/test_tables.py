import dataclasses
import datetime
import html as html_module

import pytest
from conftest import first
from test_markup import EVIL, Reader

from noiselab import (
    compare,
    contrasts,
    figures,
    outputs,
    statistics,
    sweep_file,
    tables,
    titles,
)
from noiselab.evidence import Evidence
from noiselab.results import Result

TODAY = datetime.date.today().isoformat()


def rewritten(sweep, **changes):
    return sweep_file.check(sweep.as_file() | changes)


def bounded(accuracy, *repeats):
    """Give an accuracy as a table shows it: of one run of 10 images, or of repeats."""
    low, high = (
        statistics.t_interval(repeats, limits=(0, 1))
        if repeats
        else statistics.wilson(accuracy * 10, 10)
    )
    return f"{accuracy:.4f}{low:.4f} to {high:.4f}"


class TestTitleBlock:
    def test_it_says_what_was_done_and_by_whom(self, sweep, make_result):
        own = {"title": "My study", "author": "A. Student", "course": "DL 1"}
        sweep = rewritten(sweep, report=own)
        results = [make_result(point) for point in sweep.points()]
        assert tables.title_block(sweep, results) == (
            "<h1>My study</h1><dl class='facts'><dt>Author</dt><dd>A. Student</dd>"
            f"<dt>Course</dt><dd>DL 1</dd><dt>Date</dt><dd>{TODAY}</dd>"
            "<dt>Data</dt><dd>digits, 10 test images</dd>"
            "<dt>Study</dt><dd>small, 4 of 4 points done</dd></dl>"
        )

    def test_each_machine_is_named_once(self, sweep, make_result):
        machines = [("Ryzen", "Linux x86_64"), ("M4", "Darwin arm64")]
        results = [
            make_result(
                point,
                environment=dict(zip(("processor", "system"), machine, strict=True)),
            )
            for point, machine in zip(sweep.points(), machines * 2, strict=True)
        ]
        assert (
            "<dt>Machine</dt><dd>Ryzen, Linux x86_64; M4, Darwin arm64</dd>"
        ) in tables.title_block(sweep, results)

    def test_without_own_words_the_settings_speak(self, sweep, make_result):
        done, failed, *_ = (make_result(point) for point in sweep.points())
        failed = dataclasses.replace(failed, status="failed")
        assert tables.title_block(sweep, [done, failed]) == (
            "<h1>What noise does to MLNN and ConvNet on digits</h1><dl class='facts'>"
            f"<dt>Date</dt><dd>{TODAY}</dd><dt>Data</dt><dd>digits, 10 test images</dd><dt>Study</dt>"
            "<dd>small, 1 of 2 points done; the others are listed below</dd></dl>"
        )

    @pytest.mark.parametrize("field", ["title", "author", "course"])
    def test_no_text_becomes_markup(self, sweep, field):
        html = tables.title_block(rewritten(sweep, report={field: EVIL}), [])
        assert "script" not in dict(Reader(html).tags)
        escaped = (
            "&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt; &amp; &quot;x&quot;"
        )
        assert escaped in html


class TestNotes:
    def test_paragraphs_are_told_apart_by_empty_lines(self, sweep):
        noted = rewritten(sweep, report={"notes": "One\nline.\n \nTwo & <b>.\n"})
        assert tables.notes(noted) == (
            "<h2>Notes</h2><p class='note'>Written with the study's settings, before "
            "this run.</p><p>One line.</p><p>Two &amp; &lt;b&gt;.</p>"
        )

    @pytest.mark.parametrize("nothing", [None, "", " \n\n "])
    def test_without_any_nothing_is_shown(self, sweep, nothing):
        assert tables.notes(rewritten(sweep, report={"notes": nothing})) == ""

    def test_as_written_tells_the_figures_of_its_own_table(self, real_mnist):
        """What the notes say of the noise follows from the real MNIST."""
        written = sweep_file.load(outputs.SWEEPS / "as_written.yaml")
        ((_, samples),) = compare.sample_images(written, str(real_mnist.parent))
        notes = " ".join(written.report.notes.split())
        assert f"ratio is {samples.snr_db[25.5]:.0f} dB" in notes
        power = 10 ** (-samples.snr_db[25.5] / 10)
        assert f"about {round(power, -2):,.0f} times the power" in notes
        clean, noisy = samples.yardstick[0.0], samples.yardstick[25.5]
        assert f"from {clean:.4f} to {noisy:.4f} at this level" in notes


class TestSettings:
    def test_all_of_them_are_told(self, sweep):
        assert Reader(tables.settings(sweep)).rows == [
            ["setting", "value"],
            ["data", "digits"],
            ["gaussian noise", "0, 0.5 · standard deviation (black 0, white 1)"],
            ["MLNN", "2 epochs, learning rate 0.001"],
            ["ConvNet", "2 epochs, learning rate 1"],
            ["noisy images clipped to [0, 1]", "no"],
            ["batch size", "128"],
            ["repeats", "1"],
            ["seed", "0"],
            ["precision", "float32"],
        ]

    def test_an_own_file_is_named_without_its_folders(self, sweep):
        own = rewritten(sweep, dataset="/data/a&b <i>.npz", models="mlnn", clip=True)
        rows = Reader(tables.settings(own)).rows
        assert rows[1] == ["data", "a&b <i>.npz"]
        assert [row[0] for row in rows].count("ConvNet") == 0
        assert ["noisy images clipped to [0, 1]", "yes"] in rows


class TestAfterEpochs:
    def results(self, sweep, make_result):
        """Every figure another: tenths by model, hundredths by level and epoch."""
        made = []
        for point in sweep.points():
            base = 0.1 * (1 + list(sweep.models).index(point.model)) + point.level / 10
            history = {
                name: [base + 0.01 * epoch + 0.001 * n for epoch in (1, 2)]
                for n, name in enumerate(
                    ("loss", "accuracy", "val_loss", "val_accuracy")
                )
            }
            made.append(make_result(point, history=history))
        return made

    def test_the_last_epoch_without_and_with_noise(self, sweep, make_result):
        (html,) = tables.after_epochs(
            Evidence(sweep, self.results(sweep, make_result), "nowhere")
        )
        read = Reader(html)
        names = [
            *("training loss", "training accuracy"),
            *("validation loss", "validation accuracy"),
        ]
        assert read.rows == [
            ["", "MLNN", "ConvNet"],
            ["noise level", *names, *names],
            [
                "0 (clean)",
                *("0.1200", "0.1210", "0.1220", bounded(0.123)),
                *("0.2200", "0.2210", "0.2220", bounded(0.223)),
            ],
            [
                "0.5",
                *("0.1700", "0.1710", "0.1720", bounded(0.173)),
                *("0.2700", "0.2710", "0.2720", bounded(0.273)),
            ],
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
        failed = [dataclasses.replace(results[-1], status="failed")]
        (html,) = tables.after_epochs(Evidence(sweep, results[:-1] + failed, "nowhere"))
        read = Reader(html)
        three = ["0.4000"] * 3 + [bounded(0.4, 0.3, 0.4, 0.5)]
        two = ["0.3500"] * 3 + [bounded(0.35, 0.3, 0.4)]
        assert read.rows[2] == ["0 (clean)", *three, *three]
        assert read.rows[3] == ["0.5", *three, *two]
        assert read.caption == (
            "Gaussian noise, epochs: MLNN after 2, ConvNet after 2; means over up to 3 "
            "repeats."
        )

    def test_what_is_not_done_shows_its_status(self, sweep, make_result):
        clean, noisy, *_ = sweep.points()
        lost = make_result(noisy)
        lost.history["loss"][-1] = None
        results = [Result(clean, "failed", "Error: no"), lost]
        (html,) = tables.after_epochs(Evidence(sweep, results, "nowhere"))
        rows = Reader(html).rows
        assert rows[2][1:] == ["failed"] * 4 + ["–"] * 4
        assert rows[3][1:5] == ["diverged", "0.5000", "0.5000", bounded(0.5)]

    def test_a_repeat_that_diverged_is_left_out_as_in_the_curve(
        self, sweep, make_result
    ):
        sweep = rewritten(
            sweep, repeats=3, models=["mlnn"], noise={"gaussian": [0.5]}, levels=None
        )
        results = [make_result(p, 0.3 + 0.1 * p.repeat) for p in sweep.points()]
        results[0].metrics["diverged"] = True
        evidence = Evidence(sweep, results, "nowhere")
        (html,) = tables.after_epochs(evidence)
        mean = ["0.4500"] * 3 + [bounded(0.45, 0.4, 0.5)]
        assert Reader(html).rows[2] == ["0.5", *mean]
        ((_, frame),) = compare.frames(results)
        ax = figures.level_curve(frame, "accuracy", "gaussian")
        (drawn,) = (
            one.get_ydata() for one in ax.lines if one.get_label() == "MLNN, validation"
        )
        assert drawn == pytest.approx([0.45])
        low, high = evidence.bounds("gaussian", "accuracy")["mlnn", "val", 0.5]
        assert low < drawn[0] < high

    def test_each_kind_has_its_table_with_levels_upwards(self, sweep):
        sweep = rewritten(sweep, noise={"gaussian": [1, 0.25]}, levels=None)
        (html,) = tables.after_epochs(Evidence(sweep, [], "nowhere"))
        assert [row[0] for row in Reader(html).rows[2:]] == ["0.25", "1"]


class TestProblems:
    def test_none_is_said_to_be_none(self, point, make_result):
        assert tables.problems([make_result(point)]) == (
            "<p>Every point of this sweep is done; none failed, none is missing.</p>"
        )

    def test_each_is_listed_with_its_error_as_text(self, sweep, make_result):
        done, failed, missing, _ = sweep.points()
        read = Reader(
            tables.problems(
                [
                    make_result(done),
                    Result(failed, "failed", EVIL),
                    Result(missing, "missing", "not run yet"),
                ]
            )
        )
        assert read.caption == "2 of 3 points are not in the figures above."
        assert read.rows == [
            ["point", "status", "why"],
            ["mlnn--gaussian--0.5--r0", "failed", EVIL],
            ["convnet--gaussian--0.0--r0", "missing", "not run yet"],
        ]
        assert "script" not in dict(read.tags)


class TestAllPoints:
    def test_a_point_links_to_its_page_where_there_is_one(
        self, sweep, make_result, tmp_path
    ):
        clean, noisy, *_ = sweep.points()
        page = tmp_path / "points" / noisy.id / "notebook.html"
        page.parent.mkdir(parents=True)
        page.write_text("")
        results = [make_result(clean, snr_db=None), make_result(noisy)]
        read = Reader(tables.all_points(results, tmp_path))
        assert read.rows[0][5:] == ["SNR, dB", "training, s", "in all, s", "details"]
        assert read.rows[1:] == [
            [
                *("MLNN", "gaussian noise", "0", "0", "done"),
                *("without noise", "2.0", "3.0", "no page"),
            ],
            [
                "MLNN",
                "gaussian noise",
                "0.5",
                "0",
                *("done", "12.5", "2.0", "3.0", "page"),
            ],
        ]
        assert dict(read.tags)["a"]["href"] == f"points/{noisy.id}/notebook.html"

    @pytest.mark.parametrize("status", ["failed", "missing"])
    def test_what_was_not_measured_stays_open(self, point, tmp_path, status):
        read = Reader(tables.all_points([Result(point, status)], tmp_path))
        assert read.rows[1] == [
            *("MLNN", "gaussian noise", "0.5", "0", status),
            *("–", "–", "–", "no page"),
        ]


class TestMeasures:
    def test_a_row_a_done_point_with_its_weakest_class(self, sweep, make_result):
        point, *others = sweep.points()
        shares = [0.9, None, 0.25, 0.75]
        results = [
            make_result(point, figure=0.5, snr_db=None, class_accuracy=shares),
            Result(others[0], "failed", "E: no"),
        ]
        read = Reader(tables.measures(results))
        assert read.rows[1:] == [
            [
                *("MLNN", "gaussian noise", "0", "0", "without noise", "0.5000"),
                *("2: 0.2500", "0.2500", "500"),
            ]
        ]

    def test_without_a_done_point_there_are_none(self, point):
        nothing = "<p>No point is done yet.</p>"
        assert tables.measures([Result(point, "missing")]) == nothing

    def test_what_an_own_template_did_not_measure_stays_open(self, point, make_result):
        bare = make_result(
            point, class_accuracy=None, calibration_error=None, peak_memory=None
        )
        read = Reader(tables.measures([bare]))
        assert read.rows[1][-3:] == ["–", "–", "–"]


class TestEnvironment:
    def test_each_value_is_listed_once(self, sweep, make_result):
        machines = [
            {"python": "3.11", "threads": 1},
            {"python": "3.12", "threads": 1, "system": EVIL},
            {"python": "3.11"},
        ]
        results = [
            make_result(point, environment=machine)
            for point, machine in zip(sweep.points(), machines, strict=False)
        ]
        read = Reader(tables.environment(results))
        assert read.rows == [
            ["what", "version or value"],
            ["python", "3.11, 3.12"],
            ["threads", "1"],
            ["system", EVIL],
        ]
        assert "script" not in dict(read.tags)

    def test_before_the_first_point_there_is_none(self, point):
        nothing = "<p>No point has run yet.</p>"
        assert tables.environment([]) == nothing
        assert tables.environment([Result(point, "missing")]) == nothing


class TestStatistics:
    @pytest.fixture
    def study(self, sweep, make_study):
        counts = {("mlnn", 0.0): 300, ("mlnn", 0.5): 290, ("convnet", 0.5): 295}
        return make_study(
            sweep, lambda point, level: first(counts.get((point.model, level), 390))
        )

    def test_findings_and_how_they_are_meant(self, study):
        html = tables.findings_list(
            study, contrasts.between_models(study), contrasts.by_training(study)
        )
        assert html.startswith("<h2>Findings</h2><ul><li>Of these two trained networks")
        assert (
            "<p>How this is meant</p><ul><li>With 400 test images, the 95 % intervals"
            in html
        )

    def test_findings_show_markup_as_text(self, sweep, make_study, monkeypatch):
        study = make_study(sweep, lambda point, level: first(390))
        monkeypatch.setattr(titles, "of_model", lambda name: EVIL)
        comparisons = contrasts.between_models(study)
        html = tables.findings_list(study, comparisons, [])
        assert EVIL not in html
        assert html_module.escape(EVIL) in html

    def test_comparisons_show_difference_bounds_and_verdict(self, study):
        read = Reader(tables.model_comparisons(contrasts.between_models(study)))
        low, high = statistics.newcombe(300, 0, 90, 10)
        wide = statistics.newcombe(300, 0, 90, 10, 0.975)
        assert read.rows[1] == [
            *("gaussian noise", "0", "MLNN less ConvNet"),
            f"-0.2250{low:+.4f} to {high:+.4f}",
            f"{wide[0]:+.4f} to {wide[1]:+.4f}",
            *["<\N{NO-BREAK SPACE}0.0001"] * 2,
            "yes",
        ]
        assert read.rows[2][-1] == "no"

    def test_of_one_model_there_is_no_comparison(self):
        assert tables.model_comparisons([]) == "<p>There is one model only.</p>"

    def test_protocols_show_three_accuracies_and_two_gains(self, sweep, make_study):
        counts = {(0.0, 0.0): 400, (0.0, 0.5): 310, (0.5, 0.5): 370, (0.5, 0.0): 360}
        study = make_study(sweep, lambda p, level: first(counts[p.level, level]))
        read = Reader(tables.protocols(study, contrasts.by_training(study)))
        row = read.rows[1]
        assert row[:3] == ["gaussian noise", "0.5", "MLNN"]
        starts = ["0.7750", "0.9000", "0.9250", "+0.1500*", "-0.1000*"]
        assert all(
            cell.startswith(start) for cell, start in zip(row[3:], starts, strict=True)
        )
        low, high = statistics.wilson(310, 400)
        assert row[3] == f"0.7750{low:.4f} to {high:.4f}"

    def test_robustness_names_its_reference(self, study):
        read = Reader(tables.robustness_summary(study))
        assert read.rows[1] == ["gaussian noise", "MLNN", "0.7375", "–", "1.0000"]
        assert read.rows[2] == [
            *("gaussian noise", "ConvNet", "0.8562", "0.237"),
            f"{105 / 110:.4f}",
        ]
        assert "divided by those of MLNN." in read.caption

    def test_what_is_not_known_is_a_dash(self, sweep):
        empty = Evidence(sweep, [], "nowhere")
        read = Reader(tables.model_comparisons(contrasts.between_models(empty)))
        assert read.rows[1][3:] == ["–"] * 5
        read = Reader(tables.protocols(empty, contrasts.by_training(empty)))
        assert read.rows[1][3:] == ["–"] * 5
        read = Reader(tables.robustness_summary(empty))
        assert read.rows[1][2:] == ["–"] * 3
