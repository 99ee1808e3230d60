"""What an exporter is, and the registry of them all."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from noiselab.common.folders import SweepFolder
from noiselab.common.registry import Registry

Write = Callable[[SweepFolder], Path]


@dataclass(frozen=True)
class Exporter:
    """One way to export a study.

    Attributes:
        name: Its name as an option of the command, such as `zip` for `--zip`.
        file: Name of the file that it writes, in the study's folder.
        link: What the list of studies calls that file.
        help: What the option does, for `--help`.
        write: Writes the export of a study with a report; returns its path.
        check: Raises `OptionError` where this machine cannot write it. It is called
            before anything runs.
    """

    name: str
    file: str
    link: str
    help: str
    write: Write
    check: Callable[[], None]

    def path(self, folder: SweepFolder) -> Path:
        """Give the path of its file in a study's folder."""
        return folder.path / self.file


EXPORTERS: Registry[Exporter] = Registry("exporter")


def register(
    name: str,
    *,
    file: str,
    link: str,
    help: str,
    check: Callable[[], None] = lambda: None,
) -> Callable[[Write], Write]:
    """Enter the decorated function into `EXPORTERS`.

    The function writes one file from a study that has a report, and returns its path.

    Args:
        name: The option's name, without its dashes.
        file: Name of the file that it writes, in the study's folder.
        link: What the list of studies calls that file.
        help: What the option does, for `--help`.
        check: Raises `OptionError` where this machine cannot write it.

    Raises:
        TakenNameError: If the name is taken or is not a valid name.
    """

    def enter(write: Write) -> Write:
        EXPORTERS.enter(name, Exporter(name, file, link, help, write, check), write)
        return write

    return enter
