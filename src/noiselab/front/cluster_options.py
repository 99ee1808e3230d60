"""The options of a cluster: how many workers, and what each job asks for."""

import argparse
import re
from dataclasses import dataclass

from noiselab.common.errors import OptionError
from noiselab.common.words import shown
from noiselab.engine.batch_systems import SYSTEMS

HOSTS = "hosts"  # in place of a batch system: workers are started on each by hand
_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_WITH_UNITS = re.compile(
    r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+)s)?", re.ASCII
)
# 4:30 is no time: it has hours and minutes in one batch system, and minutes and seconds
# in another
_WITH_COLONS = re.compile(r"(?:(\d+)-)?(\d+):([0-5]\d):([0-5]\d)", re.ASCII)


@dataclass(frozen=True)
class ClusterOptions:
    """What a cluster is to be.

    Attributes:
        system: The batch system, by its name in `SYSTEMS`, or `HOSTS`.
        jobs: How many workers there are, each a job.
        memory: Memory of each job, such as `4GB`.
        cores: Processor cores of each job.
        walltime: Its time limit in seconds; None for that of the batch system.
        queue: The queue or partition.
        account: The account or project that pays.
        directives: Further lines for the batch system.
        interface: The network interface that all hosts reach.
        port: The scheduler's port; 0 for any that is free.
        idle: Seconds without a point after which the cluster ends; None for never.
        insecure: Whether it does without TLS.
        dashboard: Whether the scheduler shows its pages, to this machine only.
        show: Whether only the job script is printed.
    """

    system: str
    jobs: int
    memory: str
    cores: int
    walltime: int | None
    queue: str | None
    account: str | None
    directives: tuple[str, ...]
    interface: str | None
    port: int
    idle: int | None
    insecure: bool
    dashboard: bool
    show: bool


@dataclass(frozen=True)
class WorkerOptions:
    """What workers on this host are to be.

    Attributes:
        file: The scheduler file.
        count: How many there are.
        interface: The network interface that they use.
    """

    file: str
    count: int
    interface: str | None


def of(words: argparse.Namespace) -> ClusterOptions:
    """Take the options from a command line that was read.

    Raises:
        OptionError: If one is for jobs, and there are none.
    """
    if words.system == HOSTS:
        for option, usual in _OF_JOBS.items():
            if getattr(words, option) != usual:
                raise OptionError(
                    _CALLED.get(option, option),
                    "is for a batch system; on each host, noiselab worker says how "
                    "many workers there are",
                )
    return ClusterOptions(
        system=words.system,
        jobs=words.workers,
        memory=words.memory,
        cores=words.cores,
        walltime=words.walltime,
        queue=words.queue,
        account=words.account,
        directives=tuple(words.directives),
        interface=words.interface,
        port=words.port,
        idle=words.idle,
        insecure=words.insecure,
        dashboard=words.dashboard,
        show=words.show,
    )


_OF_JOBS: dict[str, object] = {
    "workers": 4,
    "memory": "4GB",
    "cores": 1,
    "walltime": None,
    "queue": None,
    "account": None,
    "directives": [],
    "show": False,
}
_CALLED = {"workers": "jobs", "directives": "directive"}


def add_worker(parser: argparse.ArgumentParser) -> None:
    """Add what workers on this host need."""
    option = parser.add_argument
    option("file", metavar="FILE", help="the scheduler file, perhaps a copy of it")
    option(
        "--workers",
        type=whole,
        default=_OF_JOBS["cores"],
        metavar="N",
        help="how many there are, each for one point at a time (default: 1)",
    )
    _add_interface(parser)


def add_system(parser: argparse.ArgumentParser) -> None:
    """Add which batch system takes the jobs."""
    titles = ", ".join(f"{name} ({system.title})" for name, system in SYSTEMS.items())
    parser.add_argument(
        "system",
        type=_system,
        metavar="SYSTEM",
        help=f"batch system: {titles}; or {HOSTS}, where you start workers yourself, "
        "with the command worker",
    )


def add(parser: argparse.ArgumentParser) -> None:
    """Add what jobs ask for, and how they are reached."""
    option = parser.add_argument
    option(
        "--jobs",
        type=whole,
        default=_OF_JOBS["workers"],
        metavar="N",
        dest="workers",
        help="jobs, each a worker that runs one point at a time (default: 4)",
    )
    option(
        "--memory",
        type=memory,
        default=_OF_JOBS["memory"],
        metavar="SIZE",
        help="memory of each job (default: 4GB)",
    )
    option(
        "--cores",
        type=whole,
        default=1,
        metavar="N",
        help="processor cores of each job (default: 1); give run --threads N as well",
    )
    option(
        "--walltime",
        type=seconds,
        metavar="TIME",
        help="time limit of each job, such as 4h, 90m or 04:00:00 (default: that of "
        "the batch system)",
    )
    option("--queue", "--partition", metavar="NAME", help="queue or partition")
    option("--account", metavar="NAME", help="account or project that pays")
    option(
        "--directive",
        action="append",
        default=[],
        dest="directives",
        metavar="TEXT",
        help="a further line for the batch system, such as --directive=--exclusive for "
        "SLURM; may be repeated",
    )
    _add_interface(parser)
    option(
        "--port",
        type=_port,
        default=0,
        metavar="N",
        help="port of the scheduler (default: any that is free)",
    )
    option(
        "--stop-when-idle",
        type=seconds,
        dest="idle",
        metavar="TIME",
        help="end the jobs, and this command, so long after the last point was run, "
        "such as 5m (default: only with Ctrl-C)",
    )
    option(
        "--insecure",
        action="store_true",
        help="do without TLS: whoever reaches the scheduler's port, as every user of a "
        "shared cluster does, can then run programs as you",
    )
    option(
        "--dashboard",
        action="store_true",
        help="have the scheduler show Dask's pages on port 8787, to this machine only",
    )
    option("--show", action="store_true", help="print the job script, and stop")


def _add_interface(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--interface",
        type=interface,
        metavar="NAME",
        help="network interface that all hosts reach, such as ib0",
    )


def whole(text: str) -> int:
    """Read a whole number from 1."""
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(
            f"must be a whole number from 1, not {shown(text)}"
        )
    return int(text)


def _port(text: str) -> int:
    if whole(text) > 65535:
        raise argparse.ArgumentTypeError(f"must be at most 65535, not {text}")
    return int(text)


def memory(text: str) -> str:
    """Check an amount of memory; without a unit, it would be bytes."""
    if not re.fullmatch(r"0*[1-9]\d*(\.\d+)? ?[kMGT](i?B)?", text):
        raise argparse.ArgumentTypeError(
            f"must have a unit, such as 4GB or 4000MB, not {shown(text)}"
        )
    number = text.replace(" ", "")
    return number if number.endswith("B") else f"{number}B"


def seconds(text: str) -> int:
    """Read a time, such as `4h`, `1h30m`, `04:00:00` or `1-12:00:00`, in seconds."""
    if match := text and _WITH_UNITS.fullmatch(text):
        found = sum(
            int(number or 0) * unit
            for number, unit in zip(match.groups(), _UNITS.values(), strict=True)
        )
    elif match := _WITH_COLONS.fullmatch(text):
        days, hours, minutes, rest = (int(number or 0) for number in match.groups())
        found = ((days * 24 + hours) * 60 + minutes) * 60 + rest
    else:
        found = 0
    if not found:
        raise argparse.ArgumentTypeError(
            f"must be a time such as 4h, 90m or 04:00:00, not {shown(text)}"
        )
    return found


def interface(text: str) -> str:
    """Check the name of a network interface of this machine."""
    import psutil

    if text not in (here := psutil.net_if_addrs()):
        raise argparse.ArgumentTypeError(
            f"there is no {shown(text)} here, but {', '.join(sorted(here))}"
        )
    return text


def _system(text: str) -> str:
    if text not in (known := (*SYSTEMS, HOSTS)):
        raise argparse.ArgumentTypeError(
            f"must be one of {', '.join(known)}, not {shown(text)}"
        )
    return text
