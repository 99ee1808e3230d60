"""What an exporter is, and the table of all that there are."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from noiselab.common.folders import SweepFolder
from noiselab.common.registry import Registry

Write = Callable[[SweepFolder], Path]


@dataclass(frozen=True)
class Exporter:
    """One way to take a study away.

    Attributes:
        name: Its name as an option of the command, such as `zip` for `--zip`.
        help: What the option does, as `--help` says it.
        write: Writes the export of a study with a report; gives its path.
        check: Raises `OptionError` where this machine cannot do that. It is called
            before anything runs.
    """

    name: str
    help: str
    write: Write
    check: Callable[[], None]


EXPORTERS: Registry[Exporter] = Registry("exporter")


def register(
    name: str, help: str, check: Callable[[], None] = lambda: None
) -> Callable[[Write], Write]:
    """Enter the decorated function into `EXPORTERS`.

    The function writes one file of a study that has its report, and gives the path.

    Args:
        name: The option's name, without its dashes.
        help: What the option does, as `--help` says it.
        check: Raises `OptionError` where this machine cannot do that.

    Raises:
        TakenNameError: If there is an exporter of that name, or it cannot be a name.
    """

    def enter(write: Write) -> Write:
        EXPORTERS.enter(name, Exporter(name, help, write, check), write)
        return write

    return enter
