import pytest
from helpers.html import Reader
from helpers.studies import first

from noiselab.analysis import comparisons, intervals_and_tests
from noiselab.analysis.evidence import Evidence
from noiselab.report import tables


def minus(text):
    return text.replace("-", "\N{MINUS SIGN}")


class TestStatistics:
    @pytest.fixture
    def study(self, sweep, make_study):
        counts = {("mlnn", 0.0): 300, ("mlnn", 0.5): 290, ("convnet", 0.5): 295}
        return make_study(
            sweep, lambda point, level: first(counts.get((point.model, level), 390))
        )

    def test_comparisons_show_difference_bounds_and_verdict(self, sweep, study):
        read = Reader(
            tables.model_comparisons(sweep, comparisons.between_models(study))
        )
        low, high = intervals_and_tests.newcombe(300, 0, 90, 10)
        wide = intervals_and_tests.newcombe(300, 0, 90, 10, 0.975)
        assert read.rows[1] == [
            "Gaussian noise",
            "MLNN\N{NO-BREAK SPACE}−\N{NO-BREAK SPACE}ConvNet",
            "0",
            "1",
            minus(f"-0.2250{low:+.4f} to {high:+.4f}"),
            minus(f"{wide[0]:+.4f} to {wide[1]:+.4f}"),
            "<\N{NO-BREAK SPACE}0.0001",
            "<\N{NO-BREAK SPACE}0.0001",
            "yes",
        ]
        assert read.rows[2][-1] == "no"

    def test_comparisons_of_repeats_show_both_scopes(self, sweep, make_study):
        sweep = sweep.model_copy(update={"repeats": 2})
        counts = {"mlnn": (350, 352), "convnet": (390, 390)}
        study = make_study(
            sweep,
            lambda p, level: first(counts[p.model][p.repeat if p.level else 0]),
        )
        compared = comparisons.between_models(study)
        read = Reader(tables.model_comparisons(sweep, compared))
        assert read.rows[0][4:7] == [
            "difference",
            "over trainings, these images",
            "simultaneous bounds",
        ]
        different = compared[1].contrast.paired
        assert (read.rows[1][5], read.rows[1][-1]) == ("–", "yes")
        low, high = different.interval()
        assert read.rows[2][4] == minus(f"-0.0975{low:+.4f} to {high:+.4f}")
        low, high = different.over_trainings()
        assert read.rows[2][5] == minus(f"{low:+.4f} to {high:+.4f}")
        assert "other trainings and other test images" in read.caption

    def test_of_one_model_there_is_no_comparison(self, sweep):
        assert tables.model_comparisons(sweep, []) == "<p>There is only one model.</p>"

    def test_protocols_show_three_accuracies_and_two_gains(self, sweep, make_study):
        counts = {(0.0, 0.0): 400, (0.0, 0.5): 310, (0.5, 0.5): 370, (0.5, 0.0): 360}
        study = make_study(sweep, lambda p, level: first(counts[p.level, level]))
        read = Reader(tables.protocols(study, comparisons.by_training(study)))
        row = read.rows[1]
        assert row[:3] == ["Gaussian noise", "MLNN", "0.5"]
        starts = ["0.7750", "0.9000", "0.9250", "+0.1500*", "−0.1000*"]
        assert all(
            cell.startswith(start) for cell, start in zip(row[3:], starts, strict=True)
        )
        methods = "one run: Newcombe's paired interval, McNemar's exact test"
        assert f"(Bonferroni; {methods})" in read.caption
        low, high = intervals_and_tests.wilson(310, 400)
        assert row[3] == f"0.7750{low:.4f} to {high:.4f}"

    def test_robustness_names_its_reference(self, study):
        read = Reader(tables.robustness_summary(study))
        assert read.rows[1] == ["Gaussian noise", "MLNN", "0.7375", "–", "1.0000"]
        assert read.rows[2] == [
            "Gaussian noise",
            "ConvNet",
            "0.8562",
            "0.237",
            f"{105 / 110:.4f}",
        ]
        assert "divided by those of MLNN." in read.caption

    def test_what_is_not_known_is_a_dash(self, sweep):
        empty = Evidence(sweep, [], "nowhere")
        compared = comparisons.between_models(empty)
        read = Reader(tables.model_comparisons(sweep, compared))
        assert read.rows[1][3:] == ["–"] * 6
        read = Reader(tables.protocols(empty, comparisons.by_training(empty)))
        assert read.rows[1][3:] == ["–"] * 5
        read = Reader(tables.robustness_summary(empty))
        assert read.rows[1][2:] == ["–"] * 3
