"""The commands: the words that say what is done, and the options that each takes."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from noiselab.common import folders, user_paths
from noiselab.common.words import shown
from noiselab.front import cluster_options, computing_options, parser, program
from noiselab.front.parser import OneLineParser
from noiselab.report.export.trackers import TRACKERS


@dataclass(frozen=True)
class Command:
    """A word that says what is done.

    Attributes:
        name: The word.
        meaning: What it does, as the help lists it.
        mode: The mode of `RunOptions` that it chooses; its own name if it needs none.
        options: Functions that add the options that have an effect.
    """

    name: str
    meaning: str
    mode: str
    options: tuple[Callable[[OneLineParser], None], ...]

    def parser(self) -> OneLineParser:
        """Make the parser of what follows the word."""
        sentence = f"{self.meaning[:1].upper()}{self.meaning[1:]}."
        made = parser.empty(f"{program.name()} {self.name}", sentence)
        made.set_defaults(mode=self.mode)
        for add in self.options:
            add(made)
        return made


def _add_data(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "names",
        nargs="*",
        metavar="NAME_OR_PATH",
        help="a data set to describe: a name such as digits, or the path of a file or "
        "a folder; without one, all that are found are listed",
    )
    made.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="data.KEY=VALUE",
        dest="changes",
        help="how it is read, as in a sweep, such as data.white=16; may be repeated",
    )
    made.add_argument(
        "--out",
        metavar="DIR",
        help="folder to write data.html and contact_sheet.png to",
    )


def _add_studies(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "names",
        nargs="*",
        metavar="FOLDER",
        help="folders of two studies or more, such as outputs/digits",
    )
    made.add_argument(
        "--name",
        metavar="NAME",
        help="name of the folder that is made (default: the names of the studies, "
        "joined by _and_)",
    )


def _add_tracker(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "names",
        nargs="+",
        metavar="FOLDER",
        help="folders of studies, such as outputs/digits",
    )
    made.add_argument(
        "--to",
        nargs=2,
        required=True,
        metavar=("TRACKER", "TARGET"),
        help=f"{' or '.join(TRACKERS)}, and a folder to write to; for mlflow also the "
        "address of a server, such as http://127.0.0.1:5000",
    )


COMMANDS = {
    command.name: command
    for command in (
        Command(
            "run",
            "run a study, or the rest of it, and make its report",
            "run",
            (
                parser.add_sweep,
                parser.add_folders,
                computing_options.add,
                parser.add_again,
                parser.add_dry_run,
                parser.add_exports,
                parser.add_loudness,
            ),
        ),
        Command(
            "status",
            "print the status of each point of a study",
            "status",
            (parser.add_sweep, parser.add_folders, parser.add_loudness),
        ),
        Command(
            "report",
            "make the report of a study from the results that exist; run no point",
            "report_only",
            (
                parser.add_sweep,
                parser.add_folders,
                parser.add_keep,
                computing_options.add_cold,
                parser.add_exports,
                parser.add_loudness,
            ),
        ),
        Command(
            "list",
            "list the bundled sweeps, and the studies that were run here",
            "run",
            (parser.add_out,),
        ),
        Command(
            "compare",
            "make one report of several studies, with what differs between them first",
            "run",
            (
                _add_studies,
                parser.add_out,
                computing_options.add_cold,
                parser.add_exports,
                parser.add_loudness,
            ),
        ),
        Command(
            "export",
            "write finished points to an experiment tracker, a run for each",
            "run",
            (_add_tracker,),
        ),
        Command(
            "cluster",
            "start a scheduler for a study, and workers as jobs of a batch system",
            "run",
            (
                cluster_options.add_system,
                parser.add_sweep,
                parser.add_out,
                cluster_options.add,
                parser.add_loudness,
            ),
        ),
        Command(
            "worker",
            "start workers on this host for a cluster elsewhere",
            "run",
            (cluster_options.add_worker, parser.add_loudness),
        ),
        Command(
            "data",
            "list the data sets that are found, or describe some",
            "run",
            (_add_data, parser.add_data_dir),
        ),
    )
}


def listed() -> list[tuple[str, str]]:
    """Give each command and its meaning, for the help."""
    return [(command.name, command.meaning) for command in COMMANDS.values()]


def of(words: Sequence[str]) -> Command | None:
    """Find the command that a command line begins with.

    Args:
        words: The words after the program's name.

    Returns:
        The command; None if the first word is none, such as a sweep or an option. Ends
        the program if it looks like a mistyped one.
    """
    first = words[0] if words else "-"
    if first in COMMANDS:
        return COMMANDS[first]
    bundled = [path.stem for path in folders.SWEEPS.glob("*.yaml")]
    if first.startswith("-") or first in bundled or _is_sweep_file(first):
        return None
    close = get_close_matches(first.lower(), [*bundled, *COMMANDS], n=1)
    if close and close[0] in COMMANDS:
        problem = f"{shown(first)}: no command or sweep of that name"
        parser.make().error(f"{problem} (did you mean {close[0]}?)")
    return None


def check_place(word: str | None, made: OneLineParser) -> None:
    """End the program if a command is not the first word of its command line.

    Args:
        word: What stands in the place of a sweep.
        made: The parser.
    """
    if word in COMMANDS and not _is_sweep_file(word):
        made.error(f"{word} must come first: {made.prog} {word} …")


def _is_sweep_file(word: str) -> bool:
    path = user_paths.of_user(word)
    return user_paths.is_file(path) or path.suffix in (".yaml", ".yml")
