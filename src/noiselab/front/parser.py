"""The parser of the command line: its options, and what each means."""

import argparse
from typing import NoReturn

from noiselab.common.version import __version__
from noiselab.common.words import one_line, shown
from noiselab.front import program
from noiselab.front.exit_codes import ExitCode
from noiselab.report.export import EXPORTERS

DEFAULT_SWEEP = "digits"


class OneLineParser(argparse.ArgumentParser):
    """A parser whose errors are one line, like every other message."""

    def error(self, message: str) -> NoReturn:
        """End the program, saying what is wrong."""
        self.exit(
            ExitCode.WRONG_REQUEST,
            f"{self.prog}: {one_line(message)}; --help lists the options\n",
        )


def make() -> OneLineParser:
    """Make the parser."""
    codes = "; ".join(f"{code} {code.meaning}" for code in ExitCode)
    parser = OneLineParser(
        prog=program.name(),
        description="Run a study of what noise in images does to classifiers.",
        epilog=f"exit codes: {codes}",
    )
    parser.set_defaults(again="stop", mode="run", loudness="normal")
    _add_sweep(parser)
    _add_folders(parser)
    _add_computing(parser)
    _add_again(parser)
    _add_modes(parser)
    _add_exports(parser)
    _add_loudness(parser)
    parser.add_argument(
        "--version", action="version", version=f"noiselab {__version__}"
    )
    return parser


def _add_sweep(parser: argparse.ArgumentParser) -> None:
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


def _add_folders(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        metavar="DIR",
        help="folder to use instead of ./outputs; files go to DIR/<sweep name>/",
    )
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        help="folder with mnist.npz and your own .npz files (or set NOISELAB_DATA_DIR)",
    )


def _add_computing(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--jobs",
        type=_number,
        default="auto",
        metavar="N|auto",
        help="number of points that run side by side (default: auto, as many as cores "
        "and memory allow)",
    )
    add(
        "--threads",
        type=_number,
        metavar="N",
        help="processor threads for each point (default: cores / jobs)",
    )
    add(
        "--timeout",
        type=_number,
        metavar="SECONDS",
        help="stop any point that takes longer from its first cell on, without time "
        "asleep; it has failed",
    )
    add(
        "--scheduler",
        metavar="ADDRESS",
        help="run points on a Dask cluster, given by its address, such as "
        "tcp://host:8786, or by its scheduler file",
    )
    add(
        "--cold",
        action="store_true",
        help="start every kernel anew instead of forking it; slower, same results",
    )


def _add_again(parser: argparse.ArgumentParser) -> None:
    add = parser.add_mutually_exclusive_group().add_argument
    add(
        "--rerun",
        type=_changed,
        dest="again",
        default=argparse.SUPPRESS,  # otherwise `_changed` would read it
        metavar="changed",
        help="run finished points again if they differ from what they would be now; "
        "without this, --keep or --force, such points stop the run before it begins",
    )
    add(
        "--keep",
        action="store_const",
        dest="again",
        const="keep",
        help="use finished points that differ as they are; the report names them",
    )
    add(
        "--force",
        action="store_const",
        dest="again",
        const="all",
        help="run all points again, finished or not",
    )


def _add_modes(parser: argparse.ArgumentParser) -> None:
    group = parser.add_mutually_exclusive_group()
    for option, mode, meaning in (
        ("--dry-run", "dry_run", "print what would run, and stop"),
        ("--status", "status", "print the status of each point, and stop"),
        (
            "--report-only",
            "report_only",
            "make the report from the results that exist, and run no point",
        ),
        ("--list", "list", "list the bundled sweeps, and stop"),
    ):
        group.add_argument(
            option, action="store_const", dest="mode", const=mode, help=meaning
        )


def _add_exports(parser: argparse.ArgumentParser) -> None:
    for exporter in EXPORTERS.values():
        parser.add_argument(
            f"--{exporter.name}",
            action="append_const",
            const=exporter.name,
            dest="exports",
            default=[],
            help=exporter.help,
        )


def _add_loudness(parser: argparse.ArgumentParser) -> None:
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


def _number(text: str) -> int | float | str:
    """Read a number; other text stays as it is, and `RunOptions` refuses it."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _changed(text: str) -> str:
    if text != "changed":
        raise argparse.ArgumentTypeError(f"must be changed, not {shown(text)}")
    return text
