import dataclasses

import pytest
from test_markup import EVIL, Reader

from noiselab import compare, outputs, sweep_file, tables
from noiselab.results import Result


def rewritten(sweep, **changes):
    return sweep_file.check(sweep.as_file() | changes)


class TestTitleBlock:
    def test_it_says_what_was_done_and_by_whom(self, sweep, make_result):
        own = {"title": "My study", "author": "A. Student", "course": "DL 1"}
        sweep = rewritten(sweep, report=own)
        results = [make_result(point) for point in sweep.points()]
        assert tables.title_block(sweep, results) == (
            "<h1>My study</h1><p class='byline'>A. Student · DL 1</p>"
            "<p class='note'>Sweep small: 4 of 4 points done.</p>"
        )

    def test_without_own_words_the_settings_speak(self, sweep, make_result):
        done, failed, *_ = (make_result(point) for point in sweep.points())
        failed = dataclasses.replace(failed, status="failed")
        assert tables.title_block(sweep, [done, failed]) == (
            "<h1>What noise does to MLNN and ConvNet on digits</h1>"
            "<p class='note'>Sweep small: 1 of 2 points done; the others are listed at "
            "the end.</p>"
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
        (html,) = tables.after_epochs(sweep, self.results(sweep, make_result))
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
                *("0.1200", "0.1210", "0.1220", "0.1230"),
                *("0.2200", "0.2210", "0.2220", "0.2230"),
            ],
            [
                "0.5",
                *("0.1700", "0.1710", "0.1720", "0.1730"),
                *("0.2700", "0.2710", "0.2720", "0.2730"),
            ],
        ]
        assert read.caption == "Gaussian noise, epochs: MLNN after 2, ConvNet after 2."

    def test_an_earlier_epoch_where_the_report_asks_for_it(self, sweep, make_result):
        early = rewritten(sweep, report={"after_epochs": 1})
        (html,) = tables.after_epochs(early, self.results(early, make_result))
        read = Reader(html)
        assert read.rows[2][1:5] == ["0.1100", "0.1110", "0.1120", "0.1130"]
        assert read.caption == "Gaussian noise, epochs: MLNN after 1, ConvNet after 1."

    def test_repeats_are_averaged_and_the_caption_says_so(self, sweep, make_result):
        sweep = rewritten(sweep, repeats=3)
        results = [
            make_result(point, 0.3 + 0.1 * point.repeat) for point in sweep.points()
        ]
        failed = [dataclasses.replace(results[-1], status="failed")]
        (html,) = tables.after_epochs(sweep, results[:-1] + failed)
        read = Reader(html)
        assert read.rows[2] == ["0 (clean)"] + ["0.4000"] * 8
        assert read.rows[3] == ["0.5"] + ["0.4000"] * 4 + ["0.3500"] * 4
        assert read.caption == (
            "Gaussian noise, epochs: MLNN after 2, ConvNet after 2; means over up to 3 "
            "repeats."
        )

    def test_what_is_not_done_shows_its_status(self, sweep, make_result):
        clean, noisy, *_ = sweep.points()
        lost = make_result(noisy)
        lost.history["loss"][-1] = None
        results = [Result(clean, "failed", "Error: no"), lost]
        (html,) = tables.after_epochs(sweep, results)
        rows = Reader(html).rows
        assert rows[2][1:] == ["failed"] * 4 + ["–"] * 4
        assert rows[3][1:5] == ["diverged", "0.5000", "0.5000", "0.5000"]

    def test_each_kind_has_its_table_with_levels_upwards(self, sweep):
        sweep = rewritten(sweep, noise={"gaussian": [1, 0.25]}, levels=None)
        (html,) = tables.after_epochs(sweep, [])
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
