"""The files that take longest begin first, so that no process waits for another's at the end.

Files go to the processes as wholes, in the order of their tests (`--no-loadscope-reorder`).
"""

from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
# the slow tests of each file together, then those that are run by default
LONGEST = [
    "engine/test_dask_executor",
    "promises/test_odd_places",
    "promises/test_recompute",
    "engine/test_forked_kernels",
    "promises/test_names_no_user",
    "promises/test_engine",
    "promises/test_afternoon",
    "promises/test_bad_parts",
    "project/test_job_array",
    "front/test_api",
    "promises/test_website",
    "promises/test_full_disk",
    "project/test_wheel",
    "promises/test_looks",
    "promises/test_equal_outputs",
    "front/test_carry_out",
    "study/test_plugins",
    "front/test_cluster",
    "engine/test_batch_cluster",
    "project/test_notebooks",
    "project/test_other_systems",
    "promises/test_companions",
    "promises/test_no_start",
    "promises/test_much_output",
    "promises/test_browser",
    "study/test_own_parts",
    "promises/test_take_away",
    "front/test_one_part",
    "report/test_pages",
    "project/test_docs",
    "front/test_interrupts",
    "engine/test_kernels",
    "engine/test_run_point",
    "engine/test_notebook",
    "store/test_own_parts",
    "promises/test_any_record",
    "promises/test_bad_npz",
    "promises/test_every_number",
    "promises/test_bad_sweeps",
    "experiment/test_early_stopping",
]
_PLACES = {name: place for place, name in enumerate(LONGEST)}


def pytest_collection_modifyitems(items) -> None:
    """Sort the files, and leave the order of the tests in each."""
    items.sort(key=lambda item: _PLACES.get(_name(item.path), len(LONGEST)))


def _name(path: Path) -> str:
    if not path.is_relative_to(TESTS):
        return ""
    return path.relative_to(TESTS).with_suffix("").as_posix()
