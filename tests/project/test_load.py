"""What `benchmarks/load.py` takes for a leak, on samples of runs that never were."""

import importlib.util
import sys

import pytest
from helpers.documents import ROOT


@pytest.fixture(scope="module")
def load():
    spec = importlib.util.spec_from_file_location("load", ROOT / "benchmarks/load.py")
    module = sys.modules["load"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["load"]


@pytest.fixture
def exceeded(load):
    """Gives the limits that a run exceeds, of 24 points and then a report."""

    def judge(memory=lambda done: 130.0, files=lambda done: 13, report=0.0):
        run = load.Observations("Dask", 24, status=0, done=24)
        for sample in range(25 * 8):
            done, wave = sample // 8, 3 * (sample % 2)
            held = (memory(done) + wave + report * (done == 24), files(done), 6, 1, 8)
            run.samples.append(load.Sample(done, *held))
        return run.exceeded()

    return judge


def test_a_run_that_stays_as_it_is_exceeds_nothing(exceeded):
    assert exceeded() == []


def test_what_the_report_loads_at_the_end_is_no_growth(exceeded):
    assert exceeded(report=60) == []


def test_a_leak_is_seen_even_in_a_short_run(exceeded):
    told = exceeded(memory=lambda done: 130 + done)
    assert told == ["Dask: memory grew by 1.0 MB with each point, by more than 10 MB"]
    told = exceeded(memory=lambda done: 130 + 5 * done)
    assert told[0] == "Dask: memory grew by 68 MB"


def test_a_step_of_an_allocator_is_no_leak(exceeded):
    assert exceeded(memory=lambda done: 130 + 8 * (done > 16)) == []


def test_files_that_stay_open_are_seen(exceeded):
    told = exceeded(files=lambda done: 13 + done)
    assert told == ["Dask: left open: [11.0, 0.0, 0.0, 0.0]"]
