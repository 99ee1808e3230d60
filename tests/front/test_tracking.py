import importlib.util

import pytest
from helpers.studies_beside import stored

from noiselab.front import cli


@pytest.fixture
def refused(capsys):
    def refused(*words):
        code = cli.main(["export", *map(str, words)])
        printed = capsys.readouterr()
        assert (code, printed.out) == (2, "")
        return printed.err.removeprefix("run_sweep.py: ").removesuffix("\n")

    return refused


def test_an_unknown_tracker_and_a_folder_without_a_study_are_refused(refused, tmp_path):
    assert refused(tmp_path, "--to", "mlfow", "x") == (
        '--to: is not "mlfow" (did you mean mlflow?); available: mlflow, tensorboard'
    )
    said = refused(tmp_path, "--to", "mlflow", tmp_path / "new")
    assert said.startswith(f"{tmp_path / 'sweep.yaml'}: ")
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(
    importlib.util.find_spec("mlflow") is not None, reason="mlflow is installed"
)
def test_a_package_that_is_not_there_is_named(refused, make_study, tmp_path):
    folder = stored(make_study, "a").folder.path
    said = refused(folder, "--to", "mlflow", tmp_path / "new")
    assert said == '--to: mlflow is not installed; pip install "mlflow"'
    assert not (tmp_path / "new").exists()
