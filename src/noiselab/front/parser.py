"""The parser of the command line: its options, and what each means.

Each function adds a group of them, so that a command takes only those it needs.
"""

import argparse
import textwrap
from collections.abc import Iterable
from typing import Any, NoReturn, Protocol

from noiselab.common.version import __version__
from noiselab.common.words import one_line, shown
from noiselab.front import computing_options, program
from noiselab.front.exit_codes import ExitCode
from noiselab.report.export import EXPORTERS

DEFAULT_SWEEP = "digits"
_DEFAULTS = {
    "sweep": None,
    "changes": (),
    "names": (),
    "to": None,
    "name": None,
    "system": None,
    "file": None,
    "out": None,
    "data_dir": None,
    "jobs": "auto",
    "threads": None,
    "timeout": None,
    "scheduler": None,
    "part": None,
    "cold": False,
    "again": "stop",
    "mode": "run",
    "exports": (),
    "loudness": "normal",
}


class Group(Protocol):
    """A parser, or a group of its options."""

    def add_argument(self, *flags: str, **how: Any) -> argparse.Action:
        """Add an option."""
        ...


class OneLineParser(argparse.ArgumentParser):
    """A parser whose errors are one line, like every other message."""

    def error(self, message: str) -> NoReturn:
        """End the program, saying what is wrong."""
        self.exit(
            ExitCode.WRONG_REQUEST,
            f"{self.prog}: {one_line(message)}; --help lists the options\n",
        )


def make(commands: Iterable[tuple[str, str]] = ()) -> OneLineParser:
    """Make the parser of a command line without a command.

    Args:
        commands: The commands and what each does, for the help.
    """
    parser = empty(program.name(), _described(commands))
    for add in (add_sweep, add_folders, computing_options.add, add_again):
        add(parser)
    modes = parser.add_mutually_exclusive_group()  # in this order the usage is right
    add_dry_run(modes)
    _add_modes(modes)
    add_exports(parser)
    add_loudness(parser)
    parser.add_argument(
        "--version", action="version", version=f"noiselab {__version__}"
    )
    return parser


def empty(called: str, description: str) -> OneLineParser:
    """Make a parser that knows no option yet, and the default of each.

    Args:
        called: The words that it parses what follows, such as `noiselab status`.
        description: What that does; its lines are shown as they are.
    """
    codes = "; ".join(f"{code} {code.meaning}" for code in ExitCode)
    parser = OneLineParser(
        prog=called,
        description=description,
        epilog=textwrap.fill(f"exit codes: {codes}", 79),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(**_DEFAULTS)
    return parser


def _described(commands: Iterable[tuple[str, str]]) -> str:
    lines = ["Run a study of what noise in images does to classifiers."]
    listed = [f"  {name:10}{meaning}" for name, meaning in commands]
    if listed:
        first = f"{program.name()} COMMAND --help"
        lines += ["", f"commands, as the first word ({first} lists their options):"]
    return "\n".join([*lines, *listed])


def add_sweep(parser: argparse.ArgumentParser) -> None:
    """Add the sweep, and what changes it."""
    parser.add_argument(
        "sweep",
        nargs="?",
        metavar="SWEEP",
        help="a bundled sweep (--list names them) or the path of a YAML file "
        f"(default: {DEFAULT_SWEEP})",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="changes",
        help="change a key of the sweep, such as levels=0,0.2 or mlnn.epochs=3; "
        "epochs=3 sets the epochs of every model; may be repeated",
    )


def add_folders(parser: argparse.ArgumentParser) -> None:
    """Add where results go, and where data lies."""
    add_out(parser)
    add_data_dir(parser)


def add_out(parser: argparse.ArgumentParser) -> None:
    """Add where results go."""
    parser.add_argument(
        "--out",
        metavar="DIR",
        help="folder to use instead of ./outputs; files go to DIR/<sweep name>/",
    )


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    """Add where data lies."""
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        help="folder with mnist.npz and your own files (or set NOISELAB_DATA_DIR)",
    )


def add_again(parser: argparse.ArgumentParser) -> None:
    """Add what becomes of finished points that differ."""
    group = parser.add_mutually_exclusive_group()
    add = group.add_argument
    add(
        "--rerun",
        type=_rerun,
        dest="again",
        default=argparse.SUPPRESS,  # otherwise `_rerun` would read it
        metavar="changed|dropped",
        help="changed: run finished points again if they differ from what they would "
        "be now; without this, --keep or --force, such points stop the run before it "
        "begins. dropped: run those again whose network was not kept and is needed now",
    )
    add_keep(group)
    add(
        "--force",
        action="store_const",
        dest="again",
        const="all",
        help="run all points again, finished or not",
    )


def add_keep(parser: Group) -> None:
    """Add whether finished points that differ are used as they are."""
    parser.add_argument(
        "--keep",
        action="store_const",
        dest="again",
        const="keep",
        help="use finished points that differ as they are; the report names them",
    )


def add_dry_run(parser: Group) -> None:
    """Add whether only what would run is printed."""
    _add_mode(parser, "--dry-run", "dry_run", "print what would run, and stop")


def _add_modes(group: Group) -> None:
    """Add what is done instead, for a command line without a command."""
    for option, mode, meaning in (
        ("--status", "status", "print the status of each point, and stop"),
        (
            "--report-only",
            "report_only",
            "make the report from the results that exist, and run no point",
        ),
        ("--list", "list", "list the bundled sweeps, and stop"),
    ):
        _add_mode(group, option, mode, meaning)


def _add_mode(parser: Group, option: str, mode: str, meaning: str) -> None:
    parser.add_argument(
        option, action="store_const", dest="mode", const=mode, help=meaning
    )


def add_exports(parser: argparse.ArgumentParser) -> None:
    """Add what is written beside the report."""
    for exporter in EXPORTERS.values():
        parser.add_argument(
            f"--{exporter.name}",
            action="append_const",
            const=exporter.name,
            dest="exports",
            default=[],
            help=exporter.help,
        )


def add_loudness(parser: argparse.ArgumentParser) -> None:
    """Add how much is printed."""
    add = parser.add_mutually_exclusive_group().add_argument
    add(
        "-q",
        "--quiet",
        action="store_const",
        dest="loudness",
        const="quiet",
        help="print only failures, and the paths of the report and its exports",
    )
    add(
        "-v",
        "--verbose",
        action="store_const",
        dest="loudness",
        const="verbose",
        help="print every epoch, and tracebacks of errors",
    )


def _rerun(text: str) -> str:
    if text not in ("changed", "dropped"):
        problem = f"must be changed or dropped, not {shown(text)}"
        raise argparse.ArgumentTypeError(problem)
    return text
