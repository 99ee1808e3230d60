"""A clone that Git LFS has not filled: its finished points only have to be fetched."""

import numpy as np
import pytest
from helpers.datasets import LFS_POINTER
from helpers.standings import current, put

from noiselab.common import folders
from noiselab.common.errors import RequestError
from noiselab.common.folders import SweepFolder
from noiselab.store import point_files, standing


@pytest.fixture
def folder(tmp_path):
    return SweepFolder(tmp_path)


@pytest.mark.parametrize("name", ["predictions.npz", "model.keras", "notebook.ipynb"])
def test_finished_work_that_git_lfs_has_not_fetched_is_not_trained_again_unasked(
    sweep, folder, make_result, name
):
    done, *_ = sweep.points()
    files = folder.point(done.id)
    files.path.mkdir(parents=True)
    for path in (files.predictions, files.model):
        with path.open("wb") as file:
            np.savez(file, labels=[0, 1])
    files.notebook.write_text("{}")
    result = make_result(
        done, fingerprint=current(done), files=point_files.records(files)
    )
    put(folder, result)
    (files.path / name).write_bytes(LFS_POINTER)
    planned = standing.make(sweep, folder, "data" * 4, folders.TEMPLATE)
    problem = f"its {name} is a pointer of Git LFS; git lfs pull fetches it"
    assert (planned[0].status, planned[0].why) == ("missing", problem)
    for again in ("stop", "keep"):
        with pytest.raises(RequestError) as caught:
            standing.choose(planned, again)
        assert str(caught.value) == (
            f"1 finished point is not whole here: {done.id}: {problem}; nothing was "
            'run. Fetch what is missing, or train it again with rerun="changed"'
        )
    assert standing.choose(planned, "changed")[0].point == done
