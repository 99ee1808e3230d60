"""The certificate of a cluster: who has it may connect, and nobody else."""

import datetime
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from noiselab.common.errors import RequestError

NAME = "noiselab cluster"
DAYS = 400  # that it is valid for
_BEFORE = 7  # days before it was made, as the clocks of other hosts may be slow


@dataclass(frozen=True)
class Certificate:
    """A certificate that signs itself, and its key, in PEM.

    All parts of a cluster show the same one, and accept no other.

    Attributes:
        certificate: The certificate.
        key: Its private key.
        folder: Where both lie as files that only their owner may read; None if nowhere.
    """

    certificate: str
    key: str
    folder: Path | None = None

    def write(self, folder: Path) -> "Certificate":
        """Write both to files of a folder that only their owner may read."""
        for name, content in (("cert", self.certificate), ("key", self.key)):
            path = folder / f"{name}.pem"
            path.unlink(missing_ok=True)  # its rights may be others
            write_private(path, content)
        return Certificate(self.certificate, self.key, folder)

    def words(self) -> list[str]:
        """Write the options with which `dask worker` uses it, once it is written."""
        assert self.folder
        cert, key = str(self.folder / "cert.pem"), str(self.folder / "key.pem")
        return ["--tls-ca-file", cert, "--tls-cert", cert, "--tls-key", key]

    def remove(self) -> None:
        """Remove its files."""
        for name in ("cert", "key") if self.folder else ():
            (self.folder / f"{name}.pem").unlink(missing_ok=True)  # type: ignore[operator]

    def security(self) -> Any:
        """Make Dask's `Security` that accepts this certificate only."""
        from distributed.security import Security

        parts = {
            f"tls_{role}_{name}": content
            for role in ("client", "scheduler", "worker")
            for name, content in (("cert", self.certificate), ("key", self.key))
        }
        return Security(require_encryption=True, tls_ca_file=self.certificate, **parts)


def write_private(path: Path, content: str) -> None:
    """Write a new file that only its owner may read, from the first moment on.

    Raises:
        FileExistsError: If it is there already.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        file.write(content)


def make() -> Certificate:
    """Make a certificate.

    Raises:
        RequestError: If cryptography is not installed.
    """
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
    except ImportError:
        raise RequestError(
            "a cluster needs cryptography for its certificate; pip install "
            "cryptography, or give --insecure to do without"
        ) from None
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(_BEFORE))
        .not_valid_after(now + datetime.timedelta(DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    return Certificate(
        made.public_bytes(pem).decode(),
        key.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode(),
    )
