from noiselab.common import folders
from noiselab.experiment import keras_setup
from noiselab.study import sweep_file


def test_a_sweep_expands_to_every_model_level_and_repeat():
    path = folders.SWEEPS / "digits.yaml"
    sweep = sweep_file.load(path, ["levels=0,0.1", "repeats=2"])
    assert [point.id for point in sweep.points()] == [
        "mlnn--clean--0.0--r0",
        "mlnn--gaussian--0.1--r0",
        "convnet--clean--0.0--r0",
        "convnet--gaussian--0.1--r0",
        "mlnn--clean--0.0--r1",
        "mlnn--gaussian--0.1--r1",
        "convnet--clean--0.0--r1",
        "convnet--gaussian--0.1--r1",
    ]


def test_a_point_holds_all_its_parameters(point):
    assert point.parameters() == {
        "dataset": "digits",
        "model": "mlnn",
        "noise": "gaussian",
        "level": 0.5,
        "clip": False,
        "repeat": 0,
        "seed": 0,
        "epochs": 2,
        "learning_rate": 0.001,
        "batch_size": 128,
        "precision": "float32",
        "data_options": {},
        "train_options": {},
        "noise_options": {},
        "model_options": {},
        "selection_options": {},
    }


def test_a_point_names_an_own_file_without_its_folder():
    fields = {"name": "own", "models": "mlnn", "levels": 0}
    sweep = sweep_file.check(fields | {"dataset": "some/where/own.npz"})
    assert next(sweep.points()).dataset == "own.npz"


def test_single_values_stand_for_lists_of_one():
    fields = {"name": "single", "dataset": "digits", "models": "mlnn", "levels": 0.2}
    assert [point.id for point in sweep_file.check(fields).points()] == [
        "mlnn--gaussian--0.2--r0"
    ]


def test_formats_are_a_list_or_one_and_change_no_point(sweep):
    fields = sweep.as_file()
    for given, formats in ((None, ()), ("pdf", ("pdf",)), (["tex", "svg"],) * 2):
        fields["report"] |= {"formats": given}
        asked = sweep_file.check(fields)
        assert asked.report.formats == tuple(formats)
        assert [*asked.points()] == [*sweep.points()]
        assert sweep_file.check(asked.as_file()) == asked
    digits = folders.SWEEPS / "digits.yaml"
    changed = sweep_file.load(digits, ["report.formats=svg,pdf"])
    assert changed.report.formats == ("svg", "pdf")


def test_auto_asks_the_machine_only_when_it_is_resolved(sweep, monkeypatch):
    def refuse():
        raise AssertionError("the hardware was asked")

    monkeypatch.setattr(keras_setup, "_computes_bfloat16", refuse)
    unresolved = sweep_file.check(sweep.as_file() | {"precision": "auto"})
    assert unresolved.precision == unresolved.as_file()["precision"] == "auto"
    for native in ("bfloat16", "float32"):
        monkeypatch.setattr(
            keras_setup, "_computes_bfloat16", lambda n=native: n == "bfloat16"
        )
        resolved = unresolved.resolved()
        assert {point.precision for point in resolved.points()} == {native}
        assert resolved.as_file()["precision"] == native  # so it stays with the results
        assert resolved.model_copy(update={"precision": "auto"}) == unresolved
