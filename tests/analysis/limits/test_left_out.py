import pytest
from helpers.limits import failed, named, statements, texts
from helpers.studies import diverged, first

from noiselab.analysis.evidence import Evidence
from noiselab.store import kept
from noiselab.store.kept import Kept
from noiselab.study import sweep_file

CLEAN = ("gaussian", 0.0)
PAIR = ("mlnn", "convnet")


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
            "MLNN, without noise on digits: training diverged (a figure, weight "
            "or answer of it is not a finite number); this point is left out."
        ]
        assert named(study, "not compared") == [(PAIR, (CLEAN,))]

    def test_repeats_that_diverged_are_in_no_mean(self, sweep, repeated):
        lost, *others = repeated.results
        evidence = Evidence(repeated.sweep, [diverged(lost), *others], "nowhere")
        assert texts(evidence, "diverged")[1:] == [
            "Where training diverged in some repeats, means and differences are of the "
            "trainings that did not diverge, and say nothing of how often it does."
        ]

    def test_levels_at_which_noise_changed_nothing(self, sweep, study):
        assert texts(study, "noise without effect") == []
        without = [r.model_copy(update={"snr_db": None}) for r in study.results]
        study = Evidence(sweep, without, study.folder.path)
        assert texts(study, "noise without effect") == [
            "Noise changed no value of the test images with Gaussian noise of 0.5: "
            "what is said of it is of images without noise there."
        ]
        assert named(study, "noise without effect") == [((), (("gaussian", 0.5),))]

    def test_where_only_some_repeats_are_unchanged_these_are_named(self, repeated):
        results = [
            r.model_copy(update={"snr_db": None}) if r.point.repeat == 1 else r
            for r in repeated.results
        ]
        study = Evidence(repeated.sweep, results, repeated.folder.path)
        assert texts(study, "noise without effect") == [
            "Noise changed no value of the test images in repeat 1 with Gaussian noise "
            "of 0.5: these repeats are of images without noise there."
        ]


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
            "template and code): MLNN, without noise on digits; and MLNN, Gaussian "
            "noise 0.5 on digits.",
            "1 finished point is no longer as recorded but is shown anyway (model.keras "
            "changed since it was finished): ConvNet, without noise on digits.",
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
                {"noise": {"gaussian": [0, 0.5], "shot": [0.1], "uniform": [0]}},
                "one level",
                "There is only one level of shot noise and uniform noise, so nothing is "
                "said about more or less of it.",
            ),
            (
                {"report": {"after_epochs": 1}},
                "one epoch",
                "Everything said here is about each network as it was recorded; the "
                "table with and without noise shows epoch 1.",
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
