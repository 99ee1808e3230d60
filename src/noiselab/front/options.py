"""The options of the command line, and the request that they make."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from noiselab.common.errors import OptionError
from noiselab.common.version import __version__
from noiselab.common.words import one_line, shown
from noiselab.front import program, run_options
from noiselab.front.exit_codes import ExitCode
from noiselab.front.run_options import RunOptions


@dataclass(frozen=True)
class CommandLine:
    """What the command was given.

    Attributes:
        sweep: Name or path of the sweep.
        changes: `KEY=VALUE` texts that change it.
        options: How it is to be run.
    """

    sweep: str
    changes: tuple[str, ...]
    options: RunOptions


def flag(option: str) -> str:
    """Write an option's name as the command line has it, such as `--data-dir`."""
    return f"--{option.replace('_', '-')}"


def read(arguments: Sequence[str] | None = None) -> CommandLine:
    """Read the command line; ends the program where it is wrong, or asks for help.

    Args:
        arguments: The words after the program's name; by default those it was given.
    """
    command = parser()
    words = command.parse_args(arguments)
    try:
        options = RunOptions(
            out=run_options.folder("out", words.out),
            data_dir=run_options.data_folder(words.data_dir),
            jobs=words.jobs,
            threads=words.threads,
            timeout=words.timeout,
            scheduler=words.scheduler,
            cold=words.cold,
            again=words.again,
            mode=words.mode,
            pdf=words.pdf,
            zip=words.zip,
            loudness=words.loudness,
        )
    except OptionError as error:
        command.error(f"argument {flag(error.option)}: {error.problem}")
    return CommandLine(words.sweep, tuple(words.changes), options)


class _OneLine(argparse.ArgumentParser):
    """A parser whose errors are one line, like every other message."""

    def error(self, message: str) -> NoReturn:
        self.exit(
            ExitCode.WRONG_REQUEST,
            f"{self.prog}: {one_line(message)}; --help lists the options\n",
        )


def parser() -> argparse.ArgumentParser:
    """Make the parser of the command line."""
    parser = _OneLine(
        prog=program.name(),
        description="Run a study of what noise in images does to classifiers.",
        epilog="exit codes: "
        + "; ".join(f"{code} {code.meaning}" for code in ExitCode),
    )
    parser.set_defaults(again="stop", mode="run", loudness="normal")
    add = parser.add_argument
    add(
        "sweep",
        nargs="?",
        default="digits",
        metavar="SWEEP",
        help="a name from sweeps/ or the path of a YAML file (default: digits)",
    )
    add(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="changes",
        help="change a key of the sweep, such as levels=0,0.2 or mlnn.epochs=3; "
        "epochs=3 sets it for every model; may be repeated",
    )
    add(
        "--jobs",
        type=_number,
        default="auto",
        metavar="N|auto",
        help="points that run side by side (default: auto, as cores and memory allow)",
    )
    add(
        "--threads",
        type=_number,
        metavar="N",
        help="processor threads for each point (default: cores / jobs)",
    )
    add(
        "--out",
        metavar="DIR",
        help="folder in the place of ./outputs; files go to DIR/<sweep name>/",
    )
    add(
        "--data-dir",
        metavar="DIR",
        help="folder of mnist.npz and own files (also: NOISELAB_DATA_DIR)",
    )
    add(
        "--timeout",
        type=_number,
        metavar="SECONDS",
        help="end a point that takes longer, as failed",
    )
    add(
        "--scheduler",
        metavar="ADDRESS",
        help="run points on a Dask cluster: its address, such as tcp://host:8786, or "
        "its scheduler file",
    )
    add(
        "--cold",
        action="store_true",
        help="start every kernel anew instead of forking it; slower, same results",
    )
    again = parser.add_mutually_exclusive_group()
    again.add_argument(
        "--rerun",
        type=_changed,
        dest="again",
        default=argparse.SUPPRESS,  # or it would be read by `_changed`
        metavar="changed",
        help="run finished points again that differ from what they would be now; "
        "without this, --keep or --force, such points stop the run before it begins",
    )
    again.add_argument(
        "--keep",
        action="store_const",
        dest="again",
        const="keep",
        help="use such points as they are; the report names them",
    )
    again.add_argument(
        "--force",
        action="store_const",
        dest="again",
        const="all",
        help="run all points again, finished or not",
    )
    mode = parser.add_mutually_exclusive_group()
    for name, meaning in (
        ("--dry-run", "print what would run, and stop"),
        ("--status", "print where each point stands, and stop"),
        ("--report-only", "make the report from what is there, and run no point"),
        ("--list", "list the sweeps there are, and stop"),
    ):
        mode.add_argument(
            name,
            action="store_const",
            dest="mode",
            const=name.removeprefix("--").replace("-", "_"),
            help=meaning,
        )
    add(
        "--pdf",
        action="store_true",
        help="write the report as report.pdf too; needs nbconvert[webpdf] and Chromium",
    )
    add(
        "--zip",
        action="store_true",
        help="write handin.zip too: report, pages of the points, tables",
    )
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument(
        "-q",
        "--quiet",
        action="store_const",
        dest="loudness",
        const="quiet",
        help="print failures and the report's path only",
    )
    loudness.add_argument(
        "-v",
        "--verbose",
        action="store_const",
        dest="loudness",
        const="verbose",
        help="print every epoch, and tracebacks of errors",
    )
    add("--version", action="version", version=f"noiselab {__version__}")
    return parser


def _number(text: str) -> int | float | str:
    """Read a number; what is none stays as it is, and `RunOptions` refuses it."""
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
