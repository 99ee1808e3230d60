"""What the command line was given, as checked options."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from noiselab.common.errors import OptionError
from noiselab.front import cluster_options, commands, parser, run_options
from noiselab.front.cluster_options import ClusterOptions, WorkerOptions
from noiselab.front.run_options import RunOptions

_WORDS = {
    "sweep": "SWEEP",
    "changes": "--set",
    "target": "--to",
}  # others are as in Python


@dataclass(frozen=True)
class CommandLine:
    """What the command was given.

    Attributes:
        sweep: Name or path of the sweep.
        changes: `KEY=VALUE` texts that change it.
        options: How it is to be run.
        given: Which of `sweep` and `changes` it was given.
        command: The command that it begins with; None if there is none.
        names: What a command other than those of a sweep is about.
        name: What it is to call the folder that it makes.
        to: The tracker that it writes to, and where.
        cluster: What the cluster is to be that it starts.
        workers: What the workers are to be that it starts here.
    """

    sweep: str
    changes: tuple[str, ...]
    options: RunOptions
    given: tuple[str, ...] = ()
    command: str | None = None
    names: tuple[str, ...] = ()
    name: str | None = None
    to: tuple[str, str] | None = None
    cluster: ClusterOptions | None = None
    workers: WorkerOptions | None = None

    def flag(self, option: str) -> str:
        """Write an option's name as this command line has it."""
        is_command = self.command is not None and option == self.options.mode
        return str(self.command) if is_command else flag(option)


def flag(option: str) -> str:
    """Write an option's name as the command line has it, such as `--data-dir`."""
    return _WORDS.get(option) or f"--{option.replace('_', '-')}"


def read(arguments: Sequence[str] | None = None) -> CommandLine:
    """Read the command line; ends the program where it is wrong, or asks for help.

    Args:
        arguments: The words after the program's name; by default those it was given.
    """
    given_words = [*(sys.argv[1:] if arguments is None else arguments)]
    command = commands.of(given_words)
    made = command.parser() if command else parser.make(commands.listed())
    words = made.parse_args(given_words[1:] if command else given_words)
    if command is None:
        commands.check_place(words.sweep, made)
    try:
        options = RunOptions(
            out=run_options.folder("out", words.out),
            data_dir=run_options.data_folder(words.data_dir),
            jobs=words.jobs,
            threads=words.threads,
            timeout=words.timeout,
            scheduler=words.scheduler,
            part=run_options.part(words.part),
            cold=words.cold,
            again=words.again,
            mode=words.mode,
            exports=tuple(words.exports),
            loudness=words.loudness,
        )
        cluster = cluster_options.of(words) if words.system else None
    except OptionError as error:
        made.error(f"argument {flag(error.option)}: {error.problem}")
    workers = None
    if words.file is not None:
        workers = WorkerOptions(words.file, words.workers, words.interface)
    sweep = parser.DEFAULT_SWEEP if words.sweep is None else words.sweep
    given = (words.sweep is not None, "sweep"), (bool(words.changes), "changes")
    return CommandLine(
        sweep,
        tuple(words.changes),
        options,
        tuple(name for is_given, name in given if is_given),
        command.name if command else None,
        tuple(words.names),
        words.name,
        tuple(words.to) if words.to else None,
        cluster,
        workers,
    )
