import pytest

import noiselab
from noiselab import load_sweep, run_sweep
from noiselab.common.errors import RequestError, SweepError

FIELDS = {
    "name": "own",
    "dataset": "digits",
    "models": ["mlnn"],
    "levels": [0, 0.5],
    "mlnn": {"epochs": 1},
}


def test_a_sweep_is_built_from_keys_and_values():
    sweep = load_sweep(FIELDS)
    assert [point.level for point in sweep.points()] == [0.0, 0.5]
    with pytest.raises(SweepError, match="models has no model"):
        load_sweep(FIELDS | {"models": ["mlnm"]})


def test_a_sweep_is_found_by_its_name_and_changed():
    assert load_sweep("digits", ["levels=0.3"]).noise == {"gaussian": (0.3,)}


def test_a_sweep_is_run_and_not_run_twice(tmp_path, fast_template, capsys):
    frame = run_sweep(FIELDS, tmp_path)
    assert frame["status"].tolist() == ["done", "done"]
    assert (tmp_path / "own" / "report.html").is_file()
    assert "own: 2 points to run, 0 done already" in capsys.readouterr().out
    run_sweep(load_sweep(FIELDS), tmp_path, quiet=True)
    assert capsys.readouterr().out == f"report: {tmp_path / 'own' / 'report.html'}\n"


def test_what_fails_is_in_the_frame(tmp_path, fast_template):
    frame = run_sweep(FIELDS | {"levels": [0, 0.3]}, tmp_path, quiet=True)
    assert frame["status"].tolist() == ["done", "failed"]


def test_other_settings_are_refused(tmp_path, fast_template):
    run_sweep(FIELDS, tmp_path, quiet=True)
    with pytest.raises(RequestError, match="epochs was 1, is 2"):
        run_sweep(FIELDS | {"mlnn": {"epochs": 2}}, tmp_path)


def test_it_runs_inside_a_notebook(tmp_path, printed):
    from noiselab.engine.kernels import Kernels

    source = (
        "from noiselab import run_sweep\n"
        f"frame = run_sweep({FIELDS | {'levels': [0.5]}!r}, {str(tmp_path / 'out')!r}, quiet=True)\n"
        "print(frame['status'].tolist())"
    )
    with Kernels() as kernels:
        assert "['done']" in printed(source, kernels)
    assert (tmp_path / "out" / "own" / "report.html").is_file()


def test_the_package_offers_nothing_else():
    with pytest.raises(AttributeError, match="has no attribute 'train'"):
        noiselab.train  # noqa: B018
