import json

import pytest
from helpers.studies import diverged, first

from noiselab.analysis import comparisons, limits
from noiselab.analysis.evidence import Evidence
from noiselab.store import kept
from noiselab.store.kept import Kept
from noiselab.study import sweep_file
from noiselab.study.parts import ModelPart, Parts

CLEAN, NOISY = ("gaussian", 0.0), ("gaussian", 0.5)
PAIR = ("mlnn", "convnet")


def statements(evidence, *topics):
    """The limits of a study, or only those with a topic."""
    compared = comparisons.between_models(evidence)
    gains = comparisons.by_training(evidence)
    return [
        statement
        for statement in limits.limits(evidence, compared, gains)
        if statement.topic in topics or not topics
    ]


def texts(evidence, *topics):
    return [statement.text for statement in statements(evidence, *topics)]


def named(evidence, topic):
    """The models and conditions that the limits with a topic name."""
    return [(s.models, s.conditions) for s in statements(evidence, topic)]


def failed(study, chosen):
    """The same study, of which the chosen points failed."""
    results = [
        result.model_copy(update={"status": "failed"})
        if chosen(result.point)
        else result
        for result in study.results
    ]
    return Evidence(study.sweep, results, study.folder.path)


@pytest.fixture
def study(sweep, make_study):
    """Single runs, all with the same images right."""
    return make_study(sweep, lambda point, level: first(350))


@pytest.fixture
def repeated(sweep, make_study):
    """Two repeats, which differ by an image."""
    sweep = sweep.model_copy(update={"repeats": 2})
    return make_study(sweep, lambda point, level: first(350 + point.repeat))


def test_of_an_empty_study_nothing_is_said(sweep):
    assert statements(Evidence(sweep, [], "nowhere")) == []


class TestLeftOut:
    @pytest.mark.parametrize(
        ("models", "text"),
        [
            (("mlnn",), "2 of 4 points are not done; nothing is said about them."),
            (PAIR, "4 of 4 points are not done; nothing is said about them."),
        ],
    )
    def test_points_that_are_not_done(self, study, models, text):
        assert texts(failed(study, lambda p: p.model in models), "not done") == [text]

    def test_a_single_point(self, study):
        one_failed = failed(study, lambda p: p.model == "mlnn" and p.level)
        assert texts(one_failed, "not done") == [
            "1 of 4 points is not done; nothing is said about it."
        ]

    def test_without_a_done_point_nothing_else_is_said(self, study):
        none_done = failed(study, lambda point: True)
        assert [s.topic for s in statements(none_done)] == ["not done"]

    def test_a_point_that_diverged(self, sweep, study):
        lost, *others = study.results
        study = Evidence(sweep, [diverged(lost), *others], study.folder.path)
        assert texts(study, "not done", "diverged") == [
            "MLNN, gaussian noise 0 on digits: training diverged (its loss is not a "
            "number); this point is left out."
        ]
        assert named(study, "not compared") == [(PAIR, (CLEAN,))]


class TestKept:
    def test_points_are_named_with_what_differs(self, sweep, study):
        points = [*sweep.points()]
        fingerprint = dict(study.results[0].fingerprint)
        entries = {
            points[0].id: Kept(fingerprint=fingerprint, differs=["template", "code"]),
            points[1].id: Kept(fingerprint=fingerprint, differs=["template", "code"]),
            points[2].id: Kept(fingerprint=fingerprint, files=["model.keras"]),
            points[3].id: Kept(fingerprint={"code": "of an older result"}),
        }
        kept.write(study.folder, entries)
        assert texts(study, "kept") == [
            "2 finished points would be different now but are shown anyway (differs in "
            "template and code): MLNN, gaussian noise 0 on digits; and MLNN, gaussian "
            "noise 0.5 on digits.",
            "1 finished point would be different now but is shown anyway (model.keras "
            "changed since it was finished): ConvNet, gaussian noise 0 on digits.",
        ]

    def test_of_many_points_the_first_are_named(self, sweep, make_study):
        sweep = sweep.model_copy(update={"repeats": 5})
        study = make_study(sweep, lambda point, level: first(350))
        fingerprint = dict(study.results[0].fingerprint)
        entry = Kept(fingerprint=fingerprint, differs=["code"])
        kept.write(study.folder, {point.id: entry for point in sweep.points()})
        (text,) = texts(study, "kept")
        assert text.endswith("repeat 2; and 8 more.")


class TestByDesign:
    @pytest.mark.parametrize(
        ("changes", "topic", "text"),
        [
            (
                {"models": ["mlnn"]},
                "one model",
                "There is only one model, so no models are compared.",
            ),
            (
                {"noise": {"gaussian": [0.5]}},
                "one level",
                "There is only one level, so nothing is said about more or less noise.",
            ),
            (
                {"report": {"after_epochs": 1}},
                "one epoch",
                "Everything said here is about each network's last epoch; the table "
                "with and without noise shows epoch 1.",
            ),
        ],
    )
    def test_what_the_settings_leave_out(
        self, sweep, make_study, study, changes, topic, text
    ):
        assert statements(study, topic) == []
        sweep = sweep_file.check(sweep.as_file() | {"name": "other"} | changes)
        changed = make_study(sweep, lambda point, level: first(350))
        assert texts(changed, topic) == [text]


class TestNotCompared:
    def test_a_missing_result(self, study):
        study = failed(study, lambda p: p.model == "mlnn" and p.level)
        assert named(study, "not compared") == [(PAIR, (NOISY,))]
        assert texts(study, "not compared") == [
            "MLNN and ConvNet cannot be compared with gaussian noise of 0.5: a usable "
            "result is missing."
        ]

    def test_equal_repeats(self, sweep, make_study):
        sweep = sweep.model_copy(update={"repeats": 2})
        study = make_study(sweep, lambda point, level: first(350))
        assert named(study, "not compared") == [(PAIR, (CLEAN, NOISY))]
        assert texts(study, "not compared") == [
            "MLNN and ConvNet cannot be compared without noise and with gaussian noise "
            "of 0.5: the difference is the same in all repeats."
        ]

    def test_of_three_models_only_those_that_lack_a_result(self, sweep, make_study):
        models = (*PAIR, "third")
        parts = sweep.parts | Parts(models={"third": ModelPart(label="Third")})
        changes = {
            "models": models,
            "training": sweep.training | {"third": sweep.training["mlnn"]},
            "parts": parts.of(sweep.noise, models),
        }
        study = make_study(
            sweep.model_copy(update=changes), lambda point, level: first(350)
        )
        study = failed(study, lambda p: p.model == "third" and p.level)
        assert named(study, "not compared") == [
            (("mlnn", "third"), (NOISY,)),
            (("convnet", "third"), (NOISY,)),
        ]


class TestUnknownGains:
    def test_without_level_0(self, sweep, make_study):
        noisy = sweep_file.check(sweep.as_file() | {"noise": {"gaussian": [0.1, 0.5]}})
        study = make_study(noisy, lambda point, level: first(350))
        assert texts(study, "no level 0") == [
            "The levels of gaussian noise do not include 0, so the gain from training "
            "with noise, the level halfway to chance and the corruption error are "
            "unknown."
        ]

    def test_a_missing_network(self, study):
        study = failed(study, lambda p: p.model == "convnet" and p.level)
        assert named(study, "unknown gain") == [(("convnet",), (NOISY,))]
        assert texts(study, "unknown gain") == [
            "The effect of training ConvNet with gaussian noise of 0.5 is unknown at "
            "that noise and on clean images: a usable result is missing."
        ]

    @pytest.mark.parametrize(
        ("level", "images"), [(0.5, "at that noise"), (0.0, "on clean images")]
    )
    def test_a_missing_test(self, sweep, study, level, images):
        clean = study.folder.point(sweep.point("mlnn", "gaussian", 0.0).id).transfer
        transfer = json.loads(clean.read_text())
        kept = [test for test in transfer["levels"] if test["level"] != level]
        clean.write_text(json.dumps(transfer | {"levels": kept}))
        study = Evidence(sweep, study.results, study.folder.path)
        assert named(study, "unknown gain") == [(("mlnn",), (NOISY,))]
        (text,) = texts(study, "unknown gain")
        assert f"of 0.5 is unknown {images}: a usable" in text

    def test_a_network_that_was_not_tested_at_every_level(self, sweep, study):
        for result in study.results[:2]:
            study.folder.point(result.point.id).transfer.unlink()
        study = Evidence(sweep, study.results, study.folder.path)
        assert texts(study, "not cross-tested") == [
            "Not tested at every level: MLNN, gaussian noise 0 on digits (not tested "
            "yet), and 1 more."
        ]


class TestIntervals:
    def test_the_width_is_that_to_the_farther_side_for_single_runs(
        self, sweep, make_study
    ):
        study = make_study(sweep, lambda point, level: first(400))
        assert texts(study, "width of intervals") == [
            "With 400 test images, the 95 % confidence intervals of accuracies extend "
            "up to 1.0 percentage points to either side."
        ]

    def test_the_width_is_that_to_the_farther_side_for_means(self, sweep, make_study):
        sweep = sweep.model_copy(update={"repeats": 2})
        study = make_study(sweep, lambda p, level: first((390, 398)[p.repeat]))
        # 0.985 and t(0.975, 1) times 0.01: 0.8579 to 1
        assert texts(study, "width of intervals") == [
            "Over the repeats, the 95 % confidence intervals of mean accuracies extend "
            "up to 12.7 percentage points to either side."
        ]

    def test_equal_repeats_give_no_interval(self, sweep, make_study):
        sweep = sweep.model_copy(update={"repeats": 2})
        study = make_study(
            sweep,
            lambda p, level: first(
                300 if level else 350 + p.repeat + (p.model == "mlnn")
            ),
        )
        assert named(study, "no interval") == [
            (("mlnn",), (NOISY,)),
            (("convnet",), (NOISY,)),
        ]
        assert texts(study, "no interval")[0] == (
            "The accuracy of MLNN with gaussian noise of 0.5 has no confidence "
            "interval: it is the same in all repeats."
        )

    def test_bounds_are_explained_only_where_some_are_shown(
        self, sweep, make_study, study
    ):
        assert statements(study, "bounds") == []
        other = sweep.model_copy(update={"name": "other"})
        right = {"mlnn": first(300), "convnet": first(390)}
        different = make_study(other, lambda point, level: right[point.model])
        assert texts(different, "bounds") == [
            "Bounds in brackets hold simultaneously for all differences of their kind "
            "(95 %, Bonferroni); each difference in accuracy that is claimed also has a "
            "Holm-adjusted p-value of at most 0.05."
        ]


class TestScope:
    def test_single_runs(self, study):
        assert texts(study, "single runs", "averages") == [
            "Each network was trained once: the findings hold for these trained "
            "networks; others of their kind may differ. Set repeats: 5 in the sweep to "
            "find out."
        ]

    def test_single_runs_are_called_so_whatever_the_sweep_asks_for(self, repeated):
        study = failed(repeated, lambda point: point.repeat == 1)
        assert texts(study, "single runs", "averages") == [
            "Each network was trained once: the findings hold for these trained "
            "networks; others of their kind may differ."
        ]
        (width,) = texts(study, "width of intervals")
        assert width.startswith("With 400 test images, ")

    def test_averages(self, repeated):
        assert texts(repeated, "single runs", "averages") == [
            "Averages over 2 repeats hold for this test set; results on other test "
            "images may differ."
        ]

    def test_single_runs_beside_averages(self, repeated):
        study = failed(repeated, lambda point: point.repeat and point.level)
        assert texts(study, "single runs", "averages") == [
            "Findings from single runs hold for these trained networks; others of their "
            "kind may differ.",
            "Averages over up to 2 repeats hold for this test set; results on other "
            "test images may differ.",
        ]
        of_runs, of_means = texts(study, "width of intervals")
        assert of_runs.startswith("With 400 test images, ")
        assert of_means.startswith("Over the repeats, ")

    def test_a_comparison_of_one_common_repeat_is_of_single_runs(
        self, sweep, make_study
    ):
        sweep = sweep.model_copy(update={"repeats": 3})
        study = make_study(sweep, lambda point, level: first(350 + point.repeat))
        lost = {"mlnn": 0, "convnet": 1}  # each keeps two repeats, one of them common
        study = failed(study, lambda p: p.repeat == lost[p.model])
        assert [s.topic for s in statements(study, "single runs", "averages")] == [
            "single runs",
            "averages",
        ]
