import pytest

from noiselab.common.errors import OptionError
from noiselab.engine import host_workers


def test_what_is_no_scheduler_file_is_refused(tmp_path):
    with pytest.raises(OptionError, match="is not a Dask scheduler's file"):
        host_workers.keep(tmp_path / "no.json", 1, None, False, print)
