import pytest
from helpers.html import EVIL, Reader
from helpers.studies import diverged

from noiselab.report import tables
from noiselab.store.result import Result


class TestProblems:
    def test_that_there_are_none_is_said(self, point, make_result):
        assert tables.problems([make_result(point)]) == (
            "<p>Every point of this sweep is done; none failed, none is missing.</p>"
        )

    def test_each_is_listed_with_its_error_as_text(self, sweep, make_result):
        done, failed, missing, _ = sweep.points()
        read = Reader(
            tables.problems(
                [
                    make_result(done),
                    Result(point=failed, status="failed", error=EVIL),
                    Result(point=missing, status="missing", reason="not_run"),
                ]
            )
        )
        assert read.caption == "2 of 3 points are not included above."
        assert read.rows == [
            ["point", "status", "why"],
            ["mlnn--gaussian--0.5--r0", "failed", EVIL],
            ["convnet--clean--0.0--r0", "missing", "not run yet"],
        ]
        assert "script" not in dict(read.tags)

    def test_a_single_one(self, sweep, make_result):
        done, failed, *_ = sweep.points()
        results = [make_result(done), Result(point=failed, status="failed", error="E")]
        read = Reader(tables.problems(results))
        assert read.caption == "1 of 2 points is not included above."


class TestAllPoints:
    def test_a_point_links_to_the_page_of_its_notebook(
        self, sweep, make_result, tmp_path
    ):
        clean, noisy, *_ = sweep.points()
        notebook = tmp_path / "points" / noisy.id / "notebook.ipynb"
        notebook.parent.mkdir(parents=True)
        notebook.write_text("")
        results = [make_result(clean, snr_db=None), make_result(noisy)]
        read = Reader(tables.all_points(sweep, results, tmp_path))
        assert read.rows[0][5:] == ["SNR, dB", "training, s", "total, s", "details"]
        assert read.rows[1:] == [
            [
                "MLNN",
                "none",
                "0",
                "0",
                "done",
                "without noise",
                "2.0",
                "3.0",
                "no page",
            ],
            [
                "MLNN",
                "Gaussian noise",
                "0.5",
                "0",
                "done",
                "12.5",
                "2.0",
                "3.0",
                "page",
            ],
        ]
        assert dict(read.tags)["a"]["href"] == f"points/{noisy.id}/notebook.html"

    @pytest.mark.parametrize(
        ("status", "reason"), [("failed", None), ("missing", "not_run")]
    )
    def test_what_was_not_measured_is_a_dash(
        self, sweep, point, tmp_path, status, reason
    ):
        result = Result(point=point, status=status, reason=reason)
        read = Reader(tables.all_points(sweep, [result], tmp_path))
        assert read.rows[1] == [
            "MLNN",
            "Gaussian noise",
            "0.5",
            "0",
            status,
            "–",
            "–",
            "–",
            "no page",
        ]


class TestMeasures:
    def test_each_done_point_has_a_row_with_its_weakest_class(self, sweep, make_result):
        point, *others = sweep.points()
        shares = [0.9, None, 0.25, 0.75]
        results = [
            make_result(point, figure=0.5, snr_db=None, class_accuracy=shares),
            Result(point=others[0], status="failed", error="E: no"),
        ]
        read = Reader(tables.measures(sweep, results))
        assert read.rows[1:] == [
            [
                "MLNN",
                "none",
                "0",
                "0",
                "without noise",
                "0.5000",
                "2: 0.2500",
                "0.2500",
                "500",
            ]
        ]

    @pytest.mark.parametrize(
        ("shares", "words"),
        [([0, 0.5, 0], "0 and 1 other: 0.0000"), ([0] * 9, "0 and 8 others: 0.0000")],
    )
    def test_classes_that_are_as_weak_are_counted(
        self, sweep, point, make_result, shares, words
    ):
        result = make_result(point, snr_db=None, class_accuracy=shares)
        assert Reader(tables.measures(sweep, [result])).rows[1][6] == words

    def test_the_answers_of_a_network_that_diverged_count_for_nothing(
        self, sweep, point, make_result
    ):
        read = Reader(tables.measures(sweep, [diverged(make_result(point))]))
        assert read.rows[1][-4:] == ["diverged", "–", "–", "500"]

    def test_without_a_done_point_there_are_none(self, sweep, point):
        nothing = "<p>No point is done yet.</p>"
        assert (
            tables.measures(
                sweep, [Result(point=point, status="missing", reason="not_run")]
            )
            == nothing
        )

    def test_what_a_users_template_did_not_measure_is_a_dash(
        self, sweep, point, make_result
    ):
        bare = make_result(
            point, class_accuracy=None, calibration_error=None, peak_memory=None
        )
        read = Reader(tables.measures(sweep, [bare]))
        assert read.rows[1][-3:] == ["–", "–", "–"]
