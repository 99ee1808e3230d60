"""The options of the command line, and what each may be."""

import argparse
from pathlib import Path
from typing import NoReturn

from noiselab.common.version import __version__
from noiselab.common.words import one_line


class _OneLine(argparse.ArgumentParser):
    """A parser whose errors are one line, like every other message."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {one_line(message)}; --help lists the options\n")


def parser() -> argparse.ArgumentParser:
    """Make the parser of the command line."""
    parser = _OneLine(
        prog="run_sweep.py",
        description="Run a study of what noise in images does to classifiers.",
        epilog="exit codes: 0 all done; 1 some point failed; 2 the request is wrong "
        "(nothing was run or written); 130 interrupted (what was finished is kept)",
    )
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
        type=_jobs,
        default="auto",
        metavar="N|auto",
        help="points that run side by side (default: auto, as cores and memory allow)",
    )
    add(
        "--threads",
        type=_positive,
        metavar="N",
        help="processor threads for each point (default: cores / jobs)",
    )
    add(
        "--out",
        type=_folder,
        metavar="DIR",
        help="folder in the place of outputs/; files go to DIR/<sweep name>/",
    )
    add(
        "--data-dir",
        type=_data_folder,
        metavar="DIR",
        help="folder of mnist.npz and own files (also: NOISELAB_DATA_DIR)",
    )
    add(
        "--timeout",
        type=_seconds,
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
        dest="again",
        choices=["changed"],
        default="stop",
        help="run finished points again that differ from what they would be now; "
        "without this, --keep or --force, such points stop the run before it begins",
    )
    again.add_argument(
        "--keep",
        dest="again",
        action="store_const",
        const="keep",
        help="use such points as they are; the report names them",
    )
    again.add_argument(
        "--force",
        dest="again",
        action="store_const",
        const="all",
        help="run all points again, finished or not",
    )
    add("--dry-run", action="store_true", help="print what would run, and stop")
    add("--status", action="store_true", help="print where each point stands, and stop")
    add(
        "--report-only",
        action="store_true",
        help="make the report from what is there, and run no point",
    )
    add(
        "--pdf",
        action="store_true",
        help="write the report as report.pdf too; needs requirements-pdf.txt and "
        "Chromium",
    )
    add(
        "--zip",
        action="store_true",
        help="write handin.zip too: report, pages of the points, tables",
    )
    add("--list", action="store_true", help="list the sweeps there are, and stop")
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument(
        "-q",
        "--quiet",
        action="store_true",
        help="print failures and the report's path only",
    )
    loudness.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help="print every epoch, and tracebacks of errors",
    )
    add("--version", action="version", version=f"noiselab {__version__}")
    return parser


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1, not {text!r}")
    return number


def _jobs(text: str) -> int | str:
    if text == "auto":
        return text
    try:
        return _positive(text)
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(
            f"must be a whole number from 1, or auto, not {text!r}"
        ) from None


def _folder(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("must name a folder, not be empty")
    return Path(text)


def _data_folder(text: str) -> Path:
    path = Path(text)
    try:
        is_file = path.exists() and not path.is_dir()
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError("cannot be the name of a folder") from error
    if is_file:
        raise argparse.ArgumentTypeError(f"must name a folder; {text!r} is a file")
    return path


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e9:
        raise argparse.ArgumentTypeError(f"must be seconds, more than 0, not {text!r}")
    return number
