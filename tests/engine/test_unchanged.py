import os

import pytest

from noiselab.common.errors import PointError
from noiselab.engine import unchanged
from noiselab.store import essence, fingerprint, own_parts


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
    rain, snow = (tmp_path / "experiment" / "noise" / f"{x}.py" for x in ("a", "b"))
    rain.parent.mkdir()
    for path, name in ((rain, "rain"), (snow, "snow")):
        path.write_text(f"@register('{name}')\ndef f(): return 1\n")
    for module in (essence, fingerprint):
        monkeypatch.setattr(module, "PACKAGE", tmp_path)
    monkeypatch.setattr(fingerprint, "OwnParts", lambda: own_parts.OwnParts(tmp_path))
    before = {
        "code": fingerprint.code(),
        "kind": f"{fingerprint.own('noise', 'rain')}+0123456789abcdef",
    }
    unchanged.check_code(before, "rain", "mlnn")
    file.write_text("a = 1  # the same\n")
    snow.write_text(snow.read_text().replace("1", "2"))  # of another kind
    unchanged.check_code(before, "rain", "mlnn")
    for number, path in enumerate((file, rain)):
        text = path.read_text()
        path.write_text(text.replace("1", "2"))
        os.utime(path, ns=(0, number))
        with pytest.raises(PointError) as caught:
            unchanged.check_code(before, "rain", "mlnn")
        assert str(caught.value) == (
            "noiselab's own code changed while the study ran; run it again"
        )
        unchanged.check_code({}, "rain", "mlnn")
        path.write_text(text)
