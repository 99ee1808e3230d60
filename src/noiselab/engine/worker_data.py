"""A run's data on the hosts of a Dask cluster: sent to each host once."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from noiselab.common import waiting
from noiselab.common.errors import NoiselabError, PointError

ANSWER = 300  # seconds in which all workers must answer
PIECE = 2**27  # bytes that are sent at a time; a message of Dask holds less than 4 GiB


@dataclass(frozen=True)
class SentFile:
    """A file of data that workers are sent, and where they keep it.

    Attributes:
        name: Its name there.
        digest: SHA-256 of what it holds.
        size: Its bytes.
    """

    name: str
    digest: str
    size: int

    @property
    def folder(self) -> Path:
        """The folder that it lies in, on the host of whoever asks."""
        # others may use the same data on the same host; Windows has a folder for each
        user = getattr(os, "getuid", int)()
        return Path(tempfile.gettempdir()) / f"noiselab-data-{user}-{self.digest[:16]}"

    def is_here(self) -> bool:
        """Say whether it lies whole on this host, where no other user could put it."""
        try:
            size = (self.folder / self.name).stat().st_size
            return size == self.size and _is_own(self.folder)
        except OSError:
            return False

    def keep(self, sender: str, start: int, piece: bytes) -> None:
        """Keep a piece of it on this host; with the last one, it gets its name.

        Args:
            sender: Who sends it, a name that no other run on this host has.
            start: The place of the piece's first byte.
            piece: Its bytes.

        Raises:
            PointError: If another user made the folder for it, and could change it, or
                if it cannot be written.
        """
        begun = self.folder / f".{self.name}.{sender}"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_own(self.folder):
                raise PointError(
                    f"{self.folder}: belongs to another user, so no data is kept "
                    "there; remove it or set TMPDIR"
                )
            with begun.open("r+b" if start else "wb") as file:
                file.seek(start)
                file.write(piece)
            if start + len(piece) == self.size:
                begun.replace(self.folder / self.name)
        except OSError as error:
            with suppress(OSError):
                begun.unlink()
            raise PointError(
                f"{self.folder}: cannot be written to ({error.strerror or error}), and "
                "the data need a place there; make room, or set TMPDIR"
            ) from None


def _is_own(folder: Path) -> bool:
    """Say whether this user made a folder, and no other who could put files there."""
    return not hasattr(os, "getuid") or folder.lstat().st_uid == os.getuid()


@dataclass
class Delivery:
    """Brings a file of data to all hosts of a cluster.

    Attributes:
        name: The name of the file there.
        content: What it holds.
    """

    name: str
    content: bytes
    file: SentFile = field(init=False)

    def __post_init__(self) -> None:
        """Digest the content."""
        digest = hashlib.sha256(self.content).hexdigest()
        self.file = SentFile(self.name, digest, len(self.content))

    def bring(
        self,
        client: Any,
        sender: str,
        lacks: Callable[[], bool],
        workers: Sequence[str] | None = None,
    ) -> dict[str, str]:
        """Send it to one worker of each host that lacks it, until none does.

        Workers of one host may have temporary folders of their own, so they are asked
        again after each time.

        Args:
            client: The connection to the cluster.
            sender: As for `SentFile.keep`.
            lacks: Says on a worker whether that needs it.
            workers: The addresses of those that are asked; None for all.

        Returns:
            What kept a worker from having it, by address. Workers that cannot be
            reached are not among them.

        Raises:
            NoAnswerError: If workers do not answer in time.
        """
        tried: set[str] = set()
        problems: dict[str, str] = {}
        while True:
            answers = self._ask(client, workers, lacks)
            lacking = {address for address, answer in answers.items() if answer is True}
            for address in tried & lacking - problems.keys():
                problems[address] = f"{self.name} could not be sent there"
            chosen = _one_of_each_host(lacking - tried)
            if not chosen:
                return problems
            tried.update(chosen)
            problems |= self._send(client, sender, chosen)

    def _send(self, client: Any, sender: str, workers: list[str]) -> dict[str, str]:
        problems: dict[str, str] = {}
        for start in range(0, max(1, len(self.content)), PIECE):
            piece = self.content[start : start + PIECE]
            left = [address for address in workers if address not in problems]
            if left:
                step = (self.file.keep, sender, start, piece)
                for address, answer in self._ask(client, left, *step).items():
                    if isinstance(answer, NoiselabError):
                        problems[address] = str(answer)
        return problems

    def _ask(self, client: Any, workers: Sequence[str] | None, *step: Any) -> Any:
        ask = partial(client.run, *step, workers=workers, on_error="return")
        return waiting.within(ANSWER, "the workers of the Dask cluster", ask)


def _one_of_each_host(addresses: Iterable[str]) -> list[str]:
    hosts = {urlsplit(address).hostname: address for address in sorted(addresses)}
    return [*hosts.values()]
