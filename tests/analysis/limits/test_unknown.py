import json

import pytest
from helpers.limits import failed, named, texts
from helpers.studies import first

from noiselab.analysis.evidence import Evidence
from noiselab.store import cross_tests
from noiselab.study import sweep_file
from noiselab.study.parts import ModelPart, Parts

CLEAN, NOISY = ("gaussian", 0.0), ("gaussian", 0.5)
PAIR = ("mlnn", "convnet")


class TestNotCompared:
    def test_a_missing_result(self, study):
        study = failed(study, lambda p: p.model == "mlnn" and p.level)
        assert named(study, "not compared") == [(PAIR, (NOISY,))]
        assert texts(study, "not compared") == [
            "MLNN and ConvNet cannot be compared with Gaussian noise of 0.5: a usable "
            "result is missing."
        ]

    def test_equal_repeats_are_compared(self, sweep, make_study):
        sweep = sweep.model_copy(update={"repeats": 2})
        study = make_study(sweep, lambda point, level: first(350))
        assert named(study, "not compared") == []

    def test_one_test_image(self, sweep, make_study):
        sweep = sweep.model_copy(update={"repeats": 2})
        study = make_study(sweep, lambda point, level: first(1, 1))
        assert named(study, "not compared") == [(PAIR, (CLEAN, NOISY))]
        assert texts(study, "not compared") == [
            "MLNN and ConvNet cannot be compared without noise and with Gaussian noise "
            "of 0.5: there is only one test image."
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
            "The levels of Gaussian noise do not include 0, so the fall of accuracy, the "
            "gain from training with noise, the level halfway to chance and the "
            "corruption error are unknown."
        ]

    def test_a_missing_network(self, study):
        study = failed(study, lambda p: p.model == "convnet" and p.level)
        assert named(study, "unknown gain") == [(("convnet",), (NOISY,))]
        assert texts(study, "unknown gain") == [
            "The effect of training ConvNet with Gaussian noise of 0.5 is unknown at "
            "that noise and on images without noise: a usable result is missing."
        ]

    @pytest.mark.parametrize(
        ("level", "images"), [(0.5, "at that noise"), (0.0, "on images without noise")]
    )
    def test_a_missing_test(self, sweep, study, level, images):
        clean = study.folder.point(sweep.point("mlnn", "gaussian", 0.0).id).transfer
        transfer = json.loads(clean.read_text())
        kept = [test for test in transfer["tests"] if test["level"] != level]
        clean.write_text(json.dumps(transfer | {"tests": kept}))
        study = Evidence(sweep, study.results, study.folder.path)
        assert named(study, "unknown gain") == [(("mlnn",), (NOISY,))]
        (text,) = texts(study, "unknown gain")
        assert f"of 0.5 is unknown {images}: a usable" in text

    def test_a_network_that_was_not_tested_at_every_level(self, sweep, study):
        for result in study.results[:2]:
            study.folder.point(result.point.id).transfer.unlink()
        hopeless = study.results[3]
        files = study.folder.point(hopeless.point.id)
        cross_tests.write(files, hopeless, cross_tests.Transfer({}, "no such layer"))
        study = Evidence(sweep, study.results, study.folder.path)
        assert texts(study, "not cross-tested") == [
            "Not tested at every level (not tested yet): MLNN, without noise on "
            "digits; and MLNN, Gaussian noise 0.5 on digits.",
            "Not tested at every level (no such layer): ConvNet, Gaussian noise 0.5 on "
            "digits.",
        ]
