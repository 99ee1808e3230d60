import stat
import sys

import pytest

from noiselab.common.errors import RequestError
from noiselab.engine import certificate


def test_it_is_written_for_its_owner_alone(tmp_path):
    (tmp_path / "key.pem").write_text("open to all")
    (tmp_path / "key.pem").chmod(0o644)
    own = certificate.Certificate("of all\n", "secret\n").write(tmp_path)
    assert [stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()] == (
        [0o600] * 2
    )
    assert (tmp_path / "key.pem").read_text() == "secret\n"
    assert own.words()[::2] == ["--tls-ca-file", "--tls-cert", "--tls-key"]
    own.remove()
    own.remove()
    assert list(tmp_path.iterdir()) == []


def test_without_cryptography_a_line_says_what_would_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(RequestError, match="give --insecure to do without"):
        certificate.make()


def test_hosts_whose_clock_is_hours_off_accept_it():
    x509 = pytest.importorskip("cryptography.x509")
    import datetime

    made = x509.load_pem_x509_certificate(certificate.make().certificate.encode())
    now = datetime.datetime.now(datetime.UTC)
    assert made.not_valid_before_utc < now - datetime.timedelta(days=1)
    assert made.not_valid_after_utc > now + datetime.timedelta(days=300)
