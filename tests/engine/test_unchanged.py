import os

import pytest

from noiselab.common.errors import PointError
from noiselab.engine import unchanged
from noiselab.store import essence, fingerprint


def test_files_that_changed_or_are_gone_are_named(tmp_path):
    (tmp_path / "plugins").mkdir()
    own = tmp_path / "plugins" / "own.py"
    own.write_text("a")
    digests = {
        "plugins/own.py": (
            "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
        )
    }
    unchanged.check_files(tmp_path, digests)
    unchanged.check_files(tmp_path, {})
    for change in (lambda: own.write_text("b"), own.unlink):
        change()
        with pytest.raises(PointError) as caught:
            unchanged.check_files(tmp_path, digests)
        assert str(caught.value) == (
            "plugins/own.py: changed while the study ran; run it again"
        )


def test_an_update_of_noiselab_while_a_study_runs_is_told(tmp_path, monkeypatch):
    file = tmp_path / "experiment" / "one.py"
    file.parent.mkdir()
    file.write_text("a = 1\n")
    for module in (essence, fingerprint):
        monkeypatch.setattr(module, "PACKAGE", tmp_path)
    before = fingerprint.code()
    unchanged.check_code(before)
    file.write_text("a = 1  # the same\n")
    unchanged.check_code(before)
    file.write_text("a = 2  # the sane\n")
    os.utime(file, ns=(0, 1))
    with pytest.raises(PointError) as caught:
        unchanged.check_code(before)
    assert str(caught.value) == (
        "noiselab's own code changed while the study ran; run it again"
    )
    unchanged.check_code(None)
